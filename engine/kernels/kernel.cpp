#include "kernels/kernel.h"

namespace modelmeter {
namespace {

bool idle(const Cost& cost) {
  return cost.flops().count() == 0 && cost.io().count() == 0;
}

}  // namespace

std::vector<KernelGroup> lower_fused(const std::vector<LoweredOperator>& operators) {
  std::vector<KernelGroup> groups;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    if (!operators[i].fused && idle(operators[i].cost)) continue;
    // Idle operators may lie between a kernel and the work fused into it, so the group spans them.
    const bool joins =
        operators[i].fused && !groups.empty() && operators[groups.back().first].loop == operators[i].loop;
    if (joins)
      groups.back().count = i - groups.back().first + 1;
    else
      groups.push_back({i, 1});
  }
  return groups;
}

Kernel kernel_of(const Cost& cost) {
  Kernel kernel;
  kernel.matrix_flops = cost.matrix_flops;
  kernel.vector_flops = cost.vector_flops;
  kernel.bytes = cost.io();
  kernel.cold_bytes = cost.read_weights + cost.read_kv;
  return kernel;
}

}  // namespace modelmeter
