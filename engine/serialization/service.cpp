#include "serialization/service.h"

#include "architectures/generic/model.h"
#include "documents/documents.h"
#include "estimator/largest_fit.h"
#include "estimator/verification.h"
#include "hardware/borrowing.h"
#include "serialization/artifacts_wire.h"
#include "serialization/hardware_profile_json.h"
#include "serialization/measurement_reader.h"
#include "serialization/report_json.h"
#include "serialization/torchinfo_json.h"
#include "serialization/trace_json.h"
#include "serialization/wire.h"

namespace modelmeter {

std::string Service::catalog() const {
  return reply(modelmeter::catalog());
}

std::string Service::add_gpu(std::string_view profile_json) {
  Result<HardwareProfile> profile = hardware_profile_from_json(profile_json);
  if (!ok(profile)) return rejection(errors(profile));
  for (HardwareProfile& known : gpus_) {
    if (known.id != value(profile).id) continue;
    known = value(profile);
    borrow_calibrations(gpus_);
    return reply(to_wire(known));
  }
  gpus_.push_back(value(std::move(profile)));
  borrow_calibrations(gpus_);
  return reply(to_wire(gpus_.back()));
}

std::string Service::remove_gpu(const std::string& id) {
  for (auto known = gpus_.begin(); known != gpus_.end(); ++known) {
    if (known->id != id) continue;
    gpus_.erase(known);
    borrow_calibrations(gpus_);
    return gpus();
  }
  return rejection({{"gpu", "the id of a registered profile", "\"" + id + "\"", ""}});
}

std::string Service::gpus() const {
  Json array = Json::array();
  for (const HardwareProfile& profile : gpus_) array.push_back(to_wire(profile));
  return reply(std::move(array));
}

Result<EstimateRequest> Service::request_of(std::string_view request_json) const {
  Result<EstimateRequest> parsed = request_from_json(request_json);
  if (!ok(parsed)) return errors(parsed);
  EstimateRequest request = value(std::move(parsed));
  request.artifact_model = artifact_model_.get();
  return request;
}

void Service::artifacts_changed() {
  artifact_model_.reset();
  artifact_model_ = generic::model_of(artifacts_);
}

Result<HardwareProfile> Service::profile_of(const EstimateRequest& request) const {
  std::string names;
  for (const HardwareProfile& profile : gpus_) {
    if (profile.id == request.gpu) return profile;
    names += (names.empty() ? "" : ", ") + profile.id;
  }
  return Diagnostics{{"gpu", "one of " + names, "\"" + request.gpu + "\"", gpus_.empty() ? "" : gpus_[0].id}};
}

Result<Estimate> Service::made(std::string_view request_json, EstimateRequest& request) const {
  Result<EstimateRequest> parsed = request_of(request_json);
  if (!ok(parsed)) return errors(parsed);
  request = value(std::move(parsed));
  const Result<HardwareProfile> profile = profile_of(request);
  if (!ok(profile)) return errors(profile);
  Result<Estimate> estimate = modelmeter::estimate(request, value(profile));
  attach_measured(estimate, request);
  return estimate;
}

Result<Estimate> Service::made_whole(std::string_view request_json, EstimateRequest& request) const {
  Result<Estimate> result = made(request_json, request);
  if (!ok(result) || !value(result).report.memory) return result;
  Estimate whole = value(std::move(result));
  whole.report.memory->largest = largest_fit(request, value(profile_of(request)));
  return whole;
}

std::string Service::summary_of(const EstimateRequest& request, const Estimate& estimate) const {
  const HardwareProfile profile = value(profile_of(request));
  std::string text;
  if (!estimate.report.not_modeled) {
    text = summary_markdown(estimate, profile);
  } else {
    const Result<Verification> verification = modelmeter::verify(estimate.report, artifacts_);
    text = summary_markdown(estimate, profile, ok(verification) ? &value(verification) : nullptr);
  }
  if (measured_) text += "\n" + measured_markdown(compare_measured(estimate, profile, *measured_), *measured_);
  return text;
}

std::string Service::estimate(std::string_view request_json) const {
  EstimateRequest request;
  const Result<Estimate> result = made(request_json, request);
  return ok(result) ? reply_text(estimate_text(value(result))) : rejection(errors(result));
}

const std::string& Service::estimate_held(std::string_view request_json) {
  held_ = estimate(request_json);
  return held_;
}

std::string Service::explain(std::string_view request_json, const std::string& module_id) const {
  const Result<EstimateRequest> request = request_of(request_json);
  if (!ok(request)) return rejection(errors(request));
  const Result<ModuleExplanation> explanation = modelmeter::explain(value(request), module_id);
  return ok(explanation) ? reply(to_wire(value(explanation))) : rejection(errors(explanation));
}

std::string Service::kernels(std::string_view request_json, const std::string& module_id) const {
  const Result<EstimateRequest> request = request_of(request_json);
  if (!ok(request)) return rejection(errors(request));
  const Result<HardwareProfile> profile = profile_of(value(request));
  if (!ok(profile)) return rejection(errors(profile));
  const Result<std::vector<KernelRow>> rows = modelmeter::kernels(value(request), value(profile), module_id);
  if (!ok(rows)) return rejection(errors(rows));
  return reply({{"module_id", module_id}, {"kernels", to_wire(value(rows))}});
}

std::string Service::report(std::string_view request_json, const std::string& format) const {
  EstimateRequest request;
  const Result<Estimate> result = made_whole(request_json, request);
  if (!ok(result)) return rejection(errors(result));
  const AnalyticModelReport& made_report = value(result).report;
  if (format == "json") return reply(Json(to_json(made_report)));
  if (format == "yaml") return reply(Json(to_yaml(made_report)));
  if (format == "csv") return reply(Json(to_csv(made_report)));
  if (format == "md") return reply(Json(summary_of(request, value(result))));
  if (format == "trace") return reply(Json(to_chrome_trace(made_report)));
  return rejection(Diagnostics{{"format", "one of json, yaml, csv, md, trace", "\"" + format + "\"", "json"}});
}

std::string Service::files(std::string_view request_json) const {
  EstimateRequest request;
  const Result<Estimate> result = made_whole(request_json, request);
  if (!ok(result)) return rejection(errors(result));
  const Result<std::vector<Document>> layers = layer_documents(request, value(result));
  if (!ok(layers)) return rejection(errors(layers));
  const AnalyticModelReport& made_report = value(result).report;
  Json files = Json::array();
  const auto add = [&](const std::string& path, const std::string& text) {
    files.push_back({{"path", path}, {"text", text}});
  };
  add("report.json", to_json(made_report));
  add("report.yaml", to_yaml(made_report));
  add("modules.csv", to_csv(made_report));
  add("layers/summary.md", summary_of(request, value(result)));
  for (const Document& document : value(layers)) add(document.path, document.text);
  return reply({{"archive_name", made_report.report_id + ".zip"}, {"files", std::move(files)}});
}

std::string Service::document(std::string_view request_json, const std::string& path) const {
  EstimateRequest request;
  const Result<Estimate> result = made_whole(request_json, request);
  if (!ok(result)) return rejection(errors(result));
  if (path == "layers/summary.md") return reply({{"path", path}, {"markdown", summary_of(request, value(result))}});
  const Result<std::vector<Document>> layers = layer_documents(request, value(result));
  if (!ok(layers)) return rejection(errors(layers));
  for (const Document& one : value(layers))
    if (one.path == path) return reply({{"path", path}, {"markdown", one.text}});
  return rejection(
      Diagnostics{{"path", "layers/summary.md or a page of layers/", "\"" + path + "\"", "layers/summary.md"}});
}

std::vector<unsigned char>& Service::begin_artifact(std::size_t bytes) {
  incoming_.assign(bytes, 0);
  return incoming_;
}

void Service::cancel_artifact() {
  std::vector<unsigned char>().swap(incoming_);
}

std::string Service::finish_artifact(const std::string& file_name) {
  const std::string_view text(reinterpret_cast<const char*>(incoming_.data()), incoming_.size());
  Result<torchinfo::Artifact> read = torchinfo::read_artifact(text);
  cancel_artifact();
  if (!ok(read)) return rejection(errors(read));
  torchinfo::Artifact artifact = value(std::move(read));
  artifact.file_name = file_name;
  artifacts_.add(std::move(artifact));
  artifacts_changed();
  return artifacts();
}

std::string Service::artifacts() const {
  return reply(to_wire(artifacts_, artifact_model_.get()));
}

std::string Service::layer_rows() const {
  return reply(layer_rows_to_wire(artifacts_));
}

std::string Service::remove_artifacts() {
  artifacts_.clear();
  artifacts_changed();
  return artifacts();
}

std::string Service::verify(std::string_view request_json) const {
  EstimateRequest request;
  const Result<Estimate> result = made(request_json, request);
  if (!ok(result)) return rejection(errors(result));
  const Result<Verification> verification = modelmeter::verify(value(result).report, artifacts_);
  return ok(verification) ? reply(to_wire(value(verification))) : rejection(errors(verification));
}

std::string Service::validate(std::string_view text) const {
  const auto holds = [](const Json& json, const char* key) { return json.is_object() && json.contains(key); };
  if (modelmeter::measurement_kind(text)) {
    MeasurementReader reader;
    reader.feed(text);
    const Result<measurements::Measurement> read = reader.finish();
    if (!ok(read)) return rejection(errors(read));
    return reply(
        {{"kind", "measurement (" + measurements::kind_name(value(read).kind) + ")"}, {"flags", Json::array()}});
  }
  if (torchinfo::is_text_table(text)) {
    const Result<torchinfo::Artifact> table = torchinfo::read_artifact(text);
    if (!ok(table)) return rejection(errors(table));
    return reply({{"kind", "artifact (summary)"}, {"flags", Json::array()}});
  }
  const Result<Json> parsed = parse_json(text, std::size_t{256} << 20);
  if (!ok(parsed)) return rejection(errors(parsed));
  const Json& json = value(parsed);
  if (holds(json, "module_metrics") || holds(json, "report_id")) {
    const Result<AnalyticModelReport> report = report_from_json(text);
    if (!ok(report)) return rejection(errors(report));
    return reply({{"kind", "report"}, {"flags", to_wire(flags(value(report)))}});
  }
  if (holds(json, "matrix_peak_flops_per_s") || holds(json, "memory_bandwidth_bytes_per_s")) {
    const Result<HardwareProfile> profile = hardware_profile_from_json(text);
    if (!ok(profile)) return rejection(errors(profile));
    return reply({{"kind", "hardware_profile"}, {"flags", Json::array()}});
  }
  if (holds(json, "profile_id") && holds(json, "seq_len")) {
    const Result<OCRWorkloadProfile> profile = workload_from_json(text);
    if (!ok(profile)) return rejection(errors(profile));
    return reply({{"kind", "workload_profile"}, {"flags", Json::array()}});
  }
  return rejection(Diagnostics{
      {"", "a report, a hardware profile, a workload profile or a TorchInfo artifact", "another JSON document", ""}});
}

}  // namespace modelmeter
