#pragma once
#include <string>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/estimate.h"
#include "estimator/verification.h"
#include "serialization/json_reader.h"

namespace modelmeter {

// What crosses between the engine and the page or the command line, as bindings/api.ts spells it.

/// {"ok": true, "value": …}
std::string reply(Json value);
/// {"ok": false, "errors": […]}
std::string rejection(const Diagnostics& errors);

/// A finished piece of compact JSON as the value.
std::string reply_text(const std::string& json);

Json to_wire(const Diagnostics& diagnostics);
/// `Estimate` of api.ts, as text: the one reply that is large and frequent.
std::string estimate_text(const Estimate& estimate);
Json to_wire(const ModuleExplanation& explanation);
Json to_wire(const std::vector<KernelRow>& kernels);
Json to_wire(const HardwareProfile& profile);
Json to_wire(const Verification& verification);
/// `ModelInfo` of api.ts.
Json model_info(const Model& model);
/// Models with their fields, workloads, categories.
Json catalog();

/// Longest request that is read.
inline constexpr std::size_t kMaxRequestBytes = std::size_t{1} << 20;

Result<EstimateRequest> request_from_json(std::string_view text);
/// A request that is part of a larger one; its faults are the reader's.
EstimateRequest read_request(const Reader& reader);

}  // namespace modelmeter
