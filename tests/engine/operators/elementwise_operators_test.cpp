// Norms, activations, pooling, look-ups and copies, worked by hand on small sizes with distinct primes.
#include <catch2/catch.hpp>
#include <set>

#include "operators/operator.h"

using namespace modelmeter;

namespace {

std::int64_t vector(const Operator& op) {
  return evaluate(work(op).vector_flops);
}
std::int64_t parameters(const Operator& op) {
  return evaluate(work(op).parameters);
}
std::int64_t read(const Operator& op) {
  return evaluate(work(op).activations_read);
}
std::int64_t written(const Operator& op) {
  return evaluate(work(op).activations_written);
}

}  // namespace

TEST_CASE("layer and RMS norm: learned parts are optional", "[operators][norm]") {
  // 5 per element for the statistics, 1 more for each learned vector; RMS needs 3.
  CHECK(vector(LayerNorm{.rows = 3, .width = 11}) == 7 * 33);
  CHECK(vector(LayerNorm{.rows = 3, .width = 11, .bias = false}) == 6 * 33);
  CHECK(vector(LayerNorm{.rows = 3, .width = 11, .weight = false, .bias = false}) == 5 * 33);
  CHECK(parameters(LayerNorm{.rows = 3, .width = 11}) == 22);
  CHECK(parameters(LayerNorm{.rows = 3, .width = 11, .bias = false}) == 11);
  CHECK(parameters(LayerNorm{.rows = 3, .width = 11, .weight = false, .bias = false}) == 0);
  CHECK(vector(RmsNorm{.rows = 3, .width = 11, .weight = false}) == 3 * 33);
  CHECK(parameters(RmsNorm{.rows = 3, .width = 11, .weight = false}) == 0);
  CHECK(evaluate(work(RmsNorm{.rows = 3, .width = 11, .weight = false}).weights_read) == 0);
  CHECK(words(LayerNorm{}).summary != words(LayerNorm{.rows = 0, .width = 0, .weight = true, .bias = false}).summary);
}

TEST_CASE("batch norm: one product and one sum, statistics are no parameters", "[operators][norm]") {
  const BatchNorm op{.elements = 2 * 5 * 7, .channels = 5};
  CHECK(vector(op) == 2 * 70);
  CHECK(parameters(op) == 10);                      // weight [5], bias [5]
  CHECK(evaluate(work(op).weights_read) == 4 * 5);  // running mean and variance besides
  CHECK(parameters(BatchNorm{.elements = 70, .channels = 5, .affine = false}) == 0);
  CHECK(evaluate(work(BatchNorm{.elements = 70, .channels = 5, .affine = false}).weights_read) == 10);
  CHECK(vector(BatchNorm{.elements = 70, .channels = 5, .affine = false}) == 140);
}

TEST_CASE("group norm: parameters per channel, whatever the groups", "[operators][norm]") {
  const GroupNorm op{.batch = 2, .groups = 3, .channels = 6, .positions = 35};
  CHECK(vector(op) == 7 * 2 * 6 * 35);
  CHECK(parameters(op) == 12);  // weight [6], bias [6]
  CHECK(words(op).title == "Group normalisation");
  const GroupNorm instance{.batch = 2, .groups = 6, .channels = 6, .positions = 35, .affine = false};
  CHECK(vector(instance) == 5 * 2 * 6 * 35);
  CHECK(parameters(instance) == 0);
  CHECK(words(instance).title == "Instance normalisation");
  CHECK(read(instance) == 420);
  CHECK(written(instance) == 420);
}

TEST_CASE("local response norm: a window of squares per element", "[operators][norm]") {
  // square, scale, add k, power, divide; 5 sums over the window.
  CHECK(vector(LocalResponseNorm{.elements = 70, .size = 3}) == 5 * 70 + 3 * 70);
  CHECK(parameters(LocalResponseNorm{.elements = 70, .size = 3}) == 0);
}

