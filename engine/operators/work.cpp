#include "operators/work.h"

namespace modelmeter {

Cost operator+(const Cost& a, const Cost& b) {
  return {.matrix_flops = a.matrix_flops + b.matrix_flops,
          .vector_flops = a.vector_flops + b.vector_flops,
          .read_weights = a.read_weights + b.read_weights,
          .read_activations = a.read_activations + b.read_activations,
          .written_activations = a.written_activations + b.written_activations,
          .read_kv = a.read_kv + b.read_kv,
          .written_kv = a.written_kv + b.written_kv};
}

Cost operator-(const Cost& a, const Cost& b) {
  return {.matrix_flops = a.matrix_flops - b.matrix_flops,
          .vector_flops = a.vector_flops - b.vector_flops,
          .read_weights = a.read_weights - b.read_weights,
          .read_activations = a.read_activations - b.read_activations,
          .written_activations = a.written_activations - b.written_activations,
          .read_kv = a.read_kv - b.read_kv,
          .written_kv = a.written_kv - b.written_kv};
}

Cost operator*(const Cost& cost, std::int64_t times) {
  return {.matrix_flops = cost.matrix_flops * times,
          .vector_flops = cost.vector_flops * times,
          .read_weights = cost.read_weights * times,
          .read_activations = cost.read_activations * times,
          .written_activations = cost.written_activations * times,
          .read_kv = cost.read_kv * times,
          .written_kv = cost.written_kv * times};
}

Cost cost_of(const Work& work, const Precision& precision) {
  return {.matrix_flops = Flops{evaluate(work.matrix_flops)},
          .vector_flops = Flops{evaluate(work.vector_flops)},
          .read_weights = storage(evaluate(work.weights_read), precision.weights),
          .read_activations = storage(evaluate(work.activations_read), precision.activations),
          .written_activations = storage(evaluate(work.activations_written), precision.activations),
          .read_kv = storage(evaluate(work.kv_read), precision.kv_cache),
          .written_kv = storage(evaluate(work.kv_written), precision.kv_cache)};
}

}  // namespace modelmeter
