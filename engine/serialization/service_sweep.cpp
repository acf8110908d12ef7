// Calls of the service that make many estimates.
#include "estimator/largest_fit.h"
#include "serialization/service.h"
#include "serialization/solve_wire.h"
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

std::string Service::solve(std::string_view request_json, const std::string& question) const {
  Result<SolveRequest> parsed = solve_request_from_json(request_json);
  if (!ok(parsed)) return rejection(errors(parsed));
  SolveRequest request = value(std::move(parsed));
  request.base.artifact_model = artifact_model_.get();
  const auto answer = [](const auto& result, auto text) {
    return ok(result) ? reply_text(text(value(result))) : rejection(errors(result));
  };
  if (question == "gpus")
    return answer(gpus_meeting(request.base, gpus_, request.requirements, request.price), gpus_text);
  if (question == "required")
    return answer(required_rates(request.base, gpus_, request.metric, request.target_ms), required_text);
  const Result<const HardwareProfile*> gpu = find_gpu(gpus_, request.base.gpu);
  if (!ok(gpu)) return rejection(errors(gpu));
  if (question == "largest")
    return answer(largest_that_meets(request.base, *value(gpu), request.key, request.requirements), largest_text);
  if (question == "fit") return reply_text(fits_text(largest_fit(request.base, *value(gpu))));
  if (question == "sensitivity") return answer(modelmeter::sensitivity(request.base, *value(gpu)), sensitivity_text);
  return rejection(
      Diagnostics{{"question", "one of gpus, largest, required, sensitivity, fit", "\"" + question + "\"", "gpus"}});
}

}  // namespace modelmeter
