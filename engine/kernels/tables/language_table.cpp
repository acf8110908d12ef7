#include "kernels/table.h"

// Decoders as transformers and the DeepSeek models write them in PyTorch: every cast is a kernel.
// Read from: modeling_deepseekv2.py (deepseek-ai/DeepSeek-OCR), modeling_llama.py, modeling_gpt2.py (transformers).

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// x.to(fp32); x.pow(2).mean(-1) ; x · rsqrt(variance + ε); weight · x.to(input's format).
constexpr Row kRmsNorm[] = {
    {.name = "rms_norm.to_fp32", .does = D::cast, .reads = {act(S::x)}, .writes = {f32(S::x)}, .when = When::narrow},
    {.name = "rms_norm.pow", .reads = {f32(S::x)}, .writes = {f32(S::x)}},
    {.name = "rms_norm.mean", .does = D::reduction, .reads = {f32(S::x)}, .writes = {f32(S::rows)}, .row = S::width},
    {.name = "rms_norm.add_epsilon", .reads = {f32(S::rows)}, .writes = {f32(S::rows)}},
    {.name = "rms_norm.rsqrt", .reads = {f32(S::rows)}, .writes = {f32(S::rows)}},
    {.name = "rms_norm.normalise",
     .does = D::broadcast,
     .reads = {f32(S::x), f32(S::rows)},
     .writes = {f32(S::x)},
     .row = S::width},
    {.name = "rms_norm.to_narrow", .reads = {f32(S::x)}, .writes = {act(S::x)}, .when = When::narrow},
    {.name = "rms_norm.scale",
     .does = D::broadcast,
     .reads = {act(S::x), wgt(S::width)},
     .writes = {act(S::x)},
     .row = S::width},
};
constexpr Row kRmsNormCompiled[] = {
    {.name = "rms_norm",
     .does = D::rms_norm,
     .reads = {act(S::x), wgt(S::width)},
     .writes = {act(S::x)},
     .row = S::width},
};

