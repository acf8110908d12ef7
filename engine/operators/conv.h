#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Two-dimensional convolution over [batch, in_channels, in_height, in_width].
struct Conv2d {
  std::int64_t batch = 0;
  std::int64_t in_channels = 0;
  std::int64_t out_channels = 0;
  std::int64_t in_height = 0;
  std::int64_t in_width = 0;
  std::int64_t out_height = 0;
  std::int64_t out_width = 0;
  std::int64_t kernel_height = 0;
  std::int64_t kernel_width = 0;
  std::int64_t groups = 1;
  bool bias = false;
};

Work work(const Conv2d& op);
Words words(const Conv2d& op);
inline Category category(const Conv2d&) {
  return Category::conv;
}

/// Convolution of one or three dimensions, or transposed; positions are products of the spatial sizes.
struct Convolution {
  std::int64_t batch = 0;
  std::int64_t in_channels = 0;
  std::int64_t out_channels = 0;
  std::int64_t in_positions = 0;
  std::int64_t out_positions = 0;
  std::int64_t kernel_positions = 0;
  std::int64_t groups = 1;
  bool bias = false;
  bool transposed = false;
};

Work work(const Convolution& op);
Words words(const Convolution& op);
inline Category category(const Convolution&) {
  return Category::conv;
}

}  // namespace modelmeter
