#pragma once
#include <string>
#include <string_view>

#include "entities/contracts.h"
#include "entities/report.h"
#include "entities/target_operators.h"

namespace modelmeter {

// Every text is indented by two spaces, has its keys in the order of the data model, prints doubles in the shortest
// form that reads back the same and whole numbers exactly, and ends in a newline.

std::string to_json(const AnalyticModelReport& report);
std::string to_json(const DeepSeekOCRModelSpec& spec);
std::string to_json(const OCRWorkloadProfile& profile);
std::string to_json(const TargetOperatorList& list);
std::string to_json(const DeepSeekOCRAnalyticRequest& request);
std::string to_json(const DeepSeekOCRAnalyticAccepted& accepted);
std::string to_json(const DeepSeekOCRAnalyticReportSummary& summary);

/// A report of untrusted text: syntax, types and every rule of the data model are checked.
Result<AnalyticModelReport> report_from_json(std::string_view text);
Result<DeepSeekOCRModelSpec> model_spec_from_json(std::string_view text);
/// A workload profile of untrusted text; `num_pages` may be absent and is then 1.
Result<OCRWorkloadProfile> workload_from_json(std::string_view text);
Result<TargetOperatorList> target_operators_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticRequest> analytic_request_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticAccepted> accepted_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticReportSummary> summary_from_json(std::string_view text);

/// The report as YAML 1.2: same keys, same order, same numbers.
std::string to_yaml(const AnalyticModelReport& report);

/// One row per module, children after their parent in the parent's order (RFC 4180, units in the header).
/// A cell is empty where the report does not say (no detail) and for the parent of the root.
std::string to_csv(const AnalyticModelReport& report);

}  // namespace modelmeter
