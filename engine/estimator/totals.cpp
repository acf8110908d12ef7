#include "estimator/totals.h"

#include <algorithm>

namespace modelmeter {
namespace {

using Holdings = Totals::Holdings;
using Held = Totals::Held;

void hold(Holdings& holdings, const std::string& key, std::int64_t amount) {
  std::int64_t& held = holdings[key];
  held = std::max(held, amount);
}

std::int64_t sum(const Holdings& holdings) {
  Quantity<struct ElementUnit> total;
  for (const auto& entry : holdings) total += Quantity<ElementUnit>{entry.second};
  return total.count();
}

void add(ModuleTotals& into, const ModuleTotals& other) {
  into.cost = into.cost + other.cost;
  into.kernels += other.kernels;
  into.seconds += other.seconds;
  into.low_seconds += other.low_seconds;
  into.high_seconds += other.high_seconds;
  into.ideal_seconds += other.ideal_seconds;
  into.kernel_bytes += other.kernel_bytes;
  for (std::size_t b = 0; b < into.seconds_by_bound.size(); ++b) into.seconds_by_bound[b] += other.seconds_by_bound[b];
  for (std::size_t c = 0; c < kCategoryCount; ++c) {
    into.categories[c].calls += other.categories[c].calls;
    into.categories[c].flops += other.categories[c].flops;
    into.categories[c].io += other.categories[c].io;
  }
  into.activation_peak = std::max(into.activation_peak, other.activation_peak);
}

/// What identifies a tensor of parameters: the instance that owns it and the operator that uses it there. A weight
/// shared by two modules is the first one's, whatever operators the two run.
std::string parameter_key(const ModuleNode& node, const OperatorCall& call) {
  const std::string& owner = call.shared_parameters.empty() ? node.instance : call.shared_parameters;
  return owner + "#" + (node.shares_parameters || !call.shared_parameters.empty() ? std::string("shared") : call.name);
}

void add_own(ModuleTotals& into, Held& held, const Walk& walk, const WalkedModule& module) {
  for (std::size_t index : module.operators) {
    const WalkedOperator& op = walk.operators[index];
    into.cost = into.cost + op.total;
    into.kernels += op.kernels;
    into.seconds += op.seconds;
    into.low_seconds += op.low_seconds;
    into.high_seconds += op.high_seconds;
    into.ideal_seconds += op.ideal_seconds;
    into.kernel_bytes += op.kernel_bytes;
    into.seconds_by_bound[static_cast<std::size_t>(op.bound)] += op.seconds;
    CategoryTotals& category = into.categories[static_cast<std::size_t>(op.category)];
    category.calls += module.calls;
    category.flops += op.total.flops();
    category.io += op.total.io();
    into.activation_peak = std::max(into.activation_peak, op.live);
    if (op.parameters > 0) {
      const std::string key = parameter_key(*module.node, *op.call);
      hold(held.parameters, key, op.parameters * module.weight_copies);
      hold(held.weight_bytes, key, (op.weights.owned * module.weight_copies).count());
    }
    if (!op.call->kv_cache.empty()) hold(held.kv, op.call->kv_cache, op.call->kv_elements * module.weight_copies);
  }
}

void merge(Held& into, const Held& other) {
  for (const auto& entry : other.parameters) hold(into.parameters, entry.first, entry.second);
  for (const auto& entry : other.weight_bytes) hold(into.weight_bytes, entry.first, entry.second);
  for (const auto& entry : other.kv) hold(into.kv, entry.first, entry.second);
}

}  // namespace

Bound ModuleTotals::bound() const {
  std::size_t most = static_cast<std::size_t>(Bound::memory);
  for (std::size_t b = 0; b < seconds_by_bound.size(); ++b)
    if (seconds_by_bound[b] > seconds_by_bound[most]) most = b;
  return static_cast<Bound>(most);
}

Totals::Totals(const Walk& walk) : modules_(walk.modules.size()), held_(walk.modules.size()) {
  std::vector<std::vector<std::size_t>> children(walk.modules.size());
  for (std::size_t i = 1; i < walk.modules.size(); ++i)
    children[static_cast<std::size_t>(walk.modules[i].parent)].push_back(i);
  // Children come after their parents, so going backwards every child is complete before its parent needs it;
  // a parent adds its children forwards, which fixes the order of sums.
  for (std::size_t i = walk.modules.size(); i-- > 0;) {
    add_own(modules_[i], held_[i], walk, walk.modules[i]);
    for (std::size_t child : children[i]) {
      add(modules_[i], modules_[child]);
      merge(held_[i], held_[child]);
    }
    modules_[i].parameters = sum(held_[i].parameters);
    modules_[i].weight_bytes = Bytes{sum(held_[i].weight_bytes)};
    modules_[i].kv_elements = sum(held_[i].kv);
  }
}

ModuleTotals Totals::of_stage(const Walk& walk, Stage stage) const {
  // A subtree is whole when every module in it is of its root's stage; children come after their parents.
  std::vector<bool> whole(walk.modules.size(), true);
  for (std::size_t i = walk.modules.size(); i-- > 1;) {
    const auto parent = static_cast<std::size_t>(walk.modules[i].parent);
    if (!whole[i] || walk.modules[i].node->stage != walk.modules[parent].node->stage) whole[parent] = false;
  }
  ModuleTotals together;
  Held held;
  for (std::size_t i = 0; i < walk.modules.size(); ++i) {
    if (walk.modules[i].node->stage != stage) continue;
    const std::int64_t parent = walk.modules[i].parent;
    if (parent >= 0 && whole[static_cast<std::size_t>(parent)]) continue;
    if (whole[i]) {
      add(together, modules_[i]);
      merge(held, held_[i]);
    } else {
      add_own(together, held, walk, walk.modules[i]);
    }
  }
  together.parameters = sum(held.parameters);
  together.weight_bytes = Bytes{sum(held.weight_bytes)};
  together.kv_elements = sum(held.kv);
  return together;
}

}  // namespace modelmeter
