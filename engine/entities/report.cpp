#include "entities/report.h"

#include <unordered_set>

#include "entities/module_tree_rules.h"
#include "entities/rules.h"

namespace modelmeter {
namespace {

/// Checks a report from its first field to its last, so that faults come in document order.
class ReportCheck {
 public:
  explicit ReportCheck(const AnalyticModelReport& report) : report_(report), index_(index_of(report.modules)) {}

  Diagnostics run() {
    rules_.id("", "report_id", report_.report_id);
    model("model", report_.model);
    workload("workload", report_.workload);
    check_modules(report_.modules, index_, rules_);
    categories();
    metrics();
    rules_.number("", "predicted_total_time_ms", report_.predicted_total_time_ms);
    if (report_.measured_total_time_ms) rules_.number("", "measured_total_time_ms", *report_.measured_total_time_ms);
    if (report_.predicted_vs_measured_ratio)
      rules_.number("", "predicted_vs_measured_ratio", *report_.predicted_vs_measured_ratio);
    rules_.absolute_path("", "layer_docs_dir", report_.layer_docs_dir);
    if (report_.estimate) estimate("estimate", *report_.estimate);
    if (report_.totals) totals("totals", *report_.totals);
    stages();
    return rules_.take();
  }

 private:
  void model(const std::string& where, const DeepSeekOCRModelSpec& spec) {
    rules_.absolute_path(where, "config_path", spec.config_path);
    rules_.count(where, "hidden_size", spec.hidden_size);
    rules_.count(where, "intermediate_size", spec.intermediate_size);
    rules_.count(where, "num_layers", spec.num_layers);
    rules_.count(where, "num_attention_heads", spec.num_attention_heads);
    for (const auto& size : spec.architecture) rules_.count(where + ".architecture", size.first.c_str(), size.second);
  }

  void workload(const std::string& where, const OCRWorkloadProfile& profile) {
    rules_.id(where, "profile_id", profile.profile_id);
    rules_.count(where, "seq_len", profile.seq_len);
    rules_.count(where, "base_size", profile.base_size);
    rules_.count(where, "image_size", profile.image_size);
    rules_.count(where, "max_new_tokens", profile.max_new_tokens);
    rules_.count(where, "num_pages", profile.num_pages);
  }

  void categories() {
    for (std::size_t i = 0; i < report_.operator_categories.size(); ++i) {
      const std::string& id = report_.operator_categories[i].category_id;
      const std::string where = element("operator_categories", i);
      rules_.id(where, "category_id", id);
      if (!categories_.insert(id).second)
        rules_.fault(where, "category_id", "a unique category_id", quoted(id) + " again");
    }
  }

  void category_reference(const std::string& where, const std::string& id) {
    if (categories_.count(id) == 0)
      rules_.fault(where, "category_id", "a category_id of operator_categories", quoted(id));
  }

  void metrics() {
    std::vector<bool> measured(report_.modules.size(), false);
    for (std::size_t i = 0; i < report_.module_metrics.size(); ++i) {
      const ModuleMetricsSnapshot& m = report_.module_metrics[i];
      const std::string where = element("module_metrics", i);
      const auto module = index_.find(m.module_id);
      if (module == index_.end())
        rules_.fault(where, "module_id", "a module_id of modules", quoted(m.module_id));
      else if (measured[module->second])
        rules_.fault(where, "module_id", "one snapshot per module", quoted(m.module_id) + " again");
      else
        measured[module->second] = true;
      snapshot(where, m);
    }
    for (const AnalyticModuleNode& node : report_.modules)
      if (!measured[index_.at(node.module_id)])
        rules_.fault("module_metrics", "", "a snapshot of every module", "none of " + quoted(node.module_id));
  }

  void snapshot(const std::string& where, const ModuleMetricsSnapshot& m) {
    if (m.profile_id != report_.workload.profile_id)
      rules_.fault(where, "profile_id", "the workload's profile_id " + quoted(report_.workload.profile_id),
                   quoted(m.profile_id));
    rules_.count(where, "calls", m.calls);
    rules_.number(where, "total_time_ms", m.total_time_ms);
    rules_.number(where, "total_flops_tflops", m.total_flops_tflops);
    rules_.number(where, "total_io_tb", m.total_io_tb);
    rules_.number(where, "memory_weights_gb", m.memory_weights_gb);
    rules_.number(where, "memory_activations_gb", m.memory_activations_gb);
    rules_.number(where, "memory_kvcache_gb", m.memory_kvcache_gb);
    rules_.share(where, "share_of_model_time", m.share_of_model_time);
    for (std::size_t o = 0; o < m.operator_breakdown.size(); ++o)
      breakdown(element(where + ".operator_breakdown", o), m.operator_breakdown[o]);
    if (m.detail) detail(where + ".detail", *m.detail);
    for (std::size_t o = 0; o < m.own_operators.size(); ++o) {
      const std::string row = element(where + ".own_operators", o);
      category_reference(row, m.own_operators[o].category_id);
      rules_.count(row, "calls", m.own_operators[o].calls);
      detail(row + ".detail", m.own_operators[o].detail);
    }
  }

