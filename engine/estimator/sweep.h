#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/figures.h"
#include "estimator/sweep_axis.h"

namespace modelmeter {

/// An estimate to make, and one or two of its fields to vary.
struct SweepRequest {
  EstimateRequest base;
  std::vector<AxisRequest> vary;
};

/// A request whose axes are read: as many points as the product of their lengths, the last axis fastest.
struct SweepPlan {
  EstimateRequest base;
  std::vector<SweepAxis> axes;
  /// The prompt grows and shrinks with the image: its text stays as long as it is without the image axes.
  bool prompt_follows_image = false;
  std::vector<std::string> notes;

  std::int64_t points() const;
};

/// One point: where it is and what it costs, or why it cannot be.
struct SweepPoint {
  std::vector<SettingValue> at;  ///< one per axis
  std::vector<Figure> figures;   ///< in the order of `metrics()`; empty where the point faults
  Diagnostics faults;
};

/// Reads the axes. Faults: none or more than two axes, one twice, an unknown field, values that cannot be read, and
/// more than `kMaxSweepPoints` points.
Result<SweepPlan> plan_sweep(const SweepRequest& request, const std::vector<HardwareProfile>& gpus);

/// Points `first` … `first + count − 1` of a plan, as far as it has them. A point is the estimate of its request: any
/// chunking gives the same rows.
std::vector<SweepPoint> sweep_rows(const SweepPlan& plan, const std::vector<HardwareProfile>& gpus, std::int64_t first,
                                   std::int64_t count);

/// The request that a point of a plan stands for.
Result<EstimateRequest> request_at(const SweepPlan& plan, std::int64_t point);

/// A registered profile by its id, or the fault of a request that names none.
Result<const HardwareProfile*> find_gpu(const std::vector<HardwareProfile>& gpus, const std::string& id);

}  // namespace modelmeter
