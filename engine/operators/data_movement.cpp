#include "operators/data_movement.h"

namespace modelmeter {

Work work(const Copy& op) {
  const Symbol r{"n_r", "elements read", op.elements_read};
  const Symbol w{"n_w", "elements written", op.elements_written};
  return {.activations_read = r, .activations_written = w};
}

Words words(const Copy&) {
  return {.title = "Copy",
          .summary = "A tensor is written in another layout, padded, cut or joined; no arithmetic.",
          .assumptions = {},
          .source = "torch.nn.functional.pad, torch.cat, Tensor.contiguous"};
}

/// Each axis in turn: 2·taps FLOPs per output element of that pass. The cubic kernel reaches two (scaled)
/// pixels to each side: taps = 2·⌈2·max(1, in/out)⌉ + 1.
Work work(const Resample& op) {
  const std::int64_t reach = op.in_size > op.out_size ? (2 * op.in_size + op.out_size - 1) / op.out_size : 2;
  const Symbol C{"C", "channels", op.channels};
  const Symbol in{"n_{in}", "input edge", op.in_size};
  const Symbol out{"n_{out}", "output edge", op.out_size};
  const Symbol taps{"\\tau", "filter taps per axis", 2 * reach + 1};
  return {.vector_flops = 2 * C * in * out * taps + 2 * C * out * out * taps,
          .activations_read = C * in * in,
          .activations_written = C * out * out};
}

Words words(const Resample&) {
  return {.title = "Bicubic resampling",
          .summary = "A learned position table is resized to the image's grid, one axis after the other.",
          .assumptions = {"The table is resized on every call, as the public implementation does."},
          .source = "torch.nn.functional.interpolate(mode='bicubic', antialias=True)"};
}

Work work(const Reorder& op) {
  const Symbol n{"n", "elements", op.elements};
  return {.activations_read = n, .activations_written = n};
}

Words words(const Reorder&) {
  return {.title = "Reordering",
          .summary = "Every element is copied to another place; no arithmetic.",
          .assumptions = {},
          .source = "torch.nn.PixelShuffle, torch.nn.ChannelShuffle"};
}

}  // namespace modelmeter
