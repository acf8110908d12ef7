#pragma once
#include "operators/categories.h"
#include "operators/work.h"

namespace modelmeter {

enum class RecurrentKind { rnn, lstm, gru };

/// A stack of recurrent layers over a whole sequence, or one cell (seq = 1).
struct Recurrent {
  RecurrentKind kind = RecurrentKind::lstm;
  std::int64_t batch = 0;
  std::int64_t seq = 0;
  std::int64_t input_size = 0;
  std::int64_t hidden_size = 0;
  std::int64_t num_layers = 1;
  bool bidirectional = false;
  bool bias = true;
  std::int64_t proj_size = 0;  ///< width that the LSTM's output is projected to; 0: none
};

Work work(const Recurrent& op);
Words words(const Recurrent& op);
inline Category category(const Recurrent&) {
  return Category::recurrent;
}

}  // namespace modelmeter
