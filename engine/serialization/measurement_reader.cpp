#include "serialization/measurement_reader.h"

#include <algorithm>

#include "measurements/trace_times.h"
#include "serialization/kernel_csv.h"
#include "serialization/measurement_json.h"

namespace modelmeter {
namespace {

using measurements::Measurement;
using measurements::MeasurementKind;

constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

}  // namespace

std::optional<MeasurementKind> measurement_kind(std::string_view head) {
  head = head.substr(0, kHeadBytes);
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  const std::size_t start = head.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return std::nullopt;
  const auto has = [&](std::string_view part) { return head.find(part) != std::string_view::npos; };
  if (head[start] == '{') {
    if (has("\"modelmeter-measurement\"")) return MeasurementKind::times;
    // A trace whose metadata are long has no events in its head, but what only Kineto writes.
    if (has("\"traceEvents\"") || (has("\"schemaVersion\"") && has("\"deviceProperties\"")))
      return MeasurementKind::trace;
    return std::nullopt;
  }
  if (head[start] == '[') {
    if (has("\"ph\"") && has("\"name\"")) return MeasurementKind::trace;
    return std::nullopt;
  }
  if (is_kernel_csv(head)) return MeasurementKind::kernel_summary;
  return std::nullopt;
}

bool MeasurementReader::feed(std::string_view piece) {
  bytes_ += piece.size();
  if (stream_) return stream_->feed(piece);
  head_ += piece;
  if (!decided_ && head_.size() >= kHeadBytes) return decide();
  return !decided_ || (kind_ && head_.size() <= kMaxTimesBytes);
}

bool MeasurementReader::decide() {
  decided_ = true;
  kind_ = measurement_kind(head_);
  if (kind_ != MeasurementKind::trace) return kind_.has_value();
  trace_ = std::make_unique<TraceSax>();
  stream_ = std::make_unique<JsonStream>(*trace_);
  std::string_view text = head_;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const bool more = stream_->feed(text);
  std::string().swap(head_);
  return more;
}

Result<Measurement> MeasurementReader::finish() {
  if (bytes_ == 0) return Diagnostics{{"", "a measurement", "an empty file", ""}};
  if (!decided_) decide();
  if (!kind_)
    return Diagnostics{
        {"",
         "a measurement: a document of format modelmeter-measurement, a Chrome trace of torch.profiler, or "
         "the CSV of nsys stats --report cuda_gpu_kern_sum",
         "another document", ""}};
  if (kind_ != MeasurementKind::trace) {
    if (head_.size() > kMaxTimesBytes)
      return Diagnostics{{"", "at most " + std::to_string(kMaxTimesBytes >> 20) + " MiB", "more", ""}};
    Result<Measurement> read = *kind_ == MeasurementKind::times ? times_from_json(head_) : read_kernel_csv(head_);
    std::string().swap(head_);
    if (!ok(read)) return read;
    Measurement measured = value(std::move(read));
    measured.bytes = static_cast<std::int64_t>(bytes_);
    return measured;
  }
  stream_->finish();
  if (!stream_->faults().empty()) return stream_->faults();
  Diagnostics faults = trace_->take_faults();
  if (faults.empty() && !trace_->saw_events) faults.push_back({"traceEvents", "a list of events", "nothing", ""});
  if (!faults.empty()) return faults;
  Result<Measurement> made = measurements::times_of(trace_->events);
  if (!ok(made)) return made;
  Measurement measured = value(std::move(made));
  measured.bytes = static_cast<std::int64_t>(bytes_);
  return measured;
}

}  // namespace modelmeter
