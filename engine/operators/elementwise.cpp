#include "operators/elementwise.h"

namespace modelmeter {
namespace {

struct ActivationInfo {
  const char* title;
  const char* formula;
  std::int64_t flops;  ///< vector FLOPs per element; a sigmoid is negate, exp, add, divide
  const char* source;
};

/// In the order of ActivationKind. A sigmoid or tanh is 4: (negate or double,) exp, add, divide.
constexpr ActivationInfo kActivations[] = {
    {"GELU", "x · ½ · (1 + erf(x/√2)): scale, erf, add, two products", 5, "Hendrycks and Gimpel 2016, eq. 2"},
    {"Quick GELU", "x · sigmoid(1.702·x): scale, sigmoid (4), product", 6, "Hendrycks and Gimpel 2016, section 2"},
    {"SiLU", "x · sigmoid(x): sigmoid (4), product", 5, "Elfwing et al. 2017, eq. 1"},
    {"GELU (tanh)",
     "½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))): cube (2), scale, add, scale, tanh (4), add, two products", 12,
     "Hendrycks and Gimpel 2016, eq. 3"},
    {"ReLU", "max(x, 0): one comparison", 1, "torch.nn.ReLU"},
    {"ReLU6", "min(max(x, 0), 6): two comparisons", 2, "torch.nn.ReLU6"},
    {"Squared ReLU", "max(x, 0)²: one comparison, one product", 2, "So et al. 2021 (Primer), section 4"},
    {"Leaky ReLU", "x or a·x: comparison, product", 2, "torch.nn.LeakyReLU"},
    {"PReLU", "x or a·x with a learned a: comparison, product", 2, "He et al. 2015 (PReLU), eq. 1"},
    {"RReLU", "x or the mean slope · x at inference: comparison, product", 2, "torch.nn.RReLU"},
    {"ELU", "x or a·(exp(x) − 1): comparison, exp, subtract, product", 4, "Clevert et al. 2015, eq. 15"},
    {"SELU", "scale · ELU(x): 4 and one product", 5, "Klambauer et al. 2017, eq. 2"},
    {"CELU", "x or a·(exp(x/a) − 1): comparison, divide, exp, subtract, product", 5, "torch.nn.CELU; Barron 2017"},
    {"Mish", "x · tanh(softplus(x)): softplus (3), tanh (4), product", 8, "Misra 2019, eq. 1"},
    {"Sigmoid", "1 / (1 + exp(−x)): negate, exp, add, divide", 4, "torch.nn.Sigmoid"},
    {"Log-sigmoid", "log of the sigmoid: 4 and one log", 5, "torch.nn.LogSigmoid"},
    {"Tanh", "double, exp, add, divide (and a subtraction folded into it)", 4, "torch.nn.Tanh"},
    {"Hard sigmoid", "min(max(x + 3, 0), 6) / 6: add, two comparisons, divide", 4, "torch.nn.Hardsigmoid"},
    {"Hard swish", "x · hard sigmoid(x): 4 and one product", 5, "Howard et al. 2019 (MobileNetV3), section 5.2"},
    {"Hard tanh", "min(max(x, a), b): two comparisons", 2, "torch.nn.Hardtanh"},
    {"Softplus", "log(1 + exp(x)): exp, add, log", 3, "torch.nn.Softplus"},
    {"Softsign", "x / (1 + |x|): absolute value, add, divide", 3, "torch.nn.Softsign"},
    {"Tanh shrink", "x − tanh(x): 4 and one subtraction", 5, "torch.nn.Tanhshrink"},
    {"Soft shrink", "x moved towards 0 by λ: two comparisons, one sum", 3, "torch.nn.Softshrink"},
    {"Hard shrink", "x or 0: two comparisons", 2, "torch.nn.Hardshrink"},
    {"Threshold", "x or a value: one comparison", 1, "torch.nn.Threshold"},
};
static_assert(sizeof(kActivations) / sizeof(kActivations[0]) ==
              static_cast<std::size_t>(ActivationKind::threshold) + 1);

const ActivationInfo& info_of(ActivationKind kind) {
  return kActivations[static_cast<std::size_t>(kind)];
}

}  // namespace

Work work(const Activation& op) {
  const Symbol n{"n", "elements", op.elements};
  const Symbol a{"P", "learned slopes", op.parameters};
  const Formula slopes = op.parameters > 0 ? Formula(a) : Formula();
  return {.vector_flops = (info_of(op.kind).flops + (op.gated ? 1 : 0)) * n,
          .weights_read = slopes,
          .activations_read = (op.gated ? 2 : 1) * n,
          .activations_written = n,
          .parameters = slopes};
}

Words words(const Activation& op) {
  const ActivationInfo& info = info_of(op.kind);
  Words text{.title = info.title, .summary = info.formula, .assumptions = {}, .source = info.source};
  if (op.gated) text.summary += "; the result is multiplied by the second branch (1 more)";
  return text;
}

Work work(const Add& op) {
  const Symbol n{"n", "elements", op.elements};
  return {.vector_flops = 1 * n, .activations_read = 2 * n, .activations_written = n};
}

Words words(const Add&) {
  return {.title = "Addition",
          .summary = "Element-wise sum of two tensors.",
          .assumptions = {},
          .source = "He et al. 2015 (residual connection)"};
}

Work work(const Argmax& op) {
  const Symbol M{"M", "rows", op.rows};
  const Symbol V{"V", "row width", op.width};
  return {.vector_flops = M * V, .activations_read = M * V, .activations_written = M};
}

Words words(const Argmax&) {
  return {.title = "Greedy choice",
          .summary = "The index of the largest logit of each row: one comparison per logit.",
          .assumptions = {},
          .source = "torch.argmax"};
}

Work work(const GatedHalves& op) {
  const Symbol n{"n", "elements of the result", op.elements};
  return {.vector_flops = (info_of(op.kind).flops + 1) * n, .activations_read = 2 * n, .activations_written = n};
}

Words words(const GatedHalves& op) {
  const ActivationInfo& info = info_of(op.kind);
  return {.title = "Gated halves",
          .summary = std::string(info.title) + " of one half of the features, times the other half: " + info.formula +
                     "; one more product",
          .assumptions = {},
          .source = "Dauphin et al. 2016, eq. 1; Shazeer 2020, eq. 5"};
}

/// Per element: maximum, subtract, exp, sum, divide.
Work work(const Softmax& op) {
  const Symbol M{"M", "rows", op.rows};
  const Symbol C{"C", "row width", op.width};
  return {.vector_flops = 5 * M * C, .activations_read = M * C, .activations_written = M * C};
}

Words words(const Softmax&) {
  return {.title = "Softmax",
          .summary = "Exponentials of each row, shifted by its maximum and divided by their sum.",
          .assumptions = {"A row stays on chip: read once, written once."},
          .source = "torch.nn.Softmax; Milakov and Gimelshein 2018 for the single pass"};
}

Work work(const Multiply& op) {
  const Symbol n{"n", "elements", op.elements};
  return {.vector_flops = 1 * n, .activations_read = 2 * n, .activations_written = n};
}

Words words(const Multiply&) {
  return {.title = "Product",
          .summary = "Element-wise product of two tensors.",
          .assumptions = {},
          .source = "Shazeer 2020 (GLU variants), eq. 6"};
}

Work work(const Scale& op) {
  const Symbol n{"n", "elements", op.elements};
  const Symbol P{"P", "learned factors", op.parameters};
  return {.vector_flops = 1 * n, .weights_read = P, .activations_read = n, .activations_written = n, .parameters = P};
}

Words words(const Scale&) {
  return {.title = "Learned scale",
          .summary = "Every feature times a learned factor.",
          .assumptions = {},
          .source = "Touvron et al. 2021 (LayerScale), eq. 4"};
}

}  // namespace modelmeter
