#include "hardware/calibrated_convolution.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "hardware/calibrated_pass.h"

namespace modelmeter {
namespace {

struct Tile {
  double rows;
  double columns;
};
constexpr std::array<Tile, 4> kTiles{{{64, 64}, {64, 128}, {128, 128}, {256, 128}}};

/// Sizes of the convolution as a matrix product.
struct ImplicitGemm {
  double m = 0;
  double n = 0;  ///< of one group
  double k = 0;
  double groups = 1;
};

double number(std::int64_t value) {
  return static_cast<double>(value);
}

ImplicitGemm implicit_gemm(const ConvolutionShape& shape) {
  const double in = number(shape.in_channels) / number(shape.groups);
  const double out = number(shape.out_channels) / number(shape.groups);
  // A transposed convolution multiplies every input position and scatters the products over the kernel.
  if (shape.transposed)
    return {number(shape.batch) * number(shape.in_positions), out * number(shape.kernel_positions), in,
            number(shape.groups)};
  return {number(shape.batch) * number(shape.out_positions), out, in * number(shape.kernel_positions),
          number(shape.groups)};
}

double tensor_core_s(const ImplicitGemm& gemm, double unit_flops_per_s, const Device& device,
                     const ConvolutionCalibration& parameters) {
  double best = 0;
  for (const Tile& tile : kTiles) {
    const double step = 2 * tile.rows * tile.columns / (unit_flops_per_s * parameters.matrix_ratio) + parameters.step_s;
    const double tiles = std::ceil(gemm.m / tile.rows) * std::ceil(gemm.n / tile.columns) * gemm.groups;
    const double prologue = parameters.tile_s * (tile.rows * tile.columns / (64.0 * 128.0));
    const double seconds = std::ceil(tiles / device.compute_units) * (prologue + gemm.k * step);
    if (best == 0 || seconds < best) best = seconds;
  }
  return best;
}

/// Conversions of input and weights before, of the output after. 4-byte elements take twice as long.
double conversions_s(const Kernel& kernel, const ConvolutionShape& shape, const Device& device,
                     const ConvolutionCalibration& parameters) {
  const double width = number(info(kernel.dtype).bits) > 16 ? 2 : 1;
  const double activations = number(shape.batch) * (number(shape.in_channels) * number(shape.in_positions) +
                                                    number(shape.out_channels) * number(shape.out_positions));
  // The weights of a 1x1 kernel are the same in both layouts.
  const double weights = shape.kernel_positions == 1 ? 0
                                                     : number(shape.in_channels) * number(shape.out_channels) /
                                                           number(shape.groups) * number(shape.kernel_positions);
  const double clocks =
      activations * width / parameters.convert_per_clock + weights / parameters.convert_weights_per_clock;
  const double start = shape.kernel_positions == 1 ? parameters.unaligned_start_s : 3 * parameters.convert_start_s;
  return start + clocks / (device.compute_units * device.clock_hz);
}

double depthwise_s(const ConvolutionShape& shape, const Device& device, const ConvolutionCalibration& parameters,
                   double moving) {
  const double taps = number(shape.kernel_positions);
  const double outputs = number(shape.batch) * number(shape.out_channels) * number(shape.out_positions);
  const bool last = shape.channels_last;
  const double clocks =
      1 / (last ? parameters.depthwise_last_outputs_per_clock : parameters.depthwise_outputs_per_clock) +
      taps / (last ? parameters.depthwise_last_taps_per_clock : parameters.depthwise_taps_per_clock);
  const double start =
      last ? parameters.start_s + taps * parameters.depthwise_last_tap_s : parameters.depthwise_start_s;
  return start + std::max(moving, outputs * clocks / (device.compute_units * device.clock_hz));
}

double few_channels_s(const Kernel& kernel, const ConvolutionShape& shape, const ImplicitGemm& gemm,
                      const Device& device, const ConvolutionCalibration& parameters, double moving) {
  const double ratio = shape.channels_last           ? parameters.few_last_ratio
                       : kernel.dtype == DType::fp16 ? parameters.few_fp16_ratio
                                                     : parameters.few_ratio;
  // A tile narrower than 128 channels has fewer products in a step.
  const double chain = gemm.k * parameters.few_chain_s * std::sqrt(std::min(1.0, gemm.n / 128));
  const double products = kernel.matrix_flops.as_double() / (ratio * device.vector_flops_per_s);
  return parameters.start_s + gemm.k * parameters.few_step_s + std::max(std::max(chain, products), moving);
}

}  // namespace

KernelTime convolution_time(const Kernel& kernel, const ConvolutionShape& shape, const Device& device,
                            const ConvolutionCalibration& parameters, const PassCalibration& passes) {
  const double bytes_per_s = device.bytes_per_s * passes.contiguous.stream_ratio;
  const double moving = moving_s(kernel, device, passes, bytes_per_s);
  const ImplicitGemm gemm = implicit_gemm(shape);
  const double peak = device.matrix_flops_per_s[static_cast<std::size_t>(kernel.dtype)];
  const bool fp32 = kernel.dtype == DType::fp32;

  KernelTime time;
  time.bound = Bound::vector;
  if (shape.groups > 1 && shape.groups == shape.in_channels) {
    time.seconds = depthwise_s(shape, device, parameters, moving);
  } else if (fp32) {
    const double products = kernel.matrix_flops.as_double() / (peak * parameters.simt_ratio);
    time.seconds = parameters.start_s + std::max(products, moving);
  } else if (shape.in_channels <= 4) {
    time.seconds = few_channels_s(kernel, shape, gemm, device, parameters, moving);
  } else {
    const double reached = shape.dilated ? parameters.dilated_ratio * peak : peak;
    const double products = tensor_core_s(gemm, reached / device.compute_units, device, parameters);
    time.seconds =
        parameters.start_s + (shape.kernel_positions > 1 ? parameters.window_start_s : 0) + std::max(products, moving);
    time.bound = products > moving ? Bound::matrix : Bound::memory;
    const bool converted = shape.kernel_positions > 1 || shape.out_positions % 8 != 0;
    if (!shape.channels_last && converted)
      time.seconds = time.seconds + conversions_s(kernel, shape, device, parameters);
  }
  return time;
}

}  // namespace modelmeter
