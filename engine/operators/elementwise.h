#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

enum class ActivationKind { gelu, quick_gelu, silu };

/// A non-linear function of every element; gated ones multiply the result by a second input.
struct Activation {
  ActivationKind kind = ActivationKind::gelu;
  std::int64_t elements = 0;
  bool gated = false;
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

}  // namespace modelmeter
