// Kernels timed one by one.
#include "serialization/kernel_times_wire.h"
#include "serialization/service.h"
#include "serialization/wire.h"

namespace modelmeter {

std::string Service::kernel_times(std::string_view request_json) const {
  const Result<KernelTimesRequest> request = kernel_times_request_from_json(request_json, gpus_);
  if (!ok(request)) return rejection(errors(request));
  const Result<std::string> times = kernel_times_text(value(request));
  return ok(times) ? reply_text(value(times)) : rejection(errors(times));
}

}  // namespace modelmeter
