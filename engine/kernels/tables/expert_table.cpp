#include "kernels/table.h"
#include "kernels/tables/expert_rows.h"

// Mixtures of experts in two forms. Grouped: tokens sorted by expert, one grouped product for gate and up and one for
// down. Looped: the reference implementation's Python loop over experts, which first copies the experts' loads to the
// host and waits. Read from: modeling_deepseekv2.py (MoEGate, DeepseekV2MoE.moe_infer), transformers'
// integrations/moe.py.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// Logits in fp32: the input and the router's weight are cast, a product of few columns is split along K and reduced.
constexpr Row kRouterLogits[] = {
    kRouterInputToFp32,
    kRouterWeightToFp32,
    kRouterProductInFp32,
    {.name = "router.reduce",
     .does = D::reduction,
     .reads = {f32(S::two_y)},
     .writes = {f32(S::y)},
     .row = S::columns,
     .inner = true},
};
constexpr Row kRouterLogitsCompiled[] = {
    {.name = "router.weight_to_fp32",
     .does = D::cast,
     .reads = {wgt(S::weight)},
     .writes = {f32(S::weight)},
     .when = When::narrow,
     .joins = false},
    kRouterProductInFp32,
    {.name = "router.reduce",
     .does = D::reduction,
     .reads = {f32(S::two_y)},
     .writes = {f32(S::y)},
     .row = S::columns,
     .joins = false,
     .inner = true},
};
constexpr Row kRouterTopK[] = {
    kRouterSoftmax,
    kRouterPick,
    kRouterScale,
};
constexpr Row kRouterTopKCompiled[] = {
    {.name = "router.softmax",
     .does = D::softmax,
     .reads = {f32(S::logits)},
     .writes = {f32(S::logits)},
     .row = S::experts,
     .joins = false},
    kRouterPick,
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
    kSortOrder,
    kSortInBlock,
    kSortClear,
    kSortHistogram,
    kSortScan,
    kSortRadixPass,
    {.name = "dispatch.tokens_of_routes", .reads = {i64(S::routes)}, .writes = {i64(S::routes)}},
    kGatherTokens,
    // The loop cannot start before the loads are on the host.
    {.name = "experts.loads_to_host",
     .does = D::memory,
     .reads = {i64(S::experts)},
     .when = When::looped,
     .waits = true},
};
constexpr Row kDispatchCompiled[] = {
    {.name = "experts.clear_loads", .does = D::fill, .writes = {i64(S::logits)}, .joins = false},
    {.name = "experts.loads",
     .does = D::outer_reduction,
     .reads = {i64(S::logits)},
     .writes = {i64(S::experts)},
     .row = S::tokens,
     .joins = false},
    kSortInBlock,
    kSortClear,
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
     .joins = false,
     .inner = true},
    kSortRadixPass,
    {.name = "dispatch.gather",
     .does = D::gather,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)},
     .joins = false},
};

/// Ends of the groups as 32-bit offsets, addresses of the groups' operands, one product for gate and up together.
constexpr Row kGroupedGateAndUp[] = {
    kGroupOffsets,
    kGroupOffsetsToInt32,
    kPrepareGroups,
    kSplitGateAndUp,
};
constexpr Row kGroupedGateAndUpCompiled[] = {
    {.name = "experts.offsets",
     .does = D::reduction,
     .reads = {i64(S::experts)},
     .writes = {i32(S::experts)},
     .joins = false},
    kPrepareGroups,
    kSplitGateAndUp,
};
constexpr Row kGroupedDown[] = {
    kPrepareGroups,
    {.name = "experts.grouped",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .product = {S::one, S::rows, S::columns, S::width}},
};
/// The same where the weights already are stored side by side.
constexpr Row kGroupedJoint[] = {
    kGroupOffsets,
    kGroupOffsetsToInt32,
    kPrepareGroups,
    kJointGateAndUp,
};

/// Both halves of the joint product are slices of it.
constexpr Row kGroupedActivation[] = {
    kSlicedActivation,
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
    {.name = "expert.activation",
     .reads = {act(S::x_each)},
     .writes = {act(S::x_each)},
     .times = S::lanes,
     .arithmetic = Arithmetic::exponential},
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
    kPutBack, kCombineToFp32, kWeighInFp32, kSumInFp32, kCombineToNarrow,
};
constexpr Row kLoopedCombine[] = {
    {.name = "combine.concatenate",
     .does = D::concatenation,
     .reads = {act(S::half_routed)},
     .writes = {act(S::half_routed)}},
    {.name = "combine.concatenate_rest",
     .does = D::concatenation,
     .reads = {act(S::half_routed)},
     .writes = {act(S::half_routed)}},
    kPutBack,
    kCombineToFp32,
    kWeighInFp32,
    kSumInFp32,
    kCombineToNarrow,
};
/// Weighting and sum run in the kernel of the sum behind them.
constexpr Row kCombineCompiled[] = {
    {.name = "combine.put",
     .does = D::scatter,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)},
     .joins = false},
    kWeighAndSumLate,
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
    {.op = op_index<GroupedLinear>, .form = Form::looped_experts, .launches = kLoopedLinear, .compiled = kLoopedLinear},
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
