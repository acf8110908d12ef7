#pragma once
#include <string>
#include <vector>

#include "estimator/comparison.h"
#include "estimator/estimate.h"
#include "estimator/measured.h"
#include "estimator/verification.h"

namespace modelmeter {

/// A file of the download.
struct Document {
  std::string path;  ///< relative to the archive: "layers/summary.md"
  std::string text;
};

/// Markdown: what was estimated, headline figures, stages, most expensive modules, categories, assumptions; of a model
/// made from artifacts also how its modules were recognised, what is not modeled and, where there is one, the
/// verification.
std::string summary_markdown(const Estimate& estimate, const HardwareProfile& profile,
                             const Verification* verification = nullptr);

/// One page per module class: what it is, configuration, formulas with this run's numbers, cost, assumptions, sources.
/// The request must be the one that made the estimate.
Result<std::vector<Document>> layer_documents(const EstimateRequest& request, const Estimate& estimate);

/// Measured beside predicted times: the whole run, stages, modules, families of kernels, what is marked and what was
/// not found. A section of the summary.
std::string measured_markdown(const MeasuredComparison& made, const measurements::Measurement& measurement);

/// `text` as literal Markdown: nothing of it is markup.
std::string escaped_markdown(const std::string& text);

/// Reports side by side: what differs, totals, stages, categories, and the modules whose time differs most.
std::string comparison_markdown(const ReportComparison& made);

}  // namespace modelmeter
