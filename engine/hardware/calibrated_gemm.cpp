#include "hardware/calibrated_gemm.h"

#include <algorithm>

namespace modelmeter {

KernelTime gemm_time(const Kernel& kernel, const GemmShape&, const Device& device, const GemmCalibration& parameters) {
  const double peak = device.matrix_flops_per_s[static_cast<std::size_t>(kernel.dtype)];
  const double matrix = kernel.matrix_flops.as_double() / (peak * parameters.matrix_ratio);
  const double memory = kernel.bytes.as_double() / (device.bytes_per_s * parameters.stream_ratio);
  KernelTime time;
  time.seconds = parameters.start_s + std::max(matrix, memory);
  time.bound = matrix > memory ? Bound::matrix : Bound::memory;
  return time;
}

}  // namespace modelmeter
