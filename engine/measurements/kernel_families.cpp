#include "measurements/kernel_families.h"

#include <string>

namespace modelmeter::measurements {
namespace {

enum Family : std::size_t {
  gemm,
  attention,
  convolution,
  norm_reduce,
  elementwise,
  gather,
  sort,
  pooling,
  recurrent,
  copy,
  fused,
  communication,
  transfer,
  other,
};

struct Pattern {
  std::string_view part;  ///< in lower case
  Family family;
};

/// In this order: what is more specific comes first. Names are those of PyTorch's own kernels
/// (aten/src/ATen/native/cuda), cuBLAS and cuBLASLt (nvjet, xmma, cutlass, gemv, splitK), cuDNN (cudnn_generated…sdpa,
/// fprop, nchwToNhwc, RNN), flash attention and its memory-efficient relatives (flash_, fmha), inductor (triton_),
/// rocBLAS and hipBLASLt (Cijk_), NCCL.
constexpr Pattern kPatterns[] = {
    {"nccl", communication},
    {"rccl", communication},
    {"triton_", fused},
    {"memcpy htod", transfer},
    {"memcpy dtoh", transfer},
    {"memcpy host", transfer},
    {"memcpy device -> host", transfer},
    {"sdpa", attention},
    {"fmha", attention},
    {"flash_", attention},
    {"flash::", attention},
    {"flashattn", attention},
    {"attention", attention},
    {"nchwtonhwc", convolution},
    {"nhwctonchw", convolution},
    {"fprop", convolution},
    {"dgrad", convolution},
    {"wgrad", convolution},
    {"winograd", convolution},
    {"convolve", convolution},
    {"convolution", convolution},
    {"conv1d", convolution},
    {"conv2d", convolution},
    {"conv3d", convolution},
    {"conv_depthwise", convolution},
    {"im2col", convolution},
    {"rnn", recurrent},
    {"lstm", recurrent},
    {"gru_cell", recurrent},
    {"nvjet", gemm},
    {"gemm", gemm},
    {"gemv", gemm},
    {"cublas", gemm},
    {"cutlass", gemm},
    {"xmma", gemm},
    {"cijk_", gemm},
    {"matmul", gemm},
    {"splitkreduce", gemm},
    {"dot_kernel", gemm},
    {"layer_norm", norm_reduce},
    {"layernorm", norm_reduce},
    {"rms_norm", norm_reduce},
    {"rmsnorm", norm_reduce},
    {"batch_norm", norm_reduce},
    {"batchnorm", norm_reduce},
    {"bn_fw", norm_reduce},
    {"group_norm", norm_reduce},
    {"groupnorm", norm_reduce},
    {"rowwisemoments", norm_reduce},
    {"softmax", norm_reduce},
    {"radixsort", sort},
    {"radix_sort", sort},
    {"sort", sort},
    {"topk", sort},
    {"histogram", sort},
    {"scan", sort},
    {"cumsum", sort},
    {"nonzero", sort},
    {"gather", gather},
    {"scatter", gather},
    {"embedding", gather},
    {"index", gather},
    {"max_pool", pooling},
    {"avg_pool", pooling},
    {"pool2d", pooling},
    {"adaptive_a", pooling},
    {"upsample", pooling},
    {"grid_sampl", pooling},
    {"reduce", norm_reduce},
    {"masked_fill", elementwise},
    {"catarray", copy},
    {"copy", copy},
    {"memcpy", copy},
    {"memset", copy},
    {"fillfunctor", copy},
    {"transpose", copy},
    {"permute", copy},
    {"elementwise", elementwise},
    {"pointwise", elementwise},
    {"functor", elementwise},
    {"silu", elementwise},
    {"gelu", elementwise},
    {"relu", elementwise},
    {"sigmoid", elementwise},
    {"rotary", elementwise},
    {"arange", elementwise},
    {"distribution", elementwise},
    {"act_and_mul", elementwise},
};

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

}  // namespace

const std::vector<KernelFamily>& kernel_families() {
  static const std::vector<KernelFamily> families{
      {"gemm", "Matrix products", {"linear"}},
      {"attention", "Attention", {"attention"}},
      {"convolution", "Convolutions", {"conv2d"}},
      {"norm_reduce", "Norms and reductions", {"norm"}},
      {"elementwise", "Element-wise", {"activation", "elementwise", "positional"}},
      {"gather", "Gather and scatter", {"embedding"}},
      {"sort", "Sort, top-k, scan", {"routing"}},
      {"pooling", "Pooling and resampling", {"pooling"}},
      {"recurrent", "Recurrent cells", {"recurrent"}},
      {"copy", "Copies and fills", {"data_movement"}},
      {"fused", "Fused by a compiler", {}},
      {"communication", "Between GPUs", {}},
      {"transfer", "Host to device and back", {}},
      {"other", "Other", {"container", "other"}},
  };
  return families;
}

std::size_t family_of_kernel(std::string_view name) {
  const std::string lowered = lower(name);
  for (const Pattern& pattern : kPatterns)
    if (lowered.find(pattern.part) != std::string::npos) return pattern.family;
  return other;
}

std::size_t family_of_category(std::string_view category_id) {
  const std::vector<KernelFamily>& families = kernel_families();
  for (std::size_t i = 0; i < families.size(); ++i)
    for (const std::string_view category : families[i].categories)
      if (category == category_id) return i;
  return other;
}

std::size_t fused_family() {
  return fused;
}

std::size_t transfer_family() {
  return transfer;
}

}  // namespace modelmeter::measurements
