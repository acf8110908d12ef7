#include "kernels/table.h"

// Mixtures of experts in two forms. Grouped: tokens sorted by expert, one grouped product for gate and up and one for
// down. Looped: the reference implementation's Python loop over experts, which first copies the experts' loads to the
// host and waits. Read from: modeling_deepseekv2.py (MoEGate, DeepseekV2MoE.moe_infer), transformers' integrations/moe.py.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// Logits in fp32: the input and the router's weight are cast, a product of few columns is split along K and reduced.
constexpr Row kRouterLogits[] = {
    {.name = "router.input_to_fp32", .does = D::cast, .reads = {act(S::x)}, .writes = {f32(S::x)}, .when = When::narrow},
    {.name = "router.weight_to_fp32", .does = D::cast, .reads = {wgt(S::weight)}, .writes = {f32(S::weight)}, .when = When::narrow},
    {.name = "router",
     .does = D::gemm,
     .reads = {f32(S::x), f32(S::weight)},
     .writes = {f32(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "router.reduce", .does = D::reduction, .reads = {f32(S::two_y)}, .writes = {f32(S::y)}, .row = S::columns, .inner = true},
};
constexpr Row kRouterLogitsCompiled[] = {
    {.name = "router.weight_to_fp32",
     .does = D::cast,
     .reads = {wgt(S::weight)},
     .writes = {f32(S::weight)},
     .when = When::narrow,
     .joins = false},
    {.name = "router",
     .does = D::gemm,
     .reads = {f32(S::x), f32(S::weight)},
     .writes = {f32(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "router.reduce", .does = D::reduction, .reads = {f32(S::two_y)}, .writes = {f32(S::y)}, .row = S::columns, .joins = false, .inner = true},
};
constexpr Row kRouterTopK[] = {
    {.name = "router.softmax", .does = D::softmax, .reads = {f32(S::logits)}, .writes = {f32(S::logits)}, .row = S::experts},
    {.name = "router.top_k",
     .does = D::top_k,
     .reads = {f32(S::logits)},
     .writes = {f32(S::routes), i64(S::routes)},
     .row = S::experts},
    {.name = "router.scale", .reads = {f32(S::routes)}, .writes = {f32(S::routes)}},
};
constexpr Row kRouterTopKCompiled[] = {
    {.name = "router.softmax",
     .does = D::softmax,
     .reads = {f32(S::logits)},
     .writes = {f32(S::logits)},
     .row = S::experts,
     .joins = false},
    {.name = "router.top_k",
     .does = D::top_k,
     .reads = {f32(S::logits)},
     .writes = {f32(S::routes), i64(S::routes)},
     .row = S::experts},
};

/// Loads of the experts by a scatter into [tokens, experts] and a sum; the routes sorted as 64-bit keys, in one block
/// or by radix in passes of eight bits; tokens picked in that order.
constexpr Row kDispatch[] = {
    {.name = "experts.clear_loads", .does = D::memory, .writes = {i64(S::logits)}},
    {.name = "experts.mark", .does = D::scatter, .reads = {i64(S::routes)}, .writes = {i64(S::routes)}},
    {.name = "experts.loads",
     .does = D::outer_reduction,
     .reads = {i64(S::logits)},
     .writes = {i64(S::experts)},
     .row = S::tokens},
    {.name = "sort.order", .does = D::fill, .writes = {i64(S::routes)}, .inner = true},
    {.name = "sort.in_block",
     .does = D::block_sort,
     .reads = {i64(S::routes), i64(S::routes)},
     .writes = {i64(S::routes), i64(S::routes)},
     .when = When::short_sort,
     .row = S::routes},
    {.name = "sort.clear",
     .does = D::memory,
     .writes = {i32(S::experts)},
     .when = When::long_sort,
     .times = S::radix_passes, .inner = true},
    {.name = "sort.histogram",
     .does = D::reduction,
     .reads = {i64(S::routes)},
     .writes = {i32(S::experts)},
     .when = When::long_sort},
    {.name = "sort.scan",
     .does = D::reduction,
     .reads = {i32(S::experts)},
     .writes = {i32(S::experts)},
     .when = When::long_sort, .inner = true},
    {.name = "sort.radix_pass",
     .does = D::sort,
     .reads = {i64(S::routes), i64(S::routes)},
     .writes = {i64(S::routes), i64(S::routes)},
     .when = When::long_sort,
     .times = S::radix_passes, .inner = true},
    {.name = "dispatch.tokens_of_routes", .reads = {i64(S::routes)}, .writes = {i64(S::routes)}},
    {.name = "dispatch.gather",
     .does = D::gather,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)}},
    // The loop cannot start before the loads are on the host.
    {.name = "experts.loads_to_host",
     .does = D::memory,
     .reads = {i64(S::experts)},
     .when = When::looped,
     .waits = true},
};
constexpr Row kDispatchCompiled[] = {
    {.name = "experts.clear_loads",
     .does = D::fill,
     .writes = {i64(S::logits)},
     .joins = false},
    {.name = "experts.loads",
     .does = D::outer_reduction,
     .reads = {i64(S::logits)},
     .writes = {i64(S::experts)},
     .row = S::tokens,
     .joins = false},
    {.name = "sort.in_block",
     .does = D::block_sort,
     .reads = {i64(S::routes), i64(S::routes)},
     .writes = {i64(S::routes), i64(S::routes)},
     .when = When::short_sort,
     .row = S::routes},
    {.name = "sort.clear",
     .does = D::memory,
     .writes = {i32(S::experts)},
     .when = When::long_sort,
     .times = S::radix_passes, .inner = true},
    {.name = "sort.histogram",
     .does = D::reduction,
     .reads = {i64(S::routes)},
     .writes = {i32(S::experts)},
     .when = When::long_sort,
     .joins = false},
    {.name = "sort.scan",
     .does = D::reduction,
     .reads = {i32(S::experts)},
     .writes = {i32(S::experts)},
     .when = When::long_sort,
     .joins = false, .inner = true},
    {.name = "sort.radix_pass",
     .does = D::sort,
     .reads = {i64(S::routes), i64(S::routes)},
     .writes = {i64(S::routes), i64(S::routes)},
     .when = When::long_sort,
     .times = S::radix_passes, .inner = true},
    {.name = "dispatch.gather",
     .does = D::gather,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)},
     .joins = false},
};

