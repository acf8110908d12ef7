#pragma once
#include "operators/operator.h"

namespace modelmeter {

/// The weight matrices of an operator that narrow formats are made for: those of linear layers and experts.
struct WeightMatrices {
  std::int64_t columns = 0;    ///< inputs per output row; 0: the operator has none
  std::int64_t rows = 0;       ///< output rows of all matrices
  std::int64_t rows_read = 0;  ///< of these, what one call reads (the experts with tokens)
  std::int64_t matrices = 0;
  std::int64_t matrices_read = 0;
};
WeightMatrices weight_matrices(const Operator& op);

/// How an operator's parameters are stored, and what a call makes of it.
struct StoredWeights {
  Bytes owned{};                   ///< of one set
  Bytes read{};                    ///< by one call, scales included
  Flops dequantization{};          ///< vector work of one call, for weights and cached keys and values
  DType multiplied = DType::bf16;  ///< what its matrix products run in
  Format matrices = Format::bf16;  ///< of its weight matrices
  std::int64_t matrix_bits = 0;    ///< bits per number of its weight matrices, scales included; 0: of a wide format
};

/// `kept`: a head, a router, or a layer outside `quantized_layers`: narrow formats do not hold its parameters.
///
/// Weights narrower than the activations are unpacked in the kernel that multiplies them, each once per call:
/// `scale_flops` per number (Frantar et al. 2024, MARLIN). Where both are narrow, the scales are applied to the
/// accumulators, which is left out. Attention runs in fp8 where queries and cache are fp8 (Shah et al. 2024,
/// FlashAttention-3), otherwise in at least 16 bits: a narrower cache is unpacked.
StoredWeights stored_weights(const Operator& op, const Work& work, const Precision& precision, bool kept);

}  // namespace modelmeter
