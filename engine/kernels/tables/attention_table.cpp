#include "kernels/table.h"

// Attention at large: scaled_dot_product_attention with PyTorch's cuDNN back end, window attention written out, and
// what torch.nn.MultiheadAttention adds. Read from: ATen/native/transformers, torchvision's swin_transformer.py.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// One kernel; few queries against many keys are split over the device and their results reduced.
constexpr Row kAttention[] = {
    {.name = "attention.setup", .does = D::memory, .writes = {i64(S::one)}, .when = When::long_queries, .inner = true},
    {.name = "attention", .does = D::attention, .reads = {act(S::q), act(S::kv)}, .writes = {act(S::o)}},
    {.name = "attention.reduce",
     .does = D::reduction,
     .reads = {f32(S::o), f32(S::o)},
     .writes = {act(S::o)},
     .when = When::split_keys,
     .joins = false,
     .inner = true},
};
constexpr Row kCachedAttention[] = {
    {.name = "attention.setup", .does = D::memory, .writes = {i64(S::one)}, .when = When::long_queries, .inner = true},
    {.name = "attention", .does = D::attention, .reads = {act(S::q), kvc(S::kv)}, .writes = {act(S::o)}},
    {.name = "attention.reduce",
     .does = D::reduction,
     .reads = {f32(S::o), f32(S::o)},
     .writes = {act(S::o)},
     .when = When::split_keys,
     .joins = false,
     .inner = true},
};

/// Windows written out: q · scale, q kᵀ, the bias looked up and added, softmax, times v.
/// Around it torchvision pads (a copy by the driver), cuts windows out and joins them again. Every second block shifts:
/// it rolls the image there and back and writes its mask region by region, nine fills. Blocks of a stage have equal
/// shapes and are one node, so the rows are the mean of a shifted and an unshifted block.
constexpr Row kWrittenOut[] = {
    {.name = "windows.pad", .does = D::memory, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "windows.roll", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "windows.partition", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "attention.split_heads", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "attention.scale", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "attention.keys_copy", .does = D::strided, .reads = {act(S::k)}, .writes = {act(S::k)}},
    {.name = "attention.scores",
     .does = D::gemm,
     .reads = {act(S::q), act(S::k)},
     .writes = {act(S::scores)},
     .product = {S::batch, S::rows, S::width, S::head_dim}},
    {.name = "attention.add_bias", .does = D::broadcast, .reads = {act(S::scores)}, .writes = {act(S::scores)}},
    {.name = "mask.fill_first", .does = D::fill, .writes = {act(S::rows)}},
    {.name = "mask.fill_second", .does = D::fill, .writes = {act(S::rows)}},
    {.name = "mask.fill_third", .does = D::fill, .writes = {act(S::rows)}},
    {.name = "mask.fill_fourth", .does = D::fill, .writes = {act(S::rows)}},
    {.name = "mask.fill_fifth", .does = D::fill, .writes = {act(S::rows)}},
    {.name = "mask.difference", .does = D::broadcast, .reads = {act(S::mask)}, .writes = {act(S::mask)}},
    {.name = "mask.compare", .reads = {act(S::mask)}, .writes = {u8(S::mask)}},
    {.name = "mask.masked_fill", .reads = {act(S::mask), u8(S::mask)}, .writes = {act(S::mask)}},
    {.name = "mask.add", .does = D::broadcast, .reads = {act(S::half_scores)}, .writes = {act(S::half_scores)}},
    {.name = "attention.softmax",
     .does = D::softmax,
     .reads = {act(S::scores)},
     .writes = {act(S::scores)},
     .row = S::width},
    {.name = "attention.values_copy", .does = D::strided, .reads = {act(S::v)}, .writes = {act(S::v)}},
    {.name = "attention.output",
     .does = D::gemm,
     .reads = {act(S::scores), act(S::v)},
     .writes = {act(S::o)},
     .product = {S::batch, S::rows, S::head_dim, S::width}},
    {.name = "attention.join_heads", .does = D::strided, .reads = {act(S::o)}, .writes = {act(S::o)}},
    {.name = "windows.join", .does = D::strided, .reads = {act(S::o)}, .writes = {act(S::o)}},
};
constexpr Row kWrittenOutCompiled[] = {
    {.name = "windows.partition", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}, .joins = false},
    {.name = "attention.queries", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}, .joins = false},
    {.name = "attention.keys", .does = D::strided, .reads = {act(S::k)}, .writes = {act(S::k)}, .joins = false},
    {.name = "attention.scores",
     .does = D::gemm,
     .reads = {act(S::q), act(S::k)},
     .writes = {act(S::scores)},
     .product = {S::batch, S::rows, S::width, S::head_dim}},
    {.name = "attention.softmax",
     .does = D::softmax,
     .reads = {act(S::scores)},
     .writes = {act(S::scores)},
     .row = S::width,
     .joins = false},
    {.name = "attention.values", .does = D::strided, .reads = {act(S::v)}, .writes = {act(S::v)}, .joins = false},
    {.name = "attention.output",
     .does = D::gemm,
     .reads = {act(S::scores), act(S::v)},
     .writes = {act(S::o)},
     .product = {S::batch, S::rows, S::head_dim, S::width}},
    {.name = "attention.join_heads", .does = D::strided, .reads = {act(S::o)}, .writes = {act(S::o)}, .joins = false},
};
/// table[index], reordered to heads first.
constexpr Row kRelativeBias[] = {
    {.name = "relative_bias.pick", .does = D::scatter, .reads = {wgt(S::y)}, .writes = {act(S::y)}},
    {.name = "relative_bias.reorder", .does = D::strided, .reads = {act(S::y)}, .writes = {act(S::y)}},
};

/// MultiheadAttention's queries, keys and values are slices of their joint projection; a compiler copies each.
constexpr Row kPackedProjection[] = {
    {.name = "linear",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight), wgt(S::bias)},
     .writes = {act(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
};
constexpr Row kPackedProjectionCompiled[] = {
    {.name = "linear",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight), wgt(S::bias)},
     .writes = {act(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "in_projection.queries",
     .does = D::strided,
     .reads = {act(S::third_y)},
     .writes = {act(S::third_y)},
     .joins = false},
    {.name = "in_projection.keys",
     .does = D::strided,
     .reads = {act(S::third_y)},
     .writes = {act(S::third_y)},
     .joins = false},
    {.name = "in_projection.values",
     .does = D::strided,
     .reads = {act(S::third_y)},
     .writes = {act(S::third_y)},
     .joins = false},
};

constexpr Entry kEntries[] = {
    {.op = op_index<Attention>,
     .where = "ShiftedWindowAttention",
     .launches = kWrittenOut,
     .compiled = kWrittenOutCompiled,
     .views = 10},
    {.op = op_index<RelativeBias>, .launches = kRelativeBias, .compiled = Rows::nothing(), .views = 3},
    {.op = op_index<Attention>,
     .form = Form::cached,
     .launches = kCachedAttention,
     .compiled = kCachedAttention,
     .views = 4},
    {.op = op_index<Attention>, .launches = kAttention, .compiled = kAttention, .views = 8},
    {.op = op_index<Linear>,
     .name = "in_proj",
     .launches = kPackedProjection,
     .compiled = kPackedProjectionCompiled,
     .views = 6},
};

}  // namespace

extern const Table attention{"Attention", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
