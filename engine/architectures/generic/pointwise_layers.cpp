#include <algorithm>
#include <optional>

#include "architectures/generic/layer_rules.h"

namespace modelmeter::generic {
namespace {

/// Where the normalised features are: the last dimensions that `affine` parameters per vector cover, or the channels
/// of a [batch, channels, positions…] tensor.
std::optional<std::int64_t> normalised_width(const Shape& in, std::int64_t affine) {
  std::int64_t width = 1;
  for (std::size_t i = in.size(); i-- > 0;) {
    width *= in[i];
    if (width == affine) return width;
    if (width > affine) break;
  }
  if (in.size() >= 3 && in[1] == affine) return affine;
  return std::nullopt;
}

bool lower_layer_norm(const Seen& layer, Lowered& lowered) {
  Shape in = layer.input();
  if (in.empty()) in = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || elements(in) == 0) return false;
  std::int64_t width = last(in);
  bool weight = false, bias = false;
  if (P > 0) {
    if (P % 2 == 0 && normalised_width(in, P / 2)) {
      width = P / 2;
      weight = bias = true;
    } else if (normalised_width(in, P)) {
      width = P;
      weight = true;
    } else {
      return false;
    }
  }
  if (width == 0) return false;
  lowered.parameters = {{"normalized_shape", width}, {"elementwise_affine", weight}, {"bias", bias}};
  lowered.claimed_parameters = P;
  lowered.add("layer_norm", LayerNorm{.rows = elements(in) / width, .width = width, .weight = weight, .bias = bias});
  return true;
}

bool lower_rms_norm(const Seen& layer, Lowered& lowered) {
  Shape in = layer.input();
  if (in.empty()) in = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || elements(in) == 0 || (P > 0 && !normalised_width(in, P))) return false;
  const std::int64_t width = P > 0 ? P : last(in);
  lowered.parameters = {{"normalized_shape", width}, {"elementwise_affine", P > 0}};
  lowered.claimed_parameters = P;
  lowered.add("rms_norm", RmsNorm{.rows = elements(in) / width, .width = width, .weight = P > 0});
  return true;
}

std::int64_t channels_of(const Shape& in, std::int64_t affine) {
  if (affine > 0) return affine;
  return in.size() >= 2 ? in[1] : last(in);
}

bool lower_batch_norm(const Seen& layer, Lowered& lowered) {
  Shape in = layer.input();
  if (in.empty()) in = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || P % 2 != 0) return false;
  const std::int64_t channels = channels_of(in, P / 2);
  lowered.parameters = {{"num_features", channels}, {"affine", P > 0}};
  lowered.claimed_parameters = P;
  lowered.add("batch_norm", BatchNorm{.elements = elements(in), .channels = channels, .affine = P > 0});
  return true;
}

bool lower_group_norm(const Seen& layer, Lowered& lowered) {
  Shape in = layer.input();
  if (in.empty()) in = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.size() < 2 || P % 2 != 0) return false;
  const std::int64_t channels = channels_of(in, P / 2);
  const bool instance = layer.row().class_name.find("Instance") != std::string::npos;
  if (channels == 0 || in[0] == 0) return false;
  if (!instance)
    lowered.assumptions.push_back(
        "The number of groups is not recorded and changes no count but the statistics: 32 is assumed.");
  lowered.parameters = {{"num_channels", channels}, {"affine", P > 0}};
  lowered.claimed_parameters = P;
  lowered.add("group_norm", GroupNorm{.batch = in[0],
                                      .groups = instance ? channels : std::min<std::int64_t>(32, channels),
                                      .channels = channels,
                                      .positions = elements(in) / (in[0] * channels),
                                      .affine = P > 0});
  return true;
}

bool lower_local_response_norm(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input();
  if (in.empty()) return false;
  lowered.assumptions.push_back("The window is not recorded: 5 channels, as in AlexNet, are assumed.");
  lowered.add("local_response_norm", LocalResponseNorm{.elements = elements(in), .size = 5});
  return true;
}

/// A class that calls itself a norm: γ alone is read as RMS norm, γ and β as layer norm.
bool lower_named_norm(const Seen& layer, Lowered& lowered) {
  const std::int64_t P = layer.own_parameters();
  const std::int64_t width = last(layer.input().empty() ? layer.output() : layer.input());
  const bool fits = P == width ? lower_rms_norm(layer, lowered) : lower_layer_norm(layer, lowered);
  if (!fits) return false;
  lowered.recognised("named-norm", "Normalisation by name and parameters");
  lowered.evidence.push_back("class name " + layer.row().class_name + ", " + std::to_string(P) +
                             " parameters over a width of " + std::to_string(width));
  lowered.assumptions.push_back(P == width ? "Counted as an RMS norm: one scale per feature."
                                           : "Counted as a layer norm: a scale and a shift per feature.");
  return true;
}

struct NamedActivation {
  const char* name;
  ActivationKind kind;
};

