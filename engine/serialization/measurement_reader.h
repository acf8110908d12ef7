#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "measurements/measurement.h"
#include "serialization/json_stream.h"
#include "serialization/trace_sax.h"

namespace modelmeter {

/// What a document is by its first bytes (64 KiB are enough): nothing where it is no measurement.
std::optional<measurements::MeasurementKind> measurement_kind(std::string_view head);

/// Takes a measurement of any kind in pieces. Of a trace only its events are held, never its text; the other kinds are
/// small.
class MeasurementReader {
 public:
  /// False once nothing more will be read; `finish` then says why.
  bool feed(std::string_view piece);
  Result<measurements::Measurement> finish();

 private:
  bool decide();

  std::string head_;  // the first bytes, or the whole of a small document
  std::unique_ptr<TraceSax> trace_;
  std::unique_ptr<JsonStream> stream_;
  std::optional<measurements::MeasurementKind> kind_;
  bool decided_ = false;
  std::size_t bytes_ = 0;
};

}  // namespace modelmeter
