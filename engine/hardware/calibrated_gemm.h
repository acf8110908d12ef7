#pragma once
#include "hardware/execution.h"

namespace modelmeter {

/// Up to so many rows cuBLAS multiplies row by row, without matrix units.
inline constexpr std::int64_t kFewRows = 4;

/// Bytes that all rows of operands and result start at a multiple of: 16, 8, 4 or 2.
double alignment_bytes(const GemmShape& shape, double element_bytes);

/// Matrix products y[M, N] = x[M, K] · W[N, K]ᵀ, `batch` of them in one kernel.
///
///   tiles(a, b) = batch · ⌈M/a⌉ · ⌈N/b⌉               the result is cut into tiles of a × b
///   waves       = ⌈tiles · s / units⌉                   each split s times along K; every unit works on one at a time
///   tile time   = max(2·a·b·(K/s) / matrix rate, (a + b)·(K/s)·element / fill rate) + tile_s
///   compute     = min over tile sizes and s of waves · tile time (+ split_s + parts written and read, where s > 1)
///   memory      = max(bytes that miss L2 / memory rate, all bytes / L2 rate)
///   time        = start_s + max(compute, memory) + overlap_ratio · min(compute, memory)
///
/// K is rounded up to whole steps of 64. Up to four rows need no matrix tile: their time is that of their operands, at
/// least K · vector_depth_s.
/// `cold_bytes` miss L2; the rest is found there while the working set fits (`resident_ratio` to `streaming_ratio`).
/// Rows that are not multiples of 8 bytes take the `unaligned` rates, those of 8 but not of 16 bytes their square
/// roots. Matrix work beyond `throttle_after_s` in one kernel takes `throttle_ratio` longer: the power limit. Epilogues
/// and cold operands add their start. The tile sizes are those of cuBLAS for Hopper: one side 64 or 128, the other 16
/// to 256.
KernelTime gemm_time(const Kernel& kernel, const GemmShape& shape, const Device& device,
                     const GemmCalibration& parameters);

/// The same law with a group's rows as M (`rows / groups`) and the groups as batch.
KernelTime grouped_gemm_time(const Kernel& kernel, const GroupedGemmShape& shape, const Device& device,
                             const GemmCalibration& parameters);

}  // namespace modelmeter
