#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/calibration_families.h"

namespace modelmeter {

/// Matrix products: `hardware/calibrated_gemm.h` has the law that these belong to.
struct GemmCalibration {
  double start_s = 0;       ///< shortest kernel: first instruction to last store of an empty product
  double matrix_ratio = 1;  ///< of the format's data-sheet peak, in steady state
  double stream_ratio = 1;  ///< of the memory bandwidth

  bool operator==(const GemmCalibration&) const = default;
};

/// Costs around kernels, in seconds. `kernel` durations never contain them.
struct LaunchCalibration {
  double graph_node_s = 0;        ///< gap between two kernels of a CUDA graph
  double host_launch_s = 0;       ///< host time of one framework call that launches a kernel
  double host_module_s = 0;       ///< host time that a module's call adds to that of its launches
  double host_synchronise_s = 0;  ///< from the end of a kernel to the host running again, value in hand

  bool operator==(const LaunchCalibration&) const = default;
};

/// How far one family's law is from its measurements.
struct CalibrationResidual {
  std::string family;  ///< "gemm"
  std::int64_t points_fitted = 0;
  std::int64_t points_held_out = 0;
  double median_error = 0;  ///< of |predicted / measured − 1|, held-out points
  double p90_error = 0;
  double low_ratio = 1;   ///< 10 % quantile of measured / predicted
  double high_ratio = 1;  ///< 90 % quantile: predicted × [low, high] is the 80 % band

  bool operator==(const CalibrationResidual&) const = default;
};

/// What a calibration was fitted on.
struct FittedOn {
  std::string data;      ///< what was measured, where
  std::string date;      ///< of the measurement, ISO 8601
  std::string software;  ///< "PyTorch 2.11, CUDA 13.0, cuDNN 9.19"

  bool operator==(const FittedOn&) const = default;
};

/// Parameters of the calibrated execution model, fitted on measured kernels. A section that is absent was not
/// measured: its kernels run at the profile's achieved rates.
struct Calibration {
  FittedOn fitted_on;
  std::optional<GemmCalibration> gemm;
  std::optional<AttentionCalibration> attention;
  std::optional<ConvolutionCalibration> convolution;
  std::optional<PassCalibration> pass;
  std::optional<LaunchCalibration> launch;
  std::vector<CalibrationResidual> residuals;
  /// Id of the GPU whose efficiencies these are, where this one was not measured. Set on load, never stored.
  std::string borrowed_from;

  bool operator==(const Calibration&) const = default;
};

}  // namespace modelmeter
