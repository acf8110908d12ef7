#include "operators/pooling.h"

namespace modelmeter {
namespace {

/// Neighbours that an interpolated element is made of.
std::int64_t taps(UpsampleKind kind) {
  static constexpr std::int64_t counts[] = {1, 2, 4, 16, 8};
  return counts[static_cast<std::size_t>(kind)];
}

}  // namespace

/// One comparison or sum per element of a window (a power more for LP), and a division for a mean.
Work work(const Pool& op) {
  const Symbol n{"n_{out}", "output elements", op.out_elements};
  const Symbol in{"n_{in}", "input elements", op.in_elements};
  const Symbol w{"w", "elements of a window", op.window};
  const bool mean = op.kind == PoolKind::average || op.kind == PoolKind::adaptive_average;
  Formula flops = (op.kind == PoolKind::lp ? 2 : 1) * n * w;
  if (mean || op.kind == PoolKind::lp) flops = flops + Term(n);
  return {.vector_flops = flops, .activations_read = in, .activations_written = n};
}

Words words(const Pool& op) {
  const bool maximum = op.kind == PoolKind::max || op.kind == PoolKind::adaptive_max;
  return {.title = maximum                   ? "Max pooling"
                   : op.kind == PoolKind::lp ? "Power-average pooling"
                                             : "Average pooling",
          .summary = maximum ? "The largest element of every window." : "The mean of every window.",
          .assumptions = {"Overlapping windows are read once."},
          .source = "torch.nn.MaxPool2d, AvgPool2d, LPPool2d and their adaptive forms"};
}

/// A weighted sum of the neighbours: product and sum per tap; nearest copies.
Work work(const Upsample& op) {
  const Symbol n{"n_{out}", "output elements", op.out_elements};
  const Symbol in{"n_{in}", "input elements", op.in_elements};
  const Symbol t{"\\tau", "neighbours per element", taps(op.kind)};
  return {.vector_flops = op.kind == UpsampleKind::nearest ? Formula() : Formula(2 * n * t),
          .activations_read = in,
          .activations_written = n};
}

Words words(const Upsample& op) {
  return {.title = "Up-sampling",
          .summary = op.kind == UpsampleKind::nearest ? "The nearest element is copied."
                                                      : "Every element is a weighted sum of its neighbours.",
          .assumptions = {},
          .source = "torch.nn.Upsample, torch.nn.functional.interpolate"};
}

}  // namespace modelmeter
