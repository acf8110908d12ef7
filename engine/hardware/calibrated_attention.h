#pragma once
#include "entities/calibration_families.h"
#include "hardware/execution.h"

namespace modelmeter {

/// Who wrote the kernel: as the shape says, or whom PyTorch takes. fp32 has the memory-efficient kernels alone.
AttentionLibrary attention_library(const Kernel& kernel, const AttentionShape& shape, const Device& device);

/// Time of fused attention by the library that PyTorch takes, or by the one that the shape names.
///
/// A tile is 128 queries of one head of one sequence; it walks the keys in blocks of 128 (n of them):
///
///   block = products at matrix_ratio · peak of one unit + softmax (+ bias) at so many scores per clock
///   tile  = prologue and epilogue + n · block
///   t     = start + (⌈tiles / units⌉, an odd one by alone - 1 more) · tile + u · moving
///
/// With a causal mask tile i walks i + 1 blocks, and units that finish take the next tile: t = start + tiles / units ·
/// prologue + max(longest, all blocks / units + tail · longest) · block, never longer than without a mask.
///
/// Up to 16 queries are decoding: t = start + max(latency + keys · k, moving) + u · the shorter. FlashAttention splits
/// the keys of a tile over idle units, walks those of a split alone and adds the parts up in a second kernel (combine);
/// with tiles enough it does not split and reads at what one unit can, tile by tile.
KernelTime attention_time(const Kernel& kernel, const AttentionShape& shape, const Device& device,
                          const AttentionCalibration& parameters, const PassCalibration& passes);

}  // namespace modelmeter
