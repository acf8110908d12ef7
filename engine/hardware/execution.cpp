#include "hardware/execution.h"

#include <algorithm>

namespace modelmeter {
namespace {

std::optional<double> matrix_peak(const HardwareProfile& profile, DType dtype) {
  return profile.matrix_peak_flops_per_s[static_cast<std::size_t>(dtype)];
}

std::optional<double> vector_peak(const HardwareProfile& profile, DType dtype) {
  return profile.vector_peak_flops_per_s[static_cast<std::size_t>(dtype)];
}

std::string formats_with_peak(const HardwareProfile& profile) {
  std::string names;
  for (const DTypeInfo& row : kDTypes) {
    const bool usable =
        matrix_peak(profile, row.dtype) || (row.dtype == DType::fp32 && vector_peak(profile, DType::fp32));
    if (usable) names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  return names;
}

}  // namespace

DType compute_dtype(const Precision& precision) {
  const bool weights_wider = info(precision.weights).bits > info(precision.activations).bits;
  return weights_wider ? precision.weights : precision.activations;
}

Result<ExecutionModel> roofline(const HardwareProfile& profile, const Precision& precision) {
  Diagnostics faults;
  const DType dtype = compute_dtype(precision);
  // Without a matrix unit for fp32, PyTorch multiplies fp32 on the vector units.
  std::optional<double> matrix = matrix_peak(profile, dtype);
  if (!matrix && dtype == DType::fp32) matrix = vector_peak(profile, DType::fp32);
  if (!matrix) {
    const std::string name(name_of(dtype));
    const bool lacking = std::find(profile.unsupported_formats.begin(), profile.unsupported_formats.end(), name) !=
                         profile.unsupported_formats.end();
    faults.push_back({"precision",
                      "a format with a known matrix peak on " + profile.name + " (" + formats_with_peak(profile) + ")",
                      name + (lacking ? ", which it has no unit for" : ", whose peak is not known"), "bf16"});
  }
  const std::optional<double> vector = vector_peak(profile, DType::fp32);
  if (!vector) faults.push_back({"gpu", "a profile with vector_peak_flops_per_s.fp32", profile.id + " without it", ""});
  if (!profile.memory_bandwidth_bytes_per_s)
    faults.push_back({"gpu", "a profile with memory_bandwidth_bytes_per_s", profile.id + " without it", ""});
  if (!faults.empty()) return faults;

  ExecutionModel model;
  model.peak = {*matrix, *vector, *profile.memory_bandwidth_bytes_per_s, 0};
  const AchievedEfficiency& achieved = profile.achieved;
  if (achieved.matrix_ratio && achieved.bandwidth_ratio)
    model.achieved = Rates{*matrix * *achieved.matrix_ratio, *vector * *achieved.matrix_ratio,
                           model.peak.bytes_per_s * *achieved.bandwidth_ratio, achieved.launch_s.value_or(0)};
  return model;
}

KernelTime time_of(const Kernel& kernel, const Rates& rates) {
  const double matrix = kernel.matrix_flops.as_double() / rates.matrix_flops_per_s;
  const double vector = kernel.vector_flops.as_double() / rates.vector_flops_per_s;
  const double memory = kernel.bytes.as_double() / rates.bytes_per_s;
  KernelTime time{memory, Bound::memory};
  if (matrix > time.seconds) time = {matrix, Bound::matrix};
  if (vector > time.seconds) time = {vector, Bound::vector};
  if (rates.launch_s > time.seconds) time.bound = Bound::launch;
  time.seconds = time.seconds + rates.launch_s;
  return time;
}

}  // namespace modelmeter
