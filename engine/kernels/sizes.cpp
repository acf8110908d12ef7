#include "kernels/sizes.h"

#include <algorithm>

namespace modelmeter {
namespace {

using S = Size;

std::int64_t divided(std::int64_t all, std::int64_t parts) {
  return parts > 1 ? (all + parts - 1) / parts : all;
}

void fill(Sizes& s, const Linear& op, std::int64_t lanes) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.in_features);
  s.set(S::columns, op.out_features);
  s.set(S::batch, 1);
  s.set(S::weight, op.in_features * op.out_features);
  s.set(S::bias, op.bias ? op.out_features : 0);
  s.set(S::rows_each, divided(op.rows, lanes));
  s.set(S::weight_each, op.in_features * op.out_features);
}

void fill(Sizes& s, const GroupedLinear& op, std::int64_t) {
  const std::int64_t one = op.in_features * op.out_features;
  const std::int64_t active = active_experts(op);
  s.set(S::rows, op.rows);
  s.set(S::width, op.in_features);
  s.set(S::columns, op.out_features);
  s.set(S::two_columns, 2 * op.out_features);
  s.set(S::batch, 1);
  s.set(S::two_weight, 2 * s[S::weight]);
  s.set(S::experts, op.experts);
  s.set(S::lanes, active);
  s.set(S::rows_each, divided(op.rows, active));
  s.set(S::x_each, divided(op.rows, active) * op.in_features);
  s.set(S::y_each, divided(op.rows, active) * op.out_features);
  s.set(S::weight_each, one);
}

void fill(Sizes& s, const Bilinear& op, std::int64_t) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.in1_features);
  s.set(S::columns, op.in2_features);
  s.set(S::batch, op.out_features);
  s.set(S::routed, op.rows * op.in2_features);
}

void fill(Sizes& s, const Attention& op, std::int64_t) {
  const std::int64_t value_dim = op.value_dim > 0 ? op.value_dim : op.head_dim;
  const std::int64_t queries = op.batch * op.num_heads * op.seq_q;
  const std::int64_t keys = op.batch * op.num_key_value_heads * op.seq_kv;
  s.set(S::batch, op.batch * op.num_heads);
  s.set(S::rows, op.seq_q);
  s.set(S::width, op.seq_kv);
  s.set(S::head_dim, op.head_dim);
  s.set(S::q, queries * op.head_dim);
  s.set(S::k, keys * op.head_dim);
  s.set(S::v, keys * value_dim);
  s.set(S::kv, s[S::k] + s[S::v]);
  s.set(S::o, queries * value_dim);
  s.set(S::scores, queries * op.seq_kv);
  s.set(S::half_scores, s[S::scores] / 2);
  s.set(S::mask, op.seq_q * op.seq_kv);
  s.set(S::rel_h, queries * op.bias_per_query / 2);
  s.set(S::rel_w, queries * (op.bias_per_query - op.bias_per_query / 2));
}

void fill(Sizes& s, const KvCacheAppend& op, std::int64_t) {
  s.set(S::kv, 2 * op.batch * op.tokens * op.num_key_value_heads * op.head_dim);
  s.set(S::k, s[S::kv] / 2);
  s.set(S::one_cache, op.batch * op.cached_tokens * op.num_key_value_heads * op.head_dim);
}

void fill(Sizes& s, const LayerNorm& op, std::int64_t) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.width);
}
void fill(Sizes& s, const RmsNorm& op, std::int64_t) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.width);
}
void fill(Sizes& s, const BatchNorm& op, std::int64_t) {
  s.set(S::width, op.channels);
}
void fill(Sizes& s, const GroupNorm& op, std::int64_t) {
  s.set(S::rows, op.batch * op.groups);
  s.set(S::width, op.channels / std::max<std::int64_t>(1, op.groups) * op.positions);
}
void fill(Sizes& s, const Softmax& op, std::int64_t) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.width);
}
void fill(Sizes& s, const Argmax& op, std::int64_t) {
  s.set(S::rows, op.rows);
  s.set(S::width, op.width);
}

void fill(Sizes& s, const Activation& op, std::int64_t lanes) {
  s.set(S::x, op.elements);
  s.set(S::two_x, 2 * op.elements);
  s.set(S::lanes, lanes);
  s.set(S::x_each, divided(op.elements, lanes));
}

void fill(Sizes& s, const RelativePosition& op, std::int64_t) {
  const std::int64_t heads = op.batch * op.num_heads;
  const std::int64_t positions = op.height * op.width;
  s.set(S::head_dim, op.head_dim);
  s.set(S::q, heads * positions * op.head_dim);
  s.set(S::kv, 3 * s[S::q]);
  s.set(S::table_h, op.table_height * op.head_dim);
  s.set(S::table_w, op.table_width * op.head_dim);
  s.set(S::resized_h, (2 * op.height - 1) * op.head_dim);
  s.set(S::resized_w, (2 * op.width - 1) * op.head_dim);
  s.set(S::edge_h, op.height);
  s.set(S::edge_w, op.width);
  s.set(S::index_h, op.height * op.height);
  s.set(S::index_w, op.width * op.width);
  s.set(S::picked_h, op.height * op.height * op.head_dim);
  s.set(S::picked_w, op.width * op.width * op.head_dim);
  s.set(S::rel_h, heads * positions * op.height);
  s.set(S::rel_w, heads * positions * op.width);
  s.set(S::queries_h, heads * op.width);
  s.set(S::queries_w, heads * op.height);
}