  void breakdown(const std::string& where, const OperatorMetrics& op) {
    category_reference(where, op.category_id);
    rules_.count(where, "calls", op.calls);
    rules_.number(where, "flops_tflops", op.flops_tflops);
    rules_.number(where, "io_tb", op.io_tb);
    rules_.share(where, "share_of_module_flops", op.share_of_module_flops);
  }

  void detail(const std::string& where, const MetricsDetail& d) {
    rules_.count(where, "parameters", d.parameters);
    rules_.count(where, "matrix_flops", d.matrix_flops);
    rules_.count(where, "vector_flops", d.vector_flops);
    rules_.count(where, "read_weight_bytes", d.read_weight_bytes);
    rules_.count(where, "read_activation_bytes", d.read_activation_bytes);
    rules_.count(where, "written_activation_bytes", d.written_activation_bytes);
    rules_.count(where, "read_kv_bytes", d.read_kv_bytes);
    rules_.count(where, "written_kv_bytes", d.written_kv_bytes);
    rules_.count(where, "kernels", d.kernels);
    rules_.number(where, "time_ms", d.time_ms);
    rules_.number(where, "time_low_ms", d.time_low_ms);
    if (d.time_high_ms) rules_.number(where, "time_high_ms", *d.time_high_ms);
  }

  void estimate(const std::string& where, const EstimateSettings& settings) {
    rules_.id(where, "gpu_id", settings.gpu_id);
    rules_.count(where, "batch_size", settings.batch_size, 1);
    rules_.count(where, "page_width", settings.page_width, 1);
    rules_.count(where, "page_height", settings.page_height, 1);
    rules_.count(where, "memory_reserve_mib", settings.memory_reserve_mib);
  }

  void totals(const std::string& where, const EstimateTotals& t) {
    rules_.count(where, "parameters", t.parameters);
    rules_.count(where, "weight_bytes", t.weight_bytes);
    rules_.count(where, "kv_cache_bytes", t.kv_cache_bytes);
    rules_.count(where, "activation_peak_bytes", t.activation_peak_bytes);
    rules_.count(where, "memory_needed_bytes", t.memory_needed_bytes);
    rules_.count(where, "memory_capacity_bytes", t.memory_capacity_bytes);
    rules_.number(where, "ttft_ms", t.ttft_ms);
    rules_.number(where, "tpot_ms", t.tpot_ms);
    rules_.number(where, "throughput_tokens_per_s", t.throughput_tokens_per_s);
    rules_.number(where, "throughput_pages_per_s", t.throughput_pages_per_s);
  }

  void stages() {
    std::unordered_set<int> seen;
    for (std::size_t i = 0; i < report_.stages.size(); ++i) {
      const std::string where = element("stages", i);
      if (!seen.insert(static_cast<int>(report_.stages[i].stage)).second)
        rules_.fault(where, "stage", "each stage once", "the same stage again");
      detail(where, report_.stages[i].detail);
    }
  }

  const AnalyticModelReport& report_;
  ModuleIndex index_;
  Rules rules_;
  std::unordered_set<std::string_view> categories_;
};

/// Sums of doubles may pass 1 by rounding alone; that is no drift of the estimator.
constexpr double kRounding = 1e-9;

}  // namespace

Diagnostics validate(const AnalyticModelReport& report) {
  return ReportCheck(report).run();
}

Diagnostics flags(const AnalyticModelReport& report) {
  Diagnostics found;
  const auto flag = [&](const std::string& where, const char* field, double value) {
    if (value > 1.0 + kRounding && value <= Rules::max_share)
      found.push_back({where + "." + field, "a share of at most 1", shown(value), ""});
  };
  for (std::size_t i = 0; i < report.module_metrics.size(); ++i) {
    const ModuleMetricsSnapshot& m = report.module_metrics[i];
    const std::string where = element("module_metrics", i);
    flag(where, "share_of_model_time", m.share_of_model_time);
    for (std::size_t o = 0; o < m.operator_breakdown.size(); ++o)
      flag(element(where + ".operator_breakdown", o), "share_of_module_flops",
           m.operator_breakdown[o].share_of_module_flops);
  }
  return found;
}

}  // namespace modelmeter
