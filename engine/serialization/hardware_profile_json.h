#pragma once
#include <string>
#include <string_view>

#include "entities/hardware_profile.h"

namespace modelmeter {

/// A hardware profile of untrusted text: syntax, types, unknown keys and ranges are checked; every fault is reported.
Result<HardwareProfile> hardware_profile_from_json(std::string_view text);

std::string to_json(const HardwareProfile& profile);

}  // namespace modelmeter
