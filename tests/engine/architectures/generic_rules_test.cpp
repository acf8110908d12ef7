#include <catch2/catch.hpp>
#include <set>

#include "generic_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

/// A model in which one rule decides, with its matrix FLOPs worked by hand.
struct RuleCase {
  const char* rule;
  const char* rows;
  std::int64_t matrix_flops;
};

// Sizes are small and mostly prime, so that a swapped dimension shows. q·k and p·v of H heads of D, for S queries and T
// keys: 2·B·S·T·(H·D) each.
const std::vector<RuleCase> kCases{
    // qkv 2·7·8·24, scores per head of D = 8/2 = 4 over 7 tokens: 2·(2·4·4·7) each, proj 2·7·8·8.
    {"cross-covariance",
     "0 m XCA 1x7x8 1x7x8 2\n1 qkv Linear 1x7x8 1x7x24 192\n1 attn_drop Dropout 1x2x4x4 1x2x4x4 0\n1 proj Linear 1x7x8 "
     "1x7x8 64",
     2 * 7 * 8 * 24 + 2 * (2 * 2 * 4 * 4 * 7) + 2 * 7 * 8 * 8},
    // Only the four projections: 2·5·8·(6 + 3 + 8 + 8).
    {"deformable",
     "0 m MSDeformAttention 1x5x8 1x5x8 0\n1 sampling_offsets Linear 1x5x8 1x5x6 48\n1 attention_weights Linear 1x5x8 "
     "1x5x3 24\n"
     "1 value_proj Linear 1x5x8 1x5x8 64\n1 output_proj Linear 1x5x8 1x5x8 64",
     2 * 5 * 8 * (6 + 3 + 8 + 8)},
    // Four maps 8 → 8 over 5 tokens, no scores.
    {"linear-recurrence",
     "0 m TimeMixAttention 1x5x8 1x5x8 0\n1 receptance Linear 1x5x8 1x5x8 64\n1 key Linear 1x5x8 1x5x8 64\n"
     "1 value Linear 1x5x8 1x5x8 64\n1 output Linear 1x5x8 1x5x8 64",
     4 * 2 * 5 * 8 * 8},
    // v and proj over 3·3 positions, the weights 8 → 18 over them too; no scores.
    {"outlook",
     "0 m OutlookAttention 1x3x3x8 1x3x3x8 0\n1 v Linear 1x3x3x8 1x3x3x8 64\n1 attn Linear 1x3x3x8 1x3x3x18 144\n"
     "1 proj Linear 1x3x3x8 1x3x3x8 64",
     2 * 9 * 8 * (8 + 18 + 8)},
    // Bounded by full attention: three maps, and 2·11·11·8 twice.
    {"local-windows",
     "0 m ChunkLocalAttention 1x11x8 1x11x8 0\n1 q Linear 1x11x8 1x11x8 64\n1 k Linear 1x11x8 1x11x8 64\n1 v Linear "
     "1x11x8 1x11x8 64",
     3 * 2 * 11 * 8 * 8 + 2 * (2 * 11 * 11 * 8)},
    // As many parameters again as q, k and v belong to no row: a second set of projections (global attention) did not
    // run.
    {"unused-second-projections",
     "0 m SelfAttn 1x11x8 1x11x8 192\n1 query Linear 1x11x8 1x11x8 64\n1 key Linear 1x11x8 1x11x8 64\n1 value Linear "
     "1x11x8 1x11x8 64",
     3 * 2 * 11 * 8 * 8 + 2 * (2 * 11 * 11 * 8)},
    {"local-windows-fused",
     "0 m MaskUnitAttention 1x11x8 1x11x8 0\n1 qkv Linear 1x11x8 1x11x24 192\n1 proj Linear 1x11x8 1x11x8 64",
     2 * 11 * 8 * 24 + 2 * (2 * 11 * 11 * 8) + 2 * 11 * 8 * 8},
    // DeepSeek-V2 (2024), section 2.1: scores over heads·(nope + rope) = 12, values over heads·v = 8.
    // q 2·5·6·12, kv_a 2·5·6·7, kv_b 2·5·4·16, o 2·5·8·6; q·k 2·5·5·12, p·v 2·5·5·8.
    {"latent-kv",
     "0 m LatentAttention 1x5x6 1x5x6 0\n1 q_proj Linear 1x5x6 1x5x12 72\n1 kv_a_proj_with_mqa Linear 1x5x6 1x5x7 42\n"
     "1 kv_b_proj Linear 1x5x4 1x5x16 64\n1 o_proj Linear 1x5x8 1x5x6 48",
     2 * 5 * (6 * 12 + 6 * 7 + 4 * 16 + 8 * 6) + 2 * 5 * 5 * 12 + 2 * 5 * 5 * 8},
    // Four query heads of 4 on two key-value heads, 5 queries against 13 keys: 2·5·13·16 twice.
    {"separate-qkv",
     "0 m CrossAttn 1x5x16 1x5x16 0\n1 q_proj Linear 1x5x16 1x5x16 256\n1 k_proj Linear 1x13x16 1x13x8 128\n"
     "1 v_proj Linear 1x13x16 1x13x8 128\n1 o_proj Linear 1x5x16 1x5x16 256",
     2 * 5 * 16 * 16 * 2 + 2 * 13 * 16 * 8 * 2 + 2 * (2 * 5 * 13 * 16)},
    // Keys and values reduced to 3 positions.
    {"query-fused-kv",
     "0 m SpatialReduction 1x7x8 1x7x8 0\n1 q Linear 1x7x8 1x7x8 64\n1 kv Linear 1x3x8 1x3x16 128\n1 proj Linear 1x7x8 "
     "1x7x8 64",
     2 * 7 * 8 * 8 * 2 + 2 * 3 * 8 * 16 + 2 * (2 * 7 * 3 * 8)},
    // Five windows of 4 positions: 5·2·4·4·8 twice, not 20 × 20.
    {"grid-windows",
     "0 m RelativePositionalAttn 1x5x4x8 1x5x4x8 0\n1 to_qkv Linear 1x5x4x8 1x5x4x24 192\n1 merge Linear 1x5x4x8 "
     "1x5x4x8 64",
     2 * 20 * 8 * 24 + 2 * (5 * 2 * 4 * 4 * 8) + 2 * 20 * 8 * 8},
    // Queries and keys of 4 features, values of 8: q·k 2·7·7·4, p·v 2·7·7·8.
    {"fused-wide-values",
     "0 m WideValues 1x7x8 1x7x8 0\n1 queries_keys_values Linear 1x7x8 1x7x16 128\n1 projection Linear 1x7x8 1x7x8 64",
     2 * 7 * 8 * 16 + 2 * 7 * 7 * 4 + 2 * 7 * 7 * 8 + 2 * 7 * 8 * 8},
    // One key-value head for four query heads: 16 = 8 + 2·4.
    {"fused-qkv",
     "0 m MultiQuery 1x7x8 1x7x8 0\n1 query_key_value Linear 1x7x8 1x7x16 128\n1 dense Linear 1x7x8 1x7x8 64",
     2 * 7 * 8 * 16 + 2 * (2 * 7 * 7 * 8) + 2 * 7 * 8 * 8},
    {"fused-in-projection",
     "0 m LocalMHA 1x7x8 1x7x8 0\n1 in_proj Linear 1x7x8 1x7x24 192\n1 out_proj Linear 1x7x8 1x7x8 64",
     2 * 7 * 8 * 24 + 2 * (2 * 7 * 7 * 8) + 2 * 7 * 8 * 8},
    // torch.nn.MultiheadAttention: in_proj 3·8·8 + 24, out_proj 8·8 + 8 parameters.
    {"multihead-module", "0 m Net 1x7x8 1x7x8 0\n1 mha MultiheadAttention 1x7x8 1x7x8 288",
     2 * 7 * 8 * 24 + 2 * (2 * 7 * 7 * 8) + 2 * 7 * 8 * 8},
    // 5 × 6 padded to three by three windows of 2: 9 windows of 4 positions. 4·4·4 + 4·4 = 80 of projections, and
    // (2·2 − 1)²·2 = 18 biases of 2 heads. qkv 2·36·4·12, products 9·2·4·4·4 twice, proj 2·36·4·4.
    {"functional-windows", "0 m Net 1x5x6x4 1x5x6x4 0\n1 attn ShiftedWindowAttn 1x5x6x4 1x5x6x4 98",
     2 * 36 * 4 * 12 + 2 * (9 * 2 * 4 * 4 * 4) + 2 * 36 * 4 * 4},
    // Li et al. 2021 (MViTv2), eq. 4: on 3 × 5 positions with heads of 4 the tables have (2·3 − 1 + 2·5 − 1)·4 = 56
    // elements; rel_h 2·1·2·15·4·3, rel_w 2·1·2·15·4·5.
    {"decomposed-relative-position",
     "0 m SamAttn 1x3x5x8 1x3x5x8 56\n1 qkv Linear 1x3x5x8 1x3x5x24 192\n1 proj Linear 1x3x5x8 1x3x5x8 64",
     2 * 15 * 8 * 24 + 2 * (2 * 15 * 15 * 8) + 2 * 15 * 8 * 8 + 2 * 2 * 15 * 4 * (3 + 5)},
    // A table of (2·2 − 1)² offsets for 4 heads is looked up: no products beyond the attention's.
    {"relative-bias-table", "0 m WinAttn 3x4x8 3x4x8 36\n1 qkv Linear 3x4x8 3x4x24 192\n1 proj Linear 3x4x8 3x4x8 64",
     2 * 12 * 8 * 24 + 2 * (3 * 2 * 4 * 4 * 8) + 2 * 12 * 8 * 8},
    // 11 positions pooled to 5 queries and 3 keys of 2 heads of 4.
    {"pooled-attention",
     "0 m Multiscale 1x11x8 1x5x8 0\n1 qkv Linear 1x11x8 1x11x24 192\n1 pool_k Identity 1x2x11x4 1x2x3x4 0\n"
     "1 pool_q Identity 1x2x11x4 1x2x5x4 0\n1 proj Linear 1x5x8 1x5x8 64",
     2 * 11 * 8 * 24 + 2 * (2 * 5 * 3 * 8) + 2 * 5 * 8 * 8},
    // He et al. 2020 (DeBERTa), eq. 4: 7 queries and 7 keys against a table of 13 positions: 2·7·13·8 each.
    {"disentangled-positions",
     "0 m DisentangledAttn 1x7x8 1x7x8 0\n1 query_proj Linear 1x7x8 1x7x8 64\n1 key_proj Linear 1x7x8 1x7x8 64\n"
     "1 value_proj Linear 1x7x8 1x7x8 64\n1 query_proj Linear 1x13x8 1x13x8 64 again\n1 key_proj Linear 1x13x8 1x13x8 "
     "64 again",
     3 * 2 * 7 * 8 * 8 + 2 * 2 * 13 * 8 * 8 + 2 * (2 * 7 * 7 * 8) + 2 * (2 * 7 * 13 * 8)},
    // q, k, v as functions: 3·8·8 own parameters (and 5 more); proj is a module.
    {"functional-projections", "0 m BiasedAttention 1x7x8 1x7x8 197\n1 proj Linear 1x7x8 1x7x8 64",
     2 * 7 * 8 * 24 + 2 * (2 * 7 * 7 * 8) + 2 * 7 * 8 * 8},
    // Bounded by full attention: 2·7·7·8 twice, and its one map.
    {"attention-by-name", "0 m SomeAttention 1x7x8 1x7x8 0\n1 mix Linear 1x7x8 1x7x8 64",
     2 * 7 * 8 * 8 + 2 * (2 * 7 * 7 * 8)},
    // 3 experts of 4 → 5 → 4 gated (the third has no row, its 60 parameters are in the list's); two of them ran, on 2
    // and 3 of the 5 rows. 2·5·4·5 three times.
    {"expert-list",
     "0 m MoE 1x5x4 1x5x4 0\n1 gate Linear 5x4 5x3 12\n1 experts ModuleList - - 60 off\n2 0 Expert 2x4 2x4 0\n3 w1 "
     "Linear 2x4 2x5 20\n"
     "3 w3 Linear 2x4 2x5 20\n3 w2 Linear 2x5 2x4 20\n2 1 Expert 3x4 3x4 0\n3 w1 Linear 3x4 3x5 20\n3 w3 Linear 3x4 "
     "3x5 20\n"
     "3 w2 Linear 3x5 3x4 20",
     2 * 5 * 4 * 3 + 3 * 2 * 5 * 4 * 5},
    // 3 experts in [3, 4, 10] and [3, 5, 4]: the activation ran on 10 rows of 5. 2·10·4·10 + 2·10·5·4.
    {"expert-tensors", "0 m MoE 1x5x4 1x5x4 0\n1 experts SomeExperts 5x4 5x4 180\n2 act_fn SiLU 10x5 10x5 0",
     2 * 10 * 4 * 10 + 2 * 10 * 5 * 4},
    // The projections alone.
    {"recurrence-by-name",
     "0 m MambaMixer 1x7x4 1x7x4 0\n1 in_proj Linear 1x7x4 1x7x10 40\n1 out_proj Linear 1x7x5 1x7x4 20",
     2 * 7 * 4 * 10 + 2 * 7 * 5 * 4},
    {"gated-mlp",
     "0 m Mlp 1x7x4 1x7x4 0\n1 a Linear 1x7x4 1x7x9 36\n1 act SiLU 1x7x9 1x7x9 0\n1 b Linear 1x7x4 1x7x9 36\n1 c "
     "Linear 1x7x9 1x7x4 36",
     3 * 2 * 7 * 4 * 9},
    {"functional-activation", "0 m Ffn 1x7x4 1x7x4 0\n1 a Linear 1x7x4 1x7x9 36\n1 b Linear 1x7x9 1x7x4 36",
     2 * 2 * 7 * 4 * 9},
    {"residual-sum", "0 m SomeBlock 1x7x4 1x7x4 0\n1 norm LayerNorm 1x7x4 1x7x4 8\n1 b Linear 1x7x4 1x7x4 16",
     2 * 7 * 4 * 4},
    {"embedding-sum",
     "0 m SomeEmbeddings 1x7 1x7x4 0\n1 words Embedding 1x7 1x7x4 44\n1 positions Embedding 1x7 1x7x4 28", 0},
    {"token-positions",
     "0 m transformers.models.some.SomeForCausalLM 1x7 1x7x11 0\n1 model transformers.models.some.SomeModel 1x7 1x7x4 "
     "0\n2 words Embedding 1x7 1x7x4 44\n1 lm_head Linear 1x7x4 1x7x11 44",
     2 * 7 * 4 * 11},
    {"shared-expert",
     "0 m MoE 1x5x4 1x5x4 0\n1 experts SomeExperts 5x4 5x4 180\n2 act_fn SiLU 10x5 10x5 0\n1 shared_expert Linear 5x4 "
     "5x4 16\n1 shared_expert_gate Linear 5x4 5x1 4",
     2 * 10 * 4 * 10 + 2 * 10 * 5 * 4 + 2 * 5 * 4 * 4 + 2 * 5 * 4},
    {"own-vectors", "0 m Embeddings 1x3x6x6 1x5x8 40\n1 patch Linear 1x4x9 1x4x8 72", 2 * 4 * 9 * 8},
    {"linear", "0 m Net 1x7x4 1x7x5 0\n1 fc Linear 1x7x4 1x7x5 25", 2 * 7 * 4 * 5},
    // PyTorch sums products on the vector units (_trilinear): FlopCounterMode counts no matrix work.
    {"bilinear", "0 m Net 3x4 3x6 0\n1 b Bilinear 3x4 3x6 126", 0},
    // Groups: 6·4·9 / (6·2·9) = 2. 2·25·9·2·6.
    {"convolution", "0 m Net 1x4x5x5 1x6x5x5 0\n1 c Conv2d 1x4x5x5 1x6x5x5 114 k=3x3", 2 * 25 * 9 * 2 * 6},
    // LSTM of one layer: 2·7·4·3·(5 + 3).
    {"recurrent", "0 m Net 2x7x5 2x7x3 0\n1 rnn LSTM 2x7x5 2x7x3 120", 2 * 2 * 7 * 4 * 3 * (5 + 3)},
    {"embedding", "0 m Net 1x7 1x7x4 0\n1 e Embedding 1x7 1x7x4 44", 0},
    {"rms-norm", "0 m Net 1x7x4 1x7x4 0\n1 n RMSNorm 1x7x4 1x7x4 4", 0},
    {"layer-norm", "0 m Net 1x7x4 1x7x4 0\n1 n LayerNorm 1x7x4 1x7x4 8", 0},
    {"batch-norm", "0 m Net 1x4x3x3 1x4x3x3 0\n1 n BatchNorm2d 1x4x3x3 1x4x3x3 8", 0},
    {"group-norm", "0 m Net 1x4x3x3 1x4x3x3 0\n1 n GroupNorm 1x4x3x3 1x4x3x3 8", 0},
    {"local-response-norm", "0 m Net 1x4x3x3 1x4x3x3 0\n1 n LocalResponseNorm 1x4x3x3 1x4x3x3 0", 0},
    {"glu", "0 m Net 1x7x8 1x7x4 0\n1 g GLU 1x7x8 1x7x4 0", 0},
    {"softmax", "0 m Net 1x7x8 1x7x8 0\n1 s Softmax 1x7x8 1x7x8 0", 0},
    {"activation", "0 m Net 1x7x8 1x7x8 0\n1 a Mish 1x7x8 1x7x8 0", 0},
    {"scale", "0 m Net 1x7x8 1x7x8 0\n1 ls LayerScale 1x7x8 1x7x8 8", 0},
    {"named-norm", "0 m Net 1x7x8 1x7x8 0\n1 n OddNorm 1x7x8 1x7x8 8", 0},
    {"pooling", "0 m Net 1x4x6x6 1x4x3x3 0\n1 p MaxPool2d 1x4x6x6 1x4x3x3 0 k=2", 0},
    {"upsampling", "0 m Net 1x4x3x3 1x4x6x6 0\n1 u Upsample 1x4x3x3 1x4x6x6 0", 0},
    {"rearrangement", "0 m Net 1x4x3x3 1x1x6x6 0\n1 p PixelShuffle 1x4x3x3 1x1x6x6 0", 0},
    {"no-cost", "0 m Net 1x7x8 1x7x8 0\n1 d Dropout 1x7x8 1x7x8 0", 0},
    {"relative-bias-module", "0 m Net 1x7x8 1x2x7x7 0\n1 b SwRelativePositionBias - 1x2x7x7 26", 0},
    // Su et al. 2021: 7 positions × 4 frequencies, a product of inner size 1.
    {"rotary-table", "0 m Net 1x7x8 1x7x8 0\n1 r RotaryEmbedding 1x7x8 1x7x8 0", 2 * 7 * 4},
    {"dense-by-parameters", "0 m Net 1x7x4 1x7x5 0\n1 fc Projection 1x7x4 1x7x5 25", 2 * 7 * 4 * 5},
    // 3 experts for 7 tokens of 4; the output is the choice of 2.
    {"router-by-parameters", "0 m Net 7x4 7x2 0\n1 gate ExpertGate 7x4 7x2 12", 2 * 7 * 4 * 3},
    // 2 coordinates × 3 frequencies, sin and cos: 2·7·2·3.
    {"fourier-features", "0 m Net 7x2 7x6 0\n1 f FourierEmbed 7x2 7x6 6", 2 * 7 * 2 * 3},
};

}  // namespace

TEST_CASE("every rule decides a hand-worked case, and no case stays the same without its rule", "[generic][rules]") {
  std::set<std::string> covered;
  for (const RuleCase& one : kCases) {
    INFO(one.rule);
    covered.insert(one.rule);
    const torchinfo::ArtifactSet set = artifacts_of(tree_of(one.rows));
    const Outcome with = outcome_of(set);
    CHECK(with.matrix_flops == one.matrix_flops);
    CHECK(with.parameters == set.tree()->layers[0].num_params);
    CHECK_FALSE(outcome_of(set, {one.rule}) == with);
  }
  for (const generic::RuleDescription& rule : generic::all_rules()) {
    INFO(rule.id);
    CHECK(covered.count(rule.id) == 1);
    CHECK_FALSE(rule.title.empty());
    CHECK(rule.description.size() > 20);
  }
}

TEST_CASE("rule ids are unique", "[generic][rules]") {
  std::set<std::string> ids;
  for (const generic::RuleDescription& rule : generic::all_rules()) CHECK(ids.insert(rule.id).second);
}
