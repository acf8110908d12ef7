#include "hardware/bands.h"

#include "hardware/calibrated_attention.h"
#include "hardware/calibrated_gemm.h"

namespace modelmeter {
namespace {

/// The entry whose range of times holds `seconds`: the least limit that is not below.
const CalibrationResidual* entry(const Calibration& calibration, std::string_view family, double seconds) {
  const CalibrationResidual* found = nullptr;
  for (const CalibrationResidual& one : calibration.residuals) {
    if (one.family != family || (one.up_to_s && seconds > *one.up_to_s)) continue;
    const bool nearer = found == nullptr || (one.up_to_s && (!found->up_to_s || *one.up_to_s < *found->up_to_s));
    if (nearer) found = &one;
  }
  return found;
}

struct Families {
  const Kernel& kernel;
  const ExecutionModel& model;

  std::string_view operator()(const GemmShape& shape) const {
    const bool batched = shape.batch > 1 && model.calibration && model.calibration->batched_gemm;
    const double element_bytes = static_cast<double>(info(kernel.dtype).bits) / 8;
    const bool unaligned = alignment_bytes(shape, element_bytes) < 16;
    if (batched) return unaligned ? "batched_gemm.unaligned" : "batched_gemm";
    if (shape.m <= kFewRows) return "gemm.few_rows";
    if (unaligned) return "gemm.unaligned";
    if (kernel.dtype == DType::fp32) return "gemm.fp32";
    if (kernel.dtype == DType::tf32) return "gemm.tf32";
    return info(kernel.dtype).bits < 16 ? "gemm.fp8" : "gemm";
  }
  std::string_view operator()(const GroupedGemmShape&) const { return "grouped_gemm"; }
  std::string_view operator()(const AttentionShape& shape) const {
    switch (attention_library(kernel, shape, model.device)) {
      case AttentionLibrary::flash:
        return "attention.flash";
      case AttentionLibrary::memory_efficient:
        return "attention.memory_efficient";
      default:
        return "attention.cudnn";
    }
  }
  std::string_view operator()(const ConvolutionShape& shape) const {
    if (shape.groups > 1 && shape.groups == shape.in_channels) return "convolution.depthwise";
    if (kernel.dtype == DType::fp32) return "convolution.fp32";
    if (shape.in_channels <= 4) return "convolution.few_channels";
    return shape.channels_last ? "convolution" : "convolution.nchw";
  }
  std::string_view operator()(const PassShape&) const { return "pass"; }
};

}  // namespace

std::string_view residual_family(const Kernel& kernel, const ExecutionModel& model) {
  return std::visit(Families{kernel, model}, kernel.shape);
}

void set_band(KernelTime& time, const Calibration& calibration, std::string_view family) {
  const CalibrationResidual* found = entry(calibration, family, time.seconds);
  if (found == nullptr) found = entry(calibration, family.substr(0, family.find('.')), time.seconds);
  time.low_seconds = found == nullptr ? time.seconds : time.seconds * found->low_ratio;
  time.high_seconds = found == nullptr ? time.seconds : time.seconds * found->high_ratio;
}

}  // namespace modelmeter
