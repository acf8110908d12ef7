#include "estimator/walk.h"

#include "estimator/launches.h"

namespace modelmeter {
namespace {

bool keeps_format(const OperatorCall& call, const ModuleNode& node, const Precision& precision) {
  const bool sees = node.stage == Stage::vision || node.stage == Stage::projector;
  return call.keeps_format || (sees && precision.quantized_layers == QuantizedLayers::decoder);
}

Cost with_weights(Cost cost, const StoredWeights& weights) {
  cost.read_weights = weights.read;
  cost.vector_flops += weights.dequantization;
  return cost;
}

/// Growth of the cost from one decode step to the next: one more key. Attention is affine in the number of
/// keys, so the first step and this difference give every step exactly.
Cost growth_of(const OperatorCall& call, const Cost& first, const Precision& precision) {
  if (call.kv_growth == 0 || !std::holds_alternative<Attention>(call.op)) return {};
  const Operator second = at_step(call, 1);
  const Work what = work(second);
  return with_weights(cost_of(call, what, precision), stored_weights(second, what, precision, false)) - first;
}

/// Experts with tokens of the first grouped product below a node; 0 for none.
std::int64_t active_experts(const ModuleNode& node, bool below) {
  for (const OperatorCall& call : node.operators)
    if (const auto* grouped = std::get_if<GroupedLinear>(&call.op))
      return (grouped->active_experts_fixed + GroupedLinear::fixed_point / 2) / GroupedLinear::fixed_point;
  if (!below) return 0;
  for (const ModuleNode& child : node.children)
    if (const std::int64_t active = active_experts(child, true); active > 0) return active;
  return 0;
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
    module.lanes = above.lanes;
  }
  const bool list_of_experts = node.batched && node.distinct_weights;
  if (const std::int64_t active = active_experts(node, list_of_experts); active > 0) module.lanes = active;
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
    op.weights = stored_weights(call.op, what, precision, keeps_format(call, node, precision));
    op.lowered.cost = with_weights(cost_of(call, what, precision), op.weights);
    op.lowered.cost_growth = growth_of(call, op.lowered.cost, precision);
    op.lowered.fused = call.fused;
    op.lowered.loop = loop;
    op.parameters = evaluate(what.parameters);
    op.live = op.lowered.cost.read_activations + op.lowered.cost.written_activations +
              storage(call.resident_elements, precision.activations);
    // Σ over t = 0 … n−1 of (first + t·growth) = n·first + n·(n−1)/2·growth, for every outer repetition.
    const std::int64_t n = module.decode_steps;
    op.total = (op.lowered.cost * n + op.lowered.cost_growth * (n * (n - 1) / 2)) * (module.calls / n);
    op.leader = walk.operators.size();
    if (call.fused && !walk.modules[index].operators.empty())
      op.leader = walk.operators[walk.modules[index].operators.back()].leader;
    walk.modules[index].operators.push_back(walk.operators.size());
    walk.operators.push_back(op);
  }
}

}  // namespace

Operator at_step(const OperatorCall& call, std::int64_t step) {
  Operator op = call.op;
  if (auto* attention = std::get_if<Attention>(&op)) attention->seq_kv += call.kv_growth * step;
  if (auto* append = std::get_if<KvCacheAppend>(&op)) append->cached_tokens += call.kv_growth * step;
  return op;
}

Cost cost_of(const OperatorCall& call, const Work& work, const Precision& precision) {
  Cost cost = cost_of(work, precision);
  if (call.input_on_chip) cost.read_activations = storage(call.outer_read_elements, precision.activations);
  if (call.output_on_chip) cost.written_activations = Bytes{0};
  return cost;
}

Site site_of(const Walk& walk, std::size_t index) {
  const WalkedOperator& op = walk.operators[index];
  Site site{.op = &op.call->op, .name = op.call->name};
  const WalkedModule& own = walk.modules[op.module];
  site.lanes = own.lanes;
  site.reused = own.node->repetition != Repetition::none && !own.node->distinct_weights && !own.node->batched;
  if (own.parent >= 0)
    for (const OperatorCall& call : walk.modules[static_cast<std::size_t>(own.parent)].node->operators)
      site.gates = site.gates || call.name == "gated_product";
  std::int64_t at = static_cast<std::int64_t>(op.module);
  for (SiteModule& around : site.modules) {
    if (at < 0) break;
    const WalkedModule& module = walk.modules[static_cast<std::size_t>(at)];
    around = {module.node->qualified_class_name, module.node->name};
    at = module.parent;
  }
  return site;
}

Walk lay_out(const ModuleNode& root, const Precision& precision) {
  Walk result;
  std::int64_t loops = 0;
  lay_out(root, -1, loops, 0, precision, result);
  return result;
}

Walk walk(const ModuleNode& root, const Precision& precision, const ExecutionModel& execution, RuntimeForm form) {
  Walk result = lay_out(root, precision);
  form.precision = precision;
  form.compute_units = static_cast<std::int64_t>(execution.device.compute_units);
  time_ideal(result, execution, form.runtime == Runtime::fused);
  if (form.runtime != Runtime::fused) time_launches(result, execution, form);
  return result;
}

}  // namespace modelmeter
