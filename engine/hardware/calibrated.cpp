#include "hardware/calibrated.h"

#include "hardware/bands.h"
#include "hardware/calibrated_attention.h"
#include "hardware/calibrated_convolution.h"
#include "hardware/calibrated_gemm.h"
#include "hardware/calibrated_pass.h"

namespace modelmeter {
namespace {

KernelTime at_rates(const Kernel& kernel, const ExecutionModel& model) {
  Rates rates = model.achieved.value_or(model.peak);
  rates.launch_s = 0;
  KernelTime time = roofline_time(kernel, rates_for(kernel.dtype, rates, model));
  time.low_seconds = roofline_time(kernel, rates_for(kernel.dtype, model.peak, model)).seconds;
  time.high_seconds = time.seconds;
  return time;
}

/// One law per shape.
struct Laws {
  const Kernel& kernel;
  const ExecutionModel& model;
  const Calibration& calibration;

  KernelTime operator()(const GemmShape& shape) const {
    const bool batched = shape.batch > 1;
    const std::optional<GemmCalibration>& section =
        batched && calibration.batched_gemm ? calibration.batched_gemm : calibration.gemm;
    if (!section) return at_rates(kernel, model);
    return banded(gemm_time(kernel, shape, model.device, *section));
  }
  KernelTime operator()(const GroupedGemmShape& shape) const {
    if (!calibration.grouped_gemm) return at_rates(kernel, model);
    return banded(grouped_gemm_time(kernel, shape, model.device, *calibration.grouped_gemm));
  }
  KernelTime operator()(const AttentionShape& shape) const {
    if (!calibration.attention || !calibration.pass) return at_rates(kernel, model);
    return banded(attention_time(kernel, shape, model.device, *calibration.attention, *calibration.pass));
  }
  KernelTime operator()(const ConvolutionShape& shape) const {
    if (!calibration.convolution || !calibration.pass) return at_rates(kernel, model);
    return banded(convolution_time(kernel, shape, model.device, *calibration.convolution, *calibration.pass));
  }
  KernelTime operator()(const PassShape& shape) const {
    if (!calibration.pass || shape.elements <= 0) return at_rates(kernel, model);
    return banded(pass_time(kernel, shape, model.device, *calibration.pass));
  }
  KernelTime banded(KernelTime time) const {
    set_band(time, calibration, residual_family(kernel, model));
    return time;
  }
};

}  // namespace

KernelTime calibrated_time(const Kernel& kernel, const ExecutionModel& model) {
  return std::visit(Laws{kernel, model, *model.calibration}, kernel.shape);
}

}  // namespace modelmeter
