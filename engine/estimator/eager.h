#pragma once
#include <vector>

#include "estimator/walk.h"

namespace modelmeter {

/// Times of one pass over the launches: of every launch on the device, and what the host costs.
struct EagerTimes {
  std::vector<double> device_s{};  ///< one launch, by index into `Walk.kernels`
  LaunchCalibration host{};
  double host_ratio = 1;      ///< of the calibrated host times
  double in_model_ratio = 1;  ///< of a call between other calls of a model to the same call in a tight loop
  double gap_s = 0;           ///< of the device between kernels that are launched one by one, beyond a graph's
};

/// What every kernel adds to the time at which the device is done, over all calls; by index into `Walk.kernels`.
///
/// The host issues calls one after another; the device runs a kernel when it has been issued and the kernel before has
/// ended:
///   host  += (calls · launch + views · view + (a module's call)) · in-model ratio
///   end    = max(end + gap, host) + duration
/// Calls of one loop (experts one after another) cost what they cost alone: caches are warm.
/// and where the host waits for a result: host = max(host, end) + synchronise. Repeated bodies are played until a turn
/// takes as long as the one before, then counted.
std::vector<double> play_eager(const Walk& walk, const EagerTimes& times);

}  // namespace modelmeter
