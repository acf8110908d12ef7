#include "hardware/execution.h"

#include <algorithm>

#include "hardware/calibrated.h"

namespace modelmeter {
namespace {

std::optional<double> matrix_peak(const HardwareProfile& profile, DType dtype) {
  return profile.matrix_peak_flops_per_s[static_cast<std::size_t>(dtype)];
}

std::optional<double> vector_peak(const HardwareProfile& profile, DType dtype) {
  return profile.vector_peak_flops_per_s[static_cast<std::size_t>(dtype)];
}

/// Without a matrix unit for fp32, PyTorch multiplies fp32 on the vector units.
std::optional<double> multiply_peak(const HardwareProfile& profile, DType dtype) {
  const std::optional<double> matrix = matrix_peak(profile, dtype);
  return matrix || dtype != DType::fp32 ? matrix : vector_peak(profile, DType::fp32);
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

Device device_of(const HardwareProfile& profile) {
  Device device;
  for (const DTypeInfo& row : kDTypes)
    device.matrix_flops_per_s[static_cast<std::size_t>(row.dtype)] = multiply_peak(profile, row.dtype).value_or(0);
  device.vector_flops_per_s = *vector_peak(profile, DType::fp32);
  device.bytes_per_s = *profile.memory_bandwidth_bytes_per_s;
  device.l2_bytes = static_cast<double>(profile.l2_bytes.value_or(0));
  device.compute_units = static_cast<double>(profile.compute_units.value_or(1));
  device.clock_hz = profile.boost_clock_hz.value_or(device.vector_flops_per_s / (256 * device.compute_units));
  const std::string& generation = profile.architecture;
  device.cudnn_attention = generation == "Hopper" || generation.rfind("Blackwell", 0) == 0;
  return device;
}

}  // namespace

DType compute_dtype(const Precision& precision) {
  const bool weights_wider = info(precision.weights).bits > info(precision.activations).bits;
  return weights_wider ? precision.weights : precision.activations;
}

Result<ExecutionModel> execution_model(const HardwareProfile& profile, const Precision& precision,
                                       Execution execution) {
  Diagnostics faults;
  const DType dtype = compute_dtype(precision);
  const std::optional<double> matrix = multiply_peak(profile, dtype);
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
  if (execution == Execution::calibrated && !profile.calibration)
    faults.push_back({"execution", "roofline (the profile of " + profile.name + " carries no calibration)",
                      "calibrated", "roofline"});
  if (!faults.empty()) return faults;

  ExecutionModel model;
  model.execution = execution;
  model.peak = {*matrix, *vector, *profile.memory_bandwidth_bytes_per_s, 0};
  const AchievedEfficiency& achieved = profile.achieved;
  if (achieved.matrix_ratio && achieved.bandwidth_ratio)
    model.achieved = Rates{*matrix * *achieved.matrix_ratio, *vector * *achieved.matrix_ratio,
                           model.peak.bytes_per_s * *achieved.bandwidth_ratio, achieved.launch_s.value_or(0)};
  model.device = device_of(profile);
  if (execution == Execution::calibrated) model.calibration = profile.calibration;
  return model;
}

KernelTime roofline_time(const Kernel& kernel, const Rates& rates) {
  const double matrix = kernel.matrix_flops.as_double() / rates.matrix_flops_per_s;
  const double vector = kernel.vector_flops.as_double() / rates.vector_flops_per_s;
  const double memory = kernel.bytes.as_double() / rates.bytes_per_s;
  KernelTime time{memory, memory, std::nullopt, Bound::memory};
  if (matrix > time.seconds) time = {matrix, matrix, std::nullopt, Bound::matrix};
  if (vector > time.seconds) time = {vector, vector, std::nullopt, Bound::vector};
  if (rates.launch_s > time.seconds) time.bound = Bound::launch;
  time.seconds = time.seconds + rates.launch_s;
  time.low_seconds = time.seconds;
  return time;
}

KernelTime time_of(const Kernel& kernel, const ExecutionModel& model) {
  if (model.execution == Execution::calibrated) return calibrated_time(kernel, model);
  KernelTime time = roofline_time(kernel, model.peak);
  if (model.achieved) time.high_seconds = roofline_time(kernel, *model.achieved).seconds;
  return time;
}

}  // namespace modelmeter
