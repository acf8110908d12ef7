#pragma once
#include <string>
#include <string_view>

#include "entities/contracts.h"
#include "entities/report.h"
#include "entities/target_operators.h"

namespace modelmeter {

std::string to_json(const AnalyticModelReport& report);
std::string to_json(const OCRWorkloadProfile& profile);
std::string to_json(const TargetOperatorList& list);
std::string to_json(const DeepSeekOCRAnalyticRequest& request);
std::string to_json(const DeepSeekOCRAnalyticAccepted& accepted);
std::string to_json(const DeepSeekOCRAnalyticReportSummary& summary);

/// A report of untrusted text: syntax, types and every rule of the data model are checked.
Result<AnalyticModelReport> report_from_json(std::string_view text);
Result<OCRWorkloadProfile> workload_from_json(std::string_view text);
Result<TargetOperatorList> target_operators_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticRequest> analytic_request_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticAccepted> accepted_from_json(std::string_view text);
Result<DeepSeekOCRAnalyticReportSummary> summary_from_json(std::string_view text);

/// The report as YAML 1.2: same keys, same order, same numbers.
std::string to_yaml(const AnalyticModelReport& report);

/// One row per module in tree order (RFC 4180, units in the header).
std::string to_csv(const AnalyticModelReport& report);

}  // namespace modelmeter
