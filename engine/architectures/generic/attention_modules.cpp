#include <algorithm>
#include <optional>

#include "architectures/generic/attention_parts.h"
#include "architectures/generic/attention_rules.h"

namespace modelmeter::generic {
namespace {

constexpr const char* kModuleId = "multihead-module";
constexpr const char* kModuleTitle = "torch.nn.MultiheadAttention";
constexpr const char* kWindowId = "functional-windows";
constexpr const char* kWindowTitle = "Windows with functional projections";

/// Length of what a cross-attention attends to: the output of the encoder that ran last before it.
std::optional<std::int64_t> encoder_length(const Seen& module) {
  for (std::size_t i = module.index; i-- > 0;) {
    const Layer& row = module.row_at(i);
    if (row.var_name != "encoder" || row.output_size.size() != 3) continue;
    return tokens_of(module.at(i).output(), row, module.options.run, false).seq;
  }
  return std::nullopt;
}

/// Its projections run as functions, so they never show as rows; its parameters are theirs.
bool lower_multihead(const Seen& module, Lowered& lowered) {
  const Layer& row = module.row();
  const Shape out = module.output().empty() ? module.input() : module.output();
  const std::int64_t P = row.num_params;
  const std::int64_t E = last(out);
  if (E == 0 || P == 0) return false;
  // in_proj 3·E·E and out_proj E·E, biases 4·E; keys and values of other widths have E·kdim + E·vdim instead of 2·E·E.
  bool bias = true;
  std::int64_t key_value_features = 0;  // kdim + vdim
  if (P == 4 * E * E + 4 * E) {
    key_value_features = 2 * E;
  } else if (P == 4 * E * E) {
    key_value_features = 2 * E;
    bias = false;
  } else if (P > 2 * E * E + 4 * E && (P - 2 * E * E - 4 * E) % E == 0) {
    key_value_features = (P - 2 * E * E - 4 * E) / E;
    lowered.assumptions.push_back("kdim and vdim add up to " + std::to_string(key_value_features) +
                                  "; equal parts are assumed.");
  } else {
    return false;
  }
  const Tokens queries = tokens_of(out, row, module.options.run, false);
  std::int64_t seq_kv = queries.seq;
  const bool cross = contains_any(row.var_name, {"multihead_attn", "cross", "encoder_attn", "src_attn"});
  lowered.recognised(kModuleId, kModuleTitle);
  lowered.evidence.push_back(std::to_string(P) + " parameters over an embedding of " + std::to_string(E) + "; output " +
                             text_of(out));
  if (cross) {
    const std::optional<std::int64_t> length = encoder_length(module);
    if (length) {
      seq_kv = *length;
      lowered.evidence.push_back("attends to the encoder's output of " + std::to_string(seq_kv) + " positions");
    } else {
      lowered.assumptions.push_back("The length of keys and values is not recorded: as many as queries are assumed.");
    }
  } else {
    lowered.assumptions.push_back("Only the queries' shape is recorded: keys and values are taken to be as many.");
  }
  const bool weights_shared_by_input = !cross && key_value_features == 2 * E;
  const std::int64_t rows_q = queries.batch * queries.seq;
  const std::int64_t rows_kv = queries.batch * seq_kv;
  const HeadSize head = head_size(module, E, false, lowered);
  const std::int64_t heads = E / head.dim;
  if (!head.known)
    lowered.assumptions.push_back("The number of heads is not recorded; a head dimension of " +
                                  std::to_string(head.dim) +
                                  " is assumed. It changes the softmax work, not the matrix FLOPs.");
  lowered.parameters = {{"embed_dim", E}, {"num_heads", heads}, {"bias", bias}};
  lowered.claimed_parameters = module.own_parameters();
  if (weights_shared_by_input) {
    lowered.add("in_proj", Linear{.rows = rows_q, .in_features = E, .out_features = 3 * E, .bias = bias});
  } else {
    const std::int64_t half = key_value_features / 2;
    lowered.add("q_in_proj", Linear{.rows = rows_q, .in_features = E, .out_features = E, .bias = bias});
    lowered.add("k_in_proj", Linear{.rows = rows_kv, .in_features = half, .out_features = E, .bias = bias});
    lowered.add("v_in_proj",
                Linear{.rows = rows_kv, .in_features = key_value_features - half, .out_features = E, .bias = bias});
  }
  lowered.add("scaled_dot_product_attention", Attention{.batch = queries.batch,
                                                        .num_heads = heads,
                                                        .num_key_value_heads = heads,
                                                        .seq_q = queries.seq,
                                                        .seq_kv = seq_kv,
                                                        .head_dim = head.dim});
  lowered.add("out_proj", Linear{.rows = rows_q, .in_features = E, .out_features = E, .bias = bias});
  return true;
}

/// qkv C → 3C and proj C → C with biases, called as functions, and a table of (2w − 1)² biases per head.
bool lower_functional_windows(const Seen& module, Lowered& lowered) {
  const Layer& row = module.row();
  const Shape in = module.input();
  if (in.size() != 4 || row.class_name.find("Window") == std::string::npos) return false;
  for (const Seen& child : module.children())
    if (equals_any(child.row().var_name, {"qkv", "proj"})) return false;
  const std::int64_t C = last(in);
  const std::int64_t rest = module.own_parameters() - (4 * C * C + 4 * C);
  if (rest <= 0) return false;
  std::int64_t window = 0, heads = 0;
  std::size_t mlp = 0;
  if (module.child_named("cpb_mlp", mlp) != nullptr && module.row_at(mlp).input_size.size() >= 3) {
    // The position MLP runs over the table of offsets, (2w − 1) × (2w − 1) × 2; one logit scale per head is left.
    const Shape table = module.row_at(mlp).input_size;
    window = (table[table.size() - 2] + 1) / 2;
    heads = rest;
    lowered.evidence.push_back("window of " + std::to_string(window) + " from the offsets that cpb_mlp sees, " +
                               text_of(table));
  } else {
    for (std::int64_t w = 2; (2 * w - 1) * (2 * w - 1) <= rest; ++w) {
      const std::int64_t offsets = (2 * w - 1) * (2 * w - 1);
      if (rest % offsets != 0 || C % (rest / offsets) != 0) continue;
      window = w;
      heads = rest / offsets;
    }
    if (window == 0) return false;
    lowered.evidence.push_back(std::to_string(rest) + " parameters besides the projections = (2·" +
                               std::to_string(window) + " − 1)² offsets × " + std::to_string(heads) + " heads");
  }
  if (heads == 0 || C % heads != 0) return false;
  lowered.recognised(kWindowId, kWindowTitle);
  const std::int64_t down = (in[1] + window - 1) / window, across = (in[2] + window - 1) / window;
  const std::int64_t windows = in[0] * down * across;
  const std::int64_t positions = window * window;
  lowered.evidence.push_back("class name " + row.class_name + ", input " + text_of(in) + ": " +
                             std::to_string(windows) + " windows");
  lowered.assumptions.push_back("Edges are padded to whole windows; a shift of the windows costs nothing.");
  lowered.parameters = {{"dim", C}, {"num_heads", heads}, {"window_size", window}};
  lowered.claimed_parameters = module.own_parameters();
  lowered.add("qkv", Linear{.rows = windows * positions, .in_features = C, .out_features = 3 * C, .bias = true});
  lowered.add("relative_bias",
              RelativeBias{.heads = heads, .seq_q = positions, .seq_kv = positions, .table_elements = rest});
  lowered.add("scaled_dot_product_attention", Attention{.batch = windows,
                                                        .num_heads = heads,
                                                        .num_key_value_heads = heads,
                                                        .seq_q = positions,
                                                        .seq_kv = positions,
                                                        .head_dim = C / heads});
  lowered.add("proj", Linear{.rows = windows * positions, .in_features = C, .out_features = C, .bias = true});
  return true;
}

bool attempt(bool (*lower)(const Seen&, Lowered&), const Seen& module, Lowered& lowered) {
  Lowered made;
  if (!lower(module, made)) return false;
  lowered = std::move(made);
  return true;
}

}  // namespace

bool lower_attention_module(const Seen& module, Lowered& lowered) {
  if (!module.executed()) return false;
  if (module.row().class_name.find("MultiheadAttention") != std::string::npos && module.options.allows(kModuleId) &&
      attempt(lower_multihead, module, lowered))
    return true;
  return module.options.allows(kWindowId) && attempt(lower_functional_windows, module, lowered);
}

std::vector<RuleDescription> attention_module_rules() {
  return {
      {kModuleId, "attention", kModuleTitle,
       "Projections run as functions and show as no rows: the parameters tell their widths."},
      {kWindowId, "attention", kWindowTitle,
       "A window attention whose projections run as functions: window and heads follow from the bias table (Swin)."}};
}

}  // namespace modelmeter::generic
