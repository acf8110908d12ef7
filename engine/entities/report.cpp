#include "entities/report.h"

#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace modelmeter {
namespace {

constexpr double kMaxShare = 1.5;  ///< data model, validation rules

std::string at(const std::string& list, std::size_t index, const char* field) {
  return list + "[" + std::to_string(index) + "]." + field;
}

bool absolute(const std::string& path) {
  const bool windows = path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
  return (!path.empty() && path[0] == '/') || windows;
}

std::string shown(double value) {
  if (std::isnan(value)) return "NaN";
  return std::isinf(value) ? "infinity" : std::to_string(value);
}

class Checker {
 public:
  explicit Checker(const AnalyticModelReport& report) : report_(report) {}

  Diagnostics run() {
    path("model.config_path", report_.model.config_path);
    path("layer_docs_dir", report_.layer_docs_dir);
    number("predicted_total_time_ms", report_.predicted_total_time_ms);
    if (report_.measured_total_time_ms) number("measured_total_time_ms", *report_.measured_total_time_ms);
    if (report_.predicted_vs_measured_ratio) number("predicted_vs_measured_ratio", *report_.predicted_vs_measured_ratio);
    modules();
    tree();
    categories();
    metrics();
    return faults_;
  }

 private:
  void fault(const std::string& where, const std::string& expected, const std::string& got) {
    faults_.push_back({where, expected, got, ""});
  }
  void path(const std::string& where, const std::string& value) {
    if (!absolute(value)) fault(where, "an absolute path", "\"" + value + "\"");
  }
  void number(const std::string& where, double value) {
    if (!std::isfinite(value) || value < 0) fault(where, "a finite number of at least 0", shown(value));
  }
  void share(const std::string& where, double value) {
    if (!std::isfinite(value) || value < 0 || value > kMaxShare) fault(where, "a share from 0 to 1.5", shown(value));
  }

  void modules() {
    for (std::size_t i = 0; i < report_.modules.size(); ++i) {
      const AnalyticModuleNode& node = report_.modules[i];
      if (!index_.emplace(node.module_id, i).second)
        fault(at("modules", i, "module_id"), "a unique module_id", "\"" + node.module_id + "\" again");
      const bool repeats = node.repetition != Repetition::none;
      if (repeats != node.repetition_count.has_value() || (repeats && *node.repetition_count < 1))
        fault(at("modules", i, "repetition_count"), repeats ? "a count of at least 1" : "null (the module does not repeat)",
              node.repetition_count ? std::to_string(*node.repetition_count) : "null");
    }
  }

  void tree() {
    std::size_t roots = 0;
    for (std::size_t i = 0; i < report_.modules.size(); ++i) {
      const AnalyticModuleNode& node = report_.modules[i];
      if (!node.parent_id) {
        if (++roots > 1) fault(at("modules", i, "parent_id"), "one root only", "a second module without a parent");
      } else if (index_.find(*node.parent_id) == index_.end()) {
        fault(at("modules", i, "parent_id"), "a module_id of modules", "\"" + *node.parent_id + "\"");
      }
      for (std::size_t c = 0; c < node.children.size(); ++c) {
        const auto child = index_.find(node.children[c]);
        const std::string where = at("modules", i, "children") + "[" + std::to_string(c) + "]";
        if (child == index_.end())
          fault(where, "a module_id of modules", "\"" + node.children[c] + "\"");
        else if (report_.modules[child->second].parent_id != node.module_id)
          fault(where, "a module whose parent_id is \"" + node.module_id + "\"", "\"" + node.children[c] + "\"");
        else
          ++listed_[child->second];
      }
    }
    if (roots == 0) fault("modules", "a root (a module whose parent_id is null)", report_.modules.empty() ? "no modules" : "none");
    for (std::size_t i = 0; i < report_.modules.size(); ++i)
      if (report_.modules[i].parent_id && index_.count(*report_.modules[i].parent_id) > 0 && listed_[i] != 1)
        fault(at("modules", i, "module_id"), "to be listed once in its parent's children", std::to_string(listed_[i]) + " times");
    cycles();
  }

