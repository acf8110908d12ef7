#include "operators/bound.h"

namespace modelmeter {

Work work(const Unmodeled& op) {
  const Symbol in{"n_{in}", "input elements", op.in_elements};
  const Symbol out{"n_{out}", "output elements", op.out_elements};
  const Symbol M{"M", "positions", op.rows};
  const Symbol P{"P", "parameters", op.parameters};
  const Formula parameters = op.parameters > 0 ? Formula(P) : Formula();
  return {.matrix_flops = op.dense ? Formula(2 * M * P) : Formula(),
          .vector_flops = op.dense ? Formula() : Formula(out),
          .weights_read = parameters,
          .activations_read = in,
          .activations_written = out,
          .parameters = parameters};
}

Words words(const Unmodeled& op) {
  return {.title = "Not modeled: a bound",
          .summary =
              op.dense
                  ? "What this module computes is not known. If every parameter is a weight that each position is "
                    "multiplied with, it is this much: an upper bound for maps without weight reuse inside a position."
                  : "What this module computes is not known. At least one operation per output element.",
          .assumptions = {"Input, output and parameters cross memory once."},
          .source = "bound from shapes and parameters alone"};
}

}  // namespace modelmeter
