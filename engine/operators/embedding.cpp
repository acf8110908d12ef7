#include "operators/embedding.h"

namespace modelmeter {

Work work(const Embedding& op) {
  const Symbol T{"T", "tokens looked up", op.tokens};
  const Symbol C{"C", "width", op.width};
  const Symbol V{"V", "table rows", op.table_rows};
  return {.weights_read = T * C, .activations_written = T * C, .parameters = V * C};
}

Words words(const Embedding&) {
  return {.title = "Embedding look-up",
          .summary = "One row of the table is copied for every token; no arithmetic.",
          .assumptions = {"Only the rows that are looked up are read; equal tokens are read again. The indices' own "
                          "bytes are left out."},
          .source = "torch.nn.Embedding"};
}

Work work(const LearnedPosition& op) {
  const Symbol B{"B", "images or sequences", op.batch};
  const Symbol n{"n", "positions", op.positions};
  const Symbol C{"C", "width", op.width};
  const Symbol P{"P", "rows of the position table", op.table_rows};
  return {.vector_flops = B * n * C,
          .weights_read = P * C,
          .activations_read = B * n * C,
          .activations_written = B * n * C,
          .parameters = P * C};
}

Words words(const LearnedPosition&) {
  return {.title = "Learned position",
          .summary = "A learned vector per position is added to every image's features.",
          .assumptions = {},
          .source = "Dosovitskiy et al. 2020, eq. 1"};
}

Work work(const IdleParameters& op) {
  const Symbol n{"n", "parameters", op.elements};
  return {.parameters = n};
}

Words words(const IdleParameters&) {
  return {.title = "Parameters without work",
          .summary = "The module owns these parameters, but the forward pass does not compute with them here.",
          .assumptions = {"They occupy memory and are never read."},
          .source = "the model's public implementation"};
}

Work work(const EmbeddingBag& op) {
  const Symbol n{"n", "indices of all bags", op.indices};
  const Symbol B{"B", "bags", op.bags};
  const Symbol C{"C", "width", op.width};
  const Symbol V{"V", "table rows", op.table_rows};
  return {.vector_flops = op.mean ? n * C + B * C : Formula(n * C),
          .weights_read = n * C,
          .activations_written = B * C,
          .parameters = V * C};
}

Words words(const EmbeddingBag& op) {
  return {.title = "Embedding bag",
          .summary = op.mean ? "The mean of the table rows of every bag of indices."
                             : "The sum of the table rows of every bag of indices.",
          .assumptions = {"Only the rows that are looked up are read. The indices' own bytes are left out."},
          .source = "torch.nn.EmbeddingBag"};
}

}  // namespace modelmeter
