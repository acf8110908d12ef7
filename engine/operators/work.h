#pragma once
#include <string>
#include <vector>

#include "operators/formula.h"
#include "units/format.h"
#include "units/quantity.h"

namespace modelmeter {

/// What one call of an operator does, as formulas. FLOPs are work; tensors are counted in elements,
/// each read or written once (what a fused kernel keeps on chip does not appear).
struct Work {
  Formula matrix_flops{};         ///< GEMM, convolution, attention products; as PyTorch's FlopCounterMode counts
  Formula vector_flops{};         ///< element-wise arithmetic; one per add, multiply, compare, exp, sqrt, …
  Formula weights_read{};         ///< parameter elements read
  Formula activations_read{};     ///< input elements
  Formula activations_written{};  ///< output elements
  Formula kv_read{};              ///< KV-cache elements read
  Formula kv_written{};           ///< KV-cache elements written
  Formula parameters{};           ///< parameter elements owned, used or not
};

/// The words that go with the formulas.
struct Words {
  std::string title;
  std::string summary;
  std::vector<std::string> assumptions{};
  std::string source;
};

/// One call of an operator in numbers.
struct Cost {
  Flops matrix_flops{};
  Flops vector_flops{};
  Bytes read_weights{};
  Bytes read_activations{};
  Bytes written_activations{};
  Bytes read_kv{};
  Bytes written_kv{};

  Bytes io() const { return read_weights + read_activations + written_activations + read_kv + written_kv; }
  Flops flops() const { return matrix_flops + vector_flops; }
};

Cost operator+(const Cost& a, const Cost& b);
Cost operator-(const Cost& a, const Cost& b);
Cost operator*(const Cost& cost, std::int64_t times);

Cost cost_of(const Work& work, const Precision& precision);

}  // namespace modelmeter
