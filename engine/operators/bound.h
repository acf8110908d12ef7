#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// A module whose arithmetic is not known: bounded by its tensors and parameters.
struct Unmodeled {
  std::int64_t in_elements = 0;
  std::int64_t out_elements = 0;
  std::int64_t rows = 0;  ///< positions
  std::int64_t parameters = 0;
  bool dense = false;  ///< as if every parameter were a weight applied at every position
};

Work work(const Unmodeled& op);
Words words(const Unmodeled& op);
inline Category category(const Unmodeled&) {
  return Category::other;
}

}  // namespace modelmeter
