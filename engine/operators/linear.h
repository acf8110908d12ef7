#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Y = X Wᵀ (+ b): X [rows, in_features], W [out_features, in_features].
struct Linear {
  std::int64_t rows = 0;
  std::int64_t in_features = 0;
  std::int64_t out_features = 0;
  bool bias = false;
};

/// The same product for many experts at once: each row goes through one expert's weight.
struct GroupedLinear {
  static constexpr std::int64_t fixed_point = 1 << 20;  ///< denominator of `active_experts_fixed`

  std::int64_t rows = 0;                  ///< routed rows of all experts together
  std::int64_t experts = 0;               ///< experts whose weights exist
  std::int64_t active_experts_fixed = 0;  ///< experts whose weights are read, times `fixed_point`
  std::int64_t in_features = 0;
  std::int64_t out_features = 0;
};

Work work(const Linear& op);
Words words(const Linear& op);
inline Category category(const Linear&) {
  return Category::linear;
}

Work work(const GroupedLinear& op);
Words words(const GroupedLinear& op);
inline Category category(const GroupedLinear&) {
  return Category::linear;
}

/// y_o = x₁ᵀ A_o x₂ (+ b_o).
struct Bilinear {
  std::int64_t rows = 0;
  std::int64_t in1_features = 0;
  std::int64_t in2_features = 0;
  std::int64_t out_features = 0;
  bool bias = false;
};

Work work(const Bilinear& op);
Words words(const Bilinear& op);
inline Category category(const Bilinear&) {
  return Category::linear;
}

}  // namespace modelmeter
