#include "operators/linear.h"

namespace modelmeter {

/// Matrix FLOPs 2·M·K·N: each output sums K products. A bias adds M·N and is vector work, as
/// FlopCounterMode counts addmm like mm.
Work work(const Linear& op) {
  const Symbol M{"M", "rows: batch × positions", op.rows};
  const Symbol K{"K", "input features", op.in_features};
  const Symbol N{"N", "output features", op.out_features};
  const Formula weight = K * N;
  return {.matrix_flops = 2 * M * K * N,
          .vector_flops = op.bias ? Formula(M * N) : Formula(),
          .weights_read = op.bias ? weight + Term(N) : weight,
          .activations_read = M * K,
          .activations_written = M * N,
          .parameters = op.bias ? weight + Term(N) : weight};
}

Words words(const Linear& op) {
  return {.title = "Linear",
          .summary = op.bias ? "A matrix product with a learned weight, plus a bias."
                             : "A matrix product with a learned weight.",
          .assumptions =
              {"The weight is read from device memory once per call; nothing of it is assumed to stay in cache."},
          .source = "torch.nn.Linear; counted as torch.utils.flop_counter counts mm and addmm"};
}

Work work(const GroupedLinear& op) {
  const Symbol R{"R", "routed rows: tokens × experts per token", op.rows};
  const Symbol E{"E", "experts", op.experts};
  const Symbol A{"A", "distinct experts whose weights are read", op.active_experts_fixed, GroupedLinear::fixed_point};
  const Symbol K{"K", "input features", op.in_features};
  const Symbol N{"N", "output features", op.out_features};
  return {.matrix_flops = 2 * R * K * N,
          .weights_read = A * K * N,
          .activations_read = R * K,
          .activations_written = R * N,
          .parameters = E * K * N};
}

Words words(const GroupedLinear&) {
  return {.title = "Grouped linear (experts)",
          .summary = "Every routed row is multiplied by the weight of its expert, all experts in one grouped product.",
          .assumptions =
              {"Under uniform routing E·(1 − (1 − k/E)^T) distinct experts are touched by T tokens with k experts "
               "each; the switch expert_reads replaces that expectation by all experts or by k.",
               "How rows spread over experts does not change the FLOPs."},
          .source = "Shazeer et al. 2017 (mixture of experts); distinct experts: expectation over independent choices"};
}

/// One output feature after the other, inside one kernel call (_trilinear) that FlopCounterMode does not see:
///
///   T = X₁ A_o           [M,I₁] × [I₁,I₂]   2·M·I₁·I₂
///   y = Σ_j T_mj X₂_mj   per row            2·M·I₂
///
/// Matrix FLOPs mean what FlopCounterMode counts, which is nothing here, so both are listed as vector FLOPs.
Work work(const Bilinear& op) {
  const Symbol M{"M", "rows", op.rows};
  const Symbol I{"I_1", "features of the first input", op.in1_features};
  const Symbol J{"I_2", "features of the second input", op.in2_features};
  const Symbol N{"N", "output features", op.out_features};
  const Formula weight = N * I * J;
  const Formula parameters = op.bias ? weight + Term(N) : weight;
  const Formula products = 2 * M * N * I * J + 2 * M * N * J;
  return {.vector_flops = op.bias ? products + Term(M * N) : products,
          .weights_read = parameters,
          .activations_read = M * I + M * J,
          .activations_written = M * N,
          .parameters = parameters};
}

Words words(const Bilinear&) {
  return {
      .title = "Bilinear",
      .summary = "Every output is a weighted sum over all products of a feature of one input with one of the other.",
      .assumptions =
          {"PyTorch's FlopCounterMode counts 0 for it, so its products are listed as vector FLOPs: each output feature "
           "is one product of the first input with its matrix and one sum of products with the second input."},
      .source = "torch.nn.Bilinear; order of the products as in PyTorch's _trilinear"};
}

}  // namespace modelmeter
