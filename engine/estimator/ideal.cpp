#include "estimator/launches.h"

namespace modelmeter {
namespace {

/// The kernel that runs the first `count` operators of a group at a step: the shape of the first, wider where a second
/// product of the same rows joins it (gate and up).
Kernel group_kernel(const Walk& walk, const KernelGroup& group, std::size_t count, std::int64_t step) {
  Cost sum;
  for (std::size_t i = group.first; i < group.first + count; ++i)
    sum = sum + walk.operators[i].lowered.cost + walk.operators[i].lowered.cost_growth * step;
  Kernel kernel = kernel_of(sum);
  kernel.name = walk.operators[group.first].call->name;
  kernel.dtype = walk.operators[group.first].weights.multiplied;
  kernel.weight_bits = walk.operators[group.first].weights.matrix_bits;
  kernel.shape = shape_of(at_step(*walk.operators[group.first].call, step));
  for (std::size_t i = group.first + 1; i < group.first + count; ++i) {
    const OperatorCall& call = *walk.operators[i].call;
    if (auto* gemm = std::get_if<GemmShape>(&kernel.shape)) {
      if (const auto* other = std::get_if<Linear>(&call.op); other && other->in_features == gemm->k)
        gemm->n += other->out_features;
    } else if (auto* grouped = std::get_if<GroupedGemmShape>(&kernel.shape)) {
      if (const auto* other = std::get_if<GroupedLinear>(&call.op); other && other->in_features == grouped->k)
        grouped->n += other->out_features;
    }
  }
  return kernel;
}

}  // namespace

void time_ideal(Walk& walk, const ExecutionModel& execution, bool is_runtime) {
  std::vector<LoweredOperator> lowered;
  lowered.reserve(walk.operators.size());
  for (const WalkedOperator& op : walk.operators) lowered.push_back(op.lowered);
  for (const KernelGroup& group : lower_fused(lowered)) {
    const WalkedModule& module = walk.modules[walk.operators[group.first].module];
    bool grows = false;
    for (std::size_t i = group.first; i < group.first + group.count; ++i)
      grows = grows || walk.operators[i].lowered.cost_growth.io().count() > 0 ||
              walk.operators[i].lowered.cost_growth.flops().count() > 0;
    const std::int64_t steps = grows ? module.decode_steps : 1;
    const double repeats = static_cast<double>(module.calls / steps);
    KernelTime before;
    for (std::size_t count = 1; count <= group.count; ++count) {
      WalkedOperator& op = walk.operators[group.first + count - 1];
      const KernelTime time = sum_over_steps(
          steps, [&](std::int64_t step) { return time_of(group_kernel(walk, group, count, step), execution); });
      op.ideal_seconds += (time.seconds - before.seconds) * repeats;
      if (is_runtime) {
        op.seconds = op.ideal_seconds;
        op.low_seconds += (time.low_seconds - before.low_seconds) * repeats;
        op.high_seconds += (time.high_seconds.value_or(0) - before.high_seconds.value_or(0)) * repeats;
        op.kernel_bytes = op.total.io();
      }
      before = time;
    }
    if (!is_runtime) continue;
    for (std::size_t i = group.first; i < group.first + group.count; ++i) {
      walk.operators[i].bound = before.bound;
      walk.operators[i].leader = group.first;
    }
    walk.operators[group.first].kernels = module.calls;
    WalkedKernel kernel{.op = group.first, .launches = module.calls, .seconds = before.seconds * repeats};
    kernel.launch.kernel = group_kernel(walk, group, group.count, 0);
    kernel.bound = before.bound;
    walk.kernels.push_back(std::move(kernel));
  }
}

}  // namespace modelmeter
