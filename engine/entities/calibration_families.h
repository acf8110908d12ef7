#pragma once

namespace modelmeter {

/// How a kind of memory-bound kernel runs: `hardware/calibrated_pass.h` has the law.
struct WalkLaw {
  double start_s = 0;       ///< shortest kernel of the kind
  double stream_ratio = 0;  ///< fraction of the memory bandwidth that large tensors reach
  /// Elements that one compute unit handles in a clock; 0: never the limit.
  double elements_per_clock = 0;
  /// Share of the shorter of moving and handling that is not hidden behind the longer, 0..1.
  double unhidden_ratio = 0;
  double row_element_s = 0;  ///< added per element of a row, rows up to 1,024 elements (norms, softmax)

  bool operator==(const WalkLaw&) const = default;
};

/// What costly arithmetic adds to a walk.
struct ArithmeticLaw {
  double start_s = 0;
  double elements_per_clock = 0;  ///< of one compute unit; 0: never the limit

  bool operator==(const ArithmeticLaw&) const = default;
};

/// Kernels without matrix products. One law for each `Access` of `kernels/kernel.h`.
struct PassCalibration {
  double l2_ratio = 0;             ///< bandwidth of L2-resident tensors / memory bandwidth
  double resident_ratio = 0;       ///< tensors up to this fraction of L2 are resident
  double gone_ratio = 0;           ///< tensors from this fraction of L2 on are not
  double cold_s = 0;               ///< added where something is read from memory for sure
  double reduction_byte_s = 0;     ///< per byte that one thread of a reduction reads, one after another
  double reduction_longest_s = 0;  ///< where a second level of blocks takes over
  WalkLaw contiguous;
  WalkLaw cast;
  WalkLaw strided;
  WalkLaw transposed;
  WalkLaw broadcast;
  WalkLaw concatenation;
  WalkLaw layer_norm;
  WalkLaw rms_norm;
  WalkLaw softmax;
  WalkLaw batch_norm;
  WalkLaw reduction;
  WalkLaw outer_reduction;
  WalkLaw gather;
  WalkLaw scatter;
  WalkLaw sort;
  WalkLaw block_sort;
  WalkLaw top_k;
  WalkLaw resample;
  WalkLaw fill;
  ArithmeticLaw exponential;
  ArithmeticLaw hyperbolic;
  ArithmeticLaw error_function;

  bool operator==(const PassCalibration&) const = default;
};

/// One attention library: `hardware/calibrated_attention.h` has the law.
struct AttentionLaw {
  double start_s = 0;
  double tile_s = 0;                 ///< prologue and epilogue of a tile of 128 queries
  double causal_tile_s = 0;          ///< added to a tile that a causal mask cuts
  double matrix_ratio = 0;           ///< fraction of the matrix peak in the two products
  double scores_per_clock = 0;       ///< softmax of one compute unit
  double alone_ratio = 1;            ///< time of a tile that has its unit alone / its share where two have it
  double tail_ratio = 0;             ///< causal: share of the longest tile that the last units run alone
  double bias_scores_per_clock = 0;  ///< additive bias of one compute unit; 0: not measured, as the softmax
  double bias_tile_s = 0;            ///< added to a tile with a bias
  double unhidden_ratio = 0;         ///< share of moving the tensors that is not hidden
  double decode_start_s = 0;         ///< few queries
  double decode_latency_s = 0;       ///< shortest walk over the keys
  double decode_key_s = 0;           ///< per key that one unit walks
  double decode_combine_s = 0;       ///< added where the keys are split over units; 0: never by this law
  double decode_unhidden_ratio = 0;
  double decode_stream_ratio = 0;  ///< fraction of the memory bandwidth
  /// The same where the library does not split the keys because there are tiles enough; 0: it always splits.
  double unsplit_stream_ratio = 0;

  bool operator==(const AttentionLaw&) const = default;
};

/// Attention by library. PyTorch takes cuDNN's kernels for bf16 and fp16 on Hopper and newer, FlashAttention 2
/// elsewhere, and the memory-efficient kernels for fp32.
struct AttentionCalibration {
  AttentionLaw cudnn;
  AttentionLaw flash;
  AttentionLaw memory_efficient;

  bool operator==(const AttentionCalibration&) const = default;
};

/// Convolutions of cuDNN and PyTorch: `hardware/calibrated_convolution.h` has the law.
struct ConvolutionCalibration {
  double start_s = 0;
  double window_start_s = 0;     ///< added for kernels of more than one position
  double matrix_ratio = 0;       ///< fraction of the matrix peak inside a tile
  double step_s = 0;             ///< added per step of the depth of a tile
  double tile_s = 0;             ///< prologue and epilogue of a tile of 64 x 128
  double simt_ratio = 0;         ///< fp32 without tensor cores, of the vector peak
  double convert_start_s = 0;    ///< one conversion between NCHW and channels_last
  double convert_per_clock = 0;  ///< activation elements converted by one compute unit
  double convert_weights_per_clock = 0;
  double unaligned_start_s = 0;  ///< added, with conversions, for 1x1 over positions that are no multiple of 8, NCHW
  double dilated_ratio = 0;      ///< matrix rate of a dilated kernel / that of one without gaps
  double few_step_s = 0;         ///< few input channels: per step of the depth, before
  double few_chain_s = 0;        ///< and in one tile
  double few_ratio = 0;          ///< few input channels, NCHW: of the vector peak
  double few_last_ratio = 0;     ///< the same, channels_last
  double few_fp16_ratio = 0;     ///< the same, fp16, NCHW
  double depthwise_start_s = 0;
  double depthwise_outputs_per_clock = 0;  ///< one compute unit, without taps
  double depthwise_taps_per_clock = 0;
  double depthwise_last_tap_s = 0;  ///< channels_last: start per tap
  double depthwise_last_outputs_per_clock = 0;
  double depthwise_last_taps_per_clock = 0;

  bool operator==(const ConvolutionCalibration&) const = default;
};

}  // namespace modelmeter
