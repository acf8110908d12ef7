#include "kernels/table.h"

// Layers of torch.nn as ATen runs them: products, convolutions in cuDNN, norms, recurrent layers.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

constexpr Row kLinear[] = {
    {.name = "linear",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight), wgt(S::bias)},
     .writes = {act(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "linear.reduce",
     .does = D::reduction,
     .reads = {f32(S::y)},
     .writes = {act(S::y)},
     .when = When::few_deep_tiles,
     .joins = false,
     .inner = true,
     .timed = false},
};
/// One pair of products per output feature: x₁ A, then its dot product with x₂.
constexpr Row kBilinear[] = {
    {.name = "bilinear.expand",
     .does = D::strided,
     .reads = {act(S::x)},
     .writes = {act(S::x)},
     .times = S::batch,
     .inner = true},
    {.name = "bilinear.product",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::routed)},
     .times = S::batch,
     .product = {S::one, S::rows, S::columns, S::width}},
    {.name = "bilinear.dot",
     .does = D::reduction,
     .reads = {act(S::x)},
     .writes = {act(S::rows)},
     .row = S::columns,
     .times = S::batch,
     .inner = true},
    {.name = "bilinear.reduce",
     .does = D::reduction,
     .reads = {f32(S::rows)},
     .writes = {act(S::rows)},
     .times = S::batch,
     .inner = true},
};

/// cuDNN multiplies in channels-last memory: images in channels-first are converted before and after, weights too.
constexpr Row kConvolution[] = {
    {.name = "convolution.input_to_channels_last",
     .does = D::transposed,
     .reads = {act(S::x)},
     .writes = {act(S::x)},
     .when = When::wide_kernel,
     .joins = false,
     .inner = true},
    {.name = "convolution.weight_to_channels_last",
     .does = D::transposed,
     .reads = {wgt(S::weight)},
     .writes = {act(S::weight)},
     .when = When::wide_kernel,
     .joins = false,
     .inner = true},
    {.name = "convolution", .does = D::convolution, .reads = {act(S::x), wgt(S::weight)}, .writes = {act(S::y)}},
    {.name = "convolution.output_to_channels_first",
     .does = D::transposed,
     .reads = {act(S::y)},
     .writes = {act(S::y)},
     .when = When::wide_kernel,
     .joins = false,
     .inner = true},
    {.name = "convolution.bias",
     .does = D::broadcast,
     .reads = {act(S::y), wgt(S::bias)},
     .writes = {act(S::y)},
     .when = When::with_bias,
     .inner = true},
};
/// Inductor keeps images in channels-last memory from the second convolution on.
constexpr Row kConvolutionCompiled[] = {
    {.name = "convolution.weight_to_channels_last",
     .does = D::transposed,
     .reads = {wgt(S::weight)},
     .writes = {act(S::weight)},
     .when = When::wide_kernel,
     .joins = false,
     .inner = true},
    {.name = "convolution", .does = D::convolution, .reads = {act(S::x), wgt(S::weight)}, .writes = {act(S::y)}},
};

constexpr Row kLayerNorm[] = {
    {.name = "layer_norm",
     .does = D::layer_norm,
     .reads = {act(S::x), wgt(S::width), wgt(S::width)},
     .writes = {act(S::y)},
     .row = S::width},
};
/// Inverse standard deviation of the running variance in fp32, then scale and shift.
constexpr Row kBatchNorm[] = {
    {.name = "batch_norm.variance_to_fp32",
     .does = D::cast,
     .reads = {wgt(S::width)},
     .writes = {f32(S::width)},
     .when = When::narrow,
     .inner = true},
    {.name = "batch_norm.inverse_deviation", .reads = {f32(S::width)}, .writes = {f32(S::width)}, .inner = true},
    {.name = "batch_norm", .does = D::batch_norm, .reads = {act(S::x), wgt(S::width)}, .writes = {act(S::y)}},
};
constexpr Row kBatchNormCompiled[] = {
    {.name = "batch_norm", .reads = {act(S::x), wgt(S::width)}, .writes = {act(S::y)}},
};
constexpr Row kGroupNorm[] = {
    {.name = "group_norm.moments",
     .does = D::reduction,
     .reads = {act(S::x)},
     .writes = {f32(S::rows)},
     .row = S::width,
     .inner = true},
    {.name = "group_norm.factors", .reads = {f32(S::rows)}, .writes = {f32(S::rows)}, .inner = true},
    {.name = "group_norm.apply", .does = D::broadcast, .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kGroupNormCompiled[] = {
    {.name = "group_norm", .does = D::layer_norm, .reads = {act(S::x)}, .writes = {act(S::y)}, .row = S::width},
};
constexpr Row kLocalResponse[] = {
    {.name = "local_response.square", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "local_response.pad", .does = D::fill, .writes = {act(S::x)}},
    {.name = "local_response.copy", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "local_response.average", .does = D::resample, .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "local_response.scale", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "local_response.pow", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "local_response.divide", .reads = {act(S::two_x)}, .writes = {act(S::y)}},
};

/// cuDNN: the inputs of a layer and direction in one product, then a product and a cell update per step.
constexpr Row kRecurrent[] = {
    {.name = "recurrent.input",
     .does = D::gemm,
     .reads = {act(S::routed), wgt(S::table)},
     .writes = {act(S::hidden)},
     .times = S::experts,
     .product = {S::batch, S::tokens, S::columns, S::head_dim}},
    {.name = "recurrent.step",
     .does = D::gemm,
     .reads = {act(S::x_each), wgt(S::weight_each)},
     .writes = {act(S::y_each)},
     .times = S::lanes,
     .product = {S::batch, S::rows, S::columns, S::width},
     .inner = true},
    {.name = "recurrent.cell",
     .reads = {act(S::y_each), act(S::x_each)},
     .writes = {act(S::x_each)},
     .times = S::lanes,
     .arithmetic = Arithmetic::exponential,
     .joins = false,
     .inner = true},
};

constexpr Entry kEntries[] = {
    {.op = op_index<Linear>, .launches = kLinear, .compiled = kLinear, .views = 3},
    {.op = op_index<GroupedLinear>, .launches = kLinear, .compiled = kLinear, .views = 2},
    {.op = op_index<Bilinear>, .launches = kBilinear, .compiled = kBilinear, .views = 4},
    {.op = op_index<Conv2d>, .launches = kConvolution, .compiled = kConvolutionCompiled},
    {.op = op_index<Convolution>, .launches = kConvolution, .compiled = kConvolutionCompiled},
    {.op = op_index<LayerNorm>, .launches = kLayerNorm, .compiled = kLayerNorm},
    {.op = op_index<BatchNorm>, .launches = kBatchNorm, .compiled = kBatchNormCompiled},
    {.op = op_index<GroupNorm>, .launches = kGroupNorm, .compiled = kGroupNormCompiled},
    {.op = op_index<LocalResponseNorm>, .launches = kLocalResponse},
    {.op = op_index<Recurrent>, .launches = kRecurrent, .compiled = kRecurrent},
};

}  // namespace

extern const Table layers{"Layers of torch.nn", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
