#include "architectures/generic/attention_rules.h"

// The table that says what attention looks like from outside. To teach the tool another way of writing attention, add a
// row here and a model that has it to the tests; names are those of the module's direct children.

namespace modelmeter::generic {
namespace {

const std::vector<const char*> kQuery{
    "q_proj", "query", "q_lin", "to_q", "q", "wq", "query_proj", "q_linear", "Wq", "linear_q", "projection_query"};
const std::vector<const char*> kKey{"k_proj",   "key", "k_lin",    "to_k",          "k", "wk", "key_proj",
                                    "k_linear", "Wk",  "linear_k", "projection_key"};
const std::vector<const char*> kValue{
    "v_proj", "value", "v_lin", "to_v", "v", "wv", "value_proj", "v_linear", "Wv", "linear_v", "projection_value"};
const std::vector<const char*> kKeyValue{"kv", "kv_proj", "to_kv", "kv_linear", "c_attn", "keys_values"};
const std::vector<const char*> kFused{"qkv",    "qkv_proj", "query_key_value", "c_attn",  "Wqkv",
                                      "to_qkv", "W_pack",   "qkv_linear",      "attn_qkv"};
const std::vector<const char*> kOutput{
    "o_proj", "out_proj",   "dense",       "out_lin", "proj",       "to_out",
    "o",      "wo",         "output_proj", "c_proj",  "Wo",         "projection_layer",
    "merge",  "linear_out", "out",         "output",  "projection", "project"};

}  // namespace

const std::vector<AttentionRule>& attention_table() {
  static const std::vector<AttentionRule> table{
      {"cross-covariance",
       "Cross-covariance attention",
       "Channels attend to channels: scores of head_dim × head_dim, summed over the tokens (XCiT).",
       {"XCA", "CrossCovariance", "FactorAtt"},
       {{}, {}, {}, {}, {"qkv"}, {"proj"}},
       AttentionForm::cross_covariance},
      {"deformable",
       "Deformable attention",
       "Each query samples a few positions of the values; there is no product of queries with keys (Deformable DETR).",
       {},
       {{"sampling_offsets"}, {"attention_weights"}, {"value_proj"}, {}, {}, {"output_proj"}},
       AttentionForm::none,
       "sampling of values at computed positions is not costed; its projections are"},
      {"linear-recurrence",
       "Linear recurrence",
       "Keys and values decay along the sequence instead of meeting every query (RWKV): no score matrix.",
       {},
       {{"receptance"}, {"key"}, {"value"}, {}, {}, {"output"}},
       AttentionForm::none,
       "the recurrence over the sequence is not costed; its projections are"},
      {"outlook",
       "Outlook attention",
       "Weights for a small neighbourhood come from a projection, not from products of queries with keys (VOLO).",
       {"Outlook"},
       {{"attn"}, {"v"}, {"v"}, {}, {}, {"proj"}},
       AttentionForm::none,
       "the weighted sums over small neighbourhoods are not costed; its projections are"},
      {"local-windows",
       "Attention in windows of unrecorded size",
       "The class says that each position sees only a part of the others, and no shape says which (Longformer, "
       "LongT5): "
       "bounded by full attention.",
       {"LocalAttention", "BlockSparse", "SlidingChunk"},
       {kQuery, kKey, kValue, {}, {}, kOutput},
       AttentionForm::separate,
       "which positions see each other is not recorded; bound: every position sees every other"},
      {"local-windows-fused",
       "Fused attention in windows of unrecorded size",
       "As local-windows, with one projection for q, k and v (Hiera).",
       {"MaskUnit"},
       {{}, {}, {}, {}, {"qkv"}, {"proj"}},
       AttentionForm::fused,
       "which positions see each other is not recorded; bound: every position sees every other"},
      {"latent-kv",
       "Latent attention (MLA)",
       "Keys and values are expanded from one compressed vector: score width from the query projection, value width "
       "from "
       "the output projection (DeepSeek-V2, V3).",
       {},
       {{"q_b_proj", "q_proj"}, {"kv_b_proj"}, {"kv_b_proj"}, {}, {}, {"o_proj"}},
       AttentionForm::latent},
      {"separate-qkv",
       "Separate q, k, v projections",
       "Products of queries with keys and of scores with values; fewer key-value heads, cross attention and reduced "
       "keys "
       "follow from the widths and lengths of the three projections.",
       {},
       {kQuery, kKey, kValue, {}, {}, kOutput},
       AttentionForm::separate},
      {"query-fused-kv",
       "Query projection and fused key-value projection",
       "Keys and values come from one projection, possibly over fewer positions (PVT, SegFormer forms of timm, GPT-2 "
       "cross "
       "attention).",
       {},
       {{"q", "q_proj", "to_q", "q_attn", "q_linear", "queries"}, {}, {}, kKeyValue, {}, kOutput},
       AttentionForm::query_fused_kv},
      {"grid-windows",
       "Attention in windows and grids",
       "The input comes as [batch, windows, positions, width]: every window attends to itself (MaxViT).",
       {"RelativePositional"},
       {{}, {}, {}, {}, {"to_qkv"}, {"merge"}},
       AttentionForm::fused,
       nullptr,
       false,
       true},
      {"fused-wide-values",
       "Fused projection with wide values",
       "One projection holds queries and keys of one width and wider values (LeViT).",
       {},
       {{}, {}, {}, {}, {"queries_keys_values"}, {"projection"}},
       AttentionForm::fused,
       nullptr,
       true},
      {"fused-qkv",
       "Fused qkv projection",
       "One projection makes queries, keys and values; the query width is the output projection's input, what is left "
       "is "
       "keys and values in equal parts.",
       {},
       {{}, {}, {}, {}, kFused, kOutput},
       AttentionForm::fused},
      {"fused-in-projection",
       "Fused input projection of an attention class",
       "As fused qkv, where the projection is merely called in_proj: only in classes that call themselves attention.",
       {"Attention", "Attn", "MHA"},
       {{}, {}, {}, {}, {"in_proj", "in_proj_linear"}, {"out_proj", "proj"}},
       AttentionForm::fused},
  };
  return table;
}

}  // namespace modelmeter::generic
