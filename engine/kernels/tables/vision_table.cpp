#include "kernels/table.h"

// The vision encoders of DeepSeek-OCR. Read from: deepencoder.py (deepseek-ai/DeepSeek-OCR), which follows
// segment_anything's image_encoder.py.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// The patch embedding leaves the residual stream in channels-first memory, so a layer norm first copies it.
constexpr Row kPermutedLayerNorm[] = {
    {.name = "layer_norm.contiguous", .does = D::transposed, .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "layer_norm",
     .does = D::layer_norm,
     .reads = {act(S::x), wgt(S::width), wgt(S::width)},
     .writes = {act(S::y)},
     .row = S::width},
};
constexpr Row kLayerNorm[] = {
    {.name = "layer_norm",
     .does = D::layer_norm,
     .reads = {act(S::x), wgt(S::width), wgt(S::width)},
     .writes = {act(S::y)},
     .row = S::width},
};
/// A sum of the channels-first residual stream and a channels-last branch.
constexpr Row kPermutedAdd[] = {
    {.name = "residual_add", .does = D::transposed, .reads = {act(S::y), act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kResidualCompiled[] = {
    {.name = "residual_add", .reads = {act(S::y), act(S::y)}, .writes = {act(S::y)}, .keeps = true},
};

/// F.pad fills the padded image and copies into it; the windows are copied out of it.
constexpr Row kPartition[] = {
    {.name = "pad.fill", .does = D::fill, .writes = {act(S::y)}, .when = When::padded},
    {.name = "pad.copy", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::x)}, .when = When::padded},
    {.name = "windows.copy", .does = D::strided, .reads = {act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kPartitionCompiled[] = {
    {.name = "windows.copy", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::y)}, .joins = false},
};
constexpr Row kUnpartition[] = {
    {.name = "windows.join", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "pad.remove", .does = D::strided, .reads = {act(S::y)}, .writes = {act(S::y)}, .when = When::cropped},
};
constexpr Row kUnpartitionCompiled[] = {
    {.name = "windows.join", .does = D::strided, .reads = {act(S::y)}, .writes = {act(S::y)}},
};

/// Queries, keys and values in one tensor per head; then, for each axis, the table's rows picked by offset (resized
/// first where it was made for another edge), times the queries, brought into the order of the scores.
constexpr Row kRelativePosition[] = {
    {.name = "split_heads.copy", .does = D::strided, .reads = {act(S::kv)}, .writes = {act(S::kv)}},
    {.name = "rel_pos_h.to_fp32",
     .does = D::strided,
     .reads = {wgt(S::table_h)},
     .writes = {f32(S::table_h)},
     .when = When::resized_h},
    {.name = "rel_pos_h.interpolate",
     .does = D::resample,
     .reads = {f32(S::table_h)},
     .writes = {f32(S::resized_h)},
     .when = When::resized_h},
    {.name = "rel_pos_h.to_narrow",
     .reads = {f32(S::resized_h)},
     .writes = {act(S::resized_h)},
     .when = When::resized_h},
    {.name = "rel_pos_h.copy",
     .does = D::strided,
     .reads = {act(S::resized_h)},
     .writes = {act(S::resized_h)},
     .when = When::resized_h},
    {.name = "offsets_h.queries", .does = D::fill, .writes = {i64(S::edge_h)}},
    {.name = "offsets_h.scale_queries", .reads = {i64(S::edge_h)}, .writes = {f32(S::edge_h)}},
    {.name = "offsets_h.keys", .does = D::fill, .writes = {i64(S::edge_h)}},
    {.name = "offsets_h.scale_keys", .reads = {i64(S::edge_h)}, .writes = {f32(S::edge_h)}},
    {.name = "offsets_h.subtract", .does = D::broadcast, .reads = {f32(S::edge_h)}, .writes = {f32(S::index_h)}},
    {.name = "offsets_h.add", .reads = {f32(S::index_h)}, .writes = {f32(S::index_h)}},
    {.name = "offsets_h.to_int64", .reads = {f32(S::index_h)}, .writes = {i64(S::index_h)}},
    {.name = "rel_pos_h.pick",
     .does = D::gather,
     .reads = {i64(S::index_h), wgt(S::picked_h)},
     .writes = {act(S::picked_h)}},
    {.name = "rel_pos_w.to_fp32",
     .does = D::strided,
     .reads = {wgt(S::table_w)},
     .writes = {f32(S::table_w)},
     .when = When::resized_w},
    {.name = "rel_pos_w.interpolate",
     .does = D::resample,
     .reads = {f32(S::table_w)},
     .writes = {f32(S::resized_w)},
     .when = When::resized_w},
    {.name = "rel_pos_w.to_narrow",
     .reads = {f32(S::resized_w)},
     .writes = {act(S::resized_w)},
     .when = When::resized_w},
    {.name = "rel_pos_w.copy",
     .does = D::strided,
     .reads = {act(S::resized_w)},
     .writes = {act(S::resized_w)},
     .when = When::resized_w},
    {.name = "offsets_w.queries", .does = D::fill, .writes = {i64(S::edge_w)}},
    {.name = "offsets_w.scale_queries", .reads = {i64(S::edge_w)}, .writes = {f32(S::edge_w)}},
    {.name = "offsets_w.keys", .does = D::fill, .writes = {i64(S::edge_w)}},
    {.name = "offsets_w.scale_keys", .reads = {i64(S::edge_w)}, .writes = {f32(S::edge_w)}},
    {.name = "offsets_w.subtract", .does = D::broadcast, .reads = {f32(S::edge_w)}, .writes = {f32(S::index_w)}},
    {.name = "offsets_w.add", .reads = {f32(S::index_w)}, .writes = {f32(S::index_w)}},
    {.name = "offsets_w.to_int64", .reads = {f32(S::index_w)}, .writes = {i64(S::index_w)}},
    {.name = "rel_pos_w.pick",
     .does = D::gather,
     .reads = {i64(S::index_w), wgt(S::picked_w)},
     .writes = {act(S::picked_w)}},
    {.name = "rel_h.queries_by_row", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}},
    {.name = "rel_h",
     .does = D::gemm,
     .reads = {act(S::q), act(S::picked_h)},
     .writes = {act(S::rel_h)},
     .product = {S::edge_h, S::queries_h, S::edge_h, S::head_dim}},
    {.name = "rel_w",
     .does = D::gemm,
     .reads = {act(S::q), act(S::picked_w)},
     .writes = {act(S::rel_w)},
     .product = {S::edge_w, S::queries_w, S::edge_w, S::head_dim}},
    {.name = "rel_h.reorder", .does = D::strided, .reads = {act(S::rel_h)}, .writes = {act(S::rel_h)}},
    {.name = "rel_w.reorder", .does = D::strided, .reads = {act(S::rel_w)}, .writes = {act(S::rel_w)}},
};
constexpr Row kRelativePositionCompiled[] = {
    {.name = "rel_pos_h.pick",
     .does = D::gather,
     .reads = {wgt(S::picked_h)},
     .writes = {act(S::picked_h)},
     .joins = false},
    {.name = "rel_h.queries_by_row", .does = D::strided, .reads = {act(S::q)}, .writes = {act(S::q)}, .joins = false},
    {.name = "rel_h",
     .does = D::gemm,
     .reads = {act(S::q), act(S::picked_h)},
     .writes = {act(S::rel_h)},
     .product = {S::edge_h, S::queries_h, S::edge_h, S::head_dim}},
    {.name = "rel_pos_w.pick",
     .does = D::gather,
     .reads = {wgt(S::picked_w)},
     .writes = {act(S::picked_w)},
     .joins = false},
    {.name = "rel_w.queries_by_column",
     .does = D::strided,
     .reads = {act(S::q)},
     .writes = {act(S::q)},
     .joins = false},
    {.name = "rel_w",
     .does = D::gemm,
     .reads = {act(S::q), act(S::picked_w)},
     .writes = {act(S::rel_w)},
     .product = {S::edge_w, S::queries_w, S::edge_w, S::head_dim}},
    {.name = "split_heads.copy", .does = D::strided, .reads = {act(S::kv)}, .writes = {act(S::kv)}, .joins = false},
};

/// rel_h + rel_w as one bias per score in memory, attention with it, heads side by side.
constexpr Row kBiasedAttention[] = {
    {.name = "attention_bias.add",
     .does = D::broadcast,
     .reads = {act(S::rel_h), act(S::rel_w)},
     .writes = {act(S::scores)}},
    {.name = "attention.setup", .does = D::memory, .writes = {i64(S::one)}, .inner = true},
    {.name = "attention",
     .does = D::attention,
     .reads = {act(S::q), act(S::kv), act(S::scores)},
     .writes = {act(S::o)}},
    {.name = "join_heads.copy", .does = D::strided, .reads = {act(S::o)}, .writes = {act(S::o)}},
};
constexpr Row kBiasedAttentionCompiled[] = {
    {.name = "attention_bias.add",
     .does = D::broadcast,
     .reads = {act(S::rel_h), act(S::rel_w)},
     .writes = {act(S::scores)},
     .joins = false},
    {.name = "attention.setup", .does = D::memory, .writes = {i64(S::one)}, .inner = true},
    {.name = "attention",
     .does = D::attention,
     .reads = {act(S::q), act(S::kv), act(S::scores)},
     .writes = {act(S::o)}},
    {.name = "join_heads.copy", .does = D::strided, .reads = {act(S::o)}, .writes = {act(S::o)}, .joins = false},
};

/// The norm over channels written out: u = mean(x), s = mean((x − u)²), (x − u) / √(s + ε) · w + b.
constexpr Row kLayerNorm2d[] = {
    {.name = "layer_norm_2d.mean",
     .does = D::outer_reduction,
     .reads = {act(S::x)},
     .writes = {act(S::rows)},
     .row = S::width},
    {.name = "layer_norm_2d.subtract", .does = D::broadcast, .reads = {act(S::x), act(S::rows)}, .writes = {act(S::x)}},
    {.name = "layer_norm_2d.pow", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "layer_norm_2d.variance",
     .does = D::outer_reduction,
     .reads = {act(S::x)},
     .writes = {act(S::rows)},
     .row = S::width},
    {.name = "layer_norm_2d.subtract_again",
     .does = D::broadcast,
     .reads = {act(S::x), act(S::rows)},
     .writes = {act(S::x)}},
    {.name = "layer_norm_2d.add_epsilon", .reads = {act(S::rows)}, .writes = {act(S::rows)}},
    {.name = "layer_norm_2d.sqrt", .reads = {act(S::rows)}, .writes = {act(S::rows)}},
    {.name = "layer_norm_2d.divide", .does = D::broadcast, .reads = {act(S::x), act(S::rows)}, .writes = {act(S::x)}},
    {.name = "layer_norm_2d.scale", .does = D::broadcast, .reads = {act(S::x), wgt(S::width)}, .writes = {act(S::x)}},
    {.name = "layer_norm_2d.shift", .does = D::broadcast, .reads = {act(S::x), wgt(S::width)}, .writes = {act(S::x)}},
};

/// A position table in another memory order than the image it is added to.
constexpr Row kPermutedPosition[] = {
    {.name = "add_position", .does = D::transposed, .reads = {act(S::y), wgt(S::weight)}, .writes = {act(S::y)}},
};
constexpr Row kPositionCompiled[] = {
    {.name = "add_position", .reads = {act(S::y), wgt(S::weight)}, .writes = {act(S::y)}, .keeps = true},
};

/// Bicubic with antialiasing in fp32: cast, resample, cast back, in the order that the image has.
constexpr Row kResample[] = {
    {.name = "resample.copy", .does = D::strided, .reads = {wgt(S::weight)}, .writes = {act(S::weight)}},
    {.name = "resample.to_fp32", .does = D::strided, .reads = {act(S::weight)}, .writes = {f32(S::weight)}},
    {.name = "resample", .does = D::resample, .reads = {f32(S::weight)}, .writes = {f32(S::y)}},
    {.name = "resample.to_narrow", .reads = {f32(S::y)}, .writes = {act(S::y)}, .when = When::narrow},
    {.name = "resample.join", .does = D::strided, .reads = {act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kResampleCompiled[] = {
    {.name = "resample.to_fp32",
     .does = D::strided,
     .reads = {wgt(S::weight)},
     .writes = {f32(S::weight)},
     .joins = false},
    {.name = "resample", .does = D::resample, .reads = {f32(S::weight)}, .writes = {f32(S::y)}, .joins = false},
};

/// A scripted x · sigmoid(1.702 · x): one fused kernel also outside of a compiler.
constexpr Row kQuickGelu[] = {
    {.name = "quick_gelu", .reads = {act(S::x)}, .writes = {act(S::x)}, .arithmetic = Arithmetic::exponential},
};

constexpr Row kConcatenate[] = {
    {.name = "concatenate", .does = D::concatenation, .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kConcatenateCompiled[] = {
    {.name = "concatenate", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::y)}},
};

/// Whether there are crops (a sum that the host waits for), rows of features in page order, a newline behind every
/// row, both views and the separator in one sequence.
constexpr Row kAssemble[] = {
    {.name = "image.any_crops", .does = D::reduction, .reads = {act(S::x)}, .writes = {f32(S::one)}, .waits = true},
    {.name = "image.reorder_tiles", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::y)}, .joins = false},
    {.name = "image.newlines_crops",
     .does = D::concatenation,
     .reads = {act(S::x)},
     .writes = {act(S::y)},
     .joins = false},
    {.name = "image.newlines_global",
     .does = D::concatenation,
     .reads = {act(S::x)},
     .writes = {act(S::y)},
     .joins = false},
    {.name = "image.join_views", .does = D::concatenation, .reads = {act(S::x)}, .writes = {act(S::y)}, .joins = false},
};
/// masked_scatter_: the mask is copied to the device and widened, a prefix sum numbers its entries.
constexpr Row kScatter[] = {
    {.name = "prompt.mask_to_device", .does = D::memory, .writes = {u8(S::tokens)}, .waits = true},
    {.name = "prompt.widen_mask", .does = D::broadcast, .reads = {u8(S::tokens)}, .writes = {u8(S::y)}},
    {.name = "prompt.mask_to_int64", .reads = {u8(S::y)}, .writes = {i64(S::y)}},
    {.name = "prompt.prefix_sum", .does = D::reduction, .reads = {i64(S::y)}, .writes = {i64(S::y)}},
    {.name = "prompt.scatter", .does = D::scatter, .reads = {i64(S::y), act(S::x)}, .writes = {act(S::y)}},
};

constexpr Entry kEntries[] = {
    {.op = op_index<LayerNorm>, .where = "deepencoder.Block", .launches = kPermutedLayerNorm, .compiled = kLayerNorm},
    {.op = op_index<LayerNorm>,
     .where = "deepencoder.LayerNorm2d",
     .launches = kLayerNorm2d,
     .compiled = kLayerNorm,
     .views = 4},
    {.op = op_index<Add>, .where = "deepencoder.Block", .launches = kPermutedAdd, .compiled = kResidualCompiled},
    {.op = op_index<Copy>,
     .name = "window_partition",
     .launches = kPartition,
     .compiled = kPartitionCompiled,
     .views = 3},
    {.op = op_index<Copy>,
     .name = "window_unpartition",
     .launches = kUnpartition,
     .compiled = kUnpartitionCompiled,
     .views = 5},
    {.op = op_index<RelativePosition>,
     .launches = kRelativePosition,
     .compiled = kRelativePositionCompiled,
     .views = 34},
    {.op = op_index<Attention>,
     .form = Form::biased,
     .launches = kBiasedAttention,
     .compiled = kBiasedAttentionCompiled,
     .views = 10},
    {.op = op_index<LearnedPosition>,
     .where = "deepencoder.ImageEncoderViT",
     .launches = kPermutedPosition,
     .compiled = kPositionCompiled,
     .views = 1},
    {.op = op_index<Resample>, .launches = kResample, .compiled = kResampleCompiled, .views = 5},
    {.op = op_index<Activation>,
     .where = "deepencoder.NoTPFeedForward",
     .launches = kQuickGelu,
     .compiled = kQuickGelu},
    {.op = op_index<Copy>, .name = "assemble_image_tokens", .launches = kAssemble, .compiled = kAssemble, .views = 12},
    {.op = op_index<Copy>, .name = "scatter_into_prompt", .launches = kScatter, .compiled = kScatter, .views = 4},
    {.op = op_index<Copy>,
     .package = "transformers_modules.",
     .launches = kConcatenate,
     .compiled = kConcatenateCompiled,
     .views = 4},
};

}  // namespace

extern const Table vision{"Vision encoders of DeepSeek-OCR", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
