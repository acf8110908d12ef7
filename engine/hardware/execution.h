#pragma once
#include <array>
#include <optional>

#include "entities/estimate.h"
#include "entities/hardware_profile.h"
#include "entities/metrics.h"
#include "kernels/kernel.h"

namespace modelmeter {

/// Rates that kernels run at, in units per second, chosen once for a profile and a precision.
struct Rates {
  double matrix_flops_per_s = 0;
  double vector_flops_per_s = 0;
  double bytes_per_s = 0;
  double launch_s = 0;  ///< added to every kernel
};

/// What the laws need to know of a device, unknown figures replaced by documented stand-ins.
struct Device {
  /// Dense peaks by format; 0 where a format has none (fp32 without a matrix unit: that of the vector units).
  std::array<double, kDTypes.size()> matrix_flops_per_s{};
  double vector_flops_per_s = 0;  ///< fp32
  double bytes_per_s = 0;         ///< device memory
  double l2_bytes = 0;            ///< 0: unknown, nothing stays resident
  double compute_units = 1;       ///< SMs or CUs
  double clock_hz = 0;            ///< boost clock; unknown: what the vector peak asks for at 256 FLOPs a unit and clock
  bool cudnn_attention = false;   ///< PyTorch takes cuDNN's attention kernels: Hopper and newer
};

/// How long one kernel runs on the device: from its first instruction to its last store. The gap before it, the
/// host's launch and the wait for it are not in `seconds` and `low_seconds`; they belong to the runtime.
struct KernelTime {
  double seconds = 0;
  double low_seconds = 0;  ///< lower end of the range
  /// Upper end; none where nothing was measured. The roofline's contains a launch per kernel.
  std::optional<double> high_seconds;
  Bound bound = Bound::memory;
};

/// How kernels are timed on one profile at one precision.
///
/// `roofline`: data-sheet rates (`peak`), a lower bound; and where the profile has measured efficiencies, the rates
/// that large kernels reach with a launch per kernel (`achieved`), the upper end of the range.
/// `calibrated`: one law per family of kernels, with the parameters of `calibration`; the range is the 80 % band
/// that its residuals leave.
struct ExecutionModel {
  Execution execution = Execution::roofline;
  DType dtype = DType::bf16;  ///< that the products of most kernels run in: `peak` and `achieved` are of it
  Rates peak{};
  std::optional<Rates> achieved = std::nullopt;
  Device device{};
  std::optional<Calibration> calibration = std::nullopt;  ///< where `execution` is calibrated

  /// Whether kernel times have an upper end.
  bool has_range() const { return execution == Execution::calibrated || achieved.has_value(); }
};

/// The execution model of a profile at a precision. Faults (a peak that the profile does not have, a format that the
/// hardware has no unit for, no calibration) name the settings `gpu`, `precision` or `execution`.
///
/// Matrix products run in the wider of the weight and activation formats: 4-bit weights with bf16 activations
/// multiply in bf16. Products whose parameters stay wide run in 16 bits beside them. Vector work runs in fp32, as norms
/// and softmax do.
Result<ExecutionModel> execution_model(const HardwareProfile& profile, const Precision& precision, Execution execution);

/// Time of one kernel on the device.
KernelTime time_of(const Kernel& kernel, const ExecutionModel& model);

/// max(matrix, vector, memory) + launch. A tie goes to memory, then matrix. No range.
/// Source: Williams, Waterman, Patterson 2009 (Roofline).
KernelTime roofline_time(const Kernel& kernel, const Rates& rates);

/// The rates with the matrix peak of another format.
Rates rates_for(DType dtype, const Rates& rates, const ExecutionModel& model);

/// Why a profile cannot multiply at a precision, as a sentence; nothing where it can.
std::optional<std::string> lacks_unit(const HardwareProfile& profile, const Precision& precision);

/// Format that the matrix units multiply weights and activations in.
DType compute_dtype(const Precision& precision);

}  // namespace modelmeter
