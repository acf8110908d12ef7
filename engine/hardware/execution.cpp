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

bool lacks(const HardwareProfile& profile, std::string_view name) {
  const std::vector<std::string>& lacking = profile.unsupported_formats;
  return std::any_of(lacking.begin(), lacking.end(),
                     [&](const std::string& one) { return one == name || one == std::string(name) + " tensor"; });
}

/// The matrix peak of a format; nothing where the hardware has no unit for it or none is known.
std::optional<double> peak_of(const HardwareProfile& profile, Format format) {
  if (lacks(profile, name_of(format))) return std::nullopt;
  return multiply_peak(profile, info(format).dtype);
}

bool has_no_unit(const HardwareProfile& profile, Format format) {
  return lacks(profile, name_of(format)) || lacks(profile, name_of(info(format).dtype));
}

std::string formats_with_peak(const HardwareProfile& profile) {
  std::string names;
  for (const FormatInfo& row : kFormats)
    if (peak_of(profile, row.format)) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

Device device_of(const HardwareProfile& profile) {
  Device device;
  for (const DTypeInfo& row : kDTypes)
    device.matrix_flops_per_s[static_cast<std::size_t>(row.dtype)] = multiply_peak(profile, row.dtype).value_or(0);
  // What stays wide beside narrow formats runs in either format of 16 bits.
  double& bf16 = device.matrix_flops_per_s[static_cast<std::size_t>(DType::bf16)];
  if (bf16 == 0) bf16 = multiply_peak(profile, DType::fp16).value_or(multiply_peak(profile, DType::fp32).value_or(0));
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
  return info(multiplied_format(precision)).dtype;
}

std::optional<std::string> lacks_unit(const HardwareProfile& profile, const Precision& precision) {
  const Format format = multiplied_format(precision);
  if (peak_of(profile, format)) return std::nullopt;
  const std::string name(name_of(format));
  return has_no_unit(profile, format) ? profile.name + " has no unit that multiplies " + name
                                      : "The peak of " + profile.name + " for " + name + " is not known";
}

Result<ExecutionModel> execution_model(const HardwareProfile& profile, const Precision& precision,
                                       Execution execution) {
  Diagnostics faults;
  const Format format = multiplied_format(precision);
  const std::optional<double> matrix = peak_of(profile, format);
  if (!matrix)
    faults.push_back({format == precision.activations ? "activations" : "weights",
                      "a format with a known matrix peak on " + profile.name + " (" + formats_with_peak(profile) + ")",
                      std::string(name_of(format)) +
                          (has_no_unit(profile, format) ? ", which it has no unit for" : ", whose peak is not known"),
                      "bf16"});
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
  model.dtype = info(format).dtype;
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
  const double flops = kernel.matrix_flops.as_double();
  const double matrix = flops > 0 ? flops / rates.matrix_flops_per_s : 0;
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

Rates rates_for(DType dtype, const Rates& rates, const ExecutionModel& model) {
  const double own = model.device.matrix_flops_per_s[static_cast<std::size_t>(dtype)];
  if (dtype == model.dtype || own <= 0) return rates;
  Rates other = rates;
  other.matrix_flops_per_s = rates.matrix_flops_per_s / model.peak.matrix_flops_per_s * own;
  return other;
}

KernelTime time_of(const Kernel& kernel, const ExecutionModel& model) {
  if (model.execution == Execution::calibrated) return calibrated_time(kernel, model);
  KernelTime time = roofline_time(kernel, rates_for(kernel.dtype, model.peak, model));
  if (model.achieved)
    time.high_seconds = roofline_time(kernel, rates_for(kernel.dtype, *model.achieved, model)).seconds;
  return time;
}

}  // namespace modelmeter
