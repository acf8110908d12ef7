// Module calls of a trace, which knows classes and no paths, laid on the instances of a report.
#include <algorithm>
#include <map>
#include <set>

#include "estimator/instances.h"
#include "estimator/measured_modules.h"

namespace modelmeter {
namespace {

using measurements::MeasuredModule;

constexpr std::size_t kMaxInstances = 1'000'000;
/// Classes that are looked for below a module; a model has few dozens.
constexpr std::size_t kMaxClassesBelow = 256;

/// A tree of modules with their classes: the report's instances, or the calls of a trace.
struct Tree {
  struct Node {
    std::string name;
    std::string class_name;
    std::vector<std::size_t> children;
    std::set<std::string> below;  ///< classes of it and all under it
  };
  std::vector<Node> nodes;  ///< parents before children
  std::vector<std::size_t> roots;

  void find_classes(const std::vector<std::int64_t>& parents) {
    for (std::size_t i = nodes.size(); i-- > 0;) {
      nodes[i].below.insert(nodes[i].class_name);
      if (parents[i] < 0) continue;
      std::set<std::string>& above = nodes[static_cast<std::size_t>(parents[i])].below;
      for (const std::string& one : nodes[i].below)
        if (above.size() < kMaxClassesBelow) above.insert(one);
    }
  }
};

/// Instances in the order of the report; the parent of "a.b.c" is "a.b", or "a" where that is no module.
Tree instances_of(const Estimate& estimate) {
  struct Place {
    std::string class_name;
    std::size_t order;
  };
  std::map<std::string, Place> places;  // by name: a parent is a prefix
  std::size_t order = 0;
  const AnalyticModelReport& report = estimate.report;
  if (!report.modules.empty()) places.emplace("", Place{short_class(report.modules[0].qualified_class_name), order++});
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    if (estimate.instances[i].empty()) continue;
    for (const std::string& name : expand_instances(estimate.instances[i]))
      if (places.size() < kMaxInstances)
        places.emplace(name, Place{short_class(report.modules[i].qualified_class_name), order++});
  }
  Tree tree;
  std::vector<std::int64_t> parents;
  std::map<std::string, std::size_t> index;
  std::vector<std::size_t> orders;
  for (const auto& entry : places) {
    std::int64_t parent = -1;
    std::string above = entry.first;
    while (!above.empty() && parent < 0) {
      const std::size_t dot = above.rfind('.');
      above = dot == std::string::npos ? "" : above.substr(0, dot);
      if (const auto found = index.find(above); found != index.end()) parent = static_cast<std::int64_t>(found->second);
    }
    index.emplace(entry.first, tree.nodes.size());
    if (parent < 0)
      tree.roots.push_back(tree.nodes.size());
    else
      tree.nodes[static_cast<std::size_t>(parent)].children.push_back(tree.nodes.size());
    tree.nodes.push_back({entry.first, entry.second.class_name, {}, {}});
    parents.push_back(parent);
    orders.push_back(entry.second.order);
  }
  for (Tree::Node& node : tree.nodes)
    std::sort(node.children.begin(), node.children.end(),
              [&](std::size_t a, std::size_t b) { return orders[a] < orders[b]; });
  tree.find_classes(parents);
  return tree;
}

Tree calls_of(const std::vector<MeasuredModule>& modules) {
  Tree tree;
  std::vector<std::int64_t> parents;
  for (const MeasuredModule& module : modules) {
    if (module.parent < 0)
      tree.roots.push_back(tree.nodes.size());
    else
      tree.nodes[static_cast<std::size_t>(module.parent)].children.push_back(tree.nodes.size());
    tree.nodes.push_back({module.name, module.class_name, {}, {}});
    parents.push_back(module.parent);
  }
  tree.find_classes(parents);
  return tree;
}

/// `list` with every node whose class is not wanted replaced by its children, in order.
std::vector<std::size_t> opened(const Tree& tree, const std::vector<std::size_t>& list,
                                const std::set<std::string>& wanted, std::vector<std::size_t>* passed) {
  std::vector<std::size_t> kept;
  std::vector<std::size_t> open(list.rbegin(), list.rend());
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    const Tree::Node& node = tree.nodes[at];
    if (wanted.count(node.class_name) > 0) {
      kept.push_back(at);
      continue;
    }
    if (passed != nullptr) passed->push_back(at);
    open.insert(open.end(), node.children.rbegin(), node.children.rend());
  }
  return kept;
}