  /// Follows parents; what is proved to reach a root is not walked again.
  void cycles() {
    std::vector<char> reaches(report_.modules.size(), 0);
    for (std::size_t i = 0; i < report_.modules.size(); ++i) {
      std::vector<std::size_t> trail;
      std::unordered_set<std::size_t> seen;
      std::size_t now = i;
      bool cyclic = false;
      while (reaches[now] == 0) {
        if (!seen.insert(now).second) {
          cyclic = true;
          break;
        }
        trail.push_back(now);
        const AnalyticModuleNode& node = report_.modules[now];
        if (!node.parent_id) break;
        const auto parent = index_.find(*node.parent_id);
        if (parent == index_.end()) break;
        now = parent->second;
      }
      for (std::size_t passed : trail) reaches[passed] = 1;
      if (cyclic) fault(at("modules", i, "parent_id"), "an acyclic tree", "a module that is its own ancestor");
    }
  }

  void categories() {
    for (std::size_t i = 0; i < report_.operator_categories.size(); ++i)
      if (!categories_.insert(report_.operator_categories[i].category_id).second)
        fault(at("operator_categories", i, "category_id"), "a unique category_id",
              "\"" + report_.operator_categories[i].category_id + "\" again");
  }

  void metrics() {
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < report_.module_metrics.size(); ++i) {
      const ModuleMetricsSnapshot& m = report_.module_metrics[i];
      const auto field = [&](const char* name) { return at("module_metrics", i, name); };
      if (index_.find(m.module_id) == index_.end())
        fault(field("module_id"), "a module_id of modules", "\"" + m.module_id + "\"");
      else if (!seen.insert(m.module_id).second)
        fault(field("module_id"), "one snapshot per module", "\"" + m.module_id + "\" again");
      if (m.profile_id != report_.workload.profile_id)
        fault(field("profile_id"), "the workload's profile_id \"" + report_.workload.profile_id + "\"", "\"" + m.profile_id + "\"");
      if (m.calls < 0) fault(field("calls"), "a whole number of at least 0", std::to_string(m.calls));
      number(field("total_time_ms"), m.total_time_ms);
      number(field("total_flops_tflops"), m.total_flops_tflops);
      number(field("total_io_tb"), m.total_io_tb);
      number(field("memory_weights_gb"), m.memory_weights_gb);
      number(field("memory_activations_gb"), m.memory_activations_gb);
      number(field("memory_kvcache_gb"), m.memory_kvcache_gb);
      share(field("share_of_model_time"), m.share_of_model_time);
      for (std::size_t o = 0; o < m.operator_breakdown.size(); ++o) {
        const OperatorMetrics& op = m.operator_breakdown[o];
        const std::string list = at("module_metrics", i, "operator_breakdown");
        if (categories_.count(op.category_id) == 0)
          fault(at(list, o, "category_id"), "a category_id of operator_categories", "\"" + op.category_id + "\"");
        if (op.calls < 0) fault(at(list, o, "calls"), "a whole number of at least 0", std::to_string(op.calls));
        number(at(list, o, "flops_tflops"), op.flops_tflops);
        number(at(list, o, "io_tb"), op.io_tb);
        share(at(list, o, "share_of_module_flops"), op.share_of_module_flops);
      }
    }
    for (std::size_t i = 0; i < report_.modules.size(); ++i)
      if (seen.count(report_.modules[i].module_id) == 0)
        fault(at("modules", i, "module_id"), "a snapshot in module_metrics", "none for \"" + report_.modules[i].module_id + "\"");
  }

  const AnalyticModelReport& report_;
  Diagnostics faults_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::size_t, int> listed_;
  std::unordered_set<std::string> categories_;
};

}  // namespace

Diagnostics validate(const AnalyticModelReport& report) { return Checker(report).run(); }

Diagnostics flags(const AnalyticModelReport& report) {
  Diagnostics found;
  const auto flag = [&](const std::string& where, double value) {
    if (value > 1.0 + 1e-9 && value <= kMaxShare) found.push_back({where, "a share of at most 1", shown(value), ""});
  };
  for (std::size_t i = 0; i < report.module_metrics.size(); ++i) {
    const ModuleMetricsSnapshot& m = report.module_metrics[i];
    flag(at("module_metrics", i, "share_of_model_time"), m.share_of_model_time);
    for (std::size_t o = 0; o < m.operator_breakdown.size(); ++o)
      flag(at(at("module_metrics", i, "operator_breakdown"), o, "share_of_module_flops"), m.operator_breakdown[o].share_of_module_flops);
  }
  return found;
}

}  // namespace modelmeter
