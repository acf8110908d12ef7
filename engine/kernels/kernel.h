#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "operators/work.h"

namespace modelmeter {

/// y[M, N] = x[M, K] · W[N, K]ᵀ (+ bias), `batch` independent products.
struct GemmShape {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  std::int64_t batch = 1;
};

/// Rows split over groups, each with a weight [N, K] of its own (mixture of experts).
struct GroupedGemmShape {
  std::int64_t rows = 0;  ///< of all groups together
  std::int64_t n = 0;
  std::int64_t k = 0;
  std::int64_t groups = 0;  ///< groups that have rows, rounded up
};

/// Scaled dot-product attention in one kernel, scores kept on chip.
struct AttentionShape {
  std::int64_t batch = 0;  ///< sequences or windows
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;
  std::int64_t queries = 0;
  std::int64_t keys = 0;
  std::int64_t head_dim = 0;
  std::int64_t value_dim = 0;
  bool causal = false;
  bool bias = false;  ///< an additive bias per score is read
};

/// Direct convolution; positions and kernel are products of the spatial sizes.
struct ConvolutionShape {
  std::int64_t batch = 0;
  std::int64_t in_channels = 0;
  std::int64_t out_channels = 0;
  std::int64_t groups = 1;
  std::int64_t in_positions = 0;
  std::int64_t out_positions = 0;
  std::int64_t kernel_positions = 0;
  bool transposed = false;
  bool channels_last = false;
};

/// How a kernel without matrix products walks its tensors.
enum class Access {
  contiguous,  ///< vectorised element-wise
  strided,     ///< element-wise over a transposed, sliced or permuted tensor
  broadcast,   ///< element-wise where an operand is broadcast and not vectorised
  rows,        ///< one row a block: softmax, layer norm, RMS norm in one kernel
  reduction,   ///< reduces to fewer elements: mean, sum, argmax
  gather,      ///< reads or writes rows through an index
  sort,        ///< radix sort or top-k
  fill,        ///< writes only
};

/// A kernel that is not a matrix product.
struct PassShape {
  Access access = Access::contiguous;
  std::int64_t elements = 0;      ///< of the larger side, input or output
  std::int64_t row_elements = 0;  ///< length of a row for `rows`, `reduction` and `sort`; 0: none
};

using KernelShape = std::variant<PassShape, GemmShape, GroupedGemmShape, AttentionShape, ConvolutionShape>;

/// One launch on the device: what it computes, in which shape, and what it moves.
struct Kernel {
  std::string name{};  ///< what a profiler's reader would call it: "linear", "rms_norm.pow", "copy"
  KernelShape shape{};
  DType dtype = DType::bf16;  ///< that the matrix products multiply in; of the tensors for passes
  Flops matrix_flops{};
  Flops vector_flops{};
  Bytes bytes{};       ///< read and written, all kinds of tensors
  Bytes cold_bytes{};  ///< of these, what no earlier kernel can have left in a cache: weights and KV cache
};

/// An operator as the lowering sees it, in execution order.
struct LoweredOperator {
  Cost cost{};            ///< one call (the first, where calls differ)
  Cost cost_growth{};     ///< what every further call adds (decode attention)
  bool fused = false;     ///< runs inside the kernel of the operator before it
  std::int64_t loop = 0;  ///< operators of the same loop body have the same number; kernels do not span loops
};

/// A kernel and the operators that it runs; the first is the one that launches it.
struct KernelGroup {
  std::size_t first = 0;  ///< index into the lowered operators
  std::size_t count = 0;
};

/// Runtime `fused`: every operator is one kernel, except those that run inside the kernel before them.
/// An operator without any work (idle parameters) launches nothing.
std::vector<KernelGroup> lower_fused(const std::vector<LoweredOperator>& operators);

/// The kernel of one operator's cost, without a shape.
Kernel kernel_of(const Cost& cost);

}  // namespace modelmeter
