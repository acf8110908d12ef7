#pragma once
#include "entities/contracts.h"
#include "entities/report.h"
#include "entities/target_operators.h"
#include "serialization/archive.h"

namespace modelmeter {

// One description of every entity's fields, in data-model order, for reading and writing.

void fields(Archive& archive, DeepSeekOCRModelSpec& spec);
void fields(Archive& archive, OCRWorkloadProfile& profile);
void fields(Archive& archive, Recognition& recognition);
void fields(Archive& archive, NotModeled& one);
void fields(Archive& archive, AnalyticModuleNode& node);
void fields(Archive& archive, OperatorCategory& category);
void fields(Archive& archive, OperatorMetrics& metrics);
void fields(Archive& archive, MetricsDetail& detail);
void fields(Archive& archive, OperatorRow& row);
void fields(Archive& archive, ModuleMetricsSnapshot& snapshot);
void fields(Archive& archive, StageMetrics& stage);
void fields(Archive& archive, EstimateSettings& settings);
void fields(Archive& archive, EstimateTotals& totals);
void fields(Archive& archive, StageMemory& stage);
void fields(Archive& archive, MemoryPoint& point);
void fields(Archive& archive, LargestFit& fit);
void fields(Archive& archive, MemoryEstimate& memory);
void fields(Archive& archive, AnalyticModelReport& report);
void fields(Archive& archive, OperatorSpec& spec);
void fields(Archive& archive, TargetOperatorList& list);
void fields(Archive& archive, DeepSeekOCRAnalyticRequest& request);
void fields(Archive& archive, DeepSeekOCRAnalyticAccepted& accepted);
void fields(Archive& archive, AnalyticModuleSummary& summary);
void fields(Archive& archive, DeepSeekOCRAnalyticReportSummary& summary);

/// How JSON spells an enumerator.
const std::string& json_name(Stage stage);
const std::string& json_name(Repetition repetition);
const std::string& json_name(Bound bound);

/// For lists of entities.
inline constexpr auto each_field = [](Archive& archive, auto& entity) { fields(archive, entity); };

/// Any entity as JSON text.
template <class Entity>
std::string entity_text(const Entity& entity, JsonText::Layout layout) {
  JsonText text(layout);
  Archive archive(text);
  Entity copy = entity;
  text.begin_object();
  fields(archive, copy);
  text.end_object();
  return text.take();
}

/// Any entity as a JSON value.
template <class Entity>
Json entity_json(const Entity& entity) {
  return Json::parse(entity_text(entity, JsonText::Layout::compact));
}

/// Any entity as indented JSON with fixed key order and shortest round-trip numbers, ending in a newline.
template <class Entity>
std::string entity_to_json(const Entity& entity) {
  return entity_text(entity, JsonText::Layout::indented) + "\n";
}

/// An entity of untrusted text, or every fault in it.
template <class Entity>
Result<Entity> entity_from_json(std::string_view text, std::size_t limit_bytes) {
  const Result<Json> parsed = parse_json(text, limit_bytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  Entity entity;
  if (reader.is_object()) {
    Archive archive(reader);
    fields(archive, entity);
  }
  if (!faults.empty()) return faults;
  return entity;
}

}  // namespace modelmeter
