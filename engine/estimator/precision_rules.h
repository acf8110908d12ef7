#pragma once
#include <string>
#include <vector>

#include "entities/hardware_profile.h"
#include "units/format.h"

namespace modelmeter {

/// A choice that a GPU rules out beside the other choices in force.
struct UnavailableChoice {
  std::string key;    ///< of the setting: "activations"
  std::string value;  ///< "nvfp4"
  std::string reason;
};

/// The formats that cannot be chosen on a profile, in the order of the settings and their choices.
std::vector<UnavailableChoice> unavailable_formats(const Precision& precision, const HardwareProfile& profile);

/// What a narrow format holds, what stays wide and what unpacking costs; empty where every format is wide.
std::string precision_note(const Precision& precision);

/// "bf16", or "int4-g128/bf16/fp8_e4m3"; with the layers quantized where they are not the usual ones.
std::string precision_text(const Precision& precision);

}  // namespace modelmeter
