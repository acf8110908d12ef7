#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Angles of rotary embedding for every position: frequencies × positions, then cos and sin.
struct RotaryTable {
  std::int64_t positions = 0;  ///< one table serves the whole batch
  std::int64_t head_dim = 0;
};

Work work(const RotaryTable& op);
Words words(const RotaryTable& op);
inline Category category(const RotaryTable&) {
  return Category::positional;
}

/// Rotation of queries and keys by those angles.
struct RotaryApply {
  std::int64_t tokens = 0;  ///< batch × positions
  std::int64_t heads = 0;   ///< query and key heads together
  std::int64_t head_dim = 0;
  std::int64_t key_heads = 0;  ///< of these, key heads; 0: half
};

Work work(const RotaryApply& op);
Words words(const RotaryApply& op);
inline Category category(const RotaryApply&) {
  return Category::positional;
}

/// Decomposed relative-position bias of a window or image of height × width positions.
struct RelativePosition {
  std::int64_t batch = 0;  ///< windows or images
  std::int64_t num_heads = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t head_dim = 0;
  std::int64_t table_height = 0;  ///< rows of rel_pos_h
  std::int64_t table_width = 0;   ///< rows of rel_pos_w
};

Work work(const RelativePosition& op);
Words words(const RelativePosition& op);
inline Category category(const RelativePosition&) {
  return Category::positional;
}

/// A learned bias per head and offset, looked up for every score and added to it.
struct RelativeBias {
  std::int64_t heads = 0;
  std::int64_t seq_q = 0;
  std::int64_t seq_kv = 0;
  std::int64_t table_elements = 0;
};

Work work(const RelativeBias& op);
Words words(const RelativeBias& op);
inline Category category(const RelativeBias&) {
  return Category::positional;
}

/// Products of every query (or key) with a table of projected relative positions.
struct PositionScores {
  std::int64_t batch = 0;
  std::int64_t num_heads = 0;
  std::int64_t seq = 0;
  std::int64_t table_rows = 0;
  std::int64_t head_dim = 0;
};

Work work(const PositionScores& op);
Words words(const PositionScores& op);
inline Category category(const PositionScores&) {
  return Category::positional;
}

}  // namespace modelmeter
