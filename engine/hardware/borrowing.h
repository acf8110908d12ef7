#pragma once
#include <vector>

#include "entities/hardware_profile.h"

namespace modelmeter {

/// How much wider a borrowed band is to either side. Of the same architecture: what makes the H200's bands hold 80 % of
/// 2,242 kernels measured on an H100. Of another architecture: what makes its matrix products' hold 80 % of those
/// measured on an A100, the worst of four GPUs (RTX PRO 6000, B200, B300; docs/time.md). Of another vendor: an
/// assumption.
inline constexpr double kBorrowedBandSameArchitecture = 1.05;
inline constexpr double kBorrowedBandSameVendor = 1.4;
inline constexpr double kBorrowedBandOtherVendor = 2;

/// Which of these holds between two GPUs.
double borrowed_band(const HardwareProfile& borrower, const HardwareProfile& lender);

/// Gives every profile without a calibration of its own that of the nearest GPU that has one: same architecture,
/// then same vendor, then any; the nearest release year among those. Ratios and start costs are kept, peaks, clocks
/// and units are the profile's own; costs of launches are the host's more than the GPU's. Sections that are missing in
/// a calibration of its own are borrowed likewise.
void borrow_calibrations(std::vector<HardwareProfile>& profiles);

}  // namespace modelmeter
