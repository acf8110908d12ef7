#include "serialization/measured_wire.h"

#include <algorithm>

#include "measurements/kernel_families.h"

namespace modelmeter {
namespace {

using measurements::Measurement;

constexpr const char* kStageNames[] = {"vision", "projector", "prefill", "decode", "other"};
constexpr const char* kBandNames[] = {"inside", "below", "above"};
constexpr const char* kAgreementNames[] = {"same", "differs", "unknown"};
constexpr std::size_t kTopKernels = 200;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_wire(const MeasuredFigure& figure) {
  Json measured(nullptr);
  if (const auto& spread = figure.measured)
    measured = {{"median_ms", spread->median_ms},
                {"low_ms", spread->low_ms},
                {"high_ms", spread->high_ms},
                {"runs", spread->runs}};
  return {{"predicted_ms", number_or_null(figure.predicted_ms)},
          {"low_ms", number_or_null(figure.low_ms)},
          {"high_ms", number_or_null(figure.high_ms)},
          {"measured", std::move(measured)},
          {"ratio", number_or_null(figure.ratio)},
          {"band", figure.band ? Json(kBandNames[static_cast<std::size_t>(*figure.band)]) : Json(nullptr)}};
}

Json to_wire(const MeasuredRow& row) {
  Json stages = Json::array();
  for (const Stage stage : row.stages) stages.push_back(kStageNames[static_cast<std::size_t>(stage)]);
  return {{"id", row.id},
          {"name", row.name},
          {"class_name", row.class_name},
          {"stages", std::move(stages)},
          {"module_ids", row.module_ids},
          {"depth", row.depth},
          {"instances", row.instances},
          {"calls", row.calls},
          {"measured_calls", row.measured_calls},
          {"scale", row.scale},
          {"figure", to_wire(row.figure)}};
}

Json rows(const std::vector<MeasuredRow>& list) {
  Json array = Json::array();
  for (const MeasuredRow& row : list) array.push_back(to_wire(row));
  return array;
}

/// What was measured and how, as the page's heading says it.
Json words_of(const Measurement& one) {
  Json software = Json::object();
  for (const auto& entry : one.software) software[entry.first] = entry.second;
  return {{"kind", measurements::kind_name(one.kind)},
          {"clock", measurements::clock_name(one.clock)},
          {"run_id", one.run_id},
          {"model", one.model},
          {"gpu_name", one.gpu_name},
          {"runtime", one.runtime},
          {"runs", one.runs},
          {"runs_known", one.runs_known},
          {"software", std::move(software)}};
}

std::string contributed(const Measurement& one) {
  const auto counted = [](std::size_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  std::string words = one.total_ms.empty() ? "" : counted(one.total_ms.size(), "run");
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0) words += (words.empty() ? "" : ", ") + counted(count, what);
  };
  add(one.stages.size(), "stage");
  add(one.modules.size(), "module");
  add(one.kernels.size(), "kernel");
  return "measured times: " + words + (one.gpu_name.empty() ? "" : " on " + one.gpu_name);
}

}  // namespace

Json to_wire(const std::vector<Measurement>& files, const Measurement* active) {
  Json list = Json::array();
  for (const Measurement& one : files) {
    Json file = words_of(one);
    file["file_name"] = one.file_name;
    file["bytes"] = one.bytes;
    file["contributed"] = contributed(one);
    file["used"] =
        active != nullptr && (active->file_name == one.file_name ||
                              std::find(active->also.begin(), active->also.end(), one.file_name) != active->also.end());
    list.push_back(std::move(file));
  }
  return {{"files", std::move(list)}};
}

Json to_wire(const MeasuredComparison& made, const Measurement& measurement) {
  Json files = Json::array({measurement.file_name});
  for (const std::string& file : measurement.also) files.push_back(file);
  Json context = Json::array();
  for (const MeasuredContext& row : made.context)
    context.push_back({{"key", row.key},
                       {"label", row.label},
                       {"measured", row.measured},
                       {"report", row.report},
                       {"agreement", kAgreementNames[static_cast<std::size_t>(row.agreement)]}});
  Json marks = Json::array();
  for (const MeasuredMark& mark : made.marks) marks.push_back({{"reason", mark.reason}, {"withheld", mark.withheld}});
  Json unmatched = Json::array();
  for (const UnmatchedPart& part : made.unmatched)
    unmatched.push_back({{"name", part.name}, {"class_name", part.class_name}, {"measured_ms", part.measured_ms}});
  Json kernels = Json::array();
  for (std::size_t i = 0; i < std::min(kTopKernels, measurement.kernels.size()); ++i) {
    const measurements::MeasuredKernel& kernel = measurement.kernels[i];
    kernels.push_back({{"name", kernel.name},
                       {"family", measurements::kernel_families()[measurements::family_of_kernel(kernel.name)].id},
                       {"calls", kernel.calls},
                       {"measured_ms", kernel.total_ms / static_cast<double>(measurement.runs)}});
  }
  return {{"files", std::move(files)},
          {"measurement", words_of(measurement)},
          {"context", std::move(context)},
          {"marks", std::move(marks)},
          {"total", to_wire(made.total)},
          {"stages", rows(made.stages)},
          {"modules", rows(made.modules)},
          {"families", rows(made.families)},
          {"kernels", std::move(kernels)},
          {"unmatched", std::move(unmatched)},
          {"unmatched_count", made.unmatched_count},
          {"report_modules", made.report_modules},
          {"notes", made.notes}};
}

}  // namespace modelmeter
