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
  std::int64_t groups = 0;  ///< groups that have rows
};

/// Who wrote an attention kernel.
enum class AttentionLibrary {
  framework,  ///< whichever PyTorch takes on the GPU for the format
  cudnn,
  flash,
  memory_efficient,
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
  AttentionLibrary library = AttentionLibrary::framework;
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
  bool dilated = false;  ///< gaps in the kernel; artifacts do not record them, measurements do
};

/// How a kernel without matrix products walks its tensors; PyTorch's kernel names in parentheses.
enum class Access {
  contiguous,     ///< element-wise, every tensor contiguous, of one shape (vectorized_elementwise_kernel); also fp32 to
                  ///< bf16
  cast,           ///< element-wise from bf16 or fp16 to fp32, one element at a time (unrolled_elementwise_kernel)
  strided,        ///< element-wise over permuted or sliced tensors whose rows stay contiguous (elementwise_kernel)
  transposed,     ///< the same where neighbours of one tensor lie apart in another: x.t().contiguous(), NCHW + NHWC
  broadcast,      ///< element-wise where an operand is repeated along a dimension (elementwise_kernel)
  concatenation,  ///< torch.cat (CatArrayBatchedCopy)
  layer_norm,     ///< one row a block, mean and variance (vectorized_layer_norm_kernel)
  rms_norm,       ///< RMS norm in one kernel
  softmax,        ///< one row a warp or block (softmax_warp_forward)
  batch_norm,     ///< a scale and a shift per channel of NCHW (batch_norm_transform_input_kernel)
  reduction,      ///< along the contiguous dimension to fewer elements: mean, sum, argmax (reduce_kernel<512, 1>)
  outer_reduction,  ///< along a dimension that is not the innermost (reduce_kernel<128, 4>)
  gather,           ///< reads whole rows through an index: embedding, x[index] (vectorized_gather_kernel)
  scatter,          ///< writes elements through an index: x[index] = y (index_elementwise_kernel)
  sort,             ///< one pass of a radix sort over keys with their positions (DeviceRadixSortOnesweep)
  block_sort,       ///< a whole sort of up to 2,048 keys in one block (radixSortKVInPlace)
  top_k,            ///< the largest few of each row (gatherTopK)
  resample,         ///< interpolation of images (upsample_*)
  fill,             ///< writes only
};

/// What an element costs beside being moved.
enum class Arithmetic {
  light,           ///< adds, products, comparisons, roots, tanh
  exponential,     ///< an exponential and a division: sigmoid, SiLU
  hyperbolic,      ///< GELU with tanh
  error_function,  ///< GELU with erf
};

/// A kernel that is not a matrix product.
struct PassShape {
  Access access = Access::contiguous;
  std::int64_t elements = 0;  ///< of the larger side, input or output
  /// Length of a row for norms, `softmax`, reductions (elements that become one), `sort` and `top_k`; 0: none.
  std::int64_t row_elements = 0;
  Arithmetic arithmetic = Arithmetic::light;
};

using KernelShape = std::variant<PassShape, GemmShape, GroupedGemmShape, AttentionShape, ConvolutionShape>;

/// One launch on the device: what it computes, in which shape, and what it moves.
struct Kernel {
  std::string name{};  ///< what a profiler's reader would call it: "linear", "rms_norm.pow", "copy"
  KernelShape shape{};
  DType dtype = DType::bf16;  ///< that the matrix products multiply in; of the tensors for passes
  /// Bits of a product's weights as they are stored, scales included; 0: in the format that it multiplies in.
  std::int64_t weight_bits = 0;
  Flops matrix_flops{};
  Flops vector_flops{};
  Bytes bytes{};              ///< read and written, all kinds of tensors
  Bytes cold_bytes{};         ///< of these, what no earlier kernel can have left in a cache: weights and KV cache
  double host_calls = 1;      ///< host time of the call that launches it, in calls of an element-wise function
  bool synchronises = false;  ///< the host waits for its result before it goes on
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
