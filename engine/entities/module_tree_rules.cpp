#include "entities/module_tree_rules.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modelmeter {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

class TreeCheck {
 public:
  TreeCheck(const std::vector<AnalyticModuleNode>& modules, const ModuleIndex& index, Rules& rules)
      : modules_(modules),
        index_(index),
        rules_(rules),
        parents_(modules.size(), kNone),
        listed_(modules.size(), false),
        cycles_(modules.size()) {}

  void run() {
    resolve();
    find_cycles();
    if (first_root_ == kNone)
      rules_.fault("modules", "", "a root (a module whose parent_id is null)",
                   modules_.empty() ? "no modules" : "none");
    std::vector<bool> met(modules_.size(), false);
    for (std::size_t i = 0; i < modules_.size(); ++i) check(i, met);
  }

 private:
  std::size_t find(const std::string& id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? kNone : found->second;
  }
  bool unique(std::size_t i) const { return find(modules_[i].module_id) == i; }

  void resolve() {
    for (std::size_t i = modules_.size(); i-- > 0;) {
      if (modules_[i].parent_id)
        parents_[i] = find(*modules_[i].parent_id);
      else
        first_root_ = i;
    }
    for (std::size_t i = 0; i < modules_.size(); ++i)
      for (const std::string& id : modules_[i].children)
        if (const std::size_t child = find(id); child != kNone && parents_[child] == i) listed_[child] = true;
  }

  /// Every module has at most one parent, so walking up meets a module of its own trail only in a cycle.
  void find_cycles() {
    enum class State : char { unseen, on_trail, done };
    std::vector<State> states(modules_.size(), State::unseen);
    for (std::size_t i = 0; i < modules_.size(); ++i) {
      std::vector<std::size_t> trail;
      std::size_t now = i;
      for (; now != kNone && states[now] == State::unseen; now = parents_[now]) {
        states[now] = State::on_trail;
        trail.push_back(now);
      }
      if (now != kNone && states[now] == State::on_trail)
        describe_cycle({std::find(trail.begin(), trail.end(), now), trail.end()});
      for (std::size_t passed : trail) states[passed] = State::done;
    }
  }

  /// Told at the first module of the cycle in document order.
  void describe_cycle(std::vector<std::size_t> members) {
    constexpr std::size_t shown_members = 4;
    std::rotate(members.begin(), std::min_element(members.begin(), members.end()), members.end());
    std::string text = "the cycle ";
    for (std::size_t m = 0; m < std::min(members.size(), shown_members); ++m)
      text += quoted(modules_[members[m]].module_id) + " in ";
    if (members.size() > shown_members) text += "… in ";
    cycles_[members.front()] = text + quoted(modules_[members.front()].module_id);
  }

  void check(std::size_t i, std::vector<bool>& met) {
    const AnalyticModuleNode& node = modules_[i];
    const std::string where = element("modules", i);
    rules_.id(where, "module_id", node.module_id);
    if (!unique(i))
      rules_.fault(where, "module_id", "a unique module_id",
                   quoted(node.module_id) + " as in " + element("modules", find(node.module_id)));
    check_parent(i, where);
    for (std::size_t c = 0; c < node.children.size(); ++c) check_child(i, c, where, met);
    check_repetition(node, where);
    check_params(node, where);
  }

  void check_parent(std::size_t i, const std::string& where) {
    const AnalyticModuleNode& node = modules_[i];
    if (!node.parent_id) {
      if (i != first_root_)
        rules_.fault(where, "parent_id", "a module_id (" + element("modules", first_root_) + " is the root)", "null");
    } else if (parents_[i] == kNone) {
      rules_.fault(where, "parent_id", "a module_id of modules", quoted(*node.parent_id));
    } else if (!cycles_[i].empty()) {
      rules_.fault(where, "parent_id", "an acyclic tree", cycles_[i]);
    } else if (!listed_[i] && unique(i)) {
      rules_.fault(where, "parent_id", "a module that lists " + quoted(node.module_id) + " in children",
                   quoted(*node.parent_id));
    }
  }

  void check_child(std::size_t i, std::size_t c, const std::string& where, std::vector<bool>& met) {
    const std::string& id = modules_[i].children[c];
    const std::size_t child = find(id);
    const auto fault = [&](const std::string& expected, const std::string& got) {
      rules_.fault(element(where + ".children", c), "", expected, got);
    };
    if (child == kNone) return fault("a module_id of modules", quoted(id));
    if (modules_[child].parent_id != modules_[i].module_id)
      return fault("a module whose parent_id is " + quoted(modules_[i].module_id), quoted(id));
    if (met[child]) return fault("each child once", quoted(id) + " again");
    met[child] = true;
  }

  void check_repetition(const AnalyticModuleNode& node, const std::string& where) {
    if (node.repetition == Repetition::none && node.repetition_count)
      rules_.fault(where, "repetition_count", "null (repetition is none)", std::to_string(*node.repetition_count));
    if (node.repetition != Repetition::none && !node.repetition_count)
      rules_.fault(where, "repetition_count", "a whole number of at least 1", "null");
    if (node.repetition != Repetition::none && node.repetition_count)
      rules_.count(where, "repetition_count", *node.repetition_count, 1);
  }

  void check_params(const AnalyticModuleNode& node, const std::string& where) {
    std::set<std::string_view> names;
    for (const auto& param : node.constructor_params) {
      if (!names.insert(param.first).second)
        rules_.fault(where, "constructor_params", "unique names", quoted(param.first) + " again");
      const double* number = std::get_if<double>(&param.second);
      if (number != nullptr && !std::isfinite(*number))
        rules_.fault(where + ".constructor_params", param.first.c_str(), "a finite number", shown(*number));
    }
  }

  const std::vector<AnalyticModuleNode>& modules_;
  const ModuleIndex& index_;
  Rules& rules_;
  std::vector<std::size_t> parents_;  ///< position of each module's parent, or none
  std::vector<bool> listed_;          ///< whether a module's parent lists it
  std::vector<std::string> cycles_;
  std::size_t first_root_ = kNone;
};

}  // namespace

ModuleIndex index_of(const std::vector<AnalyticModuleNode>& modules) {
  ModuleIndex index;
  index.reserve(modules.size());
  for (std::size_t i = 0; i < modules.size(); ++i) index.emplace(modules[i].module_id, i);
  return index;
}

void check_modules(const std::vector<AnalyticModuleNode>& modules, const ModuleIndex& index, Rules& rules) {
  TreeCheck(modules, index, rules).run();
}

}  // namespace modelmeter
