#pragma once
#include "entities/hardware_profile.h"
#include "serialization/archive.h"

namespace modelmeter {

void fields(Archive& archive, HardwareProfile& profile);

}  // namespace modelmeter
