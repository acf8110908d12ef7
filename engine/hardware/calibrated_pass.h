#pragma once
#include "entities/calibration_families.h"
#include "hardware/execution.h"

namespace modelmeter {

/// Time of a kernel without matrix products.
///
///   t = start + chain + max(M, E) + u · min(M, E)
///
///   M  moving: cold bytes and what has left L2 at stream_ratio · memory bandwidth, the rest at L2's rate
///   E  handling: elements / (elements per clock · compute units · clock), or the arithmetic's where that is longer
///   u  share of the shorter one that the longer does not hide
///   chain  what one thread does one after another: the elements of a row (norms, softmax), or the bytes that each
///          thread of a reduction reads, until a second level of blocks takes over
///
/// Element-wise kernels over permuted, broadcast or converted tensors are bound by E: computing the addresses of an
/// element takes dozens of integer instructions, whatever its size.
KernelTime pass_time(const Kernel& kernel, const PassShape& shape, const Device& device,
                     const PassCalibration& parameters);

/// Seconds to move a kernel's bytes: resident ones at L2's rate, cold ones and the others at `bytes_per_s`.
///
/// Everything is resident where all bytes of the kernel fit into resident_ratio · L2, nothing where they exceed
/// gone_ratio · L2; between them the fraction falls linearly, so that more bytes never take less time.
double moving_s(const Kernel& kernel, const Device& device, const PassCalibration& parameters, double bytes_per_s);

}  // namespace modelmeter
