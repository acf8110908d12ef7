#include "architectures/generic/attention_parts.h"

#include <algorithm>

namespace modelmeter::generic {
namespace {

constexpr const char* kDecomposedId = "decomposed-relative-position";
constexpr const char* kDecomposedTitle = "Decomposed relative position";
constexpr const char* kBiasTableId = "relative-bias-table";
constexpr const char* kBiasTableTitle = "Table of relative biases";

bool starts_with(const std::string& text, const char* head) {
  return text.rfind(head, 0) == 0;
}

/// Height and width of positions that lie in an image or a window: [B, H, W, C].
bool image_of(const Shape& shape, std::int64_t& height, std::int64_t& width) {
  if (shape.size() != 4) return false;
  height = shape[1];
  width = shape[2];
  return true;
}

/// Two tables of 2·extent − 1 rows, one per axis, of head_dim each: P = head_dim · ((2h − 1) + (2w − 1)). Where the
/// tables were made for another extent (they are interpolated), equal tables of odd length.
bool decomposed(std::int64_t P, std::int64_t height, std::int64_t width, std::int64_t features, RelativePosition& op) {
  const std::int64_t rows = (2 * height - 1) + (2 * width - 1);
  if (P % rows == 0 && features % (P / rows) == 0 && P / rows > 1) {
    op.head_dim = P / rows;
    op.table_height = 2 * height - 1;
    op.table_width = 2 * width - 1;
    return true;
  }
  if (P % 2 != 0) return false;
  for (std::int64_t dim = P / 2; dim > 1; --dim) {
    if (features % dim != 0 || (P / 2) % dim != 0 || (P / 2 / dim) % 2 == 0) continue;
    const std::int64_t table = P / 2 / dim;
    if (table < 2 * std::max(height, width) - 1 && table < 3) continue;
    op.head_dim = dim;
    op.table_height = op.table_width = table;
    return table >= 3;
  }
  return false;
}

/// The same widths in another number of heads.
void regroup(Attention& attention, std::int64_t heads) {
  const std::int64_t query_width = attention.num_heads * attention.head_dim;
  const std::int64_t value_width = attention.num_heads * attention.value_dim;
  if (query_width % heads != 0 || value_width % heads != 0) return;
  attention.num_heads = attention.num_key_value_heads = heads;
  attention.head_dim = query_width / heads;
  attention.value_dim = value_width / heads;
}

/// "12" of "model.layers.12.self_attn"; empty for none.
std::string first_number(const std::string& text) {
  const std::size_t begin = text.find_first_of("0123456789");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_first_not_of("0123456789", begin) - begin);
}

}  // namespace

Tokens tokens_of(const Shape& shape, const Layer& row, const RunSize& run, bool windows_first) {
  Tokens tokens;
  if (shape.empty()) return tokens;
  const bool channels_first = row.class_name.find("Conv1d") != std::string::npos ||
                              row.class_name.find("Conv2d") != std::string::npos ||
                              row.class_name.find("Conv3d") != std::string::npos;
  if (channels_first && shape.size() >= 3) {
    tokens = {shape[0], elements(Shape(shape.begin() + 2, shape.end())), shape[1]};
    return tokens;
  }
  tokens.width = shape.back();
  if (shape.size() == 1) {
    tokens.batch = tokens.seq = 1;
  } else if (shape.size() == 2) {
    tokens.batch = run.batch > 0 && shape[0] % run.batch == 0 ? run.batch : 1;
    tokens.seq = shape[0] / tokens.batch;
  } else if (shape.size() == 3) {
    const bool second = shape[0] != run.batch && shape[1] == run.batch && shape[1] != shape[0];
    tokens.batch = second ? shape[1] : shape[0];
    tokens.seq = second ? shape[0] : shape[1];
  } else if (shape.size() >= 6) {
    // [batch, rows of windows, columns of windows, height, width, C]
    tokens.seq = shape[shape.size() - 2] * shape[shape.size() - 3];
    tokens.batch = leading(shape) / std::max<std::int64_t>(1, tokens.seq);
  } else if (windows_first) {
    tokens.seq = shape[shape.size() - 2];
    tokens.batch = leading(shape) / std::max<std::int64_t>(1, tokens.seq);
  } else {
    tokens.batch = shape[0];
    tokens.seq = leading(shape) / std::max<std::int64_t>(1, shape[0]);
  }
  return tokens;
}

