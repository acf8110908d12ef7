// Measured times beside predicted ones.
#include <algorithm>

#include "documents/documents.h"
#include "serialization/measured_wire.h"
#include "serialization/measurement_reader.h"
#include "serialization/service.h"
#include "serialization/wire.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxMeasurements = 64;
constexpr double kMaxRuns = 1e6;

}  // namespace

Service::Service() = default;
Service::~Service() = default;

std::string Service::measurement_kind(std::string_view head) const {
  const auto kind = modelmeter::measurement_kind(head);
  return reply(kind ? Json(measurements::kind_name(*kind)) : Json(nullptr));
}

void Service::begin_measurement() {
  reading_ = std::make_unique<MeasurementReader>();
}

std::vector<unsigned char>& Service::measurement_room(std::size_t bytes) {
  if (piece_.size() < bytes) piece_.resize(bytes);
  return piece_;
}

bool Service::feed_measurement(std::size_t bytes) {
  if (!reading_) return false;
  return reading_->feed({reinterpret_cast<const char*>(piece_.data()), std::min(bytes, piece_.size())});
}

void Service::cancel_measurement() {
  reading_.reset();
  std::vector<unsigned char>().swap(piece_);
}

std::string Service::finish_measurement(const std::string& file_name) {
  if (!reading_) return rejection(Diagnostics{{"", "a measurement", "nothing", ""}});
  Result<measurements::Measurement> read = reading_->finish();
  cancel_measurement();
  if (!ok(read)) return rejection(errors(read));
  measurements::Measurement measured = value(std::move(read));
  measured.file_name = file_name;
  // The same file again, or the same run, takes the place of the earlier one.
  const auto same = [&](const measurements::Measurement& one) {
    return one.file_name == file_name ||
           (!measured.run_id.empty() && one.run_id == measured.run_id && one.kind == measured.kind);
  };
  measurements_.erase(std::remove_if(measurements_.begin(), measurements_.end(), same), measurements_.end());
  if (measurements_.size() >= kMaxMeasurements)
    return rejection(
        Diagnostics{{"", "at most " + std::to_string(kMaxMeasurements) + " measurements", "one more", ""}});
  measurements_.push_back(std::move(measured));
  measurements_changed();
  return measurements();
}

/// What the newest file measured, with the runs of all others that measured the same.
void Service::measurements_changed() {
  measured_.reset();
  if (measurements_.empty()) return;
  measured_ = std::make_unique<measurements::Measurement>(measurements_.back());
  for (std::size_t i = 0; i + 1 < measurements_.size(); ++i) add_runs(*measured_, measurements_[i]);
}

std::string Service::measurements() const {
  return reply(to_wire(measurements_, measured_.get()));
}

std::string Service::remove_measurements() {
  measurements_.clear();
  measurements_changed();
  return measurements();
}

std::string Service::set_measured_runs(double runs) {
  if (!measured_ || measured_->runs_known)
    return rejection(Diagnostics{{"runs", "a measurement that does not say how many runs it covers", "none", ""}});
  if (!(runs >= 1 && runs <= kMaxRuns))
    return rejection(Diagnostics{{"runs", "a whole number from 1 to 1000000", std::to_string(runs), "1"}});
  measurements_.back().runs = static_cast<std::int64_t>(runs);
  measurements_changed();
  return measurements();
}

void Service::attach_measured(Result<Estimate>& made, const EstimateRequest& request) const {
  if (!measured_ || !ok(made)) return;
  const Result<HardwareProfile> profile = profile_of(request);
  if (ok(profile)) attach_measurement(std::get<Estimate>(made), value(profile), *measured_);
}

std::string Service::measured(std::string_view request_json, const std::string& format) const {
  EstimateRequest request;
  const Result<Estimate> result = made(request_json, request);
  if (!ok(result)) return rejection(errors(result));
  if (!measured_)
    return rejection(Diagnostics{
        {"", "a measurement: a file of ours, a torch.profiler trace or an nsys kernel summary", "none loaded", ""}});
  const MeasuredComparison comparison = compare_measured(value(result), value(profile_of(request)), *measured_);
  if (format == "json") return reply(to_wire(comparison, *measured_));
  if (format == "md") return reply(Json(measured_markdown(comparison, *measured_)));
  return rejection(Diagnostics{{"format", "one of json, md", "\"" + format + "\"", "json"}});
}

}  // namespace modelmeter
