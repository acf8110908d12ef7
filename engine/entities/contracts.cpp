#include "entities/contracts.h"

#include <algorithm>

#include "entities/module_tree_rules.h"

namespace modelmeter {

DeepSeekOCRAnalyticReportSummary summarize(const AnalyticModelReport& report, std::size_t top) {
  DeepSeekOCRAnalyticReportSummary summary{.report_id = report.report_id,
                                           .model_variant = report.model.model_variant,
                                           .workload_profile_id = report.workload.profile_id,
                                           .predicted_total_time_ms = report.predicted_total_time_ms,
                                           .measured_total_time_ms = report.measured_total_time_ms,
                                           .predicted_vs_measured_ratio = report.predicted_vs_measured_ratio,
                                           .top_modules = {},
                                           .notes = report.notes};
  const ModuleIndex index = index_of(report.modules);
  for (const ModuleMetricsSnapshot& m : report.module_metrics) {
    const auto found = index.find(m.module_id);
    if (found == index.end() || !report.modules[found->second].children.empty()) continue;
    const AnalyticModuleNode& node = report.modules[found->second];
    summary.top_modules.push_back({.module_id = m.module_id,
                                   .name = node.name,
                                   .stage = node.stage,
                                   .share_of_model_time = m.share_of_model_time,
                                   .total_time_ms = m.total_time_ms,
                                   .total_flops_tflops = m.total_flops_tflops,
                                   .memory_activations_gb = m.memory_activations_gb});
  }
  std::stable_sort(summary.top_modules.begin(), summary.top_modules.end(),
                   [](const AnalyticModuleSummary& a, const AnalyticModuleSummary& b) {
                     return a.total_time_ms != b.total_time_ms ? a.total_time_ms > b.total_time_ms
                                                               : a.module_id < b.module_id;
                   });
  if (summary.top_modules.size() > top) summary.top_modules.resize(top);
  return summary;
}

}  // namespace modelmeter
