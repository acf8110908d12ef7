#include "operators/conv.h"

namespace modelmeter {

/// Matrix FLOPs 2·B·C_out·H_out·W_out·(C_in/g)·K_h·K_w: each output element sums one window of its
/// group's input channels; padding counts like data.
Work work(const Conv2d& op) {
  const Symbol B{"B", "images", op.batch};
  const Symbol Cin{"C_{in}", "input channels", op.in_channels};
  const Symbol Cg{op.groups == 1 ? "C_{in}" : "C_{g}", op.groups == 1 ? "input channels" : "input channels per group",
                  op.in_channels / op.groups};
  const Symbol Cout{"C_{out}", "output channels", op.out_channels};
  const Symbol Hin{"H_{in}", "input height", op.in_height};
  const Symbol Win{"W_{in}", "input width", op.in_width};
  const Symbol Hout{"H_{out}", "output height", op.out_height};
  const Symbol Wout{"W_{out}", "output width", op.out_width};
  const Symbol Kh{"K_h", "kernel height", op.kernel_height};
  const Symbol Kw{"K_w", "kernel width", op.kernel_width};
  const Formula weight = Cout * Cg * Kh * Kw;
  const Formula parameters = op.bias ? weight + Term(Cout) : weight;
  return {.matrix_flops = 2 * B * Cout * Hout * Wout * Cg * Kh * Kw,
          .vector_flops = op.bias ? Formula(B * Cout * Hout * Wout) : Formula(),
          .weights_read = parameters,
          .activations_read = B * Cin * Hin * Win,
          .activations_written = B * Cout * Hout * Wout,
          .parameters = parameters};
}

Words words(const Conv2d&) {
  return {.title = "Convolution",
          .summary = "A window of the input slides over the image; each position is a dot product with the kernel.",
          .assumptions = {"Counted directly (not by FFT or Winograd); input and output cross memory once."},
          .source = "torch.nn.Conv2d; counted as torch.utils.flop_counter counts convolution"};
}

/// As Conv2d over flattened positions. Transposed: every input position is spread over one kernel, so the input's
/// positions are counted.
Work work(const Convolution& op) {
  const bool grouped = op.groups != 1;
  const Symbol B{"B", "samples", op.batch};
  const Symbol Cin{"C_{in}", "input channels", op.in_channels};
  const Symbol Cout{"C_{out}", "output channels", op.out_channels};
  const Symbol Pin{"P_{in}", "input positions", op.in_positions};
  const Symbol Pout{"P_{out}", "output positions", op.out_positions};
  const Symbol K{"K", "kernel positions", op.kernel_positions};
  const Symbol from = op.transposed ? Cin : Cout;
  const Symbol whole = op.transposed ? Cout : Cin;
  const Symbol share{
      grouped ? "C_{g}" : whole.latex,
      grouped ? (op.transposed ? "output channels per group" : "input channels per group") : whole.meaning,
      whole.value / op.groups};
  const Formula weight = from * share * K;
  const Formula parameters = op.bias ? weight + Term(Cout) : weight;
  return {.matrix_flops = 2 * B * from * (op.transposed ? Pin : Pout) * share * K,
          .vector_flops = op.bias ? Formula(B * Cout * Pout) : Formula(),
          .weights_read = parameters,
          .activations_read = B * Cin * Pin,
          .activations_written = B * Cout * Pout,
          .parameters = parameters};
}

Words words(const Convolution& op) {
  return {.title = op.transposed ? "Transposed convolution" : "Convolution",
          .summary = op.transposed
                         ? "Every input position is multiplied with the kernel and added into the output around it."
                         : "A window of the input slides over its positions; each is a dot product with the kernel.",
          .assumptions = {"Counted directly (not by FFT or Winograd); input and output cross memory once."},
          .source = op.transposed ? "torch.nn.ConvTranspose2d; counted as torch.utils.flop_counter counts convolution"
                                  : "torch.nn.Conv1d, Conv3d; counted as torch.utils.flop_counter counts convolution"};
}

}  // namespace modelmeter