/// Which instance each call is of: level by level, what has the same class in the same order. Calls of classes that the
/// report does not have there (wrappers, activations) stand for nothing, their children stand in their place; and
/// so do the report's modules that are never called (ModuleList).
std::vector<std::int64_t> aligned(const Tree& calls, const Tree& instances) {
  std::vector<std::int64_t> instance_of(calls.nodes.size(), -1);
  std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>> levels{{calls.roots, instances.roots}};
  while (!levels.empty()) {
    const auto [called, known] = std::move(levels.back());
    levels.pop_back();
    if (called.empty() || known.empty()) continue;
    std::set<std::string> below;
    for (const std::size_t i : known) below.insert(instances.nodes[i].below.begin(), instances.nodes[i].below.end());
    const std::vector<std::size_t> left = opened(calls, called, below, nullptr);
    std::set<std::string> classes;
    for (const std::size_t i : left) classes.insert(calls.nodes[i].class_name);
    const std::vector<std::size_t> right = opened(instances, known, classes, nullptr);
    std::map<std::string, std::vector<std::size_t>> of_class;
    for (const std::size_t i : right) of_class[instances.nodes[i].class_name].push_back(i);
    std::map<std::string, std::size_t> next;
    for (const std::size_t i : left) {
      const std::vector<std::size_t>& candidates = of_class[calls.nodes[i].class_name];
      const std::size_t at = next[calls.nodes[i].class_name]++;
      if (at >= candidates.size()) continue;
      instance_of[i] = static_cast<std::int64_t>(candidates[at]);
      levels.emplace_back(calls.nodes[i].children, instances.nodes[candidates[at]].children);
    }
  }
  return instance_of;
}

}  // namespace

bool is_of_another_model(const Estimate& estimate, const measurements::Measurement& measurement) {
  if (measurement.kind != measurements::MeasurementKind::trace || measurement.modules.empty()) return false;
  std::set<std::string> known;
  for (const AnalyticModuleNode& module : estimate.report.modules)
    known.insert(short_class(module.qualified_class_name));
  std::set<std::string> calling;
  for (const MeasuredModule& module : measurement.modules)
    if (module.parent >= 0) calling.insert(measurement.modules[static_cast<std::size_t>(module.parent)].class_name);
  std::size_t of_report = 0;
  for (const std::string& one : calling) of_report += known.count(one);
  return of_report * 2 < calling.size();
}

NamedParts name_by_tree(const Estimate& estimate, const std::vector<MeasuredModule>& modules) {
  NamedParts named;
  const Tree instances = instances_of(estimate);
  const Tree calls = calls_of(modules);
  const std::vector<std::int64_t> instance_of = aligned(calls, instances);
  std::map<std::string, std::set<Stage>> stages;
  for (std::size_t i = 0; i < estimate.report.modules.size(); ++i)
    for (const std::string& name : expand_instances(estimate.instances[i]))
      stages[name].insert(estimate.report.modules[i].stage);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (instance_of[i] < 0) {
      named.unmatched.push_back(i);
      continue;
    }
    MeasuredModule part = modules[i];
    part.name = instances.nodes[static_cast<std::size_t>(instance_of[i])].name;
    const std::set<Stage>& its = stages[part.name];
    if (its.count(Stage::prefill) > 0 && its.count(Stage::decode) > 0) {
      MeasuredModule later = part;
      later.stage = Stage::decode;
      later.calls = part.later_calls;
      later.times_ms = part.later_ms;
      part.stage = Stage::prefill;
      part.calls -= part.later_calls;
      for (std::size_t r = 0; r < part.later_ms.size(); ++r) part.times_ms[r] -= part.later_ms[r];
      if (!later.times_ms.empty()) named.parts.push_back(std::move(later));
    } else if (its.size() == 1) {
      part.stage = *its.begin();
    }
    named.parts.push_back(std::move(part));
  }
  return named;
}

}  // namespace modelmeter
