#pragma once
#include "entities/hardware_profile.h"
#include "entities/memory.h"
#include "estimator/estimate.h"

namespace modelmeter {

/// Device memory that a request needs, reserve included, without timing anything; its faults where it cannot run.
Result<std::int64_t> memory_needed(const EstimateRequest& request);

/// The largest batch and the longest prompt that fit a GPU's memory, everything else as it is. Each takes about ten
/// layouts of memory: straight lines through known points are followed, then the neighbours are tried, so that the
/// value fits and the next does not.
std::vector<LargestFit> largest_fit(const EstimateRequest& request, const HardwareProfile& profile);

}  // namespace modelmeter
