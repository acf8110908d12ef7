#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "entities/estimate.h"
#include "entities/hardware_profile.h"
#include "hardware/execution.h"
#include "kernels/kernel.h"
#include "serialization/json_reader.h"

namespace modelmeter {

/// Kernels to be timed one by one on one GPU: what calibrating and judging a calibration ask.
struct KernelTimesRequest {
  HardwareProfile profile;
  Execution execution = Execution::roofline;
  std::vector<Kernel> kernels;
};

/// {"gpu": id of a registered profile, or "profile": a profile, "execution", "kernels": [{"shape": "gemm", …}]}.
Result<KernelTimesRequest> kernel_times_request_from_json(std::string_view text,
                                                          const std::vector<HardwareProfile>& registered);

/// [[seconds, low, high or null, bound, family of residuals], …] in the order of the kernels; matrix products of a
/// kernel run in its format.
Result<std::string> kernel_times_text(const KernelTimesRequest& request);

}  // namespace modelmeter
