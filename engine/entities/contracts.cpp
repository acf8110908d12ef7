#include "entities/contracts.h"

#include <algorithm>

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
  for (std::size_t i = 0; i < report.modules.size() && i < report.module_metrics.size(); ++i) {
    if (!report.modules[i].children.empty()) continue;
    const ModuleMetricsSnapshot& m = report.module_metrics[i];
    summary.top_modules.push_back({.module_id = m.module_id,
                                   .name = report.modules[i].name,
                                   .stage = report.modules[i].stage,
                                   .share_of_model_time = m.share_of_model_time,
                                   .total_time_ms = m.total_time_ms,
                                   .total_flops_tflops = m.total_flops_tflops,
                                   .memory_activations_gb = m.memory_activations_gb});
  }
  std::stable_sort(summary.top_modules.begin(), summary.top_modules.end(),
                   [](const AnalyticModuleSummary& a, const AnalyticModuleSummary& b) {
                     return a.total_time_ms != b.total_time_ms ? a.total_time_ms > b.total_time_ms : a.module_id < b.module_id;
                   });
  if (summary.top_modules.size() > top) summary.top_modules.resize(top);
  return summary;
}

}  // namespace modelmeter
