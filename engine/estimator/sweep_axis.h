#pragma once
#include <string>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/settings.h"

namespace modelmeter {

/// Points that a sweep may have: the product of its axes' lengths.
inline constexpr std::int64_t kMaxSweepPoints = 20000;

/// A field to vary, as a user writes it.
struct AxisRequest {
  std::string key;  ///< a setting's key, "precision", "workload" or "gpu"
  /// Comma-separated values and ranges: "1,2,8..32:8", "1..64:x2" (each twice the one before), "all".
  std::string values;
};

/// A field with the values that it takes, in the order written, each once.
struct SweepAxis {
  std::string key;
  std::string label;
  std::string unit;
  bool numeric = false;
  std::vector<SettingValue> values;
};

/// The axis that a request means, or its faults; `path` names it in them. Values that only some points may have
/// (a prompt beyond the model's limit) are not faults here: those points carry theirs.
Result<SweepAxis> axis_of(const AxisRequest& request, const std::string& path, const EstimateRequest& base,
                          const std::vector<HardwareProfile>& gpus);

/// Puts one value of an axis into a request.
void put(EstimateRequest& request, const std::string& key, const SettingValue& value);

}  // namespace modelmeter
