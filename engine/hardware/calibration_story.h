#pragma once
#include <optional>
#include <string>
#include <vector>

#include "entities/hardware_profile.h"

namespace modelmeter {

/// What one family of kernels is timed with on one GPU.
struct CalibrationFamily {
  std::string family;     ///< "gemm"; "launch": the costs around kernels
  bool measured = false;  ///< on this GPU
  bool modelled = false;  ///< has a law at all; else its kernels run at the achieved rates
  /// Of the family and its parts, by range of time, as used: widened where they are borrowed. Launch costs have none.
  std::vector<CalibrationResidual> residuals;
};

/// Where a GPU's calibrated times come from, family by family.
struct CalibrationStory {
  std::vector<CalibrationFamily> families;
  std::optional<FittedOn> fitted_on;  ///< its own measurements
  std::string lender;                 ///< id of the GPU that lends the rest; empty where nothing is borrowed
  std::string lender_name;
  std::optional<FittedOn> lender_fitted_on;
  double borrowed_band = 1;  ///< times as wide as its own, to either side
};

/// `profiles`: all that are registered, after `borrow_calibrations`.
CalibrationStory calibration_story(const HardwareProfile& profile, const std::vector<HardwareProfile>& profiles);

}  // namespace modelmeter
