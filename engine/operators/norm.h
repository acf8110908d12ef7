#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// y = (x − mean) / √(var + ε) · γ + β over the last dimension (or over channels).
struct LayerNorm {
  std::int64_t rows = 0;
  std::int64_t width = 0;
  bool weight = true;  ///< has a learned γ
  bool bias = true;    ///< has a learned β
};

/// y = x / √(mean(x²) + ε) · γ.
struct RmsNorm {
  std::int64_t rows = 0;
  std::int64_t width = 0;
  bool weight = true;  ///< has a learned γ
};

/// Batch normalisation at inference: y = x · scale + shift per channel, from running statistics.
struct BatchNorm {
  std::int64_t elements = 0;
  std::int64_t channels = 0;
  bool affine = true;  ///< learned γ and β besides the statistics
};

/// Statistics over each group of channels of every sample; instance norm has as many groups as channels.
struct GroupNorm {
  std::int64_t batch = 0;
  std::int64_t groups = 1;
  std::int64_t channels = 0;
  std::int64_t positions = 0;
  bool affine = true;
};

/// Every element divided by a power of the squares of its neighbours in the channels.
struct LocalResponseNorm {
  std::int64_t elements = 0;
  std::int64_t size = 0;  ///< channels in the window
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

Work work(const BatchNorm& op);
Words words(const BatchNorm& op);
inline Category category(const BatchNorm&) {
  return Category::norm;
}

Work work(const GroupNorm& op);
Words words(const GroupNorm& op);
inline Category category(const GroupNorm&) {
  return Category::norm;
}

Work work(const LocalResponseNorm& op);
Words words(const LocalResponseNorm& op);
inline Category category(const LocalResponseNorm&) {
  return Category::norm;
}

}  // namespace modelmeter
