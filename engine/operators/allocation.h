#pragma once
#include "operators/operator.h"

namespace modelmeter {

/// Device memory that PyTorch allocates while one call of an operator runs: its output and what it makes on the way,
/// at the moment when most of it is alive. Inputs are held by whoever made them.
struct Allocation {
  Bytes bytes{};
  std::int64_t tensors = 0;  ///< that the bytes are spread over, equal shares
};

/// Allocation of the operator as a library kernel, or as the few that PyTorch's own modules issue. An RMS norm in
/// Python upcasts to fp32 and holds the upcast and its square, later the product and the cast; a half-precision
/// convolution on NCHW tensors gets channels-last copies of its input and output; max pooling keeps its indices.
Allocation allocation_of(const Operator& op, const Precision& precision);

}  // namespace modelmeter
