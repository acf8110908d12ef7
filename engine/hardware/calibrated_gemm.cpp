#include "hardware/calibrated_gemm.h"

#include <algorithm>
#include <cmath>

namespace modelmeter {
namespace {

constexpr std::int64_t kShortSides[] = {64, 128};
constexpr std::int64_t kLongSides[] = {16, 32, 64, 80, 96, 128, 160, 192, 224, 256};
constexpr std::int64_t kSplits[] = {1, 2, 3, 4, 6, 8, 12, 16};
constexpr std::int64_t kDepthStep = 64;
constexpr std::int64_t kLeastSplitDepth = 192;  ///< a shorter part would not fill its pipeline
constexpr std::int64_t kVectorTile = 32;        ///< sides of a tile on the vector units (fp32), least
constexpr std::int64_t kVectorTileMost = 128;   ///< and most
constexpr double kAlignedBytes = 16;
constexpr double kPartialBytes = 8;  ///< fp32, written and read

std::int64_t parts(std::int64_t whole, std::int64_t part) {
  return (whole + part - 1) / part;
}

/// That of the format, else of its nearest relative that was measured, else 1.
double ratio_of(const FormatRatios& ratios, DType dtype) {
  const auto at = [&](DType one) { return ratios[static_cast<std::size_t>(one)]; };
  if (at(dtype)) return *at(dtype);
  const bool narrow = info(dtype).bits < 16;
  if (narrow && at(DType::fp8)) return *at(DType::fp8);
  if (dtype == DType::fp32 && at(DType::tf32)) return *at(DType::tf32);
  return at(DType::bf16).value_or(1);
}

/// What the rates come to for one kernel, and what they cost a tile.
struct UnitRates {
  double matrix_flops_per_s = 0;  ///< of one unit
  double fill_bytes_per_s = 0;    ///< of one unit
  double tile_s = 0;
};

struct Product {
  const GemmShape& shape;
  const Device& device;
  const GemmCalibration& parameters;
  UnitRates rates;
  double element_bytes = 2;
  double weight_bytes = 2;    ///< of one number of the weights
  bool vector_units = false;  ///< fp32: smallest tile is larger
  bool unaligned = false;     ///< kernels of the generation before, with small tiles

  /// Seconds with tiles of a × b; the fewest over the ways to split the depth.
  double with_tiles(std::int64_t a, std::int64_t b) const {
    const std::int64_t tiles = shape.batch * parts(shape.m, a) * parts(shape.n, b);
    const bool few_rows = shape.m <= kFewRows;
    double best = 0;
    for (std::int64_t split : kSplits) {
      const std::int64_t depth = parts(parts(shape.k, split), kDepthStep) * kDepthStep;
      if (split > 1 && (depth < kLeastSplitDepth || static_cast<double>(tiles) >= device.compute_units)) break;
      const double steps = static_cast<double>(depth);
      const double sides =
          static_cast<double>(few_rows ? shape.m : a) * element_bytes + static_cast<double>(b) * weight_bytes;
      // Few rows walk along the depth: what one thread does in turn is the least time of a tile.
      const double multiply =
          few_rows ? steps * parameters.vector_depth_s
                   : 2 * static_cast<double>(a) * static_cast<double>(b) * steps / rates.matrix_flops_per_s;
      const double fill = sides * steps / rates.fill_bytes_per_s;
      const auto units = static_cast<std::int64_t>(device.compute_units);
      double seconds = static_cast<double>(parts(tiles * split, units)) * (std::max(multiply, fill) + rates.tile_s);
      if (split > 1)
        seconds += parameters.split_s + kPartialBytes * static_cast<double>(split * shape.batch * shape.m) *
                                            static_cast<double>(shape.n) /
                                            (device.bytes_per_s * parameters.split_ratio);
      if (split == 1 || seconds < best) best = seconds;
    }
    return best;
  }

