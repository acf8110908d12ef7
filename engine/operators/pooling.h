#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

enum class PoolKind { max, average, lp, adaptive_average, adaptive_max };

/// One number out of every window.
struct Pool {
  PoolKind kind = PoolKind::max;
  std::int64_t in_elements = 0;
  std::int64_t out_elements = 0;
  std::int64_t window = 1;  ///< elements of a window; adaptive: input / output, rounded up
};

Work work(const Pool& op);
Words words(const Pool& op);
inline Category category(const Pool&) {
  return Category::pooling;
}

enum class UpsampleKind { nearest, linear, bilinear, bicubic, trilinear };

/// Interpolation to another number of positions.
struct Upsample {
  UpsampleKind kind = UpsampleKind::nearest;
  std::int64_t in_elements = 0;
  std::int64_t out_elements = 0;
};

Work work(const Upsample& op);
Words words(const Upsample& op);
inline Category category(const Upsample&) {
  return Category::pooling;
}

}  // namespace modelmeter