TEST_CASE("activations: every kind by its definition", "[operators][activation]") {
  constexpr std::int64_t sigmoid = 4;   // negate, exp, add, divide
  constexpr std::int64_t tanh = 4;      // double, exp, add, divide
  constexpr std::int64_t softplus = 3;  // exp, add, log
  struct Defined {
    ActivationKind kind;
    const char* title;
    std::int64_t flops;
  };
  const std::vector<Defined> all{
      {ActivationKind::relu, "ReLU", 1},                      // max
      {ActivationKind::relu6, "ReLU6", 2},                    // max, min
      {ActivationKind::relu_squared, "Squared ReLU", 1 + 1},  // max, product
      {ActivationKind::leaky_relu, "Leaky ReLU", 2},          // comparison, product
      {ActivationKind::prelu, "PReLU", 2},
      {ActivationKind::rrelu, "RReLU", 2},
      {ActivationKind::elu, "ELU", 4},        // comparison, exp, subtract, product
      {ActivationKind::selu, "SELU", 4 + 1},  // ELU, product
      {ActivationKind::celu, "CELU", 1 + 4},  // divide, ELU
      {ActivationKind::gelu, "GELU", 5},      // scale, erf, add, two products
      // cube (2), scale, add, scale, tanh, add, two products
      {ActivationKind::gelu_tanh, "GELU (tanh)", 2 + 3 + tanh + 3},
      {ActivationKind::quick_gelu, "Quick GELU", 1 + sigmoid + 1},
      {ActivationKind::silu, "SiLU", sigmoid + 1},
      {ActivationKind::mish, "Mish", softplus + tanh + 1},
      {ActivationKind::sigmoid, "Sigmoid", sigmoid},
      {ActivationKind::log_sigmoid, "Log-sigmoid", sigmoid + 1},
      {ActivationKind::tanh, "Tanh", tanh},
      {ActivationKind::tanh_shrink, "Tanh shrink", tanh + 1},
      {ActivationKind::hard_sigmoid, "Hard sigmoid", 4},  // add, max, min, divide
      {ActivationKind::hard_swish, "Hard swish", 4 + 1},  // hard sigmoid, product
      {ActivationKind::hard_tanh, "Hard tanh", 2},        // max, min
      {ActivationKind::softplus, "Softplus", softplus},
      {ActivationKind::soft_sign, "Softsign", 3},           // absolute value, add, divide
      {ActivationKind::soft_shrink, "Soft shrink", 2 + 1},  // two comparisons, sum
      {ActivationKind::hard_shrink, "Hard shrink", 2},
      {ActivationKind::threshold, "Threshold", 1},
  };
  std::set<ActivationKind> kinds;
  for (const Defined& one : all) {
    const Activation op{.kind = one.kind, .elements = 7};
    INFO(one.title);
    CHECK(words(op).title == one.title);
    CHECK(vector(op) == 7 * one.flops);
    CHECK(read(op) == 7);
    CHECK(written(op) == 7);
    CHECK(parameters(op) == 0);
    kinds.insert(one.kind);
  }
  CHECK(kinds.size() == static_cast<std::size_t>(ActivationKind::threshold) + 1);
}

TEST_CASE("PReLU owns its slopes", "[operators][activation]") {
  const Activation op{.kind = ActivationKind::prelu, .elements = 35, .parameters = 5};
  CHECK(parameters(op) == 5);
  CHECK(evaluate(work(op).weights_read) == 5);
  CHECK(vector(op) == 70);
}

TEST_CASE("gated halves: two elements in, one out", "[operators][activation]") {
  // GLU: a sigmoid and a product; SwiGLU: SiLU and a product.
  CHECK(vector(GatedHalves{.kind = ActivationKind::sigmoid, .elements = 10}) == (4 + 1) * 10);
  CHECK(vector(GatedHalves{.kind = ActivationKind::silu, .elements = 10}) == (5 + 1) * 10);
  CHECK(read(GatedHalves{.kind = ActivationKind::silu, .elements = 10}) == 20);
  CHECK(written(GatedHalves{.kind = ActivationKind::silu, .elements = 10}) == 10);
  // The same as an activation whose second branch is a tensor of its own.
  CHECK(vector(GatedHalves{.kind = ActivationKind::silu, .elements = 10}) ==
        vector(Activation{.kind = ActivationKind::silu, .elements = 10, .gated = true}));
}

TEST_CASE("softmax, product and learned scale", "[operators][elementwise]") {
  CHECK(vector(Softmax{.rows = 3, .width = 11}) == 5 * 33);  // max, subtract, exp, sum, divide
  CHECK(read(Softmax{.rows = 3, .width = 11}) == 33);
  CHECK(vector(Multiply{.elements = 10}) == 10);
  CHECK(read(Multiply{.elements = 10}) == 20);
  CHECK(written(Multiply{.elements = 10}) == 10);
  CHECK(vector(Scale{.elements = 22, .parameters = 11}) == 22);
  CHECK(parameters(Scale{.elements = 22, .parameters = 11}) == 11);
  CHECK(evaluate(work(Scale{.elements = 22, .parameters = 11}).weights_read) == 11);
  CHECK(read(Scale{.elements = 22, .parameters = 11}) == 22);
}

