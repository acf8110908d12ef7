#include "hardware/calibrated_pass.h"

#include <algorithm>

namespace modelmeter {
namespace {

const WalkLaw& law_of(Access access, const PassCalibration& parameters) {
  switch (access) {
    case Access::contiguous:
      return parameters.contiguous;
    case Access::cast:
      return parameters.cast;
    case Access::strided:
      return parameters.strided;
    case Access::transposed:
      return parameters.transposed;
    case Access::broadcast:
      return parameters.broadcast;
    case Access::concatenation:
      return parameters.concatenation;
    case Access::layer_norm:
      return parameters.layer_norm;
    case Access::rms_norm:
      return parameters.rms_norm;
    case Access::softmax:
      return parameters.softmax;
    case Access::batch_norm:
      return parameters.batch_norm;
    case Access::reduction:
      return parameters.reduction;
    case Access::outer_reduction:
      return parameters.outer_reduction;
    case Access::gather:
      return parameters.gather;
    case Access::scatter:
      return parameters.scatter;
    case Access::sort:
      return parameters.sort;
    case Access::block_sort:
      return parameters.block_sort;
    case Access::top_k:
      return parameters.top_k;
    case Access::resample:
      return parameters.resample;
    case Access::fill:
      return parameters.fill;
  }
  return parameters.contiguous;
}

ArithmeticLaw arithmetic_of(Arithmetic arithmetic, const PassCalibration& parameters) {
  switch (arithmetic) {
    case Arithmetic::light:
      return {};
    case Arithmetic::exponential:
      return parameters.exponential;
    case Arithmetic::hyperbolic:
      return parameters.hyperbolic;
    case Arithmetic::error_function:
      return parameters.error_function;
  }
  return {};
}

/// Seconds that compute units need for the elements; without a rate they never limit.
double handling_s(double elements, double per_clock, const Device& device) {
  return per_clock > 0 ? elements / (per_clock * device.compute_units * device.clock_hz) : 0;
}

/// What one thread of a reduction reads, in turn. Rows are reduced by a warp each (32 threads) where there are 16 or
/// more, by a block of 512 threads where there is one.
double reduction_chain_s(const Kernel& kernel, const PassShape& shape, const PassCalibration& parameters) {
  const double elements = static_cast<double>(std::max<std::int64_t>(1, shape.elements));
  const double row = static_cast<double>(std::max<std::int64_t>(1, shape.row_elements));
  const double rows = std::max(1.0, elements / row);
  const double threads = 512 / std::min(16.0, rows);
  const double row_bytes = row * kernel.bytes.as_double() / elements;
  return std::min(parameters.reduction_longest_s, row_bytes / threads * parameters.reduction_byte_s);
}

}  // namespace

double moving_s(const Kernel& kernel, const Device& device, const PassCalibration& parameters, double bytes_per_s) {
  const double bytes = kernel.bytes.as_double();
  const double cold = std::min(bytes, kernel.cold_bytes.as_double());
  const double resident = parameters.resident_ratio * device.l2_bytes;
  const double gone = parameters.gone_ratio * device.l2_bytes;
  const double in_l2 = gone > resident ? std::clamp((gone - bytes) / (gone - resident), 0.0, 1.0) : 0;
  const double l2_bytes_per_s = std::max(bytes_per_s, parameters.l2_ratio * device.bytes_per_s);
  const double warm = (bytes - cold) * (in_l2 / l2_bytes_per_s + (1 - in_l2) / bytes_per_s);
  return warm + cold / bytes_per_s + (cold > 0 ? parameters.cold_s : 0);
}

KernelTime pass_time(const Kernel& kernel, const PassShape& shape, const Device& device,
                     const PassCalibration& parameters) {
  const WalkLaw& law = law_of(shape.access, parameters);
  const ArithmeticLaw arithmetic = arithmetic_of(shape.arithmetic, parameters);
  const double elements = static_cast<double>(shape.elements);

  const double moving = moving_s(kernel, device, parameters, law.stream_ratio * device.bytes_per_s);
  const double handling = std::max(handling_s(elements, law.elements_per_clock, device),
                                   handling_s(elements, arithmetic.elements_per_clock, device));
  double start = law.start_s + arithmetic.start_s +
                 law.row_element_s * static_cast<double>(std::min<std::int64_t>(1024, shape.row_elements));
  if (shape.access == Access::reduction) start = start + reduction_chain_s(kernel, shape, parameters);

  KernelTime time;
  time.seconds = start + std::max(moving, handling) + law.unhidden_ratio * std::min(moving, handling);
  time.bound = handling > moving ? Bound::vector : Bound::memory;
  if (start > std::max(moving, handling)) time.bound = Bound::launch;
  return time;
}

}  // namespace modelmeter
