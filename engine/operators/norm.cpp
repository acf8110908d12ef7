#include "operators/norm.h"

namespace modelmeter {

/// Vector FLOPs per element: sum for the mean, subtract, square, sum for the variance, scale, γ, β = 7.
Work work(const LayerNorm& op) {
  const Symbol M{"M", "rows: batch × positions", op.rows};
  const Symbol C{"C", "normalised width", op.width};
  return {.vector_flops = 7 * M * C,
          .weights_read = 2 * C,
          .activations_read = M * C,
          .activations_written = M * C,
          .parameters = 2 * C};
}

Words words(const LayerNorm&) {
  return {.title = "Layer normalisation",
          .summary = "Each row is shifted and scaled to mean 0 and variance 1, then by learned γ and β.",
          .assumptions = {"Per-row work (one division, one square root) is left out: it is 1/C of the rest."},
          .source = "Ba et al. 2016, eq. 4"};
}

/// Vector FLOPs per element: square, sum, scale, γ = 4.
Work work(const RmsNorm& op) {
  const Symbol M{"M", "rows: batch × positions", op.rows};
  const Symbol C{"C", "normalised width", op.width};
  return {.vector_flops = 4 * M * C,
          .weights_read = C,
          .activations_read = M * C,
          .activations_written = M * C,
          .parameters = C};
}

Words words(const RmsNorm&) {
  return {.title = "RMS normalisation",
          .summary = "Each row is scaled by its root mean square, then by learned γ.",
          .assumptions = {"Per-row work (one division, one square root) is left out: it is 1/C of the rest."},
          .source = "Zhang and Sennrich 2019, eq. 4"};
}

}  // namespace modelmeter
