#pragma once
#include "hardware/execution.h"

namespace modelmeter {

/// Matrix products on their own: one kernel, operands and result in device memory or L2.
KernelTime gemm_time(const Kernel& kernel, const GemmShape& shape, const Device& device,
                     const GemmCalibration& parameters);

}  // namespace modelmeter