HeadSize head_size(const Seen& module, std::int64_t width, bool latent, Lowered& lowered) {
  HeadSize head;
  // The rotary table that ran last before this module, outside of other towers.
  for (std::size_t i = module.index; i-- > 0;) {
    const Layer& row = module.row_at(i);
    if (row.class_name.find("RotaryEmbedding") == std::string::npos || row.output_size.size() < 2) continue;
    const std::size_t dot = row.instance_name.rfind('.');
    const std::string owner = dot == std::string::npos ? "" : row.instance_name.substr(0, dot + 1);
    if (!starts_with(module.row().instance_name, owner.c_str())) continue;
    const Shape out = module.at(i).output();
    head.rotary_dim = is_complex(row) ? 2 * last(out) : last(out);
    head.rotary_positions = out[out.size() - 2];
    break;
  }
  for (const Seen& child : module.children()) {
    // A dropout or softmax over the scores shows their shape.
    const Shape scores = child.output();
    if (scores.size() != 4 || !contains_any(child.row().class_name, {"Dropout", "Softmax"})) continue;
    if (scores[1] < 1 || width % scores[1] != 0 || child.row().num_params != 0 || scores[3] == width) continue;
    head.dim = width / scores[1];
    head.known = true;
    lowered.evidence.push_back(std::to_string(scores[1]) + " heads from the scores " + text_of(scores) + " of " +
                               child.row().var_name);
    return head;
  }
  for (const char* name : {"q_norm", "k_norm", "query_norm", "q_layernorm", "k_layernorm"}) {
    std::size_t at = 0;
    if (module.child_named(name, at) == nullptr) continue;
    const std::int64_t normed = last(module.at(at).input());
    if (normed > 1 && normed < width && width % normed == 0) {
      head.dim = normed;
      head.known = true;
      lowered.evidence.push_back("head dimension " + std::to_string(normed) + " from " + std::string(name));
      return head;
    }
  }
  if (!latent && head.rotary_dim > 1 && width % head.rotary_dim == 0) {
    head.dim = head.rotary_dim;
    head.known = true;
    lowered.evidence.push_back("head dimension " + std::to_string(head.dim) + " from the rotary table");
    return head;
  }
  if (latent && width % 128 == 0) {
    head.dim = 128;
    return head;
  }
  for (const std::int64_t dim :
       {std::int64_t{64}, std::int64_t{128}, std::int64_t{32}, std::int64_t{16}, std::int64_t{8}})
    if (width % dim == 0) {
      head.dim = dim;
      return head;
    }
  head.dim = width;
  return head;
}

std::optional<Cache> cache_of(const Seen& module, std::int64_t key_width, std::int64_t seq_kv) {
  // The run was given a cache: [batch, heads, tokens, head_dim] per layer, in the order of the layers.
  const std::string layer = first_number(module.row().instance_name);
  std::optional<Cache> given;
  for (const torchinfo::RecordedInput& input : module.recording.tree().header.inputs) {
    if (input.name.find("past") == std::string::npos || input.shape.size() != 4) continue;
    if (input.shape[1] * input.shape[3] != key_width) continue;
    const bool of_layer = first_number(input.name) == layer;
    if (given && !of_layer) continue;
    given = Cache{input.shape[2] + seq_kv, "the run was given a cache, " + input.name + " " + text_of(input.shape)};
    if (of_layer) break;
  }
  if (given) return given;
  // Or one of its outputs is a cache that holds more tokens than the run added.
  for (std::size_t i = 0; i < module.recording.tree().layers.size(); ++i) {
    const Layer& row = module.row_at(i);
    if (row.depth > 2 || row.children.empty()) continue;
    const Shape out = module.at(i).output();
    if (out.size() != 4 || out[1] * out[3] != key_width || out[2] <= seq_kv) continue;
    if (!contains_any(row.class_name, {"Model", "LM"})) continue;
    if (starts_with(module.row().instance_name, row.instance_name.c_str()))
      return Cache{out[2], "a recorded output is a key cache, " + text_of(out)};
  }
  return std::nullopt;
}

