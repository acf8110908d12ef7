#include "serialization/calibration_families_json.h"

namespace modelmeter {
namespace {
void fields(Archive& a, WalkLaw& law) {
  a.number("start_s", law.start_s);
  a.number("stream_ratio", law.stream_ratio);
  a.number("elements_per_clock", law.elements_per_clock);
  a.number("unhidden_ratio", law.unhidden_ratio);
  a.number("row_element_s", law.row_element_s);
}

void fields(Archive& a, ArithmeticLaw& law) {
  a.number("start_s", law.start_s);
  a.number("elements_per_clock", law.elements_per_clock);
}

void fields(Archive& a, AttentionLaw& law) {
  a.number("start_s", law.start_s);
  a.number("tile_s", law.tile_s);
  a.number("causal_tile_s", law.causal_tile_s);
  a.number("matrix_ratio", law.matrix_ratio);
  a.number("scores_per_clock", law.scores_per_clock);
  a.number("alone_ratio", law.alone_ratio);
  a.number("tail_ratio", law.tail_ratio);
  a.number("bias_scores_per_clock", law.bias_scores_per_clock);
  a.number("bias_tile_s", law.bias_tile_s);
  a.number("unhidden_ratio", law.unhidden_ratio);
  a.number("decode_start_s", law.decode_start_s);
  a.number("decode_latency_s", law.decode_latency_s);
  a.number("decode_key_s", law.decode_key_s);
  a.number("decode_combine_s", law.decode_combine_s);
  a.number("decode_unhidden_ratio", law.decode_unhidden_ratio);
  a.number("decode_stream_ratio", law.decode_stream_ratio);
  a.number("unsplit_stream_ratio", law.unsplit_stream_ratio);
}

template <class Law>
void nested(Archive& a, const char* key, Law& law) {
  a.object(key, [&](Archive& inside) { fields(inside, law); });
}

}  // namespace

void calibration_fields(Archive& a, PassCalibration& pass) {
  a.number("l2_ratio", pass.l2_ratio);
  a.number("resident_ratio", pass.resident_ratio);
  a.number("gone_ratio", pass.gone_ratio);
  a.number("cold_s", pass.cold_s);
  a.number("reduction_byte_s", pass.reduction_byte_s);
  a.number("reduction_longest_s", pass.reduction_longest_s);
  nested(a, "contiguous", pass.contiguous);
  nested(a, "cast", pass.cast);
  nested(a, "strided", pass.strided);
  nested(a, "transposed", pass.transposed);
  nested(a, "broadcast", pass.broadcast);
  nested(a, "concatenation", pass.concatenation);
  nested(a, "layer_norm", pass.layer_norm);
  nested(a, "rms_norm", pass.rms_norm);
  nested(a, "softmax", pass.softmax);
  nested(a, "batch_norm", pass.batch_norm);
  nested(a, "reduction", pass.reduction);
  nested(a, "outer_reduction", pass.outer_reduction);
  nested(a, "gather", pass.gather);
  nested(a, "scatter", pass.scatter);
  nested(a, "sort", pass.sort);
  nested(a, "block_sort", pass.block_sort);
  nested(a, "top_k", pass.top_k);
  nested(a, "resample", pass.resample);
  nested(a, "fill", pass.fill);
  nested(a, "exponential", pass.exponential);
  nested(a, "hyperbolic", pass.hyperbolic);
  nested(a, "error_function", pass.error_function);
}

void calibration_fields(Archive& a, AttentionCalibration& attention) {
  nested(a, "cudnn", attention.cudnn);
  nested(a, "flash", attention.flash);
  nested(a, "memory_efficient", attention.memory_efficient);
}

void calibration_fields(Archive& a, ConvolutionCalibration& convolution) {
  a.number("start_s", convolution.start_s);
  a.number("window_start_s", convolution.window_start_s);
  a.number("matrix_ratio", convolution.matrix_ratio);
  a.number("step_s", convolution.step_s);
  a.number("tile_s", convolution.tile_s);
  a.number("simt_ratio", convolution.simt_ratio);
  a.number("convert_start_s", convolution.convert_start_s);
  a.number("convert_per_clock", convolution.convert_per_clock);
  a.number("convert_weights_per_clock", convolution.convert_weights_per_clock);
  a.number("unaligned_start_s", convolution.unaligned_start_s);
  a.number("dilated_ratio", convolution.dilated_ratio);
  a.number("few_step_s", convolution.few_step_s);
  a.number("few_chain_s", convolution.few_chain_s);
  a.number("few_ratio", convolution.few_ratio);
  a.number("few_last_ratio", convolution.few_last_ratio);
  a.number("few_fp16_ratio", convolution.few_fp16_ratio);
  a.number("depthwise_start_s", convolution.depthwise_start_s);
  a.number("depthwise_outputs_per_clock", convolution.depthwise_outputs_per_clock);
  a.number("depthwise_taps_per_clock", convolution.depthwise_taps_per_clock);
  a.number("depthwise_last_tap_s", convolution.depthwise_last_tap_s);
  a.number("depthwise_last_outputs_per_clock", convolution.depthwise_last_outputs_per_clock);
  a.number("depthwise_last_taps_per_clock", convolution.depthwise_last_taps_per_clock);
}

}  // namespace modelmeter
