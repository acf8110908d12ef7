#include <algorithm>

#include "architectures/generic/layer_rules.h"

namespace modelmeter::generic {
namespace {

bool contains(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

bool lower_pool(const Seen& layer, Lowered& lowered) {
  const Layer& row = layer.row();
  const Shape in = layer.input(), out = layer.output();
  if (in.empty() || out.empty() || elements(out) == 0 || layer.own_parameters() != 0) return false;
  const bool adaptive = contains(row.class_name, "Adaptive") || contains(row.class_name, "Global");
  const bool maximum = contains(row.class_name, "Max");
  Pool op{.kind = adaptive ? (maximum ? PoolKind::adaptive_max : PoolKind::adaptive_average)
                           : (contains(row.class_name, "LP") ? PoolKind::lp
                              : maximum                      ? PoolKind::max
                                                             : PoolKind::average),
          .in_elements = elements(in),
          .out_elements = elements(out)};
  if (row.kernel_size && !row.kernel_size->empty()) {
    Shape kernel = *row.kernel_size;
    const std::size_t spatial = contains(row.class_name, "1d") ? 1 : contains(row.class_name, "3d") ? 3 : 2;
    if (kernel.size() == 1) kernel = Shape(spatial, kernel[0]);
    op.window = elements(kernel);
  } else {
    op.window = std::max<std::int64_t>(1, (op.in_elements + op.out_elements - 1) / op.out_elements);
    if (!adaptive) lowered.assumptions.push_back("No kernel size was recorded: windows are taken not to overlap.");
  }
  lowered.add("pool", op);
  return true;
}

bool lower_upsample(const Seen& layer, Lowered& lowered) {
  const std::string& name = layer.row().class_name;
  const Shape in = layer.input(), out = layer.output();
  if (in.empty() || out.empty()) return false;
  const bool bilinear = contains(name, "Bilinear");
  if (!bilinear && !contains(name, "Nearest"))
    lowered.assumptions.push_back("The interpolation mode is not recorded: nearest, the default, is assumed.");
  lowered.add("upsample", Upsample{.kind = bilinear ? UpsampleKind::bilinear : UpsampleKind::nearest,
                                   .in_elements = elements(in),
                                   .out_elements = elements(out)});
  return true;
}

/// Elements in another order: every one read and written once.
bool lower_reorder(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  if (out.empty() || layer.own_parameters() != 0) return false;
  if (elements(in) == elements(out) || in.empty())
    lowered.add("reorder", Reorder{.elements = elements(out)});
  else
    lowered.add("copy", Copy{.elements_read = elements(in), .elements_written = elements(out)});
  return true;
}

/// Views and layers that do nothing at inference.
bool lower_nothing(const Seen& layer, Lowered&) {
  return layer.own_parameters() == 0;
}

/// cos and sin of position × frequency: the outer product of positions and frequencies is a matrix product.
bool lower_rotary(const Seen& layer, Lowered& lowered) {
  const Shape out = layer.output();
  if (out.size() < 2 || layer.own_parameters() != 0) return false;
  // Complex tables hold cos and sin in one element of 8 bytes.
  const bool complex = is_complex(layer.row());
  const std::int64_t width = complex ? 2 * last(out) : last(out);
  const std::int64_t positions = out[out.size() - 2];
  if (width < 2 || positions < 1) return false;
  lowered.parameters = {{"dim", width}};
  lowered.recognised("rotary-table", "Rotary angles by name and shape");
  lowered.evidence.push_back("class name " + layer.row().class_name + ", output " + text_of(out) + " of " +
                             std::to_string(positions) + " positions");
  lowered.assumptions.push_back(
      "One table serves the whole batch; the angles are cos and sin of half as many frequencies.");
  lowered.add("rotary_table", RotaryTable{.positions = positions, .head_dim = width});
  return true;
}

/// A module that makes the matrix of biases [.., heads, queries, keys] from its table.
bool lower_relative_bias(const Seen& layer, Lowered& lowered) {
  const Shape out = layer.output();
  if (out.size() < 3 || layer.own_parameters() == 0) return false;
  lowered.recognised("relative-bias-module", "Relative biases by name and shape");
  lowered.evidence.push_back("class name " + layer.row().class_name + ", output " + text_of(out));
  lowered.claimed_parameters = layer.own_parameters();
  lowered.add("relative_bias", RelativeBias{.heads = out[out.size() - 3],
                                            .seq_q = out[out.size() - 2],
                                            .seq_kv = out[out.size() - 1],
                                            .table_elements = layer.own_parameters()});
  return true;
}

}  // namespace

std::vector<LayerRule> rearranging_rules() {
  return {
      {"pooling",
       "Pooling",
       "Window from the kernel, or from input and output sizes.",
       {"MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "LPPool1d", "LPPool2d",
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d",
        "AdaptiveMaxPool3d", "FractionalMaxPool2d", "FractionalMaxPool3d"},
       {"Pool"},
       lower_pool},
      {"upsampling",
       "Up-sampling",
       "Interpolation to the output size.",
       {"Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d"},
       {"Upsample", "Interpolate"},
       lower_upsample},
      {"rearrangement",
       "Rearrangement",
       "Elements copied to other places: padding, folding, pixel shuffle.",
       {"PixelShuffle",    "PixelUnshuffle",  "ChannelShuffle",   "Unfold",           "Fold",
        "MaxUnpool1d",     "MaxUnpool2d",     "MaxUnpool3d",      "ZeroPad1d",        "ZeroPad2d",
        "ZeroPad3d",       "ConstantPad1d",   "ConstantPad2d",    "ConstantPad3d",    "ReflectionPad1d",
        "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d",
        "CircularPad1d",   "CircularPad2d",   "CircularPad3d"},
       {"PixelShuffle"},
       lower_reorder},
      {"no-cost",
       "Layers without cost",
       "Views, containers, and what does nothing at inference.",
       {"Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "Flatten",
        "Unflatten", "Permute", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict",
        "StochasticDepth", "DropPath", "PatchDropout"},
       {"Dropout", "DropPath", "StochasticDepth", "Identity"},
       lower_nothing},
      {"relative-bias-module",
       "Relative biases",
       "A table of biases gathered into [heads, queries, keys].",
       {},
       {"RelativePositionBias", "RelPosBias", "PositionBias"},
       lower_relative_bias},
      {"rotary-table",
       "Rotary angles",
       "cos and sin of position times frequency, shared by all layers.",
       {},
       {"RotaryEmbedding", "RotaryPositionalEmbedding"},
       lower_rotary},
  };
}

}  // namespace modelmeter::generic
