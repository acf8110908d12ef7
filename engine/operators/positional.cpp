#include "operators/positional.h"

namespace modelmeter {

/// The outer product of positions and D/2 inverse frequencies is a matmul with inner size 1: 2·S·D/2,
/// which FlopCounterMode counts. cos and sin of D angles per position are vector work.
Work work(const RotaryTable& op) {
  const Symbol S{"S", "positions", op.positions};
  const Symbol half{"\\tfrac{D}{2}", "half of the head dimension", op.head_dim / 2};
  const Symbol D{"D", "head dimension", op.head_dim};
  return {.matrix_flops = 2 * S * half, .vector_flops = 2 * S * D, .activations_written = 2 * S * D};
}

Words words(const RotaryTable&) {
  return {.title = "Rotary table",
          .summary = "cos and sin of position × inverse frequency; shared by the batch, recomputed by every layer.",
          .assumptions = {},
          .source = "Su et al. 2021 (RoFormer), eq. 34"};
}

/// x·cos + rotate_half(x)·sin: two products and one sum per element.
Work work(const RotaryApply& op) {
  const Symbol T{"T", "tokens: batch × positions", op.tokens};
  const Symbol H{"H_{qk}", "query and key heads", op.heads};
  const Symbol D{"D", "head dimension", op.head_dim};
  return {.vector_flops = 3 * T * H * D, .activations_read = T * H * D, .activations_written = T * H * D};
}

Words words(const RotaryApply&) {
  return {.title = "Rotary embedding",
          .summary = "Queries and keys are rotated pairwise by the angle of their position.",
          .assumptions = {},
          .source = "Su et al. 2021 (RoFormer), eq. 34"};
}

/// rel_h = einsum(bhwc, hkc → bhwk), rel_w = einsum(bhwc, wkc → bhwk): inner size D for every key row and
/// every key column.
Work work(const RelativePosition& op) {
  const Symbol B{"B", "windows or images", op.batch};
  const Symbol H{"H", "heads", op.num_heads};
  const Symbol h{"h", "height in positions", op.height};
  const Symbol w{"w", "width in positions", op.width};
  const Symbol D{"D", "head dimension", op.head_dim};
  const Symbol Lh{"L_h", "rows of the height table", op.table_height};
  const Symbol Lw{"L_w", "rows of the width table", op.table_width};
  return {.matrix_flops = 2 * B * H * h * w * D * h + 2 * B * H * h * w * D * w,
          .weights_read = Lh * D + Lw * D,
          .activations_read = B * H * h * w * D,
          .activations_written = B * H * h * w * h + B * H * h * w * w,
          .parameters = Lh * D + Lw * D};
}

Words words(const RelativePosition&) {
  return {
      .title = "Decomposed relative position",
      .summary = "Every query is multiplied with a learned vector per row distance and per column distance.",
      .assumptions =
          {"Queries are read once for both products. Interpolation of the tables for other image sizes is left out."},
      .source = "Li et al. 2021 (MViTv2), eq. 4; Kirillov et al. 2023 (SAM image encoder)"};
}

Work work(const RelativeBias& op) {
  const Symbol H{"H", "heads", op.heads};
  const Symbol Sq{"S_q", "queries", op.seq_q};
  const Symbol Skv{"S_{kv}", "keys", op.seq_kv};
  const Symbol P{"P", "table elements", op.table_elements};
  return {.weights_read = P, .activations_written = H * Sq * Skv, .parameters = P};
}

Words words(const RelativeBias&) {
  return {.title = "Relative bias",
          .summary = "One learned bias per head and offset is gathered into a matrix that the scores add.",
          .assumptions =
              {"The matrix is gathered once per call and shared by all windows and samples. Reading it again and one "
               "addition per score, inside the attention, are left out."},
          .source = "Liu et al. 2021 (Swin), eq. 4; Raffel et al. 2019 (T5), section 2.1"};
}

/// [B,H,S,D] × [H,D,R] → [B,H,S,R], and one score gathered per pair afterwards (left out).
Work work(const PositionScores& op) {
  const Symbol B{"B", "sequences", op.batch};
  const Symbol H{"H", "heads", op.num_heads};
  const Symbol S{"S", "queries or keys", op.seq};
  const Symbol R{"R", "relative positions", op.table_rows};
  const Symbol D{"D", "head dimension", op.head_dim};
  return {.matrix_flops = 2 * B * H * S * R * D,
          .activations_read = B * H * S * D + R * H * D,
          .activations_written = B * H * S * R};
}

Words words(const PositionScores&) {
  return {.title = "Position scores",
          .summary = "Every query or key is multiplied with every projected relative position.",
          .assumptions = {"The scores are written; gathering the one of each pair is left out."},
          .source = "He et al. 2020 (DeBERTa), eq. 4"};
}

}  // namespace modelmeter
