#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// A tensor written in another layout or beside others (pad, window partition, concatenation, scatter).
struct Copy {
  std::int64_t elements_read = 0;
  std::int64_t elements_written = 0;
};

Work work(const Copy& op);
Words words(const Copy& op);
inline Category category(const Copy&) {
  return Category::data_movement;
}

/// Separable bicubic interpolation with antialiasing of a [channels, in, in] table to [channels, out, out].
struct Resample {
  std::int64_t channels = 0;
  std::int64_t in_size = 0;
  std::int64_t out_size = 0;
};

Work work(const Resample& op);
Words words(const Resample& op);
inline Category category(const Resample&) {
  return Category::pooling;
}

/// The same elements in another order (pixel shuffle, channel shuffle, permutation).
struct Reorder {
  std::int64_t elements = 0;
};

Work work(const Reorder& op);
Words words(const Reorder& op);
inline Category category(const Reorder&) {
  return Category::data_movement;
}

}  // namespace modelmeter