/// Ends of the groups as 32-bit offsets, addresses of the groups' operands, one product for gate and up together.
constexpr Row kGroupedGateAndUp[] = {
    {.name = "experts.offsets", .does = D::reduction, .reads = {i64(S::experts)}, .writes = {i64(S::experts)}, .joins = false},
    {.name = "experts.offsets_to_int32", .reads = {i64(S::experts)}, .writes = {i32(S::experts)}},
    {.name = "experts.prepare", .does = D::library, .reads = {i32(S::experts)}, .writes = {i64(S::experts)}, .inner = true},
    {.name = "experts.gate_and_up",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::two_weight)},
     .writes = {act(S::two_y)},
     .product = {S::one, S::rows, S::two_columns, S::width}},
};
constexpr Row kGroupedGateAndUpCompiled[] = {
    {.name = "experts.offsets", .does = D::reduction, .reads = {i64(S::experts)}, .writes = {i32(S::experts)}, .joins = false},
    {.name = "experts.prepare", .does = D::library, .reads = {i32(S::experts)}, .writes = {i64(S::experts)}, .inner = true},
    {.name = "experts.gate_and_up",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::two_weight)},
     .writes = {act(S::two_y)},
     .product = {S::one, S::rows, S::two_columns, S::width}},
};
constexpr Row kGroupedDown[] = {
    {.name = "experts.prepare", .does = D::library, .reads = {i32(S::experts)}, .writes = {i64(S::experts)}, .inner = true},
    {.name = "experts.grouped",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .product = {S::one, S::rows, S::columns, S::width}},
};
/// The same where the weights already are stored side by side.
constexpr Row kGroupedJoint[] = {
    {.name = "experts.offsets", .does = D::reduction, .reads = {i64(S::experts)}, .writes = {i64(S::experts)}, .joins = false},
    {.name = "experts.offsets_to_int32", .reads = {i64(S::experts)}, .writes = {i32(S::experts)}},
    {.name = "experts.prepare", .does = D::library, .reads = {i32(S::experts)}, .writes = {i64(S::experts)}, .inner = true},
    {.name = "experts.gate_and_up",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .product = {S::one, S::rows, S::columns, S::width}},
};

/// Both halves of the joint product are slices of it.
constexpr Row kGroupedActivation[] = {
    {.name = "experts.activation", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::x)}, .arithmetic = Arithmetic::exponential},
    {.name = "experts.multiply", .does = D::strided, .reads = {act(S::two_x)}, .writes = {act(S::x)}},
};
constexpr Row kGroupedActivationCompiled[] = {
    {.name = "experts.activation_multiply",
     .does = D::strided,
     .reads = {act(S::two_x)},
     .writes = {act(S::x)},
     .joins = false},
};