/// inv_freq[D/2, 1] @ positions[1, S] in fp32, both halves, cos and sin, back to the input's format.
constexpr Row kRotaryTable[] = {
    {.name = "rotary.positions_to_fp32", .reads = {i64(S::positions)}, .writes = {f32(S::positions)}},
    {.name = "rotary.angles",
     .does = D::gemm,
     .reads = {f32(S::positions), f32(S::frequencies)},
     .writes = {f32(S::angles)},
     .product = {S::one, S::positions, S::frequencies, S::one}},
    {.name = "rotary.concatenate", .does = D::concatenation, .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.cos", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.sin", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.cos_to_narrow", .reads = {f32(S::table)}, .writes = {act(S::table)}, .when = When::narrow},
    {.name = "rotary.sin_to_narrow", .reads = {f32(S::table)}, .writes = {act(S::table)}, .when = When::narrow},
};
/// Once per model in transformers (older versions: in every attention, as above): the frequencies expanded and copied
/// for the product, and a factor for longer contexts.
constexpr Row kScaledRotaryTable[] = {
    {.name = "rotary.positions_to_fp32", .reads = {i64(S::positions)}, .writes = {f32(S::positions)}},
    {.name = "rotary.frequencies_copy",
     .does = D::strided,
     .reads = {f32(S::frequencies)},
     .writes = {f32(S::frequencies)}},
    {.name = "rotary.angles",
     .does = D::gemm,
     .reads = {f32(S::positions), f32(S::frequencies)},
     .writes = {f32(S::angles)},
     .product = {S::one, S::positions, S::frequencies, S::one}},
    {.name = "rotary.concatenate", .does = D::concatenation, .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.cos", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.scale_cos", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.sin", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.scale_sin", .reads = {f32(S::table)}, .writes = {f32(S::table)}},
    {.name = "rotary.cos_to_narrow", .reads = {f32(S::table)}, .writes = {act(S::table)}, .when = When::narrow},
    {.name = "rotary.sin_to_narrow", .reads = {f32(S::table)}, .writes = {act(S::table)}, .when = When::narrow},
};
/// The cosines and sines move into the rotation; what is left is the product and the operand that it needs expanded.
constexpr Row kRotaryTableCompiled[] = {
    {.name = "rotary.expand", .reads = {i64(S::positions)}, .writes = {f32(S::positions)}, .joins = false},
    {.name = "rotary.angles",
     .does = D::gemm,
     .reads = {f32(S::positions), f32(S::frequencies)},
     .writes = {f32(S::angles)},
     .product = {S::one, S::positions, S::frequencies, S::one}},
};

/// x · cos + rotate_half(x) · sin for queries, then keys; rotate_half negates one half and joins both.
constexpr Row kRotaryApply[] = {
    {.name = "rotary.query_cos",
     .does = D::broadcast,
     .reads = {act(S::rotated_q), act(S::table)},
     .writes = {act(S::rotated_q)}},
    {.name = "rotary.query_negate", .does = D::strided, .reads = {act(S::half_q)}, .writes = {act(S::half_q)}},
    {.name = "rotary.query_concatenate",
     .does = D::concatenation,
     .reads = {act(S::rotated_q)},
     .writes = {act(S::rotated_q)}},
    {.name = "rotary.query_sin",
     .does = D::broadcast,
     .reads = {act(S::rotated_q), act(S::table)},
     .writes = {act(S::rotated_q)}},
    {.name = "rotary.query_add",
     .does = D::strided,
     .reads = {act(S::rotated_q), act(S::rotated_q)},
     .writes = {act(S::rotated_q)}},
    {.name = "rotary.key_cos",
     .does = D::broadcast,
     .reads = {act(S::rotated_k), act(S::table)},
     .writes = {act(S::rotated_k)}},
    {.name = "rotary.key_negate", .does = D::strided, .reads = {act(S::half_k)}, .writes = {act(S::half_k)}},
    {.name = "rotary.key_concatenate",
     .does = D::concatenation,
     .reads = {act(S::rotated_k)},
     .writes = {act(S::rotated_k)}},
    {.name = "rotary.key_sin",
     .does = D::broadcast,
     .reads = {act(S::rotated_k), act(S::table)},
     .writes = {act(S::rotated_k)}},
    {.name = "rotary.key_add",
     .does = D::strided,
     .reads = {act(S::rotated_k), act(S::rotated_k)},
     .writes = {act(S::rotated_k)}},
};
/// Queries and keys in one kernel where both have the same heads, in two where they differ.
constexpr Row kRotaryApplyCompiled[] = {
    {.name = "rotary",
     .does = D::strided,
     .reads = {act(S::rotated_q), act(S::rotated_k), f32(S::table)},
     .writes = {act(S::rotated_q), act(S::rotated_k)},
     .when = When::equal_heads,
     .joins = false},
    {.name = "rotary.query",
     .does = D::strided,
     .reads = {act(S::rotated_q), f32(S::table)},
     .writes = {act(S::rotated_q)},
     .when = When::fewer_key_heads,
     .joins = false},
    {.name = "rotary.key",
     .does = D::strided,
     .reads = {act(S::rotated_k), f32(S::table)},
     .writes = {act(S::rotated_k)},
     .when = When::fewer_key_heads,
     .joins = false},
};

/// The new keys and values written to their slot of a buffer that is as long as it will ever get.
constexpr Row kStaticCache[] = {
    {.name = "kv_cache.write_keys",
     .does = D::strided,
     .reads = {act(S::k)},
     .writes = {kvc(S::k)},
     .when = When::cached},
    {.name = "kv_cache.write_values",
     .does = D::strided,
     .reads = {act(S::k)},
     .writes = {kvc(S::k)},
     .when = When::cached},
};
/// torch.cat of the whole cache and the new tokens, every step.
constexpr Row kGrowingCache[] = {
    {.name = "kv_cache.concatenate_keys",
     .does = D::concatenation,
     .reads = {kvc(S::one_cache)},
     .writes = {kvc(S::one_cache)},
     .when = When::cached},
    {.name = "kv_cache.concatenate_values",
     .does = D::concatenation,
     .reads = {kvc(S::one_cache)},
     .writes = {kvc(S::one_cache)},
     .when = When::cached},
};
/// The keys' copy joins the rotation that makes them.
constexpr Row kStaticCacheCompiled[] = {
    {.name = "kv_cache.write_values",
     .does = D::strided,
     .reads = {act(S::k)},
     .writes = {kvc(S::k)},
     .when = When::cached,
     .joins = false},
};
constexpr Row kGrowingCacheCompiled[] = {
    {.name = "kv_cache.concatenate_keys",
     .does = D::concatenation,
     .reads = {kvc(S::one_cache)},
     .writes = {kvc(S::one_cache)},
     .when = When::cached,
     .joins = false},
    {.name = "kv_cache.concatenate_values",
     .does = D::concatenation,
     .reads = {kvc(S::one_cache)},
     .writes = {kvc(S::one_cache)},
     .when = When::cached,
     .joins = false},
};

/// The vendor's language head: logits in fp32. transformers leaves them as they are.
constexpr Row kHead[] = {
    {.name = "linear",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight), wgt(S::bias)},
     .writes = {act(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "logits_to_fp32",
     .does = D::cast,
     .reads = {act(S::y)},
     .writes = {f32(S::y)},
     .when = When::narrow,
     .joins = false},
};

/// Positions 0 … S − 1, and whether sequences are packed into one row: where positions do not rise by one
/// (position − the one before ≠ 1, prefix sums, is the last one zero), which the host waits for.
/// Source: transformers, masking_utils.py (find_packed_sequence_indices).
constexpr Row kTokenPositions[] = {
    {.name = "positions.range", .does = D::fill, .writes = {i64(S::y)}},
    {.name = "positions.add_past", .reads = {i64(S::y)}, .writes = {i64(S::y)}},
    {.name = "packed.before_first", .reads = {i64(S::one)}, .writes = {i64(S::one)}},
    {.name = "packed.prepend", .does = D::concatenation, .reads = {i64(S::y)}, .writes = {i64(S::y)}},
    {.name = "packed.difference", .reads = {i64(S::y), i64(S::y)}, .writes = {i64(S::y)}},
    {.name = "packed.not_one", .reads = {i64(S::y)}, .writes = {u8(S::y)}},
    {.name = "packed.to_int64", .reads = {u8(S::y)}, .writes = {i64(S::y)}},
    {.name = "packed.prefix_sum", .does = D::reduction, .reads = {i64(S::y)}, .writes = {i64(S::y)}},
    {.name = "packed.last_is_zero", .reads = {i64(S::one)}, .writes = {u8(S::one)}},
    {.name = "packed.all", .does = D::reduction, .reads = {u8(S::one)}, .writes = {u8(S::one)}},
    {.name = "packed.to_host", .does = D::memory, .reads = {u8(S::one)}, .waits = true},
};
constexpr Row kTokenPositionsCompiled[] = {
    {.name = "positions.range", .does = D::fill, .writes = {i64(S::y)}, .joins = false},
};

/// SwiGLU of two products: silu(gate) · up.
constexpr Row kGatedSilu[] = {
    {.name = "activation", .reads = {act(S::x)}, .writes = {act(S::x)}, .arithmetic = Arithmetic::exponential},
    {.name = "multiply", .reads = {act(S::two_x)}, .writes = {act(S::x)}},
};
constexpr Row kGatedSiluCompiled[] = {
    {.name = "activation_multiply",
     .reads = {act(S::two_x)},
     .writes = {act(S::x)},
     .arithmetic = Arithmetic::exponential},
};

/// The gate's activation as a module of its own: a compiler runs it in the product of gate and up.
constexpr Row kGate[] = {
    {.name = "activation", .reads = {act(S::x)}, .writes = {act(S::x)}, .arithmetic = Arithmetic::exponential},
};
constexpr Row kGateCompiled[] = {
    {.name = "activation",
     .reads = {act(S::x)},
     .writes = {act(S::x)},
     .arithmetic = Arithmetic::exponential,
     .late = true},
};

/// 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), term by term.
constexpr Row kNewGelu[] = {
    {.name = "gelu.pow", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.scale_cube", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.add", .reads = {act(S::two_x)}, .writes = {act(S::x)}},
    {.name = "gelu.scale", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.tanh", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.add_one", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.half", .reads = {act(S::x)}, .writes = {act(S::x)}},
    {.name = "gelu.multiply", .reads = {act(S::two_x)}, .writes = {act(S::x)}},
};
constexpr Row kGeluCompiled[] = {{.name = "gelu", .reads = {act(S::x)}, .writes = {act(S::x)}}};

constexpr Row kEmbedding[] = {
    {.name = "embedding", .does = D::gather, .reads = {wgt(S::y)}, .writes = {act(S::y)}},
};

constexpr Entry kEntries[] = {
    {.op = op_index<RmsNorm>,
     .where = "torch.nn.modules.normalization.RMSNorm",
     .launches = kRmsNormCompiled,
     .compiled = kRmsNormCompiled},
    {.op = op_index<RmsNorm>, .launches = kRmsNorm, .compiled = kRmsNormCompiled, .views = 0},
    {.op = op_index<RotaryTable>,
     .where = "Model",
     .package = "transformers.models.",
     .launches = kScaledRotaryTable,
     .compiled = kRotaryTableCompiled,
     .views = 9},
    {.op = op_index<RotaryTable>, .launches = kRotaryTable, .compiled = kRotaryTableCompiled, .views = 9},
    {.op = op_index<RotaryApply>, .launches = kRotaryApply, .compiled = kRotaryApplyCompiled, .views = 6},
    {.op = op_index<KvCacheAppend>,
     .form = Form::static_cache,
     .launches = kStaticCache,
     .compiled = kStaticCacheCompiled,
     .views = 2},
    {.op = op_index<KvCacheAppend>,
     .form = Form::growing_cache,
     .launches = kGrowingCache,
     .compiled = kGrowingCacheCompiled},
    {.op = op_index<Copy>,
     .name = "token_positions",
     .launches = kTokenPositions,
     .compiled = kTokenPositionsCompiled,
     .views = 6},
    {.op = op_index<Linear>,
     .where = "DeepseekOCRForCausalLM",
     .name = "lm_head",
     .launches = kHead,
     .compiled = kHead,
     .views = 3},
    {.op = op_index<Activation>, .form = Form::gate, .launches = kGate, .compiled = kGateCompiled},
    {.op = op_index<Activation>, .where = "NewGELUActivation", .launches = kNewGelu, .compiled = kGeluCompiled},
    {.op = op_index<Activation>, .form = Form::gated, .launches = kGatedSilu, .compiled = kGatedSiluCompiled},
    {.op = op_index<Embedding>, .launches = kEmbedding, .compiled = kEmbedding},
};

}  // namespace

extern const Table language{"Decoders", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
