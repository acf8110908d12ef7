#include "estimator/walk.h"

namespace modelmeter {
namespace {

/// Growth of the cost from one decode step to the next: one more key. Attention is affine in the number of
/// keys, so the first step and this difference give every step exactly.
Cost growth_of(const OperatorCall& call, const Cost& first, const Precision& precision) {
  const auto* attention = std::get_if<Attention>(&call.op);
  if (call.kv_growth == 0 || attention == nullptr) return {};
  Attention next = *attention;
  next.seq_kv += call.kv_growth;
  return cost_of(call, work(next), precision) - first;
}

void lay_out(const ModuleNode& node, std::int64_t parent, std::int64_t& loops, std::int64_t loop,
             const Precision& precision, Walk& walk) {
  WalkedModule module;
  module.node = &node;
  module.parent = parent;
  if (parent >= 0) {
    const WalkedModule& above = walk.modules[static_cast<std::size_t>(parent)];
    module.depth = above.depth + 1;
    module.calls = above.calls;
    module.decode_steps = above.decode_steps;
    module.weight_copies = above.weight_copies;
    module.instances = above.instances;
  }
  if (node.repetition != Repetition::none) {
    loop = ++loops;
    if (!node.batched) module.calls *= node.repetition_count;
    if (node.decode_loop) module.decode_steps *= node.repetition_count;
    if (node.distinct_weights) module.instances *= node.repetition_count;
    if (node.distinct_weights && !node.batched) module.weight_copies *= node.repetition_count;
  }
  const std::size_t index = walk.modules.size();
  walk.modules.push_back(module);

  for (const ModuleNode::Step& step : node.body) {
    if (step.is_child) {
      lay_out(node.children[step.index], static_cast<std::int64_t>(index), loops, loop, precision, walk);
      continue;
    }
    const OperatorCall& call = node.operators[step.index];
    const Work what = work(call.op);
    WalkedOperator op;
    op.module = index;
    op.call = &call;
    op.category = category(call.op);
    op.lowered.cost = cost_of(call, what, precision);
    op.lowered.cost_growth = growth_of(call, op.lowered.cost, precision);
    op.lowered.fused = call.fused;
    op.lowered.loop = loop;
    op.parameters = evaluate(what.parameters);
    op.live = op.lowered.cost.read_activations + op.lowered.cost.written_activations +
              storage(call.resident_elements, precision.activations);
    // Σ over t = 0 … n−1 of (first + t·growth) = n·first + n·(n−1)/2·growth, for every outer repetition.
    const std::int64_t n = module.decode_steps;
    op.total = (op.lowered.cost * n + op.lowered.cost_growth * (n * (n - 1) / 2)) * (module.calls / n);
    walk.modules[index].operators.push_back(walk.operators.size());
    walk.operators.push_back(op);
  }
}

/// Times one kernel at every decode step. An operator's share of a kernel is what the kernel takes longer with it.
void time_kernel(Walk& walk, const KernelGroup& group, const ExecutionModel& execution) {
  const WalkedModule& module = walk.modules[walk.operators[group.first].module];
  bool grows = false;
  for (std::size_t i = group.first; i < group.first + group.count; ++i)
    grows = grows || walk.operators[i].lowered.cost_growth.io().count() > 0 ||
            walk.operators[i].lowered.cost_growth.flops().count() > 0;
  const std::int64_t steps = grows ? module.decode_steps : 1;
  const double repeats = static_cast<double>(module.calls / steps);

  std::array<double, 4> by_bound{};
  for (std::int64_t step = 0; step < steps; ++step) {
    Cost sum;
    KernelTime before;
    for (std::size_t i = group.first; i < group.first + group.count; ++i) {
      WalkedOperator& op = walk.operators[i];
      sum = sum + op.lowered.cost + op.lowered.cost_growth * step;
      const KernelTime time = time_of(kernel_of(sum), execution);
      op.seconds += (time.seconds - before.seconds) * repeats;
      op.low_seconds += (time.low_seconds - before.low_seconds) * repeats;
      op.high_seconds += (time.high_seconds.value_or(0) - before.high_seconds.value_or(0)) * repeats;
      before = time;
      if (i + 1 == group.first + group.count) by_bound[static_cast<std::size_t>(time.bound)] += time.seconds;
    }
  }
  std::size_t most = static_cast<std::size_t>(Bound::memory);
  for (std::size_t b = 0; b < by_bound.size(); ++b)
    if (by_bound[b] > by_bound[most]) most = b;
  for (std::size_t i = group.first; i < group.first + group.count; ++i)
    walk.operators[i].bound = static_cast<Bound>(most);
  walk.operators[group.first].kernels = module.calls;
}

}  // namespace

Cost cost_of(const OperatorCall& call, const Work& work, const Precision& precision) {
  Cost cost = cost_of(work, precision);
  if (call.input_on_chip) cost.read_activations = storage(call.outer_read_elements, precision.activations);
  if (call.output_on_chip) cost.written_activations = Bytes{0};
  return cost;
}

Walk walk(const ModuleNode& root, const Precision& precision, const ExecutionModel& execution) {
  Walk result;
  std::int64_t loops = 0;
  lay_out(root, -1, loops, 0, precision, result);

  std::vector<LoweredOperator> lowered;
  lowered.reserve(result.operators.size());
  for (const WalkedOperator& op : result.operators) lowered.push_back(op.lowered);
  for (const KernelGroup& group : lower_fused(lowered)) time_kernel(result, group, execution);
  return result;
}

}  // namespace modelmeter
