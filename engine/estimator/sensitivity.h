#pragma once
#include <optional>
#include <string>
#include <vector>

#include "estimator/estimate.h"

namespace modelmeter {

enum class Resource { matrix, vector, bandwidth, launch, capacity };
inline constexpr Resource kResources[] = {Resource::matrix, Resource::vector, Resource::bandwidth, Resource::launch,
                                          Resource::capacity};

/// What one percent more of a resource changes, in percent; negative is less time. By central differences.
struct SensitivityRow {
  Resource resource = Resource::matrix;
  double ttft_percent = 0;
  std::optional<double> tpot_percent;  ///< nothing without generated tokens
  double total_percent = 0;
  double throughput_percent = 0;
  std::int64_t margin_bytes = 0;  ///< change of the memory margin
};

struct Sensitivity {
  std::vector<SensitivityRow> rows;  ///< in the order of `kResources`
  /// Which resource helps most; nothing where none helps.
  std::optional<Resource> best_for_ttft, best_for_tpot, best_for_total;
  bool fits = false;
};

/// The profile with `factor` times as much of a resource. Launches: as many times more of them per second.
HardwareProfile with_more(const HardwareProfile& profile, Resource resource, double factor);

Result<Sensitivity> sensitivity(const EstimateRequest& request, const HardwareProfile& profile);

}  // namespace modelmeter
