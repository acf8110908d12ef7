#include "serialization/report_json.h"

#include "serialization/entity_fields.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxReportBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxSmallBytes = std::size_t{1} << 20;

template <class Entity>
Result<Entity> checked(Result<Entity> read) {
  if (!ok(read)) return read;
  Diagnostics faults = validate(value(read));
  if (!faults.empty()) return faults;
  return read;
}

}  // namespace

std::string to_json(const AnalyticModelReport& report) {
  return entity_to_json(report);
}
std::string to_json(const DeepSeekOCRModelSpec& spec) {
  return entity_to_json(spec);
}
std::string to_json(const OCRWorkloadProfile& profile) {
  return entity_to_json(profile);
}
std::string to_json(const TargetOperatorList& list) {
  return entity_to_json(list);
}
std::string to_json(const DeepSeekOCRAnalyticRequest& request) {
  return entity_to_json(request);
}
std::string to_json(const DeepSeekOCRAnalyticAccepted& accepted) {
  return entity_to_json(accepted);
}
std::string to_json(const DeepSeekOCRAnalyticReportSummary& summary) {
  return entity_to_json(summary);
}

Result<AnalyticModelReport> report_from_json(std::string_view text) {
  return checked(entity_from_json<AnalyticModelReport>(text, kMaxReportBytes));
}
Result<DeepSeekOCRModelSpec> model_spec_from_json(std::string_view text) {
  return entity_from_json<DeepSeekOCRModelSpec>(text, kMaxSmallBytes);
}
Result<OCRWorkloadProfile> workload_from_json(std::string_view text) {
  return entity_from_json<OCRWorkloadProfile>(text, kMaxSmallBytes);
}
Result<TargetOperatorList> target_operators_from_json(std::string_view text) {
  return checked(entity_from_json<TargetOperatorList>(text, kMaxReportBytes));
}
Result<DeepSeekOCRAnalyticRequest> analytic_request_from_json(std::string_view text) {
  return entity_from_json<DeepSeekOCRAnalyticRequest>(text, kMaxSmallBytes);
}
Result<DeepSeekOCRAnalyticAccepted> accepted_from_json(std::string_view text) {
  return entity_from_json<DeepSeekOCRAnalyticAccepted>(text, kMaxSmallBytes);
}
Result<DeepSeekOCRAnalyticReportSummary> summary_from_json(std::string_view text) {
  return entity_from_json<DeepSeekOCRAnalyticReportSummary>(text, kMaxSmallBytes);
}

}  // namespace modelmeter