bool is_causal_decoder(const Seen& module) {
  const Layer& root = module.row_at(0);
  if (!contains_any(root.class_name, {"CausalLM", "LMHead", "ConditionalGeneration", "DoubleHeads"}) &&
      root.output_size.size() != 4)
    return false;
  const std::string& path = module.row().instance_name;
  return !contains_any(path, {"encoder", "vision", "visual", "cross", "image", "audio_tower", "EncDec"});
}

void lower_position_bias(const Seen& module, const Shape& image_shape, const Tokens& queries, std::int64_t width,
                         Lowered& lowered) {
  const std::int64_t P = module.own_parameters() - lowered.claimed_parameters;
  if (P <= 0) return;
  std::int64_t image_height = 0, image_width = 0;
  const bool image = image_of(image_shape, image_height, image_width) && image_height * image_width == queries.seq;
  RelativePosition op{.batch = queries.batch, .height = image_height, .width = image_width};
  if (image && module.options.allows(kDecomposedId) && decomposed(P, image_height, image_width, width, op)) {
    op.num_heads = width / op.head_dim;
    lowered.recognised(kDecomposedId, kDecomposedTitle);
    lowered.evidence.push_back(std::to_string(P) + " own parameters = two tables of " +
                               std::to_string(op.table_height) + " and " + std::to_string(op.table_width) +
                               " rows of head dimension " + std::to_string(op.head_dim));
    lowered.claimed_parameters += P;
    // The head dimension is known now, so the heads of the products are.
    for (Lowered::Placed& placed : lowered.operators)
      if (auto* attention = std::get_if<Attention>(&placed.call.op)) {
        regroup(*attention, op.num_heads);
        attention->bias_per_query = op.height + op.width;
      }
    const std::string before = lowered.operators.empty() ? "" : lowered.operators.back().before_child;
    lowered.operators.insert(lowered.operators.begin(), {OperatorCall{.name = "relative_position", .op = op}, before});
    return;
  }
  // (2w − 1)² · heads for windows of w × w.
  const std::int64_t window = exact_root(queries.seq);
  const std::int64_t offsets = (2 * window - 1) * (2 * window - 1);
  if (window > 1 && P % offsets == 0 && width % (P / offsets) == 0 && module.options.allows(kBiasTableId)) {
    const std::int64_t heads = P / offsets;
    lowered.recognised(kBiasTableId, kBiasTableTitle);
    lowered.evidence.push_back(std::to_string(P) + " own parameters = " + std::to_string(offsets) +
                               " offsets in a window of " + std::to_string(window) + " × " + std::to_string(window) +
                               " × " + std::to_string(heads) + " heads");
    lowered.claimed_parameters += P;
    for (Lowered::Placed& placed : lowered.operators)
      if (auto* attention = std::get_if<Attention>(&placed.call.op)) {
        regroup(*attention, heads);
      }
    const std::string before = lowered.operators.empty() ? "" : lowered.operators.back().before_child;
    lowered.operators.insert(
        lowered.operators.begin(),
        {OperatorCall{
             .name = "relative_bias",
             .op = RelativeBias{.heads = heads, .seq_q = queries.seq, .seq_kv = queries.seq, .table_elements = P}},
         before});
  }
}

std::vector<RuleDescription> position_rules() {
  return {
      {kDecomposedId, "attention", kDecomposedTitle,
       "Own parameters that are one table per axis of an image or window: two more products per query (SAM, MViTv2)."},
      {kBiasTableId, "attention", kBiasTableTitle,
       "Own parameters that are one bias per head and offset in a square window (Swin, BEiT-like)."}};
}

}  // namespace modelmeter::generic
