#pragma once
#include <string>
#include <vector>

#include "estimator/estimate.h"

namespace modelmeter {

/// What one piece of a run has to do: one batch before its first token, or one decode step on average.
struct PieceOfWork {
  double matrix_flops = 0;
  double vector_flops = 0;
  double io_bytes = 0;
  double launches = 0;
  double predicted_ms = 0;
};

/// What one GPU offers against what is required.
struct GpuHeadroom {
  std::string gpu;
  std::string name;
  /// Data-sheet rate / required rate; nothing where the profile does not know the rate (launches) or none is needed.
  std::optional<double> matrix, vector, bandwidth, launch;
  std::optional<double> predicted_ms;  ///< nothing where the estimate faults
  bool meets = false;                  ///< predicted to meet the target; every rate enough alone is not sufficient
  Diagnostics faults;
};

/// Rates that a time for one piece of work requires, each as if it alone took the whole time: below any of them the
/// target cannot be met, whatever the others are.
struct RequiredRates {
  std::string metric;  ///< "ttft_ms" or "tpot_ms"
  double target_ms = 0;
  PieceOfWork work;
  double matrix_flops_per_s = 0;
  double vector_flops_per_s = 0;
  double bytes_per_s = 0;
  double launches_per_s = 0;
  /// How many times as fast as predicted the request's own GPU would have to be, in everything at once.
  double speed_up = 0;
  std::vector<GpuHeadroom> gpus;
};

/// Rates for a target of `metric`, and every profile held against them. Faults: of the request, an unknown metric, a
/// target that is not above zero, no generated tokens where the target is of one.
Result<RequiredRates> required_rates(const EstimateRequest& base, const std::vector<HardwareProfile>& gpus,
                                     const std::string& metric, double target_ms);

}  // namespace modelmeter
