#pragma once
#include <string>
#include <vector>

#include "entities/memory.h"
#include "estimator/required.h"
#include "estimator/sensitivity.h"
#include "estimator/solve.h"
#include "serialization/json_reader.h"

namespace modelmeter {

// Searches as bindings/api.ts spells them.

/// `SolveRequest`: an `EstimateRequest` with what is asked of it. Each question reads its own fields.
struct SolveRequest {
  EstimateRequest base;
  Requirements requirements;              ///< "targets", "fit"
  std::string price = "price_usd_per_h";  ///< "price"
  std::string key;                        ///< "key": the setting to find the largest value of
  std::string metric = "ttft_ms";         ///< "metric" and "target_ms": required rates
  double target_ms = 0;
};
Result<SolveRequest> solve_request_from_json(std::string_view text);

std::string gpus_text(const std::vector<GpuAnswer>& answers);
std::string largest_text(const Largest& found);
std::string required_text(const RequiredRates& required);
std::string sensitivity_text(const Sensitivity& made);
std::string fits_text(const std::vector<LargestFit>& found);

}  // namespace modelmeter
