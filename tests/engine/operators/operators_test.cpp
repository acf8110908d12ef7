// Each operator's cost, worked by hand on small sizes with distinct primes.
#include <catch2/catch.hpp>

#include "operators/operator.h"

using namespace modelmeter;

namespace {
Cost bf16(const Work& work) {
  return cost_of(work, Precision{});
}
}  // namespace

TEST_CASE("formula: value, LaTeX and numbers are one object", "[operators][formula]") {
  const Symbol a{"a", "first", 3};
  const Symbol b{"b_{x}", "second", 5};
  const Formula formula = 2 * a * b * b - 7 * a + Term(b);
  CHECK(evaluate(formula) == 2 * 3 * 25 - 21 + 5);
  CHECK(latex(formula) == "2 \\cdot a \\cdot b_{x}^{2} - 7 \\cdot a + b_{x}");
  CHECK(substituted(formula) == "2 \\cdot 3 \\cdot 5^{2} - 7 \\cdot 3 + 5");
  CHECK(latex(Formula()) == "0");
}

TEST_CASE("formula: what leaves 63 bits stays at the limit instead of wrapping", "[operators][formula]") {
  const Symbol huge{"h", "", 4'000'000'000};
  CHECK(evaluate(Formula(huge * huge)) == std::numeric_limits<std::int64_t>::max());
  CHECK(evaluate(Formula(huge * huge * huge * huge * huge * huge)) == std::numeric_limits<std::int64_t>::max());
  const Symbol zero{"z", "", 0};
  CHECK(evaluate(Formula(huge * huge * huge * zero)) == 0);
  CHECK((Bytes{std::numeric_limits<std::int64_t>::max()} + Bytes{1}).overflowed());
}

TEST_CASE("formula: a fixed-point symbol is rounded to nearest", "[operators][formula]") {
  const Symbol expected{"A", "", 5, 2};  // 2.5
  const Symbol three{"k", "", 3};
  CHECK(evaluate(Formula(expected * three)) == 8);  // 7.5 → 8
  CHECK(substituted(Formula(expected * three)) == "2.500 \\cdot 3");
}

TEST_CASE("linear: 7 rows of 11 features to 13, with bias", "[operators][linear]") {
  // 2 · 7·11·13 = 2002; bias 7·13 = 91. Weight 11·13 + 13 = 156 elements, 2 bytes each.
  const Cost cost = bf16(work(Linear{.rows = 7, .in_features = 11, .out_features = 13, .bias = true}));
  CHECK(cost.matrix_flops == Flops{2002});
  CHECK(cost.vector_flops == Flops{91});
  CHECK(cost.read_weights == Bytes{312});
  CHECK(cost.read_activations == Bytes{2 * 77});
  CHECK(cost.written_activations == Bytes{2 * 91});
}

TEST_CASE("linear: 4-bit numbers in a row are half a byte each, with the scale of their group", "[operators][linear]") {
  const Cost cost = cost_of(work(Linear{.rows = 1, .in_features = 3, .out_features = 5}),
                            {Format::int4_g128, Format::bf16, Format::bf16});
  CHECK(cost.read_weights == Bytes{10});  // 15 · 4 + one group of 20 bits = 80 bits
  CHECK(cost.read_activations == Bytes{6});
}

TEST_CASE("grouped linear: rows count once, weights by the experts touched", "[operators][linear]") {
  // 10 rows, 3 -> 5: 2·10·3·5 = 300 whatever the experts. 2.5 of 8 experts read: 2.5·15 = 37.5 -> 38 elements.
  const GroupedLinear op{.rows = 10,
                         .experts = 8,
                         .active_experts_fixed = GroupedLinear::fixed_point * 5 / 2,
                         .in_features = 3,
                         .out_features = 5};
  CHECK(bf16(work(op)).matrix_flops == Flops{300});
  CHECK(bf16(work(op)).read_weights == Bytes{76});
  CHECK(evaluate(work(op).parameters) == 120);
}

TEST_CASE("convolution: 2 images, 3 -> 7 channels, 5 x 11 outputs, 3 x 3 kernel", "[operators][conv]") {
  // 2 · 2·7·5·11·3·9 = 41'580. Weight 7·3·9 = 189.
  const Conv2d op{.batch = 2,
                  .in_channels = 3,
                  .out_channels = 7,
                  .in_height = 5,
                  .in_width = 11,
                  .out_height = 5,
                  .out_width = 11,
                  .kernel_height = 3,
                  .kernel_width = 3};
  CHECK(bf16(work(op)).matrix_flops == Flops{41'580});
  CHECK(bf16(work(op)).read_weights == Bytes{378});
  CHECK(bf16(work(op)).vector_flops == Flops{0});
}

TEST_CASE("convolution: groups divide the input channels of a window", "[operators][conv]") {
  // Depthwise: 6 channels, 1 per group: 2 · 1·6·4·4·1·9 = 1728.
  const Conv2d op{.batch = 1,
                  .in_channels = 6,
                  .out_channels = 6,
                  .in_height = 4,
                  .in_width = 4,
                  .out_height = 4,
                  .out_width = 4,
                  .kernel_height = 3,
                  .kernel_width = 3,
                  .groups = 6,
                  .bias = true};
  CHECK(bf16(work(op)).matrix_flops == Flops{1728});
  CHECK(bf16(work(op)).vector_flops == Flops{96});
  CHECK(evaluate(work(op).parameters) == 60);
}

TEST_CASE("attention: one decode token against a 1024-entry KV cache", "[operators][attention]") {
  // QKᵀ: 2 · 1·16·1·1024·128 = 4'194'304; PV is the same size.
  const Attention op{.batch = 1,
                     .num_heads = 16,
                     .num_key_value_heads = 4,
                     .seq_q = 1,
                     .seq_kv = 1024,
                     .head_dim = 128,
                     .from_cache = true};
  const Cost cost = bf16(work(op));
  CHECK(cost.matrix_flops == Flops{8'388'608});
  // K and V of 4 heads: 2·4·1024·128 elements of 2 bytes, from the cache.
  CHECK(cost.read_kv == Bytes{2'097'152});
  CHECK(cost.read_activations == Bytes{2 * 16 * 128});
  CHECK(cost.written_kv == Bytes{0});
}

TEST_CASE("attention: causal counting takes the triangle", "[operators][attention]") {
  // 5 queries, 5 keys: 15 of 25 scores. 2·(2·3·15·7) = 1260 against 2100.
  Attention op{.batch = 1,
               .num_heads = 3,
               .num_key_value_heads = 3,
               .seq_q = 5,
               .seq_kv = 5,
               .head_dim = 7,
               .causal_exact = true};
  CHECK(bf16(work(op)).matrix_flops == Flops{1260});
  CHECK(bf16(work(op)).vector_flops == Flops{5 * 3 * 15 + 3 * 5 * 7});
  // 2 new queries after 3 keys: rows of 4 and 5 scores = 9.
  op.seq_q = 2;
  CHECK(bf16(work(op)).matrix_flops == Flops{2 * 2 * 3 * 9 * 7});
  op.causal_exact = false;
  CHECK(bf16(work(op)).matrix_flops == Flops{2 * 2 * 3 * 10 * 7});
}

TEST_CASE("attention: cost is affine in the number of keys", "[operators][attention]") {
  // The decode sum relies on it: every further key costs the same.
  const auto at = [](std::int64_t keys) {
    return bf16(work(Attention{.batch = 3,
                               .num_heads = 5,
                               .num_key_value_heads = 5,
                               .seq_q = 1,
                               .seq_kv = keys,
                               .head_dim = 7,
                               .from_cache = true}));
  };
  const Cost step = at(101) - at(100);
  for (std::int64_t keys : {1, 17, 999, 8191}) {
    const Cost next = at(keys + 1) - at(keys);
    CHECK(next.matrix_flops == step.matrix_flops);
    CHECK(next.vector_flops == step.vector_flops);
    CHECK(next.read_kv == step.read_kv);
  }
}

TEST_CASE("norms, activations and additions", "[operators]") {
  CHECK(bf16(work(LayerNorm{.rows = 3, .width = 11})).vector_flops == Flops{7 * 33});
  CHECK(bf16(work(RmsNorm{.rows = 3, .width = 11})).vector_flops == Flops{4 * 33});
  CHECK(evaluate(work(LayerNorm{.rows = 3, .width = 11}).parameters) == 22);
  CHECK(evaluate(work(RmsNorm{.rows = 3, .width = 11}).parameters) == 11);
  CHECK(bf16(work(Activation{.kind = ActivationKind::silu, .elements = 10, .gated = true})).vector_flops == Flops{60});
  CHECK(bf16(work(Activation{.kind = ActivationKind::silu, .elements = 10, .gated = true})).read_activations ==
        Bytes{40});
  CHECK(bf16(work(Activation{.kind = ActivationKind::gelu, .elements = 10})).vector_flops == Flops{50});
  CHECK(bf16(work(Add{.elements = 10})).vector_flops == Flops{10});
}

TEST_CASE("relative position of a 14 x 14 window equals the counter's two products", "[operators]") {
  // bmm [14, 4200, 64] x [14, 64, 14], once per axis: 25 windows · 12 heads · 14 = 4200 rows. 2·14·4200·64·14 each.
  const RelativePosition op{
      .batch = 25, .num_heads = 12, .height = 14, .width = 14, .head_dim = 64, .table_height = 27, .table_width = 27};
  CHECK(bf16(work(op)).matrix_flops == Flops{2 * (2LL * 14 * 4200 * 64 * 14)});
  CHECK(evaluate(work(op).parameters) == 2 * 27 * 64);
}

TEST_CASE("routing, embedding and rotary positions", "[operators]") {
  CHECK(bf16(work(RouterTopK{.tokens = 3, .experts = 8, .top_k = 2})).vector_flops == Flops{5 * 24 + 48});
  CHECK(bf16(work(ExpertCombine{.tokens = 3, .top_k = 2, .width = 5})).vector_flops == Flops{60});
  const Cost embedding = bf16(work(Embedding{.tokens = 3, .width = 5, .table_rows = 100}));
  CHECK(embedding.flops() == Flops{0});
  CHECK(embedding.read_weights == Bytes{30});
  CHECK(evaluate(work(Embedding{.tokens = 3, .width = 5, .table_rows = 100}).parameters) == 500);
  // 128 FLOPs per layer and position at head dimension 128: 1536 over 12 layers.
  CHECK(bf16(work(RotaryTable{.positions = 1, .head_dim = 128})).matrix_flops == Flops{128});
}

TEST_CASE("doubling a dimension doubles the work", "[operators][property]") {
  const std::int64_t n = GENERATE(1, 7, 64, 1000);
  CHECK(bf16(work(Linear{.rows = 2 * n, .in_features = 11, .out_features = 13})).matrix_flops ==
        bf16(work(Linear{.rows = n, .in_features = 11, .out_features = 13})).matrix_flops * 2);
  const auto attention = [](std::int64_t keys) {
    return bf16(work(
        Attention{.batch = 1, .num_heads = 2, .num_key_value_heads = 2, .seq_q = 3, .seq_kv = keys, .head_dim = 5}));
  };
  CHECK(attention(2 * n).matrix_flops == attention(n).matrix_flops * 2);
}

TEST_CASE("every operator explains itself", "[operators][documents]") {
  const std::vector<Operator> all{Linear{},
                                  GroupedLinear{},
                                  Conv2d{},
                                  Attention{},
                                  KvCacheAppend{},
                                  LayerNorm{},
                                  RmsNorm{},
                                  Activation{},
                                  Add{},
                                  Argmax{},
                                  Embedding{},
                                  LearnedPosition{},
                                  IdleParameters{},
                                  RotaryTable{},
                                  RotaryApply{},
                                  RelativePosition{},
                                  RouterTopK{},
                                  ExpertDispatch{},
                                  ExpertCombine{},
                                  Copy{},
                                  Resample{},
                                  Bilinear{},
                                  Convolution{},
                                  BatchNorm{},
                                  GroupNorm{},
                                  LocalResponseNorm{},
                                  GatedHalves{},
                                  Softmax{},
                                  Multiply{},
                                  Scale{},
                                  Pool{},
                                  Upsample{},
                                  EmbeddingBag{},
                                  Recurrent{},
                                  RelativeBias{},
                                  Reorder{},
                                  Unmodeled{},
                                  PositionScores{}};
  CHECK(all.size() == std::variant_size_v<Operator>);
  for (const Operator& op : all) {
    INFO(words(op).title);
    CHECK_FALSE(words(op).title.empty());
    CHECK_FALSE(words(op).summary.empty());
    CHECK_FALSE(words(op).source.empty());
    CHECK_FALSE(symbols_of(work(op)).empty());
    for (const Symbol& symbol : symbols_of(work(op))) CHECK(std::string(symbol.meaning) != "");
  }
}
