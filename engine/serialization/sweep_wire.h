#pragma once
#include <string>
#include <vector>

#include "estimator/sweep.h"
#include "serialization/json_reader.h"

namespace modelmeter {

class JsonText;

// Sweeps as bindings/api.ts spells them.

/// `SweepRequest`: an `EstimateRequest` with `vary`.
Result<SweepRequest> sweep_request_from_json(std::string_view text);

/// Adds every metric's key, label, unit, kind and help.
void write_metrics(JsonText& text);
void write_figure(JsonText& text, const Figure& figure);
void write_setting(JsonText& text, const SettingValue& value);
void write_faults(JsonText& text, const Diagnostics& faults);

/// `SweepPlan` of api.ts.
std::string plan_text(const SweepPlan& plan);
/// `SweepRows` of api.ts.
std::string rows_text(std::int64_t first, const std::vector<SweepPoint>& rows);

}  // namespace modelmeter
