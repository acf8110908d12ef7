#include "operators/elementwise.h"

namespace modelmeter {
namespace {

struct ActivationInfo {
  const char* title;
  const char* formula;
  std::int64_t flops;  ///< vector FLOPs per element; a sigmoid is negate, exp, add, divide
  const char* source;
};

ActivationInfo info_of(ActivationKind kind) {
  switch (kind) {
    case ActivationKind::gelu:
      return {"GELU", "x · ½ · (1 + erf(x/√2)): scale, erf, add, two products", 5, "Hendrycks and Gimpel 2016, eq. 2"};
    case ActivationKind::quick_gelu:
      return {"Quick GELU", "x · sigmoid(1.702·x): scale, sigmoid (4), product", 6,
              "Hendrycks and Gimpel 2016, section 2"};
    case ActivationKind::silu:
      break;
  }
  return {"SiLU", "x · sigmoid(x): sigmoid (4), product", 5, "Elfwing et al. 2017, eq. 1"};
}

}  // namespace

Work work(const Activation& op) {
  const Symbol n{"n", "elements", op.elements};
  return {.vector_flops = (info_of(op.kind).flops + (op.gated ? 1 : 0)) * n,
          .activations_read = (op.gated ? 2 : 1) * n,
          .activations_written = n};
}

Words words(const Activation& op) {
  const ActivationInfo info = info_of(op.kind);
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

}  // namespace modelmeter
