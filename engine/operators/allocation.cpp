#include "operators/allocation.h"

namespace modelmeter {
namespace {

bool half(const Precision& precision) {
  return precision.activations == Format::bf16 || precision.activations == Format::fp16;
}

/// fp32 copy and its square; then product, cast and result: eight bytes per element either way.
/// Source: LlamaRMSNorm of transformers (DeepseekV2RMSNorm is the same).
Allocation extra(const RmsNorm& op, const Precision&, Allocation) {
  return {storage(op.rows * op.width, Format::fp32) * 2, 2};
}

/// cuDNN's tensor-core kernels want channels last: input and output are converted. A product of every position alone is
/// none of them: it takes channels first.
Allocation extra(const Conv2d& op, const Precision& precision, Allocation output) {
  const bool every_position =
      op.kernel_height * op.kernel_width == 1 && op.in_height == op.out_height && op.in_width == op.out_width;
  if (!half(precision) || op.groups > 1 || every_position) return output;
  const Bytes input = storage(op.batch * op.in_channels * op.in_height * op.in_width, precision.activations);
  return {output.bytes * 2 + input, 3};
}

/// Max pooling of two dimensions makes its indices too, as int64.
Allocation extra(const Pool& op, const Precision&, Allocation output) {
  if (op.kind != PoolKind::max && op.kind != PoolKind::adaptive_max) return output;
  return {output.bytes + Bytes{op.out_elements} * 8, 2};
}

/// Fp32 probabilities beside the cast of them.
Allocation extra(const Softmax& op, const Precision&, Allocation output) {
  return {output.bytes + storage(op.rows * op.width, Format::fp32), 2};
}

/// q·cos, rotate_half(q), its product with sin and the sum, while queries and keys wait.
Allocation extra(const RotaryApply& op, const Precision& precision, Allocation) {
  return {storage(op.tokens * op.heads * op.head_dim, precision.activations) * 2, 4};
}

/// A table in fp32 before and after.
Allocation extra(const Resample& op, const Precision& precision, Allocation output) {
  (void)precision;
  return {output.bytes + storage(op.channels * (op.in_size * op.in_size + op.out_size * op.out_size), Format::fp32), 3};
}

/// Scores in fp32, chosen weights and their int64 indices.
Allocation extra(const RouterTopK& op, const Precision&, Allocation) {
  return {Bytes{op.tokens * op.experts} * 4 + Bytes{op.tokens * op.top_k} * 12, 3};
}

template <class Other>
Allocation extra(const Other&, const Precision&, Allocation output) {
  return output;
}

}  // namespace

Allocation allocation_of(const Operator& op, const Precision& precision) {
  const Bytes written = storage(evaluate(work(op).activations_written), precision.activations);
  const Allocation output{written, written.count() > 0 ? 1 : 0};
  return std::visit([&](const auto& one) { return extra(one, precision, output); }, op);
}

}  // namespace modelmeter
