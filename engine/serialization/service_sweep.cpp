// Calls of the service that make many estimates.
#include "serialization/service.h"
#include "serialization/sweep_wire.h"
#include "serialization/wire.h"

namespace modelmeter {

Result<SweepPlan> Service::plan_of(std::string_view request_json) const {
  Result<SweepRequest> parsed = sweep_request_from_json(request_json);
  if (!ok(parsed)) return errors(parsed);
  SweepRequest request = value(std::move(parsed));
  request.base.artifact_model = artifact_model_.get();
  return plan_sweep(request, gpus_);
}

std::string Service::sweep_plan(std::string_view request_json) const {
  const Result<SweepPlan> plan = plan_of(request_json);
  return ok(plan) ? reply_text(plan_text(value(plan))) : rejection(errors(plan));
}

std::string Service::sweep_rows(std::string_view request_json, double first, double count) const {
  const Result<SweepPlan> plan = plan_of(request_json);
  if (!ok(plan)) return rejection(errors(plan));
  const auto whole = [](double n) { return n >= 0 && n <= 1e9 ? static_cast<std::int64_t>(n) : std::int64_t{0}; };
  return reply_text(rows_text(whole(first), modelmeter::sweep_rows(value(plan), gpus_, whole(first), whole(count))));
}

}  // namespace modelmeter
