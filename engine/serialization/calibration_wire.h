#pragma once
#include "hardware/calibration_story.h"
#include "serialization/json_reader.h"

namespace modelmeter {

/// `CalibrationStory` of api.ts.
Json to_wire(const CalibrationStory& story);

}  // namespace modelmeter
