#include "operators/quantization.h"

#include <algorithm>

namespace modelmeter {
namespace {

/// What parameters that stay wide multiply in.
DType wide_product(const Precision& precision) {
  Precision kept = precision;
  kept.weights = kept_format(precision);
  return info(multiplied_format(kept)).dtype;
}

DType attention_product(const Attention& op, const Precision& precision) {
  const bool fp8 = info(precision.activations).dtype == DType::fp8 &&
                   (!op.from_cache || info(precision.kv_cache).dtype == DType::fp8);
  return fp8 ? DType::fp8 : wide_product(precision);
}

/// Numbers that a product needs unpacked: those of a narrow format that it does not multiply in.
Flops unpacking(std::int64_t numbers, Format stored, DType multiplied) {
  if (!is_narrow(stored) || info(stored).dtype == multiplied) return Flops{0};
  return Flops{numbers} * info(stored).scale_flops;
}

}  // namespace

WeightMatrices weight_matrices(const Operator& op) {
  if (const auto* linear = std::get_if<Linear>(&op))
    return {linear->in_features, linear->out_features, linear->out_features, 1, 1};
  if (const auto* grouped = std::get_if<GroupedLinear>(&op)) {
    const std::int64_t one = GroupedLinear::fixed_point;
    const Symbol active{"A", "", grouped->active_experts_fixed, one};
    const Symbol rows{"N", "", grouped->out_features};
    return {grouped->in_features, evaluate(Symbol{"E", "", grouped->experts} * rows), evaluate(active * rows),
            grouped->experts, (grouped->active_experts_fixed + one - 1) / one};
  }
  return {};
}

StoredWeights stored_weights(const Operator& op, const Work& work, const Precision& precision, bool kept) {
  StoredWeights stored;
  const std::int64_t parameters = evaluate(work.parameters);
  const std::int64_t read = evaluate(work.weights_read);
  const Format wide = kept_format(precision);
  stored.matrices = wide;
  stored.multiplied = wide_product(precision);
  if (const auto* attention = std::get_if<Attention>(&op)) {
    stored.multiplied = attention_product(*attention, precision);
    stored.dequantization = unpacking(evaluate(work.kv_read), precision.kv_cache, stored.multiplied);
  }
  const bool all = precision.quantized_layers == QuantizedLayers::all;
  if (!is_narrow(precision.weights) || (kept && !all)) {
    stored.owned = storage(parameters, wide);
    stored.read = storage(read, wide);
    return stored;
  }
  const Format rest = all ? precision.weights : wide;
  const WeightMatrices of = weight_matrices(op);
  if (of.columns == 0) {
    stored.matrices = rest;
    stored.owned = storage(parameters, rest);
    stored.read = storage(read, rest);
    return stored;
  }
  const Format narrow = precision.weights;
  stored.matrices = narrow;
  stored.multiplied = info(multiplied_format(precision)).dtype;
  const std::int64_t in_matrices = (Quantity<struct Numbers>{of.rows} * of.columns).count();
  const std::int64_t in_matrices_read = (Quantity<Numbers>{of.rows_read} * of.columns).count();
  stored.owned = matrix_storage(of.rows, of.columns, of.matrices, narrow) +
                 storage(std::max<std::int64_t>(0, parameters - in_matrices), rest);
  // Experts with tokens are an expectation: numbers beyond whole rows are no bias.
  const std::int64_t others =
      std::holds_alternative<Linear>(op) ? std::max<std::int64_t>(0, read - in_matrices_read) : 0;
  const Bytes matrices_read = matrix_storage(of.rows_read, of.columns, of.matrices_read, narrow);
  stored.read = matrices_read + storage(others, rest);
  stored.dequantization = unpacking(in_matrices_read, narrow, stored.multiplied);
  if (in_matrices_read > 0) stored.matrix_bits = (matrices_read.count() * 8 + in_matrices_read - 1) / in_matrices_read;
  return stored;
}

}  // namespace modelmeter