/// One product per expert that has tokens.
constexpr Row kLoopedLinear[] = {
    {.name = "expert.linear",
     .does = D::gemm,
     .reads = {act(S::x_each), wgt(S::weight_each)},
     .writes = {act(S::y_each)},
     .times = S::lanes,
     .product = {S::batch, S::rows_each, S::columns, S::width}},
};
constexpr Row kLoopedActivation[] = {
    {.name = "expert.activation", .reads = {act(S::x_each)}, .writes = {act(S::x_each)}, .times = S::lanes, .arithmetic = Arithmetic::exponential},
    {.name = "expert.multiply",
     .reads = {act(S::x_each), act(S::x_each)},
     .writes = {act(S::x_each)},
     .times = S::lanes},
};
constexpr Row kLoopedActivationCompiled[] = {
    {.name = "expert.activation_multiply",
     .reads = {act(S::x_each), act(S::x_each)},
     .writes = {act(S::x_each)},
     .times = S::lanes,
     .joins = false},
};
/// Outputs back in the order of the routes, weighted in fp32, summed over each token's experts.
constexpr Row kCombine[] = {
    {.name = "combine.put", .does = D::scatter, .reads = {i64(S::routes), act(S::routed)}, .writes = {act(S::routed)}},
    {.name = "combine.to_fp32", .does = D::cast, .reads = {act(S::routed)}, .writes = {f32(S::routed)}, .when = When::narrow},
    {.name = "combine.weigh",
     .does = D::broadcast,
     .reads = {f32(S::routed), f32(S::routes)},
     .writes = {f32(S::routed)}},
    {.name = "combine.sum", .does = D::outer_reduction, .reads = {f32(S::routed)}, .writes = {f32(S::hidden)}, .row = S::width},
    {.name = "combine.to_narrow", .reads = {f32(S::hidden)}, .writes = {act(S::hidden)}, .when = When::narrow},
};
constexpr Row kLoopedCombine[] = {
    {.name = "combine.concatenate", .does = D::concatenation, .reads = {act(S::half_routed)}, .writes = {act(S::half_routed)}},
    {.name = "combine.concatenate_rest", .does = D::concatenation, .reads = {act(S::half_routed)}, .writes = {act(S::half_routed)}},
    {.name = "combine.put", .does = D::scatter, .reads = {i64(S::routes), act(S::routed)}, .writes = {act(S::routed)}},
    {.name = "combine.to_fp32", .does = D::cast, .reads = {act(S::routed)}, .writes = {f32(S::routed)}, .when = When::narrow},
    {.name = "combine.weigh",
     .does = D::broadcast,
     .reads = {f32(S::routed), f32(S::routes)},
     .writes = {f32(S::routed)}},
    {.name = "combine.sum", .does = D::outer_reduction, .reads = {f32(S::routed)}, .writes = {f32(S::hidden)}, .row = S::width},
    {.name = "combine.to_narrow", .reads = {f32(S::hidden)}, .writes = {act(S::hidden)}, .when = When::narrow},
};
/// Weighting and sum run in the kernel of the sum behind them.
constexpr Row kCombineCompiled[] = {
    {.name = "combine.put",
     .does = D::scatter,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)},
     .joins = false},
    {.name = "combine.sum", .reads = {act(S::routed), f32(S::routes)}, .writes = {act(S::hidden)}, .late = true},
};

constexpr Entry kEntries[] = {
    {.op = op_index<Linear>,
     .where = "MoEGate",
     .launches = kRouterLogits,
     .compiled = kRouterLogitsCompiled,
     .views = 3},
    {.op = op_index<RouterTopK>, .launches = kRouterTopK, .compiled = kRouterTopKCompiled},
    {.op = op_index<ExpertDispatch>, .launches = kDispatch, .compiled = kDispatchCompiled, .views = 6},
    {.op = op_index<GroupedLinear>,
     .name = "gate_proj",
     .form = Form::grouped_experts,
     .launches = kGroupedGateAndUp,
     .compiled = kGroupedGateAndUpCompiled,
     .views = 3},
    {.op = op_index<GroupedLinear>,
     .name = "gate_up",
     .form = Form::grouped_experts,
     .launches = kGroupedJoint,
     .compiled = kGroupedJoint,
     .views = 3},
    {.op = op_index<GroupedLinear>,
     .name = "up_proj",
     .form = Form::grouped_experts,
     .launches = Rows::nothing(),
     .compiled = Rows::nothing()},
    {.op = op_index<GroupedLinear>,
     .form = Form::grouped_experts,
     .launches = kGroupedDown,
     .compiled = kGroupedDown,
     .views = 2},
    {.op = op_index<GroupedLinear>,
     .form = Form::looped_experts,
     .launches = kLoopedLinear,
     .compiled = kLoopedLinear},
    {.op = op_index<Activation>,
     .where = "experts",
     .form = Form::grouped_experts,
     .launches = kGroupedActivation,
     .compiled = kGroupedActivationCompiled,
     .views = 2},
    {.op = op_index<Activation>,
     .where = "experts",
     .form = Form::looped_experts,
     .launches = kLoopedActivation,
     .compiled = kLoopedActivationCompiled},
    {.op = op_index<ExpertCombine>,
     .form = Form::looped_experts,
     .launches = kLoopedCombine,
     .compiled = kCombineCompiled,
     .views = 4},
    {.op = op_index<ExpertCombine>, .launches = kCombine, .compiled = kCombineCompiled, .views = 3},
};

}  // namespace

extern const Table experts{"Mixtures of experts", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
