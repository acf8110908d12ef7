// Operators with weights: convolutions, bilinear, recurrent, attention. Where a comment says "counted", the number is
// PyTorch's FlopCounterMode on that layer and the parameters are those of the layer itself (tests/fixtures/models).
#include <catch2/catch.hpp>

#include "operators/operator.h"

using namespace modelmeter;

namespace {

std::int64_t matrix(const Operator& op) {
  return evaluate(work(op).matrix_flops);
}
std::int64_t vector(const Operator& op) {
  return evaluate(work(op).vector_flops);
}
std::int64_t parameters(const Operator& op) {
  return evaluate(work(op).parameters);
}

}  // namespace

TEST_CASE("convolution: one dimension in two groups", "[operators][conv]") {
  const Convolution op{.batch = 2,
                       .in_channels = 6,
                       .out_channels = 10,
                       .in_positions = 17,
                       .out_positions = 13,
                       .kernel_positions = 5,
                       .groups = 2,
                       .bias = true};
  CHECK(matrix(op) == 2 * 2 * 13 * 5 * 3 * 10);  // 7800: 3 of 6 channels per window
  CHECK(vector(op) == 2 * 13 * 10);              // the bias
  CHECK(parameters(op) == 10 * 3 * 5 + 10);      // weight [10, 3, 5], bias [10]
  CHECK(evaluate(work(op).weights_read) == parameters(op));
  CHECK(evaluate(work(op).activations_read) == 2 * 6 * 17);
  CHECK(evaluate(work(op).activations_written) == 2 * 10 * 13);
}

TEST_CASE("convolution: transposed counts the input's positions", "[operators][conv]") {
  const Convolution op{.batch = 3,
                       .in_channels = 4,
                       .out_channels = 6,
                       .in_positions = 7,
                       .out_positions = 15,
                       .kernel_positions = 3,
                       .groups = 2,
                       .bias = true,
                       .transposed = true};
  CHECK(matrix(op) == 2 * 3 * 7 * 3 * 4 * 3);  // 1512: each input channel reaches 3 of 6 outputs
  CHECK(vector(op) == 3 * 15 * 6);
  CHECK(parameters(op) == 4 * 3 * 3 + 6);  // weight [4, 3, 3], bias [6]
  CHECK(evaluate(work(op).activations_read) == 3 * 4 * 7);
  CHECK(evaluate(work(op).activations_written) == 3 * 6 * 15);
}

