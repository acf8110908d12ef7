#pragma once
#include <string_view>

#include "hardware/execution.h"

namespace modelmeter {

/// Family of residuals that a kernel's prediction is judged by: that of its law, and a part of it where the law is
/// known to be of another quality there.
///
/// - gemm: .few_rows (up to 4), .unaligned (rows not multiples of 16 bytes), .fp32, .tf32, .fp8 (8 bits or less)
/// - batched_gemm: .unaligned
/// - grouped_gemm, pass: no parts
/// - attention: .cudnn, .flash, .memory_efficient
/// - convolution: .nchw, .few_channels, .depthwise, .fp32
std::string_view residual_family(const Kernel& kernel, const ExecutionModel& model);

/// The 80 % band around a time: of the family's entry for times as long, else of the law's ("gemm" for "gemm.fp8");
/// without either as good as the prediction.
void set_band(KernelTime& time, const Calibration& calibration, std::string_view family);

}  // namespace modelmeter
