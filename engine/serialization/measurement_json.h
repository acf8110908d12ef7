#pragma once
#include <string_view>

#include "entities/diagnostic.h"
#include "measurements/measurement.h"

namespace modelmeter {

/// The value of `format` in our own measurement documents.
inline constexpr const char* kMeasurementFormat = "modelmeter-measurement";
/// Longest of them that is read.
inline constexpr std::size_t kMaxTimesBytes = std::size_t{64} << 20;

/// Reads one (docs/measurements.md, schema/measurement.schema.json); every fault is reported with its JSON path.
Result<measurements::Measurement> times_from_json(std::string_view text);

}  // namespace modelmeter
