#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Softmax over the experts' logits and choice of the k largest.
struct RouterTopK {
  std::int64_t tokens = 0;
  std::int64_t experts = 0;
  std::int64_t top_k = 0;
};

Work work(const RouterTopK& op);
Words words(const RouterTopK& op);
inline Category category(const RouterTopK&) {
  return Category::routing;
}

/// Tokens copied into expert order.
struct ExpertDispatch {
  std::int64_t tokens = 0;
  std::int64_t top_k = 0;
  std::int64_t width = 0;
  std::int64_t experts = 0;  ///< that tokens are sorted by
};

Work work(const ExpertDispatch& op);
Words words(const ExpertDispatch& op);
inline Category category(const ExpertDispatch&) {
  return Category::routing;
}

/// Weighted sum of the k expert outputs of every token.
struct ExpertCombine {
  std::int64_t tokens = 0;
  std::int64_t top_k = 0;
  std::int64_t width = 0;
};

Work work(const ExpertCombine& op);
Words words(const ExpertCombine& op);
inline Category category(const ExpertCombine&) {
  return Category::routing;
}

}  // namespace modelmeter
