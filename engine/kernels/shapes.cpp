#include <algorithm>

#include "kernels/lowering.h"
#include "kernels/sizes.h"

namespace modelmeter {
namespace {

KernelShape shape(const Linear& op) {
  return GemmShape{.m = op.rows, .n = op.out_features, .k = op.in_features};
}
KernelShape shape(const GroupedLinear& op) {
  return GroupedGemmShape{.rows = op.rows, .n = op.out_features, .k = op.in_features, .groups = active_experts(op)};
}
KernelShape shape(const Bilinear& op) {
  return GemmShape{.m = op.rows, .n = op.in2_features, .k = op.in1_features, .batch = op.out_features};
}
KernelShape shape(const Attention& op) {
  return AttentionShape{.batch = op.batch,
                        .heads = op.num_heads,
                        .kv_heads = op.num_key_value_heads,
                        .queries = op.seq_q,
                        .keys = op.seq_kv,
                        .head_dim = op.head_dim,
                        .value_dim = op.value_dim > 0 ? op.value_dim : op.head_dim,
                        .causal = op.causal || op.causal_exact,
                        .bias = op.bias_per_query > 0};
}
KernelShape shape(const RelativePosition& op) {
  // Both axes' products with the queries, as one product over the positions of a row or column.
  return GemmShape{
      .m = op.batch * op.num_heads * op.width, .n = op.height + op.width, .k = op.head_dim, .batch = op.height};
}
KernelShape shape(const PositionScores& op) {
  return GemmShape{.m = op.seq, .n = op.table_rows, .k = op.head_dim, .batch = op.batch * op.num_heads};
}
KernelShape shape(const Conv2d& op) {
  return ConvolutionShape{.batch = op.batch,
                          .in_channels = op.in_channels,
                          .out_channels = op.out_channels,
                          .groups = op.groups,
                          .in_positions = op.in_height * op.in_width,
                          .out_positions = op.out_height * op.out_width,
                          .kernel_positions = op.kernel_height * op.kernel_width,
                          .channels_last = true};
}
KernelShape shape(const Convolution& op) {
  return ConvolutionShape{.batch = op.batch,
                          .in_channels = op.in_channels,
                          .out_channels = op.out_channels,
                          .groups = op.groups,
                          .in_positions = op.in_positions,
                          .out_positions = op.out_positions,
                          .kernel_positions = op.kernel_positions,
                          .transposed = op.transposed,
                          .channels_last = true};
}
KernelShape shape(const Recurrent& op) {
  const std::int64_t gates = op.kind == RecurrentKind::lstm ? 4 : op.kind == RecurrentKind::gru ? 3 : 1;
  return GemmShape{.m = op.batch,
                   .n = gates * op.hidden_size,
                   .k = op.hidden_size,
                   .batch = op.num_layers * (op.bidirectional ? 2 : 1) * op.seq};
}

Access access(const LayerNorm&) {
  return Access::layer_norm;
}
Access access(const GroupNorm&) {
  return Access::layer_norm;
}
Access access(const RmsNorm&) {
  return Access::rms_norm;
}
Access access(const Softmax&) {
  return Access::softmax;
}
Access access(const RouterTopK&) {
  return Access::top_k;
}
Access access(const Argmax&) {
  return Access::reduction;
}
Access access(const Embedding&) {
  return Access::gather;
}
Access access(const EmbeddingBag&) {
  return Access::gather;
}
Access access(const ExpertDispatch&) {
  return Access::gather;
}
Access access(const Resample&) {
  return Access::resample;
}
Access access(const Pool&) {
  return Access::resample;
}
Access access(const Upsample&) {
  return Access::resample;
}
Access access(const Reorder&) {
  return Access::strided;
}
Access access(const Copy&) {
  return Access::strided;
}
/// Everything else streams through its elements.
template <class Op>
Access access(const Op&) {
  return Access::contiguous;
}

template <class Op>
KernelShape shape(const Op& op) {
  const Work what = work(op);
  const std::int64_t in = evaluate(what.activations_read), out = evaluate(what.activations_written);
  PassShape pass{.access = access(op), .elements = std::max(in, out)};
  const Sizes sizes = sizes_of(Operator{op}, 1);
  if (pass.access == Access::layer_norm || pass.access == Access::rms_norm || pass.access == Access::softmax ||
      pass.access == Access::reduction || pass.access == Access::top_k)
    pass.row_elements = sizes[Size::width];
  return pass;
}

}  // namespace

KernelShape shape_of(const Operator& op) {
  return std::visit([](const auto& one) { return shape(one); }, op);
}

}  // namespace modelmeter
