#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "entities/module_tree_rules.h"
#include "estimator/comparison.h"

namespace modelmeter {
namespace {

using Group = std::vector<std::int64_t>;  ///< index of a module per report, −1 for none

/// A module's id without its parent's: what it is called among its siblings.
std::string_view local_id(const AnalyticModuleNode& node) {
  const std::string_view id = node.module_id;
  if (node.parent_id && id.size() > node.parent_id->size() + 1 &&
      id.substr(0, node.parent_id->size()) == *node.parent_id)
    return id.substr(node.parent_id->size() + 1);
  return id;
}

std::string class_key(const AnalyticModuleNode& node) {
  return node.qualified_class_name;
}
std::string name_key(const AnalyticModuleNode& node) {
  return node.qualified_class_name + "\n" + node.name;
}
std::string id_key(const AnalyticModuleNode& node) {
  return std::string(local_id(node));
}

/// Joins the children of one report to the groups that earlier reports made.
class Siblings {
 public:
  Siblings(const std::vector<LabelledReport>& reports, std::size_t count) : reports_(reports), count_(count) {}

  void join(std::size_t report, const std::vector<std::int64_t>& children) {
    std::vector<std::int64_t> joined(children.size(), -1);  // position in groups_
    for (auto key : {id_key, name_key, class_key}) match(report, children, joined, key);
    // What stands alone goes behind the sibling before it.
    std::vector<std::pair<std::int64_t, std::int64_t>> behind;  // group position, child
    std::int64_t before = -1;
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (joined[i] >= 0)
        before = joined[i];
      else
        behind.emplace_back(before, children[i]);
    }
    if (behind.empty()) return;
    std::stable_sort(behind.begin(), behind.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Group> merged;
    std::size_t next = 0;
    for (std::int64_t position = -1; position < static_cast<std::int64_t>(groups_.size()); ++position) {
      if (position >= 0) merged.push_back(std::move(groups_[static_cast<std::size_t>(position)]));
      for (; next < behind.size() && behind[next].first == position; ++next) {
        Group alone(count_, -1);
        alone[report] = behind[next].second;
        merged.push_back(std::move(alone));
      }
    }
    groups_ = std::move(merged);
  }

  std::vector<Group> take() { return std::move(groups_); }

 private:
  const AnalyticModuleNode& node(const Group& group) const {
    std::size_t report = 0;
    while (group[report] < 0) ++report;
    return reports_[report].report.modules[static_cast<std::size_t>(group[report])];
  }

  template <class Key>
  void match(std::size_t report, const std::vector<std::int64_t>& children, std::vector<std::int64_t>& joined,
             Key key) {
    // For lookups only, in sibling order per key.
    std::unordered_map<std::string, std::vector<std::size_t>> open;
    for (std::size_t g = groups_.size(); g-- > 0;)
      if (groups_[g][report] < 0) open[key(node(groups_[g]))].push_back(g);
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (joined[i] >= 0) continue;
      const auto found = open.find(key(reports_[report].report.modules[static_cast<std::size_t>(children[i])]));
      if (found == open.end() || found->second.empty()) continue;
      joined[i] = static_cast<std::int64_t>(found->second.back());
      groups_[found->second.back()][report] = children[i];
      found->second.pop_back();
    }
  }

  const std::vector<LabelledReport>& reports_;
  std::size_t count_;
  std::vector<Group> groups_;
};

}  // namespace

AlignedModules align(const std::vector<LabelledReport>& reports) {
  std::vector<ModuleIndex> index;
  for (const LabelledReport& one : reports) index.push_back(index_of(one.report.modules));
  Group roots(reports.size(), -1);
  for (std::size_t r = 0; r < reports.size(); ++r) {
    const std::vector<AnalyticModuleNode>& modules = reports[r].report.modules;
    for (std::size_t m = 0; m < modules.size() && roots[r] < 0; ++m)
      if (!modules[m].parent_id) roots[r] = static_cast<std::int64_t>(m);
  }
  AlignedModules aligned;
  struct Visit {
    Group group;
    std::int64_t depth;
  };
  std::vector<Visit> waiting{{roots, 0}};  // a stack: the next group is at its end
  while (!waiting.empty()) {
    const Visit now = std::move(waiting.back());
    waiting.pop_back();
    Siblings siblings(reports, reports.size());
    for (std::size_t r = 0; r < reports.size(); ++r) {
      if (now.group[r] < 0) continue;
      std::vector<std::int64_t> children;
      for (const std::string& id : reports[r].report.modules[static_cast<std::size_t>(now.group[r])].children)
        if (const auto found = index[r].find(id); found != index[r].end())
          children.push_back(static_cast<std::int64_t>(found->second));
      siblings.join(r, children);
    }
    std::vector<Group> below = siblings.take();
    for (auto one = below.rbegin(); one != below.rend(); ++one) waiting.push_back({std::move(*one), now.depth + 1});
    aligned.groups.push_back(now.group);
    aligned.depths.push_back(now.depth);
  }
  return aligned;
}

}  // namespace modelmeter
