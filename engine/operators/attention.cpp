#include "operators/attention.h"

namespace modelmeter {

/// Scaled dot-product attention, forward, one call.
///
///   S = Q Kᵀ           [B,H,Sq,D] × [B,H,D,Skv]   → [B,H,Sq,Skv]   2·B·H·Sq·Skv·D
///   P = softmax(S/√D)  per score: scale, max, subtract, exp, add    5·B·H·Sq·Skv
///   O = P V            [B,H,Sq,Skv] × [B,H,Skv,D] → [B,H,Sq,D]     2·B·H·Sq·D·Skv
///   O / row sum        one division per output                      B·H·Sq·D
///
/// Full counting takes the whole rectangle, causal or not, as FlopCounterMode does. Causal counting
/// takes Sq·Skv − Sq·(Sq−1)/2 pairs.
/// Sources: Vaswani et al. 2017, eq. 1; Dao 2023 (FlashAttention-2) for the traffic.
Work work(const Attention& op) {
  const Symbol B{"B", "sequences or windows", op.batch};
  const Symbol H{"H", "query heads", op.num_heads};
  const Symbol G{"H_{kv}", "key-value heads", op.num_key_value_heads};
  const Symbol Sq{"S_q", "queries per sequence", op.seq_q};
  const Symbol Skv{"S_{kv}", "keys per sequence", op.seq_kv};
  const Symbol D{"D", "head dimension", op.head_dim};
  const bool narrow = op.value_dim > 0 && op.value_dim != op.head_dim;
  const Symbol V{narrow ? "D_v" : "D", narrow ? "head dimension of values" : "head dimension",
                 narrow ? op.value_dim : op.head_dim};
  const Symbol R{"R", "bias elements per query and head", op.bias_per_query};

  Work w;
  const std::int64_t per_score = op.bias_per_query > 0 ? 7 : 5;  // a decomposed bias is two more additions
  if (op.causal_exact) {
    const Symbol P{"P", "scores per head under the causal mask: S_q·S_kv − S_q·(S_q−1)/2",
                   op.seq_q * op.seq_kv - op.seq_q * (op.seq_q - 1) / 2};
    w.matrix_flops = 2 * B * H * P * D + 2 * B * H * V * P;
    w.vector_flops = per_score * B * H * P + B * H * Sq * V;
  } else {
    w.matrix_flops = 2 * B * H * Sq * Skv * D + 2 * B * H * Sq * V * Skv;
    w.vector_flops = per_score * B * H * Sq * Skv + B * H * Sq * V;
  }
  w.activations_read = B * H * Sq * D;
  const Formula keys_and_values = narrow ? B * G * Skv * D + B * G * Skv * V : Formula(2 * B * G * Skv * D);
  if (op.from_cache)
    w.kv_read = keys_and_values;
  else
    w.activations_read = w.activations_read + keys_and_values;
  if (op.bias_per_query > 0) w.activations_read = w.activations_read + Term(B * H * Sq * R);
  w.activations_written = B * H * Sq * V;
  return w;
}

Words words(const Attention& op) {
  Words text{
      .title = "Scaled dot-product attention",
      .summary = "Scores of every query against every key, softmax over them, weighted sum of the values.",
      .assumptions = {"Scores and probabilities stay on chip (flash attention): only Q, K, V and the output move."},
      .source = "Vaswani et al. 2017, eq. 1; counted as torch.utils.flop_counter counts scaled_dot_product_attention"};
  text.assumptions.push_back(op.causal_exact ? "Only the scores that the causal mask leaves are counted."
                                             : "The full rectangle of scores is counted, causal or not.");
  if (op.bias_per_query > 0)
    text.assumptions.push_back("The additive bias is added inside the kernel from its two factors (rel_h, rel_w).");
  if (op.from_cache) text.assumptions.push_back("Keys and values come from the KV cache, the new token's included.");
  return text;
}

Work work(const KvCacheAppend& op) {
  const Symbol B{"B", "sequences", op.batch};
  const Symbol T{"T", "new tokens per sequence", op.tokens};
  const Symbol G{"H_{kv}", "key-value heads", op.num_key_value_heads};
  const Symbol D{"D", "head dimension", op.head_dim};
  return {.activations_read = 2 * B * T * G * D, .kv_written = 2 * B * T * G * D};
}

Words words(const KvCacheAppend&) {
  return {.title = "KV-cache append",
          .summary = "Keys and values of the new tokens are stored for later steps.",
          .assumptions = {"The cache is preallocated: a step writes its own tokens and copies nothing."},
          .source = "Pope et al. 2022, section 3.1 (KV cache)"};
}

}  // namespace modelmeter
