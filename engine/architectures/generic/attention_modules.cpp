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

bool ends_with(const std::string& text, const std::string& tail) {
  return text.size() >= tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}

/// Positions of what a cross-attention attends to, and where that was seen.
struct Memory {
  std::int64_t positions = 0;
  std::string evidence;
};

/// Positions of [B, S, C] or [S, B, C] where the batch is known.
std::int64_t positions_of(const Shape& shape, std::int64_t batch) {
  if (shape.size() != 3) return 0;
  return shape[0] != batch && shape[1] == batch ? shape[0] : shape[1];
}

/// The output of the encoder that ran last before it; else a recorded input of other length; else, where the module
/// around it was given more positions than it asks with, that module's input (attention pooling).
std::optional<Memory> memory_of(const Seen& module, const Tokens& queries, bool cross) {
  if (cross) {
    for (std::size_t i = module.index; i-- > 0;) {
      const Layer& row = module.row_at(i);
      if (row.var_name != "encoder" || row.output_size.size() != 3) continue;
      return Memory{positions_of(module.at(i).output(), queries.batch),
                    "the encoder's output " + text_of(module.at(i).output())};
    }
    const std::vector<torchinfo::RecordedInput>& inputs = module.recording.tree().header.inputs;
    for (std::size_t i = 1; i < inputs.size(); ++i)
      if (const std::int64_t positions = positions_of(inputs[i].shape, queries.batch); positions > 0)
        return Memory{positions, "the run's further input " + text_of(inputs[i].shape)};
  }
  if (module.row().parent) {
    const Shape around = module.at(*module.row().parent).input();
    const std::int64_t positions = positions_of(around, queries.batch);
    if (around.size() == 3 && last(around) == queries.width && positions > queries.seq)
      return Memory{positions, "the input of the module around it " + text_of(around)};
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
  Tokens queries = tokens_of(out, row, module.options.run, false);
  if (out.size() == 3 && out[0] != 1 && out[1] != 1 && !module.recording.scaling().batch_is_certain) {
    // batch_first is not recorded, and nothing else tells the batch.
    queries.batch = std::min(out[0], out[1]);
    queries.seq = std::max(out[0], out[1]);
    lowered.assumptions.push_back("Whether the batch comes first is not recorded: the smaller of " +
                                  std::to_string(out[0]) + " and " + std::to_string(out[1]) + " is taken for it.");
  }
  std::int64_t seq_kv = queries.seq;
  const bool cross = contains_any(row.var_name, {"multihead_attn", "cross", "encoder_attn", "src_attn"});
  lowered.recognised(kModuleId, kModuleTitle);
  lowered.evidence.push_back(std::to_string(P) + " parameters over an embedding of " + std::to_string(E) + "; output " +
                             text_of(out));
  const std::optional<Memory> memory = memory_of(module, queries, cross || key_value_features != 2 * E);
  if (memory) {
    seq_kv = memory->positions;
    lowered.evidence.push_back("attends to " + std::to_string(seq_kv) + " positions: " + memory->evidence);
  } else if (cross) {
    lowered.assumptions.push_back("The length of keys and values is not recorded: as many as queries are assumed.");
  } else {
    lowered.assumptions.push_back("Only the queries' shape is recorded: keys and values are taken to be as many.");
  }
  const bool weights_shared_by_input = !cross && !memory && key_value_features == 2 * E;
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
  const bool video = in.size() == 5;  // [B, T, H, W, C]
  if ((in.size() != 4 && !video) || row.class_name.find("Window") == std::string::npos) return false;
  for (const Seen& child : module.children())
    if (equals_any(child.row().var_name, {"qkv", "proj"})) return false;
  const std::int64_t C = last(in);
  const std::int64_t rest = module.own_parameters() - (4 * C * C + 4 * C);
  if (rest <= 0) return false;
  std::int64_t window = 0, depth = 1, heads = 0;
  std::size_t mlp = 0;
  if (module.child_named("cpb_mlp", mlp) != nullptr && module.row_at(mlp).input_size.size() >= 3) {
    // The position MLP runs over the table of offsets, (2w − 1) × (2w − 1) × 2; one logit scale per head is left.
    const Shape table = module.row_at(mlp).input_size;
    window = (table[table.size() - 2] + 1) / 2;
    heads = rest;
    lowered.evidence.push_back("window of " + std::to_string(window) + " from the offsets that cpb_mlp sees, " +
                               text_of(table));
  } else {
    for (std::int64_t t = 1; t <= (video ? 32 : 1); ++t)
      for (std::int64_t w = 2; (2 * w - 1) * (2 * w - 1) <= rest; ++w) {
        const std::int64_t offsets = (2 * t - 1) * (2 * w - 1) * (2 * w - 1);
        if (rest % offsets != 0 || C % (rest / offsets) != 0 || (video && t == 1)) continue;
        window = w;
        depth = t;
        heads = rest / offsets;
      }
    if (window == 0) return false;
    lowered.evidence.push_back(std::to_string(rest) + " parameters besides the projections = " +
                               (video ? "(2·" + std::to_string(depth) + " − 1)·" : std::string()) + "(2·" +
                               std::to_string(window) + " − 1)² offsets × " + std::to_string(heads) + " heads");
  }
  if (heads == 0 || C % heads != 0) return false;
  lowered.recognised(kWindowId, kWindowTitle);
  // A window is no larger than the image; edges are padded to whole windows.
  const auto windows_along = [](std::int64_t size, std::int64_t edge) { return (size + edge - 1) / edge; };
  const std::int64_t height = in[in.size() - 3], width = in[in.size() - 2];
  if (video) depth = std::min(depth, in[1]);
  const std::int64_t tall = video ? std::min(window, height) : window, wide = video ? std::min(window, width) : window;
  const std::int64_t windows =
      in[0] * (video ? windows_along(in[1], depth) : 1) * windows_along(height, tall) * windows_along(width, wide);
  const std::int64_t positions = depth * tall * wide;
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

constexpr const char* kFunctionalId = "functional-projections";
constexpr const char* kFunctionalTitle = "Attention with functional projections";

/// An attention class whose own parameters hold one square weight each for q, k and v (and the output): its projections
/// are called as functions, so they show as no rows.
bool lower_functional_projections(const Seen& module, Lowered& lowered) {
  const Layer& row = module.row();
  if (!contains_any(row.class_name, {"Attention", "Attn"}) || row.class_name.find("Window") != std::string::npos)
    return false;
  const Shape out = module.output().empty() ? module.input() : module.output();
  if (out.size() < 3) return false;
  const std::int64_t C = last(out);
  const std::int64_t own = module.own_parameters();
  std::string output;
  for (const Seen& child : module.children()) {
    if (equals_any(child.row().var_name, {"q", "k", "v", "q_proj", "qkv", "query", "to_qkv"}) && child.executed())
      return false;
    if (equals_any(child.row().var_name, {"proj", "out_proj", "o_proj"}) && child.executed())
      output = child.row().var_name;
  }
  const std::int64_t squares = output.empty() ? 4 : 3;
  const std::int64_t rest = own - squares * C * C;
  if (C == 0 || rest < 0 || 2 * rest >= C * C) return false;
  const Tokens queries = tokens_of(out, row, module.options.run, false);
  lowered.recognised(kFunctionalId, kFunctionalTitle);
  lowered.evidence.push_back("class name " + row.class_name + ", " + std::to_string(own) +
                             " own parameters = " + std::to_string(squares) + " weights of " + std::to_string(C) +
                             " × " + std::to_string(C) + " and " + std::to_string(rest) + " more");
  lowered.assumptions.push_back("Self-attention over all positions of its output.");
  const HeadSize head = head_size(module, C, false, lowered);
  const std::int64_t heads = C / head.dim, rows = queries.batch * queries.seq;
  lowered.parameters = {{"hidden_size", C}, {"num_heads", heads}};
  lowered.claimed_parameters = squares * C * C;
  lowered.add("qkv", Linear{.rows = rows, .in_features = C, .out_features = 3 * C}, output);
  lowered.add("scaled_dot_product_attention",
              Attention{.batch = queries.batch,
                        .num_heads = heads,
                        .num_key_value_heads = heads,
                        .seq_q = queries.seq,
                        .seq_kv = queries.seq,
                        .head_dim = head.dim},
              output);
  if (output.empty()) lowered.add("out_proj", Linear{.rows = rows, .in_features = C, .out_features = C});
  if (rest > 0) {
    lowered.claimed_parameters += rest;
    lowered.add("biases", IdleParameters{.elements = rest}, output);
  }
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
  if (ends_with(module.row().class_name, "MultiheadAttention") && module.options.allows(kModuleId) &&
      attempt(lower_multihead, module, lowered))
    return true;
  if (module.options.allows(kWindowId) && attempt(lower_functional_windows, module, lowered)) return true;
  return module.options.allows(kFunctionalId) && attempt(lower_functional_projections, module, lowered);
}

std::vector<RuleDescription> attention_module_rules() {
  return {
      {kModuleId, "attention", kModuleTitle,
       "Projections run as functions and show as no rows: the parameters tell their widths."},
      {kWindowId, "attention", kWindowTitle,
       "A window attention whose projections run as functions: window and heads follow from the bias table (Swin)."}};
}

}  // namespace modelmeter::generic
