#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

/// Scaled dot-product attention with the scores kept on chip (flash attention).
struct Attention {
  std::int64_t batch = 0;  ///< sequences or windows
  std::int64_t num_heads = 0;
  std::int64_t num_key_value_heads = 0;
  std::int64_t seq_q = 0;
  std::int64_t seq_kv = 0;
  std::int64_t head_dim = 0;
  /// Count only the scores that a causal mask leaves (query i of the last seq_q positions sees
  /// seq_kv − seq_q + i + 1 keys) instead of the full rectangle.
  bool causal_exact = false;
  bool causal = false;      ///< a causal mask applies, whatever is counted
  bool from_cache = false;  ///< keys and values are read from the KV cache, not from activations
  /// Elements per query and head of a decomposed additive bias (rel_h + rel_w); 0 for none.
  std::int64_t bias_per_query = 0;
  /// Dimension of a head's values where it differs from that of queries and keys (MLA); 0: the same.
  std::int64_t value_dim = 0;
};

Work work(const Attention& op);
Words words(const Attention& op);
inline Category category(const Attention&) {
  return Category::attention;
}

/// Keys and values of new tokens written to the KV cache.
struct KvCacheAppend {
  std::int64_t batch = 0;
  std::int64_t tokens = 0;
  std::int64_t num_key_value_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t cached_tokens = 0;  ///< per sequence in the cache, the new ones included
};

Work work(const KvCacheAppend& op);
Words words(const KvCacheAppend& op);
inline Category category(const KvCacheAppend&) {
  return Category::data_movement;
}

}  // namespace modelmeter
