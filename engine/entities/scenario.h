#pragma once
#include "entities/estimate.h"
#include "entities/model_spec.h"
#include "entities/workload.h"

namespace modelmeter {

/// Everything that one estimate depends on, except the figures of the GPU.
struct Scenario {
  DeepSeekOCRModelSpec model;
  OCRWorkloadProfile workload;
  EstimateSettings estimate;

  bool operator==(const Scenario&) const = default;
};

}  // namespace modelmeter
