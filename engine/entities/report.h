#pragma once
#include <optional>
#include <string>
#include <vector>

#include "entities/diagnostic.h"
#include "entities/estimate.h"
#include "entities/memory.h"
#include "entities/metrics.h"
#include "entities/model_spec.h"
#include "entities/module_node.h"
#include "entities/operator_category.h"
#include "entities/workload.h"

namespace modelmeter {

/// The whole result of one estimate.
struct AnalyticModelReport {
  std::string report_id;
  DeepSeekOCRModelSpec model;
  OCRWorkloadProfile workload;
  std::vector<AnalyticModuleNode> modules;  ///< parents before children, children in execution order
  std::vector<OperatorCategory> operator_categories;
  std::vector<ModuleMetricsSnapshot> module_metrics;  ///< in the order of `modules`
  std::optional<std::string> profile_run_id;
  double predicted_total_time_ms = 0;
  std::optional<double> measured_total_time_ms;
  std::optional<double> predicted_vs_measured_ratio;
  std::string notes;
  std::string layer_docs_dir;                ///< absolute; inside the archive that holds the report
  std::optional<EstimateSettings> estimate;  ///< extension
  std::optional<EstimateTotals> totals;      ///< extension
  std::vector<StageMetrics> stages;          ///< extension, in the order of `kStages`
  /// Extension: what is not modeled of a model made from artifacts; null for a built-in model.
  std::optional<std::vector<NotModeled>> not_modeled = std::nullopt;
  std::optional<MemoryEstimate> memory = std::nullopt;  ///< extension

  bool operator==(const AnalyticModelReport&) const = default;
};

/// Every breach of the data model's rules (docs: data model, validation rules), in document order.
/// Shares above 1 are not here; see `flags`.
Diagnostics validate(const AnalyticModelReport& report);

/// Values that are allowed but suspicious: shares in (1, 1.5].
Diagnostics flags(const AnalyticModelReport& report);

}  // namespace modelmeter
