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
Json to_wire(const HardwareProfile& profile);
Json to_wire(const Verification& verification);
/// `ModelInfo` of api.ts.
Json model_info(const Model& model);
/// Models with their fields, workloads, categories.
Json catalog();

Result<EstimateRequest> request_from_json(std::string_view text);

}  // namespace modelmeter
