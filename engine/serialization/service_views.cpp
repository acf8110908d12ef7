// Calls of the service that charts and sheets are drawn from.
#include "serialization/calibration_wire.h"
#include "serialization/service.h"
#include "serialization/views_wire.h"
#include "serialization/wire.h"

namespace modelmeter {

std::string Service::roofline(std::string_view request_json) const {
  const Result<EstimateRequest> request = request_of(request_json);
  if (!ok(request)) return rejection(errors(request));
  const Result<HardwareProfile> profile = profile_of(value(request));
  if (!ok(profile)) return rejection(errors(profile));
  const Result<RooflineView> view = roofline_view(value(request), value(profile));
  return ok(view) ? reply(to_wire(value(view))) : rejection(errors(view));
}

std::string Service::calibration(const std::string& gpu_id) const {
  for (const HardwareProfile& profile : gpus_)
    if (profile.id == gpu_id) return reply(to_wire(calibration_story(profile, gpus_)));
  return rejection({{"gpu", "the id of a registered profile", "\"" + gpu_id + "\"", ""}});
}

std::string Service::breakdown(std::string_view request_json) const {
  EstimateRequest request;
  const Result<Estimate> result = made(request_json, request);
  return ok(result) ? reply(to_wire(breakdown_of(value(result).report))) : rejection(errors(result));
}

std::string Service::explain_figure(std::string_view request_json, const std::string& subject) const {
  const Result<EstimateRequest> request = request_of(request_json);
  if (!ok(request)) return rejection(errors(request));
  const Result<HardwareProfile> profile = profile_of(value(request));
  if (!ok(profile)) return rejection(errors(profile));
  const Result<FigureExplanation> made = modelmeter::explain_figure(value(request), value(profile), subject);
  return ok(made) ? reply(to_wire(value(made))) : rejection(errors(made));
}

}  // namespace modelmeter