TEST_CASE("convolution: as FlopCounterMode counts every dimension", "[operators][conv]") {
  struct Counted {
    Convolution op;
    std::int64_t flops, parameters;
  };
  const Counted counted = GENERATE(
      // Conv1d(12, 24, 5, stride 2, groups 4) on [2, 12, 64]
      Counted{{2, 12, 24, 64, 32, 5, 4, true, false}, 46'080, 384},
      // ConvTranspose1d(24, 12, 4, stride 2, groups 3) on [2, 24, 32]
      Counted{{2, 24, 12, 32, 64, 4, 3, true, true}, 49'152, 396},
      // ConvTranspose2d(18, 20, 3, groups 2) on [2, 18, 8, 8] to 16 x 16
      Counted{{2, 18, 20, 64, 256, 9, 2, true, true}, 414'720, 1640},
      // Conv3d(20, 8, (1, 3, 3)) on [2, 20, 1, 16, 16]
      Counted{{2, 20, 8, 256, 256, 9, 1, true, false}, 1'474'560, 1448},
      // ConvTranspose3d(8, 6, 2, groups 2) on [2, 8, 1, 16, 16] to 2 x 32 x 32
      Counted{{2, 8, 6, 256, 2048, 8, 2, true, true}, 196'608, 198});
  CHECK(matrix(counted.op) == counted.flops);
  CHECK(parameters(counted.op) == counted.parameters);
}

TEST_CASE("convolution: two dimensions are Conv2d with flattened positions", "[operators][conv]") {
  const Conv2d flat{.batch = 2,
                    .in_channels = 6,
                    .out_channels = 15,
                    .in_height = 7,
                    .in_width = 11,
                    .out_height = 5,
                    .out_width = 13,
                    .kernel_height = 3,
                    .kernel_width = 2,
                    .groups = 3,
                    .bias = true};
  const Convolution same{.batch = 2,
                         .in_channels = 6,
                         .out_channels = 15,
                         .in_positions = 77,
                         .out_positions = 65,
                         .kernel_positions = 6,
                         .groups = 3,
                         .bias = true};
  CHECK(matrix(same) == matrix(flat));
  CHECK(vector(same) == vector(flat));
  CHECK(parameters(same) == parameters(flat));
  CHECK(evaluate(work(same).activations_read) == evaluate(work(flat).activations_read));
  CHECK(evaluate(work(same).activations_written) == evaluate(work(flat).activations_written));
}

TEST_CASE("bilinear: products that a FLOP counter does not see", "[operators][linear]") {
  const Bilinear op{.rows = 7, .in1_features = 11, .in2_features = 13, .out_features = 5, .bias = true};
  CHECK(matrix(op) == 0);  // as counted
  // Per output feature 7x11 times 11x13, then 7 dot products of 13; the bias once.
  CHECK(vector(op) == 5 * (2 * 7 * 11 * 13 + 2 * 7 * 13) + 7 * 5);
  CHECK(parameters(op) == 5 * 11 * 13 + 5);  // weight [5, 11, 13], bias [5]
  CHECK(evaluate(work(op).activations_read) == 7 * 11 + 7 * 13);
  CHECK(evaluate(work(op).activations_written) == 7 * 5);
}

TEST_CASE("recurrent: gates times input and state, as counted", "[operators][recurrent]") {
  struct Counted {
    Recurrent op;
    std::int64_t flops, parameters;
  };
  const auto lstm = RecurrentKind::lstm, gru = RecurrentKind::gru, rnn = RecurrentKind::rnn;
  const Counted counted = GENERATE_COPY(
      // LSTM(512, 512, 2, bidirectional) on 128 steps
      Counted{{lstm, 1, 128, 512, 512, 2, true, true, 0}, 2'684'354'560, 10'502'144},
      // LSTM(24, 40, 2, proj_size 16) on 5 sequences of 17 steps
      Counted{{lstm, 5, 17, 24, 40, 2, false, true, 16}, 2'176'000, 13'440},
      // LSTM(16, 20, 2, bidirectional), then GRU(40, 28, bidirectional), RNN(56, 32, 3, bias = False)
      Counted{{lstm, 5, 17, 16, 20, 2, true, true, 0}, 2'611'200, 16'000},
      Counted{{gru, 5, 17, 40, 28, 1, true, true, 0}, 1'942'080, 11'760},
      Counted{{rnn, 5, 17, 56, 32, 3, false, false, 0}, 1'175'040, 6912},
      // LSTMCell(32, 12), GRUCell(12, 10), RNNCell(10, 8) on 5 rows; the LSTM's count is of 4 calls
      Counted{{lstm, 5, 1, 32, 12, 1, false, true, 0}, 84'480 / 4, 2208},
      Counted{{gru, 5, 1, 12, 10, 1, false, true, 0}, 6600, 720},
      Counted{{rnn, 5, 1, 10, 8, 1, false, true, 0}, 1440, 160});
  INFO(words(counted.op).title << " " << counted.op.input_size);
  CHECK(matrix(counted.op) == counted.flops);
  CHECK(parameters(counted.op) == counted.parameters);
  CHECK(evaluate(work(counted.op).weights_read) == counted.parameters);
}

TEST_CASE("recurrent: the cells' own arithmetic and what lies between layers", "[operators][recurrent]") {
  // LSTM(3, 5), 2 x 7 steps: 20 gate units of function 4, sum 1, biases 2; 5 hidden units of 8.
  const Recurrent lstm{.kind = RecurrentKind::lstm, .batch = 2, .seq = 7, .input_size = 3, .hidden_size = 5};
  CHECK(vector(lstm) == 14 * (20 * 7 + 5 * 8));
  CHECK(evaluate(work(lstm).activations_read) == 14 * 3);
  CHECK(evaluate(work(lstm).activations_written) == 14 * 5);
  // GRU(3, 5, 2 layers, bidirectional, no bias), 11 steps: 4 cells of 15 gate units of 5 and 5 hidden units of 4.
  const Recurrent gru{.kind = RecurrentKind::gru,
                      .batch = 1,
                      .seq = 11,
                      .input_size = 3,
                      .hidden_size = 5,
                      .num_layers = 2,
                      .bidirectional = true,
                      .bias = false};
  CHECK(vector(gru) == 11 * 4 * (15 * 5 + 5 * 4));
  CHECK(evaluate(work(gru).activations_read) == 11 * 3 + 11 * 10);  // the first layer's 10 features come back
  CHECK(evaluate(work(gru).activations_written) == 11 * 10 + 11 * 10);
  // A plain RNN's only gate is the new state.
  CHECK(vector(Recurrent{.kind = RecurrentKind::rnn, .batch = 1, .seq = 3, .input_size = 2, .hidden_size = 5}) ==
        3 * 5 * 7);
}

TEST_CASE("attention: values narrower or wider than keys", "[operators][attention]") {
  Attention op{
      .batch = 2, .num_heads = 3, .num_key_value_heads = 3, .seq_q = 5, .seq_kv = 7, .head_dim = 11, .value_dim = 13};
  CHECK(matrix(op) == 2 * (2 * 3 * 5 * 7 * 11) + 2 * (2 * 3 * 5 * 7 * 13));  // QKᵀ, PV
  CHECK(vector(op) == 5 * (2 * 3 * 5 * 7) + 2 * 3 * 5 * 13);
  CHECK(evaluate(work(op).activations_read) == 2 * 3 * (5 * 11 + 7 * 11 + 7 * 13));
  CHECK(evaluate(work(op).activations_written) == 2 * 3 * 5 * 13);
  op.from_cache = true;
  CHECK(evaluate(work(op).kv_read) == 2 * 3 * 7 * (11 + 13));
  CHECK(evaluate(work(op).activations_read) == 2 * 3 * 5 * 11);

  // The same width said twice is the same as said once, formulas included.
  op.value_dim = op.head_dim;
  Attention plain = op;
  plain.value_dim = 0;
  CHECK(latex(work(op).matrix_flops) == latex(work(plain).matrix_flops));
  CHECK(latex(work(op).kv_read) == latex(work(plain).kv_read));
  CHECK(matrix(op) == matrix(plain));
}

TEST_CASE("position scores: every query with every relative position", "[operators][positional]") {
  const PositionScores op{.batch = 2, .num_heads = 3, .seq = 5, .table_rows = 7, .head_dim = 11};
  CHECK(matrix(op) == 2 * 2 * 3 * 5 * 7 * 11);
  CHECK(evaluate(work(op).activations_written) == 2 * 3 * 5 * 7);
  CHECK(parameters(op) == 0);  // the table is projected from another module's weight
}

TEST_CASE("weighted operators: twice the batch is twice the work on the same parameters", "[operators][property]") {
  const std::int64_t n = GENERATE(1, 3, 64);
  const auto at = [](std::int64_t batch) {
    return std::vector<Operator>{
        Convolution{batch, 6, 10, 17, 13, 5, 2, true, false},
        Convolution{batch, 6, 10, 17, 13, 5, 2, true, true},
        Bilinear{batch, 11, 13, 5, true},
        Recurrent{RecurrentKind::lstm, batch, 7, 3, 5, 2, true, true, 2},
        Recurrent{RecurrentKind::gru, batch, 7, 3, 5, 2, true, true, 0},
        PositionScores{batch, 3, 5, 7, 11},
        Unmodeled{.in_elements = 11 * batch, .out_elements = 13 * batch, .rows = batch, .parameters = 7, .dense = true},
        Unmodeled{.in_elements = 11 * batch, .out_elements = 13 * batch, .rows = batch, .parameters = 7}};
  };
  const std::vector<Operator> once = at(n), twice = at(2 * n);
  for (std::size_t i = 0; i < once.size(); ++i) {
    INFO(words(once[i]).title);
    CHECK(matrix(twice[i]) == 2 * matrix(once[i]));
    CHECK(vector(twice[i]) == 2 * vector(once[i]));
    CHECK(matrix(once[i]) + vector(once[i]) > 0);
    CHECK(parameters(twice[i]) == parameters(once[i]));
  }
}

TEST_CASE("unmodeled: a dense bound is a linear layer of as many weights", "[operators][bound]") {
  const Unmodeled bound{.in_elements = 7 * 11, .out_elements = 7 * 13, .rows = 7, .parameters = 11 * 13, .dense = true};
  const Linear linear{.rows = 7, .in_features = 11, .out_features = 13};
  CHECK(matrix(bound) == matrix(linear));
  CHECK(parameters(bound) == parameters(linear));
  CHECK(evaluate(work(bound).activations_read) == evaluate(work(linear).activations_read));
  CHECK(evaluate(work(bound).activations_written) == evaluate(work(linear).activations_written));

  // Else one operation per output element, and nothing that a FLOP counter would see.
  const Unmodeled loose{.in_elements = 17, .out_elements = 19, .rows = 19, .parameters = 3};
  CHECK(matrix(loose) == 0);
  CHECK(vector(loose) == 19);
  CHECK(evaluate(work(loose).weights_read) == 3);
  CHECK(words(loose).title == "Not modeled: a bound");
  CHECK(category(Operator(loose)) == Category::other);
}
