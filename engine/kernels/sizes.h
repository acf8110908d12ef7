#pragma once
#include <array>
#include <cstdint>

#include "operators/operator.h"

namespace modelmeter {

/// Experts that have rows, in whole experts: the expected number, to nearest, at least one.
inline std::int64_t active_experts(const GroupedLinear& op) {
  const std::int64_t whole = (op.active_experts_fixed + GroupedLinear::fixed_point / 2) / GroupedLinear::fixed_point;
  return whole < 1 ? 1 : whole;
}

/// Named sizes of an operator, in elements: what the rows of the kernel tables speak of.
enum class Size : std::uint8_t {
  none,
  one,
  x,           ///< activations read
  y,           ///< activations written
  x_and_y,     ///< both
  half_x,      ///< half of what is read: one of two gated halves, one half of a head
  two_x,       ///< twice what is read: a complex or doubled copy
  weight,      ///< parameters read, biases apart
  two_weight,  ///< of two products of that size that are stored as one
  bias,
  rows,  ///< x = rows · width
  width,
  columns,      ///< output features
  two_columns,  ///< of two products that run as one
  two_y,
  third_y,  ///< one of queries, keys and values side by side
  batch,    ///< independent products or images
  // Attention
  q,
  k,
  v,
  o,
  kv,         ///< keys and values
  cache,      ///< keys and values of all tokens so far
  one_cache,  ///< keys or values of all tokens so far
  scores,
  half_scores,  ///< of every second block
  mask,         ///< queries × keys, one byte or element each
  // Decomposed relative position: axis h, then axis w
  table_h,
  table_w,  ///< rows of the learned table × head dimension
  resized_h,
  resized_w,  ///< after interpolation to 2·edge − 1 rows
  edge_h,
  edge_w,
  index_h,
  index_w,  ///< offsets of every pair of positions
  picked_h,
  picked_w,  ///< rows of the table, one for every pair
  rel_h,
  rel_w,  ///< products with the queries
  queries_h,
  queries_w,  ///< rows of those products: batch · heads · the other edge
  head_dim,
  // Rotary
  frequencies,  ///< head_dim / 2
  positions,
  angles,  ///< positions · frequencies
  table,   ///< positions · head_dim
  rotated_q,
  rotated_k,
  half_q,
  half_k,
  // Routing
  tokens,
  logits,  ///< tokens · experts
  routes,  ///< tokens · experts per token
  experts,
  routed,  ///< routes · width
  hidden,  ///< tokens · width
  half_routed,
  radix_passes,  ///< eight bits of a 64-bit key each
  // A loop over experts, one of them
  lanes,
  x_each,
  y_each,
  rows_each,
  weight_each,
  count
};

/// Sizes of one call.
struct Sizes {
  std::array<std::int64_t, static_cast<std::size_t>(Size::count)> of{};

  std::int64_t operator[](Size size) const { return of[static_cast<std::size_t>(size)]; }
  void set(Size size, std::int64_t elements) { of[static_cast<std::size_t>(size)] = elements; }
};

/// Every size that the operator has. `lanes`: experts that a loop around it goes through; 1 for none.
Sizes sizes_of(const Operator& op, std::int64_t lanes);

}  // namespace modelmeter
