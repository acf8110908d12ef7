#pragma once
#include <string>
#include <vector>

#include "estimator/measured.h"
#include "measurements/measurement.h"
#include "serialization/json_reader.h"

namespace modelmeter {

/// `MeasurementSummary` of api.ts: the loaded files, and the one measurement that they make.
Json to_wire(const std::vector<measurements::Measurement>& files, const measurements::Measurement* active);
/// `MeasuredComparison` of api.ts.
Json to_wire(const MeasuredComparison& made, const measurements::Measurement& measurement);

}  // namespace modelmeter
