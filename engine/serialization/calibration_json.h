#pragma once
#include "entities/calibration.h"
#include "serialization/archive.h"

namespace modelmeter {

/// The member `calibration` of a hardware profile.
void calibration_field(Archive& archive, std::optional<Calibration>& calibration);

}  // namespace modelmeter
