#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// y = (x − mean) / √(var + ε) · γ + β over the last dimension (or over channels).
struct LayerNorm {
  std::int64_t rows = 0;
  std::int64_t width = 0;
};

/// y = x / √(mean(x²) + ε) · γ.
struct RmsNorm {
  std::int64_t rows = 0;
  std::int64_t width = 0;
};

Work work(const LayerNorm& op);
Words words(const LayerNorm& op);
inline Category category(const LayerNorm&) {
  return Category::norm;
}

Work work(const RmsNorm& op);
Words words(const RmsNorm& op);
inline Category category(const RmsNorm&) {
  return Category::norm;
}

}  // namespace modelmeter
