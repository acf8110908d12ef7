#pragma once
#include "entities/calibration_families.h"
#include "hardware/execution.h"

namespace modelmeter {

/// Time of a convolution as cuDNN and PyTorch run it, with the conversions between NCHW and channels_last that an
/// NCHW convolution on tensor cores needs (three launches of the reference implementation, one kernel here).
///
/// Implicit GEMM: M = batch · output positions, N = output channels of a group, K = input channels of a group ·
/// kernel positions; the best of four tile shapes m x n, ⌈M/m⌉ · ⌈N/n⌉ · groups of them over the compute units:
///
///   t = start + max(waves · (prologue + K · (2·m·n / (matrix_ratio · peak of one unit) + step)), moving)
///
/// Not implicit GEMM: at most four input channels (patch embeddings, stems: PyTorch's and cuDNN's kernels use the
/// vector units), depthwise, and fp32.
KernelTime convolution_time(const Kernel& kernel, const ConvolutionShape& shape, const Device& device,
                            const ConvolutionCalibration& parameters, const PassCalibration& passes);

}  // namespace modelmeter
