#pragma once
#include <optional>
#include <string>
#include <vector>

#include "entities/report.h"

namespace modelmeter {

struct DeepSeekOCRAnalyticRequest {
  std::string model_id;
  std::string model_variant;
  std::string workload_profile_id;
  std::optional<std::string> profile_run_id;
  bool force_rebuild = false;

  bool operator==(const DeepSeekOCRAnalyticRequest&) const = default;
};

enum class AcceptedStatus { queued, running };

struct DeepSeekOCRAnalyticAccepted {
  std::string report_id;
  AcceptedStatus status = AcceptedStatus::queued;

  bool operator==(const DeepSeekOCRAnalyticAccepted&) const = default;
};

struct AnalyticModuleSummary {
  std::string module_id;
  std::string name;
  Stage stage = Stage::other;
  double share_of_model_time = 0;
  double total_time_ms = 0;
  double total_flops_tflops = 0;
  double memory_activations_gb = 0;

  bool operator==(const AnalyticModuleSummary&) const = default;
};

struct DeepSeekOCRAnalyticReportSummary {
  std::string report_id;
  std::string model_variant;
  std::string workload_profile_id;
  double predicted_total_time_ms = 0;
  std::optional<double> measured_total_time_ms;
  std::optional<double> predicted_vs_measured_ratio;
  std::vector<AnalyticModuleSummary> top_modules;  ///< leaves, most time first
  std::string notes;

  bool operator==(const DeepSeekOCRAnalyticReportSummary&) const = default;
};

/// The part of a report that fits on one screen: the `top` leaf modules by time, then by id.
DeepSeekOCRAnalyticReportSummary summarize(const AnalyticModelReport& report, std::size_t top);

}  // namespace modelmeter
