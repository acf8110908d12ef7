#include "kernels/table.h"
#include "kernels/tables/expert_rows.h"

// Mixtures of experts as transformers' models write them: the router's choice, tokens sorted by expert, one grouped
// product for gate and up and one for down, rows of experts of other processes masked on the way. Read from:
// transformers, integrations/moe.py (grouped_mm_experts_forward), modeling_qwen2_moe.py, modeling_deepseek_v2.py.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

/// Mixtral's, Qwen's: logits in the model's format, then cast for the softmax.
constexpr Row kRouterLogits[] = {
    {.name = "router",
     .does = D::gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .product = {S::batch, S::rows, S::columns, S::width}},
    {.name = "router.logits_to_fp32",
     .does = D::cast,
     .reads = {act(S::y)},
     .writes = {f32(S::y)},
     .when = When::narrow},
};
/// DeepSeek's: the product itself in fp32.
constexpr Row kRouterLogitsInFp32[] = {
    kRouterInputToFp32,
    kRouterWeightToFp32,
    kRouterProductInFp32,
};
/// torch.topk finds the largest, then sorts them.
constexpr Row kRouterTopK[] = {
    kRouterSoftmax,
    kRouterPick,
    {.name = "router.sort_top_k",
     .reads = {f32(S::routes), i64(S::routes)},
     .writes = {f32(S::routes), i64(S::routes)},
     .inner = true},
    kRouterScale,
};

constexpr Row kDispatch[] = {
    {.name = "dispatch.token_numbers", .does = D::fill, .writes = {i64(S::tokens)}},
    {.name = "dispatch.expand_tokens", .does = D::strided, .reads = {i64(S::tokens)}, .writes = {i64(S::routes)}},
    {.name = "dispatch.find_invalid", .reads = {i64(S::routes)}, .writes = {u8(S::routes)}},
    {.name = "dispatch.clamp", .reads = {i64(S::routes)}, .writes = {i64(S::routes)}},
    kSortOrder,
    kSortInBlock,
    kSortClear,
    kSortHistogram,
    kSortScan,
    kSortRadixPass,
    {.name = "dispatch.sorted_experts", .reads = {i64(S::routes), i64(S::routes)}, .writes = {i64(S::routes)}},
    {.name = "dispatch.sorted_weights", .reads = {i64(S::routes), f32(S::routes)}, .writes = {f32(S::routes)}},
    {.name = "dispatch.sorted_invalid", .reads = {i64(S::routes), u8(S::routes)}, .writes = {u8(S::routes)}},
    {.name = "dispatch.tokens_of_routes", .reads = {i64(S::routes), i64(S::routes)}, .writes = {i64(S::routes)}},
    kGatherTokens,
    {.name = "experts.to_int32", .reads = {i64(S::routes)}, .writes = {i32(S::routes)}},
    {.name = "experts.clear_loads", .does = D::memory, .writes = {i32(S::experts)}},
    {.name = "experts.loads",
     .does = D::reduction,
     .reads = {i32(S::routes)},
     .writes = {i32(S::experts)},
     .row = S::routes},
    {.name = "dispatch.inverse_order", .does = D::fill, .writes = {i64(S::routes)}},
    {.name = "dispatch.inverse", .reads = {i64(S::routes), i64(S::routes)}, .writes = {i64(S::routes)}},
};

constexpr Row kGateAndUp[] = {
    {.name = "experts.offsets",
     .does = D::reduction,
     .reads = {i32(S::experts)},
     .writes = {i32(S::experts)},
     .joins = false},
    kPrepareGroups,
    kJointGateAndUp,
    {.name = "experts.mask_gate_and_up", .does = D::broadcast, .reads = {act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kDown[] = {
    kPrepareGroups,
    {.name = "experts.down",
     .does = D::grouped_gemm,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .product = {S::one, S::rows, S::columns, S::width}},
    {.name = "experts.mask_down", .does = D::broadcast, .reads = {act(S::y)}, .writes = {act(S::y)}},
};
/// Half of the joint product is a slice of it.
constexpr Row kActivation[] = {
    kSlicedActivation,
};
constexpr Row kActivationCompiled[] = {
    {.name = "experts.activation",
     .does = D::strided,
     .reads = {act(S::x)},
     .writes = {act(S::x)},
     .arithmetic = Arithmetic::exponential,
     .late = true},
};

constexpr Row kCombine[] = {
    {.name = "combine.weigh",
     .does = D::broadcast,
     .reads = {act(S::routed), f32(S::routes)},
     .writes = {act(S::routed)}},
    {.name = "combine.mask", .does = D::broadcast, .reads = {act(S::routed)}, .writes = {act(S::routed)}},
    {.name = "combine.put_back",
     .does = D::gather,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)}},
    {.name = "combine.sum",
     .does = D::outer_reduction,
     .reads = {act(S::routed)},
     .writes = {act(S::hidden)},
     .row = S::width},
};
constexpr Row kCombineCompiled[] = {
    {.name = "combine.put_back",
     .does = D::gather,
     .reads = {i64(S::routes), act(S::routed)},
     .writes = {act(S::routed)},
     .joins = false},
    kWeighAndSumLate,
};

constexpr const char* kPackage = "transformers.models.";

constexpr Entry kEntries[] = {
    {.op = op_index<Linear>, .where = "TopKRouter", .package = kPackage, .launches = kRouterLogits, .views = 3},
    {.op = op_index<Linear>, .where = "TopkRouter", .package = kPackage, .launches = kRouterLogitsInFp32, .views = 3},
    {.op = op_index<RouterTopK>, .package = kPackage, .launches = kRouterTopK},
    {.op = op_index<ExpertDispatch>,
     .package = kPackage,
     .form = Form::grouped_experts,
     .launches = kDispatch,
     .compiled = kDispatch,
     .views = 8},
    {.op = op_index<GroupedLinear>,
     .name = "gate_up",
     .package = kPackage,
     .form = Form::grouped_experts,
     .launches = kGateAndUp,
     .compiled = kGateAndUp,
     .views = 3},
    {.op = op_index<GroupedLinear>,
     .name = "down",
     .package = kPackage,
     .form = Form::grouped_experts,
     .launches = kDown,
     .compiled = kDown,
     .views = 2},
    {.op = op_index<Activation>,
     .where = "Experts",
     .package = kPackage,
     .form = Form::grouped_experts,
     .launches = kActivation,
     .compiled = kActivationCompiled,
     .views = 2},
    {.op = op_index<ExpertCombine>,
     .package = kPackage,
     .form = Form::grouped_experts,
     .launches = kCombine,
     .compiled = kCombineCompiled,
     .views = 3},
};

}  // namespace

extern const Table grouped_experts{"Mixtures of experts in transformers", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
