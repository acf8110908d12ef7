#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Rows of a table picked by index.
struct Embedding {
  std::int64_t tokens = 0;
  std::int64_t width = 0;
  std::int64_t table_rows = 0;
};

Work work(const Embedding& op);
Words words(const Embedding& op);
inline Category category(const Embedding&) {
  return Category::embedding;
}

/// A learned position vector (or class token, separator, …) joined to every position.
struct LearnedPosition {
  std::int64_t batch = 0;
  std::int64_t positions = 0;  ///< positions that it is added to
  std::int64_t width = 0;
  std::int64_t table_rows = 0;  ///< rows of the table in this module; 0 where another module owns it
};

Work work(const LearnedPosition& op);
Words words(const LearnedPosition& op);
inline Category category(const LearnedPosition&) {
  return Category::embedding;
}

/// Parameters that a module owns and this run does not compute with.
struct IdleParameters {
  std::int64_t elements = 0;
};

Work work(const IdleParameters& op);
Words words(const IdleParameters& op);
inline Category category(const IdleParameters&) {
  return Category::other;
}

/// Sums or means of table rows, a bag of indices each.
struct EmbeddingBag {
  std::int64_t bags = 0;
  std::int64_t indices = 0;  ///< of all bags together
  std::int64_t width = 0;
  std::int64_t table_rows = 0;
  bool mean = true;
};

Work work(const EmbeddingBag& op);
Words words(const EmbeddingBag& op);
inline Category category(const EmbeddingBag&) {
  return Category::embedding;
}

}  // namespace modelmeter