/// Class names, and words in names of vendor classes, of element-wise activations; the longer names first.
constexpr NamedActivation kActivations[] = {
    {"QuickGELU", ActivationKind::quick_gelu},
    {"NewGELU", ActivationKind::gelu_tanh},
    {"FastGELU", ActivationKind::gelu_tanh},
    {"PytorchGELUTanh", ActivationKind::gelu_tanh},
    {"GELUTanh", ActivationKind::gelu_tanh},
    {"BloomGelu", ActivationKind::gelu_tanh},
    {"GELU", ActivationKind::gelu},
    {"Gelu", ActivationKind::gelu},
    {"Hardswish", ActivationKind::hard_swish},
    {"HardSwish", ActivationKind::hard_swish},
    {"SiLU", ActivationKind::silu},
    {"Swish", ActivationKind::silu},
    {"ReLUSquared", ActivationKind::relu_squared},
    {"ReLU6", ActivationKind::relu6},
    {"LeakyReLU", ActivationKind::leaky_relu},
    {"PReLU", ActivationKind::prelu},
    {"RReLU", ActivationKind::rrelu},
    {"ReLU", ActivationKind::relu},
    {"CELU", ActivationKind::celu},
    {"SELU", ActivationKind::selu},
    {"ELU", ActivationKind::elu},
    {"Mish", ActivationKind::mish},
    {"LogSigmoid", ActivationKind::log_sigmoid},
    {"Hardsigmoid", ActivationKind::hard_sigmoid},
    {"HardSigmoid", ActivationKind::hard_sigmoid},
    {"Sigmoid", ActivationKind::sigmoid},
    {"Hardtanh", ActivationKind::hard_tanh},
    {"Tanhshrink", ActivationKind::tanh_shrink},
    {"Tanh", ActivationKind::tanh},
    {"Softplus", ActivationKind::softplus},
    {"Softsign", ActivationKind::soft_sign},
    {"Softshrink", ActivationKind::soft_shrink},
    {"Hardshrink", ActivationKind::hard_shrink},
    {"Threshold", ActivationKind::threshold},
};

bool lower_activation(const Seen& layer, Lowered& lowered) {
  Shape out = layer.output();
  if (out.empty()) out = layer.input();
  if (out.empty()) return false;
  const std::string& name = layer.row().class_name;
  for (const NamedActivation& one : kActivations)
    if (name.find(one.name) != std::string::npos) {
      lowered.claimed_parameters = layer.own_parameters();
      lowered.add("activation",
                  Activation{.kind = one.kind, .elements = elements(out), .parameters = layer.own_parameters()});
      return true;
    }
  return false;
}

bool lower_glu(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  if (out.empty() || (!in.empty() && elements(in) != 2 * elements(out))) return false;
  lowered.add("glu", GatedHalves{.kind = ActivationKind::sigmoid, .elements = elements(out)});
  return true;
}

bool lower_softmax(const Seen& layer, Lowered& lowered) {
  Shape out = layer.output();
  if (out.empty()) out = layer.input();
  if (out.empty() || last(out) == 0) return false;
  lowered.add("softmax", Softmax{.rows = leading(out), .width = last(out)});
  return true;
}

/// y = γ ⊙ x (+ β) with a vector of parameters.
bool lower_scale(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || in != out || P == 0) return false;
  lowered.claimed_parameters = P;
  lowered.recognised("scale", "Scale by name and parameters");
  lowered.evidence.push_back("class name " + layer.row().class_name + ", " + std::to_string(P) +
                             " parameters, shape kept");
  lowered.add("scale", Scale{.elements = elements(out), .parameters = P});
  return true;
}

}  // namespace

std::vector<LayerRule> pointwise_rules() {
  std::vector<const char*> activations;
  for (const NamedActivation& one : kActivations) activations.push_back(one.name);
  return {
      {"rms-norm",
       "RMS norm",
       "One scale per feature, over the last dimension.",
       {"RMSNorm", "T5LayerNorm"},
       {"RMSNorm", "RmsNorm"},
       lower_rms_norm},
      {"layer-norm",
       "Layer norm",
       "Width, scale and shift follow from the parameters; channels-first layouts too.",
       {"LayerNorm"},
       {"LayerNorm"},
       lower_layer_norm},
      {"batch-norm",
       "Batch norm at inference",
       "Scale and shift per channel by running statistics.",
       {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"},
       {"BatchNorm"},
       lower_batch_norm},
      {"group-norm",
       "Group and instance norm",
       "Statistics per group of channels of every sample.",
       {"GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"},
       {"GroupNorm", "InstanceNorm"},
       lower_group_norm},
      {"local-response-norm",
       "Local response norm",
       "Every element by its neighbours in the channels.",
       {"LocalResponseNorm", "CrossMapLRN2d"},
       {},
       lower_local_response_norm},
      {"glu", "Gated linear unit", "One half of the features gates the other.", {"GLU"}, {}, lower_glu},
      {"softmax",
       "Softmax",
       "Exponentials normalised over the last dimension.",
       {"Softmax", "LogSoftmax", "Softmin", "Softmax2d"},
       {"Softmax"},
       lower_softmax},
      {"activation", "Activation", "An element-wise function, known by its name.", {}, activations, lower_activation},
      {"scale", "Layer scale", "A learned factor per feature.", {}, {"Scale"}, lower_scale},
      {"named-norm",
       "Normalisation by name",
       "A class whose name says norm and whose parameters are one or two vectors.",
       {},
       {"Norm"},
       lower_named_norm},
  };
}

}  // namespace modelmeter::generic
