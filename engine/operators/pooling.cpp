#include "operators/pooling.h"

namespace modelmeter {
namespace {

/// Neighbours that an interpolated element is made of.
std::int64_t taps(UpsampleKind kind) {
  static constexpr std::int64_t counts[] = {1, 2, 4, 16, 8};
  return counts[static_cast<std::size_t>(kind)];
}

}  // namespace

/// One comparison or sum per element of a window (a power more for LP); a division for a mean, a root for LP.
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
  const bool adaptive = op.kind == PoolKind::adaptive_average || op.kind == PoolKind::adaptive_max;
  Words text{.title = "Average pooling",
             .summary = "The mean of every window.",
             .assumptions = {"Overlapping windows are read once."},
             .source = adaptive ? "torch.nn.AdaptiveAvgPool2d" : "torch.nn.AvgPool2d"};
  if (op.kind == PoolKind::max || op.kind == PoolKind::adaptive_max) {
    text.title = "Max pooling";
    text.summary = "The largest element of every window.";
    text.source = adaptive ? "torch.nn.AdaptiveMaxPool2d" : "torch.nn.MaxPool2d";
  } else if (op.kind == PoolKind::lp) {
    text.title = "Power-average pooling";
    text.summary = "The root of the sum of the powers of every window.";
    text.source = "torch.nn.LPPool2d";
  }
  if (adaptive) text.assumptions.push_back("Windows are as large as input divided by output, rounded up.");
  return text;
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
