#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/calibration_families.h"
#include "units/dtype.h"

namespace modelmeter {

/// A figure for each number format; formats without one take that of their nearest relative.
using FormatRatios = std::array<std::optional<double>, kDTypes.size()>;

/// Matrix products: `hardware/calibrated_gemm.h` has the law that these belong to. Rates are ratios to the data
/// sheet's, so that another GPU can borrow them.
struct GemmCalibration {
  double start_s = 0;           ///< from the first instruction to the first operands in shared memory, and the end
  double cold_start_s = 0;      ///< more, where operands come from device memory instead of L2
  double epilogue_s = 0;        ///< more, where element-wise work runs on the result
  double vector_s = 0;          ///< more, for one to four rows (matrix times vector)
  double vector_depth_s = 0;    ///< one to four rows: per element of the depth, one after another
  double tile_s = 0;            ///< filling the pipeline and writing the result, for every wave of tiles
  double split_s = 0;           ///< adding up the parts of a product that is split along its depth
  double split_ratio = 1;       ///< rate at which the parts are written and read / memory bandwidth
  double fill_ratio = 1;        ///< rate of operands into one unit / (memory bandwidth / units)
  double l2_ratio = 1;          ///< rate of L2 / memory bandwidth
  double stream_ratio = 1;      ///< reached memory bandwidth / peak
  double overlap_ratio = 0;     ///< part of the shorter of compute and memory time that is not hidden
  double resident_ratio = 0;    ///< working set / L2 up to which everything is found in L2
  double streaming_ratio = 1;   ///< working set / L2 from which nothing is
  double throttle_after_s = 1;  ///< matrix work in one kernel after which the power limit lowers the clock
  double throttle_ratio = 0;    ///< by how much longer the work takes from there on
  double unaligned_matrix_ratio = 1;  ///< rows that are not multiples of 8 bytes: matrix rate …
  double unaligned_fill_ratio = 1;    ///< … and operand rate, of the aligned ones
  FormatRatios matrix_ratio{};        ///< reached matrix rate / peak, within a tile
  FormatRatios step_ratio{};          ///< time of fills and tiles / that of bf16

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

/// How far one family's law is from its measurements, for kernels of one range of predicted times.
struct CalibrationResidual {
  std::string family;               ///< "gemm", "gemm.fp8": hardware/bands.h has them
  std::optional<double> up_to_s{};  ///< longest predicted time that this entry is for; none: all that are longer
  std::int64_t points_fitted = 0;
  std::int64_t points_held_out = 0;
  double median_error = 0;  ///< of |predicted / measured − 1|, held-out points
  double p90_error = 0;
  double low_ratio = 1;   ///< 10 % quantile of measured / predicted where neither was in the fit
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
  std::optional<GemmCalibration> gemm;          ///< one product
  std::optional<GemmCalibration> batched_gemm;  ///< several of one size
  std::optional<GemmCalibration> grouped_gemm;  ///< rows split over weights: mixture of experts
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