  double compute_seconds() const {
    if (unaligned) return std::min(with_tiles(64, 64), std::min(with_tiles(128, 64), with_tiles(64, 128)));
    double best = 0;
    for (std::int64_t a : kShortSides)
      for (std::int64_t b : kLongSides) {
        if (vector_units && shape.m > kFewRows && (b < kVectorTile || b > kVectorTileMost)) continue;
        const double seconds = std::min(with_tiles(a, b), with_tiles(b, a));
        if (best == 0 || seconds < best) best = seconds;
      }
    return best;
  }
};

/// Part of a working set that is not found in L2 when it is used again.
double miss_ratio(double working_set_bytes, const Device& device, const GemmCalibration& parameters) {
  if (device.l2_bytes <= 0) return 1;
  const double span = std::max(parameters.streaming_ratio - parameters.resident_ratio, 1e-3);
  const double at = (working_set_bytes / device.l2_bytes - parameters.resident_ratio) / span;
  return std::min(1.0, std::max(0.0, at));
}

}  // namespace

double alignment_bytes(const GemmShape& shape, double element_bytes) {
  const auto starts_at = [](std::int64_t length, double bytes) {
    const double row = static_cast<double>(length) * bytes;
    for (double multiple : {16.0, 8.0, 4.0})
      if (row / multiple == static_cast<double>(static_cast<std::int64_t>(row / multiple))) return multiple;
    return 2.0;
  };
  return std::min(starts_at(shape.k, element_bytes), starts_at(shape.n, std::max(element_bytes, 2.0)));
}

KernelTime gemm_time(const Kernel& kernel, const GemmShape& shape, const Device& device,
                     const GemmCalibration& parameters) {
  const double peak = device.matrix_flops_per_s[static_cast<std::size_t>(kernel.dtype)];
  const double reached = peak * ratio_of(parameters.matrix_ratio, kernel.dtype);
  const double element = static_cast<double>(info(kernel.dtype).bits) / 8;
  const bool few_rows = shape.m <= kFewRows;
  const double step = few_rows ? 1 : ratio_of(parameters.step_ratio, kernel.dtype);
  const double aligned = few_rows ? kAlignedBytes : alignment_bytes(shape, element);
  const auto slowed = [&](double ratio) {
    return aligned >= kAlignedBytes ? 1 : aligned >= 8 ? std::sqrt(ratio) : ratio;
  };
  const double weight = kernel.weight_bits > 0 ? static_cast<double>(kernel.weight_bits) / 8 : element;
  Product product{shape, device, parameters, {}, element, weight, kernel.dtype == DType::fp32, aligned < kAlignedBytes};
  product.rates.matrix_flops_per_s = reached / device.compute_units * slowed(parameters.unaligned_matrix_ratio);
  product.rates.fill_bytes_per_s = device.bytes_per_s / device.compute_units * parameters.fill_ratio / step *
                                   slowed(parameters.unaligned_fill_ratio);
  product.rates.tile_s = parameters.tile_s * step;
  const double compute = product.compute_seconds();

  const double bytes = kernel.bytes.as_double();
  const double cold = std::min(kernel.cold_bytes.as_double(), bytes);
  const double missed = cold + (bytes - cold) * miss_ratio(bytes, device, parameters);
  const double memory = std::max(missed / (device.bytes_per_s * parameters.stream_ratio),
                                 bytes / (device.bytes_per_s * parameters.l2_ratio));

  const double matrix = kernel.matrix_flops.as_double() / reached;
  double start = parameters.start_s;
  if (cold > 0) start += parameters.cold_start_s;
  if (few_rows) start += parameters.vector_s;
  if (kernel.vector_flops.count() > 0) start += parameters.epilogue_s;
  KernelTime time;
  time.seconds = start + std::max(compute, memory) + parameters.overlap_ratio * std::min(compute, memory) +
                 parameters.throttle_ratio * std::max(0.0, matrix - parameters.throttle_after_s);
  time.bound = compute > memory ? Bound::matrix : Bound::memory;
  if (start > std::max(compute, memory)) time.bound = Bound::launch;
  return time;
}

KernelTime grouped_gemm_time(const Kernel& kernel, const GroupedGemmShape& shape, const Device& device,
                             const GemmCalibration& parameters) {
  const std::int64_t groups = std::max<std::int64_t>(shape.groups, 1);
  // Two rows at least: a grouped kernel has no special form for one.
  const GemmShape each{std::max<std::int64_t>(parts(shape.rows, groups), 2), shape.n, shape.k, groups};
  return gemm_time(kernel, each, device, parameters);
}

}  // namespace modelmeter
