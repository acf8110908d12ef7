#include "operators/recurrent.h"

namespace modelmeter {
namespace {

std::int64_t gates_of(RecurrentKind kind) {
  return kind == RecurrentKind::lstm ? 4 : kind == RecurrentKind::gru ? 3 : 1;
}

/// Vector FLOPs per hidden unit that turn gates into the next state.
///   LSTM: c = f·c + i·g (3), h = o·tanh(c) (4 and 1). GRU: r·(W h + b) (1), h = n + z·(h − n) (3).
std::int64_t update_of(RecurrentKind kind) {
  return kind == RecurrentKind::lstm ? 8 : kind == RecurrentKind::gru ? 4 : 0;
}

}  // namespace

/// Per layer and direction: [B·S, in] × [in, G·H] and, step by step, [B, R] × [R, G·H], where R is the width of the
/// state that comes back: 2·B·S·G·H·(in + R), and 2·B·S·H·R for a projection. `in` is the input of the first layer and
/// D·R of every further one. Two biases of G·H each.
Work work(const Recurrent& op) {
  const bool projected = op.proj_size > 0;
  const Symbol B{"B", "sequences", op.batch};
  const Symbol S{"S", "steps", op.seq};
  const Symbol G{"G", "gates", gates_of(op.kind)};
  const Symbol H{"H", "hidden size", op.hidden_size};
  const Symbol I{"I", "input size", op.input_size};
  const Symbol R{projected ? "R" : "H", projected ? "projected size" : "hidden size",
                 projected ? op.proj_size : op.hidden_size};
  const Symbol D{"D", "directions", op.bidirectional ? 2 : 1};
  const Symbol L{"L", "layers", op.num_layers};
  const Symbol above{"(L-1)", "layers above the first", op.num_layers - 1};

  // Weights: D·G·H·I + D·L·G·H·R + (L − 1)·D·G·H·D·R, and D·L·H·R of projections.
  Formula weight = D * G * H * I + D * L * G * H * R;
  if (op.num_layers > 1) weight = weight + above * D * D * G * H * R;
  if (projected) weight = weight + D * L * H * R;
  Formula flops;
  for (std::size_t i = 0; i < weight.count; ++i) {
    Term term = weight.terms[i] * B * S;
    term.coefficient *= 2;
    flops = i == 0 ? Formula(term) : flops + term;
  }
  const Formula parameters = op.bias ? weight + 2 * D * L * G * H : weight;
  // Per step and gate unit: its function (4), the sum of the two products (1), the biases (2). Per hidden unit: the
  // state's update.
  Formula cell = (op.bias ? 7 : 5) * B * S * D * L * G * H;
  if (update_of(op.kind) > 0) cell = cell + update_of(op.kind) * B * S * D * L * H;
  // Between layers the whole sequence is written and read again.
  Formula read = B * S * I, written = B * S * D * R;
  if (op.num_layers > 1) {
    read = read + above * B * S * D * R;
    written = written + above * B * S * D * R;
  }
  return {.matrix_flops = flops,
          .vector_flops = cell,
          .weights_read = parameters,
          .activations_read = read,
          .activations_written = written,
          .parameters = parameters};
}

Words words(const Recurrent& op) {
  const char* title = op.kind == RecurrentKind::lstm ? "LSTM" : op.kind == RecurrentKind::gru ? "GRU" : "RNN";
  return {.title = title,
          .summary = "Every step multiplies the input and the last state with the weights of all gates.",
          .assumptions =
              {"Weights are counted once per call; a layer whose weights do not fit on chip reads them at every step.",
               "Every gate's function is counted as a sigmoid or tanh (4). First and last states are not counted as "
               "traffic.",
               "Steps depend on each other: a short sequence of small products cannot fill a GPU."},
          .source = op.kind == RecurrentKind::lstm  ? "torch.nn.LSTM; Hochreiter and Schmidhuber 1997"
                    : op.kind == RecurrentKind::gru ? "torch.nn.GRU; Cho et al. 2014, eqs. 5-8"
                                                    : "torch.nn.RNN; Elman 1990"};
}

}  // namespace modelmeter
