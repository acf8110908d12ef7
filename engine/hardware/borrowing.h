#pragma once
#include <vector>

#include "entities/hardware_profile.h"

namespace modelmeter {

/// How much wider the band of a borrowed calibration is to either side. An assumption: how far another GPU's ratios
/// really carry has not been measured yet.
inline constexpr double kBorrowedBand = 1.5;

/// Gives every profile without a calibration of its own that of the nearest GPU that has one: same architecture,
/// then same vendor, then any; the nearest release year among those. Ratios and start costs are kept, peaks, clocks
/// and units are the profile's own. Sections that are missing in a calibration of its own are borrowed likewise.
void borrow_calibrations(std::vector<HardwareProfile>& profiles);

}  // namespace modelmeter