TEST_CASE("pooling: windows are counted, input is read once", "[operators][pooling]") {
  // 3 x 3 windows with stride 2: 1176 elements to 294.
  Pool op{.kind = PoolKind::max, .in_elements = 1176, .out_elements = 294, .window = 9};
  CHECK(vector(op) == 294 * 9);
  CHECK(read(op) == 1176);
  CHECK(written(op) == 294);
  CHECK(words(op).title == "Max pooling");
  op.kind = PoolKind::average;
  CHECK(vector(op) == 294 * 9 + 294);
  op.kind = PoolKind::lp;
  CHECK(vector(op) == 2 * 294 * 9 + 294);
  CHECK(words(op).title == "Power-average pooling");
  // 5 channels of 7 x 7 to one element each.
  CHECK(vector(Pool{.kind = PoolKind::adaptive_average, .in_elements = 245, .out_elements = 5, .window = 49}) == 250);
  CHECK(vector(Pool{.kind = PoolKind::adaptive_max, .in_elements = 245, .out_elements = 5, .window = 49}) == 245);
  CHECK(words(Pool{.kind = PoolKind::adaptive_max}).source == "torch.nn.AdaptiveMaxPool2d");
}

TEST_CASE("up-sampling: product and sum per neighbour", "[operators][pooling]") {
  const auto flops = [](UpsampleKind kind) {
    return vector(Upsample{.kind = kind, .in_elements = 15, .out_elements = 60});
  };
  CHECK(flops(UpsampleKind::nearest) == 0);
  CHECK(flops(UpsampleKind::linear) == 60 * 2 * 2);
  CHECK(flops(UpsampleKind::bilinear) == 60 * 2 * 4);
  CHECK(flops(UpsampleKind::trilinear) == 60 * 2 * 8);
  CHECK(flops(UpsampleKind::bicubic) == 60 * 2 * 16);
  CHECK(read(Upsample{.in_elements = 15, .out_elements = 60}) == 15);
}

TEST_CASE("embedding bag: rows of every bag summed", "[operators][embedding]") {
  const EmbeddingBag mean{.bags = 3, .indices = 11, .width = 5, .table_rows = 100};
  CHECK(vector(mean) == 11 * 5 + 3 * 5);  // sums, and a division per output
  CHECK(parameters(mean) == 500);
  CHECK(evaluate(work(mean).weights_read) == 55);
  CHECK(written(mean) == 15);
  CHECK(vector(EmbeddingBag{.bags = 3, .indices = 11, .width = 5, .table_rows = 100, .mean = false}) == 55);
}

TEST_CASE("relative bias and reordering move elements only", "[operators][positional]") {
  // Swin: 13 · 13 offsets of a 7 x 7 window, 3 heads.
  const RelativeBias bias{.heads = 3, .seq_q = 49, .seq_kv = 49, .table_elements = 169 * 3};
  CHECK(parameters(bias) == 507);
  CHECK(evaluate(work(bias).weights_read) == 507);
  CHECK(written(bias) == 3 * 49 * 49);
  CHECK(vector(bias) == 0);
  CHECK(read(Reorder{.elements = 77}) == 77);
  CHECK(written(Reorder{.elements = 77}) == 77);
  CHECK(vector(Reorder{.elements = 77}) == 0);
}

TEST_CASE("element-wise operators: twice the elements is twice the work", "[operators][property]") {
  const std::int64_t n = GENERATE(1, 5, 1000);
  const auto at = [](std::int64_t e) {
    return std::vector<Operator>{LayerNorm{.rows = e, .width = 11},
                                 RmsNorm{.rows = e, .width = 11},
                                 BatchNorm{.elements = 5 * e, .channels = 5},
                                 GroupNorm{.batch = e, .groups = 3, .channels = 6, .positions = 7},
                                 LocalResponseNorm{.elements = e, .size = 5},
                                 Activation{.kind = ActivationKind::mish, .elements = e},
                                 GatedHalves{.kind = ActivationKind::gelu, .elements = e},
                                 Softmax{.rows = e, .width = 11},
                                 Multiply{.elements = e},
                                 Scale{.elements = 3 * e, .parameters = 3},
                                 Pool{.kind = PoolKind::average, .in_elements = 4 * e, .out_elements = e, .window = 4},
                                 Upsample{.kind = UpsampleKind::bilinear, .in_elements = e, .out_elements = 4 * e},
                                 EmbeddingBag{.bags = e, .indices = 3 * e, .width = 5, .table_rows = 7}};
  };
  const std::vector<Operator> once = at(n), twice = at(2 * n);
  for (std::size_t i = 0; i < once.size(); ++i) {
    INFO(words(once[i]).title);
    CHECK(vector(twice[i]) == 2 * vector(once[i]));
    CHECK(read(twice[i]) == 2 * read(once[i]));
    CHECK(written(twice[i]) == 2 * written(once[i]));
    CHECK(vector(once[i]) > 0);
    CHECK(parameters(twice[i]) == parameters(once[i]));
  }
}
