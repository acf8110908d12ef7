#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

enum class ActivationKind {
  gelu,
  quick_gelu,
  silu,
  gelu_tanh,
  relu,
  relu6,
  relu_squared,
  leaky_relu,
  prelu,
  rrelu,
  elu,
  selu,
  celu,
  mish,
  sigmoid,
  log_sigmoid,
  tanh,
  hard_sigmoid,
  hard_swish,
  hard_tanh,
  softplus,
  soft_sign,
  tanh_shrink,
  soft_shrink,
  hard_shrink,
  threshold,
};

/// A non-linear function of every element; gated ones multiply the result by a second input.
struct Activation {
  ActivationKind kind = ActivationKind::gelu;
  std::int64_t elements = 0;
  bool gated = false;
  std::int64_t parameters = 0;  ///< learned slopes (PReLU)
};

Work work(const Activation& op);
Words words(const Activation& op);
inline Category category(const Activation&) {
  return Category::activation;
}

/// z = x + y, for example a residual connection.
struct Add {
  std::int64_t elements = 0;
};

Work work(const Add& op);
Words words(const Add& op);
inline Category category(const Add&) {
  return Category::elementwise;
}

/// The largest of each row (greedy choice of the next token).
struct Argmax {
  std::int64_t rows = 0;
  std::int64_t width = 0;
};

Work work(const Argmax& op);
Words words(const Argmax& op);
inline Category category(const Argmax&) {
  return Category::elementwise;
}

/// One half of the features through a non-linear function, times the other half (GLU, SwiGLU).
struct GatedHalves {
  ActivationKind kind = ActivationKind::sigmoid;
  std::int64_t elements = 0;  ///< of the result
};

Work work(const GatedHalves& op);
Words words(const GatedHalves& op);
inline Category category(const GatedHalves&) {
  return Category::activation;
}

/// Exponentials of each row, normalised.
struct Softmax {
  std::int64_t rows = 0;
  std::int64_t width = 0;
};

Work work(const Softmax& op);
Words words(const Softmax& op);
inline Category category(const Softmax&) {
  return Category::activation;
}

/// z = x · y, element by element.
struct Multiply {
  std::int64_t elements = 0;
};

Work work(const Multiply& op);
Words words(const Multiply& op);
inline Category category(const Multiply&) {
  return Category::elementwise;
}

/// y = x · γ with a learned factor per feature.
struct Scale {
  std::int64_t elements = 0;
  std::int64_t parameters = 0;
};

Work work(const Scale& op);
Words words(const Scale& op);
inline Category category(const Scale&) {
  return Category::elementwise;
}

}  // namespace modelmeter
