#include "operators/routing.h"

namespace modelmeter {

/// Softmax 4 per logit (subtract max, exp, sum, divide), max 1, and k passes of one comparison per logit.
Work work(const RouterTopK& op) {
  const Symbol T{"T", "tokens", op.tokens};
  const Symbol E{"E", "experts", op.experts};
  const Symbol k{"k", "experts per token", op.top_k};
  return {.vector_flops = 5 * T * E + T * E * k, .activations_read = T * E, .activations_written = 2 * T * k};
}

Words words(const RouterTopK&) {
  return {.title = "Router top-k",
          .summary = "Softmax of the router's logits and greedy choice of the experts of every token.",
          .assumptions = {"Top-k is counted as k passes over the logits."},
          .source = "DeepSeek-AI 2024 (DeepSeek-V2), eqs. 20-22"};
}

Work work(const ExpertDispatch& op) {
  const Symbol T{"T", "tokens", op.tokens};
  const Symbol k{"k", "experts per token", op.top_k};
  const Symbol C{"C", "width", op.width};
  return {.activations_read = T * k * C, .activations_written = T * k * C};
}

Words words(const ExpertDispatch&) {
  return {.title = "Expert dispatch",
          .summary = "Every token's row is copied once for each of its experts, grouped by expert.",
          .assumptions = {"Sorting the T·k expert ids is left out."},
          .source = "Gale et al. 2022 (MegaBlocks), section 5"};
}

Work work(const ExpertCombine& op) {
  const Symbol T{"T", "tokens", op.tokens};
  const Symbol k{"k", "experts per token", op.top_k};
  const Symbol C{"C", "width", op.width};
  return {.vector_flops = 2 * T * k * C, .activations_read = T * k * C + T * k, .activations_written = T * C};
}

Words words(const ExpertCombine&) {
  return {.title = "Expert combine",
          .summary = "The outputs of a token's experts are scaled by the router's weights and added.",
          .assumptions = {},
          .source = "DeepSeek-AI 2024 (DeepSeek-V2), eq. 20"};
}

}  // namespace modelmeter