void fill(Sizes& s, const RotaryTable& op, std::int64_t) {
  s.set(S::positions, op.positions);
  s.set(S::frequencies, op.head_dim / 2);
  s.set(S::angles, op.positions * (op.head_dim / 2));
  s.set(S::table, op.positions * op.head_dim);
}

void fill(Sizes& s, const RotaryApply& op, std::int64_t) {
  const std::int64_t key_heads = op.key_heads > 0 ? op.key_heads : op.heads / 2;
  s.set(S::rotated_k, op.tokens * key_heads * op.head_dim);
  s.set(S::rotated_q, op.tokens * (op.heads - key_heads) * op.head_dim);
  s.set(S::half_q, s[S::rotated_q] / 2);
  s.set(S::half_k, s[S::rotated_k] / 2);
  s.set(S::table, op.tokens * op.head_dim);
}

void fill(Sizes& s, const RouterTopK& op, std::int64_t) {
  s.set(S::tokens, op.tokens);
  s.set(S::experts, op.experts);
  s.set(S::rows, op.tokens);
  s.set(S::width, op.experts);
  s.set(S::logits, op.tokens * op.experts);
  s.set(S::routes, op.tokens * op.top_k);
}
void fill(Sizes& s, const ExpertDispatch& op, std::int64_t) {
  s.set(S::tokens, op.tokens);
  s.set(S::experts, op.experts);
  s.set(S::logits, op.tokens * op.experts);
  s.set(S::routes, op.tokens * op.top_k);
  s.set(S::width, op.width);
  s.set(S::routed, op.tokens * op.top_k * op.width);
  s.set(S::hidden, op.tokens * op.width);
  s.set(S::radix_passes, 64 / 8);
}
void fill(Sizes& s, const ExpertCombine& op, std::int64_t) {
  s.set(S::tokens, op.tokens);
  s.set(S::routes, op.tokens * op.top_k);
  s.set(S::width, op.top_k);
  s.set(S::routed, op.tokens * op.top_k * op.width);
  s.set(S::half_routed, s[S::routed] / 2);
  s.set(S::hidden, op.tokens * op.width);
}

void fill(Sizes& s, const Recurrent& op, std::int64_t) {
  const std::int64_t gates = op.kind == RecurrentKind::lstm ? 4 : op.kind == RecurrentKind::gru ? 3 : 1;
  const std::int64_t directions = op.bidirectional ? 2 : 1;
  s.set(S::rows, op.batch);
  s.set(S::tokens, op.batch * op.seq);
  s.set(S::width, op.hidden_size);
  s.set(S::columns, gates * op.hidden_size);
  s.set(S::head_dim, op.num_layers > 1
                         ? (op.input_size + (op.num_layers - 1) * directions * op.hidden_size) / op.num_layers
                         : op.input_size);
  s.set(S::batch, 1);
  s.set(S::lanes, op.seq * op.num_layers * directions);
  s.set(S::experts, op.num_layers * directions);
  s.set(S::weight_each, gates * op.hidden_size * op.hidden_size);
  s.set(S::table, gates * op.hidden_size * s[S::head_dim]);
  s.set(S::x_each, op.batch * op.hidden_size);
  s.set(S::y_each, op.batch * gates * op.hidden_size);
  s.set(S::hidden, op.batch * op.seq * gates * op.hidden_size);
  s.set(S::routed, op.batch * op.seq * s[S::head_dim]);
}

/// Operators whose inputs and outputs say all.
template <class Op>
void fill(Sizes&, const Op&, std::int64_t) {}

}  // namespace

Sizes sizes_of(const Operator& op, std::int64_t lanes) {
  Sizes s;
  const Work what = work(op);
  s.set(S::one, 1);
  s.set(S::batch, 1);
  s.set(S::lanes, lanes);
  s.set(S::x, evaluate(what.activations_read));
  s.set(S::y, evaluate(what.activations_written));
  s.set(S::weight, evaluate(what.weights_read));
  std::visit([&](const auto& one) { fill(s, one, lanes); }, op);
  s.set(S::x_and_y, s[S::x] + s[S::y]);
  s.set(S::half_x, s[S::x] / 2);
  s.set(S::two_y, 2 * s[S::y]);
  s.set(S::third_y, s[S::y] / 3);
  if (s[S::two_x] == 0) s.set(S::two_x, 2 * s[S::x]);
  return s;
}

}  // namespace modelmeter
