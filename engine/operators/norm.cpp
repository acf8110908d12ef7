#include "operators/norm.h"

namespace modelmeter {

/// Vector FLOPs per element: sum for the mean, subtract, square, sum for the variance, scale, and γ, β where learned:
/// 7 with both.
Work work(const LayerNorm& op) {
  const Symbol M{"M", "rows: batch × positions", op.rows};
  const Symbol C{"C", "normalised width", op.width};
  const std::int64_t vectors = (op.weight ? 1 : 0) + (op.bias ? 1 : 0);
  const Formula affine = vectors > 0 ? Formula(vectors * C) : Formula();
  return {.vector_flops = (5 + vectors) * M * C,
          .weights_read = affine,
          .activations_read = M * C,
          .activations_written = M * C,
          .parameters = affine};
}

Words words(const LayerNorm& op) {
  std::string summary = "Each row is shifted and scaled to mean 0 and variance 1";
  if (op.weight && op.bias) summary += ", then by learned γ and β";
  if (op.weight && !op.bias) summary += ", then by learned γ";
  if (!op.weight && op.bias) summary += ", then shifted by learned β";
  return {.title = "Layer normalisation",
          .summary = summary + ".",
          .assumptions = {"Per-row work (one division, one square root) is left out: it is 1/C of the rest."},
          .source = "Ba et al. 2016, eq. 4"};
}

/// Vector FLOPs per element: square, sum, scale, and γ where learned: 4 with it.
Work work(const RmsNorm& op) {
  const Symbol M{"M", "rows: batch × positions", op.rows};
  const Symbol C{"C", "normalised width", op.width};
  const Formula affine = op.weight ? Formula(C) : Formula();
  return {.vector_flops = (op.weight ? 4 : 3) * M * C,
          .weights_read = affine,
          .activations_read = M * C,
          .activations_written = M * C,
          .parameters = affine};
}

Words words(const RmsNorm& op) {
  return {
      .title = "RMS normalisation",
      .summary = std::string("Each row is scaled by its root mean square") + (op.weight ? ", then by learned γ." : "."),
      .assumptions = {"Per-row work (one division, one square root) is left out: it is 1/C of the rest."},
      .source = "Zhang and Sennrich 2019, eq. 4"};
}

/// Two per element: statistics, γ and β fold into one factor and one summand per channel (computed once, left out).
Work work(const BatchNorm& op) {
  const Symbol n{"n", "elements", op.elements};
  const Symbol C{"C", "channels", op.channels};
  return {.vector_flops = 2 * n,
          .weights_read = (op.affine ? 4 : 2) * C,
          .activations_read = n,
          .activations_written = n,
          .parameters = op.affine ? Formula(2 * C) : Formula()};
}

Words words(const BatchNorm& op) {
  return {.title = "Batch normalisation",
          .summary = std::string("At inference each channel is scaled and shifted by its running statistics") +
                     (op.affine ? " and learned γ and β." : "."),
          .assumptions = {"Running mean and variance are buffers: read, but no parameters."},
          .source = "Ioffe and Szegedy 2015, algorithm 2; torch.nn.BatchNorm2d in eval mode"};
}

/// As layer norm, over the channels of a group at all positions: 5 per element, and γ, β where learned.
Work work(const GroupNorm& op) {
  const Symbol B{"B", "samples", op.batch};
  const Symbol C{"C", "channels", op.channels};
  const Symbol P{"P", "positions", op.positions};
  const Formula affine = op.affine ? Formula(2 * C) : Formula();
  return {.vector_flops = (op.affine ? 7 : 5) * B * C * P,
          .weights_read = affine,
          .activations_read = B * C * P,
          .activations_written = B * C * P,
          .parameters = affine};
}

Words words(const GroupNorm& op) {
  const bool instance = op.groups == op.channels;
  return {.title = instance ? "Instance normalisation" : "Group normalisation",
          .summary = std::string(instance ? "Each channel" : "Each group of channels") +
                     " of every sample is brought to mean 0 and variance 1" +
                     (op.affine ? ", then by learned γ and β per channel." : "."),
          .assumptions = {"Per-group work (one division, one square root) is left out."},
          .source = instance ? "Ulyanov et al. 2016, eq. 2" : "Wu and He 2018, section 3.1"};
}

/// Square, sum over the window, scale, add k, power, divide.
Work work(const LocalResponseNorm& op) {
  const Symbol n{"n", "elements", op.elements};
  const Symbol w{"w", "channels in the window", op.size};
  return {.vector_flops = 5 * n + n * w, .activations_read = n, .activations_written = n};
}

Words words(const LocalResponseNorm&) {
  return {.title = "Local response normalisation",
          .summary = "Every element is divided by a power of the squares of its neighbours in the channels.",
          .assumptions = {},
          .source = "Krizhevsky et al. 2012, section 3.3"};
}

}  // namespace modelmeter
