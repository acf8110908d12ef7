#pragma once
#include "kernels/table.h"

/// Kernels that mixtures of experts launch in more than one form or package: the sort of the routes, the products, the
/// sum. A table names the row; what differs stands in the table.
namespace modelmeter::tables {

inline constexpr Row kRouterInputToFp32 = {.name = "router.input_to_fp32",
                                           .does = Does::cast,
                                           .reads = {act(Size::x)},
                                           .writes = {f32(Size::x)},
                                           .when = When::narrow};
inline constexpr Row kRouterWeightToFp32 = {.name = "router.weight_to_fp32",
                                            .does = Does::cast,
                                            .reads = {wgt(Size::weight)},
                                            .writes = {f32(Size::weight)},
                                            .when = When::narrow};
inline constexpr Row kRouterProductInFp32 = {.name = "router",
                                             .does = Does::gemm,
                                             .reads = {f32(Size::x), f32(Size::weight)},
                                             .writes = {f32(Size::y)},
                                             .product = {Size::batch, Size::rows, Size::columns, Size::width}};
inline constexpr Row kRouterSoftmax = {.name = "router.softmax",
                                       .does = Does::softmax,
                                       .reads = {f32(Size::logits)},
                                       .writes = {f32(Size::logits)},
                                       .row = Size::experts};
inline constexpr Row kRouterPick = {.name = "router.top_k",
                                    .does = Does::top_k,
                                    .reads = {f32(Size::logits)},
                                    .writes = {f32(Size::routes), i64(Size::routes)},
                                    .row = Size::experts};
inline constexpr Row kRouterScale = {
    .name = "router.scale", .reads = {f32(Size::routes)}, .writes = {f32(Size::routes)}};
inline constexpr Row kSortOrder = {
    .name = "sort.order", .does = Does::fill, .writes = {i64(Size::routes)}, .inner = true};
inline constexpr Row kSortInBlock = {.name = "sort.in_block",
                                     .does = Does::block_sort,
                                     .reads = {i64(Size::routes), i64(Size::routes)},
                                     .writes = {i64(Size::routes), i64(Size::routes)},
                                     .when = When::short_sort,
                                     .row = Size::routes};
inline constexpr Row kSortClear = {.name = "sort.clear",
                                   .does = Does::memory,
                                   .writes = {i32(Size::experts)},
                                   .when = When::long_sort,
                                   .times = Size::radix_passes,
                                   .inner = true};
inline constexpr Row kSortHistogram = {.name = "sort.histogram",
                                       .does = Does::reduction,
                                       .reads = {i64(Size::routes)},
                                       .writes = {i32(Size::experts)},
                                       .when = When::long_sort};
inline constexpr Row kSortScan = {.name = "sort.scan",
                                  .does = Does::reduction,
                                  .reads = {i32(Size::experts)},
                                  .writes = {i32(Size::experts)},
                                  .when = When::long_sort,
                                  .inner = true};
inline constexpr Row kSortRadixPass = {.name = "sort.radix_pass",
                                       .does = Does::sort,
                                       .reads = {i64(Size::routes), i64(Size::routes)},
                                       .writes = {i64(Size::routes), i64(Size::routes)},
                                       .when = When::long_sort,
                                       .times = Size::radix_passes,
                                       .inner = true};
inline constexpr Row kGatherTokens = {.name = "dispatch.gather",
                                      .does = Does::gather,
                                      .reads = {i64(Size::routes), act(Size::routed)},
                                      .writes = {act(Size::routed)}};
inline constexpr Row kGroupOffsets = {.name = "experts.offsets",
                                      .does = Does::reduction,
                                      .reads = {i64(Size::experts)},
                                      .writes = {i64(Size::experts)},
                                      .joins = false};
inline constexpr Row kGroupOffsetsToInt32 = {
    .name = "experts.offsets_to_int32", .reads = {i64(Size::experts)}, .writes = {i32(Size::experts)}};
inline constexpr Row kPrepareGroups = {.name = "experts.prepare",
                                       .does = Does::library,
                                       .reads = {i32(Size::experts)},
                                       .writes = {i64(Size::experts)},
                                       .inner = true};
inline constexpr Row kSplitGateAndUp = {.name = "experts.gate_and_up",
                                        .does = Does::grouped_gemm,
                                        .reads = {act(Size::x), wgt(Size::two_weight)},
                                        .writes = {act(Size::two_y)},
                                        .product = {Size::one, Size::rows, Size::two_columns, Size::width}};
inline constexpr Row kJointGateAndUp = {.name = "experts.gate_and_up",
                                        .does = Does::grouped_gemm,
                                        .reads = {act(Size::x), wgt(Size::weight)},
                                        .writes = {act(Size::y)},
                                        .product = {Size::one, Size::rows, Size::columns, Size::width}};
inline constexpr Row kSlicedActivation = {.name = "experts.activation",
                                          .does = Does::strided,
                                          .reads = {act(Size::x)},
                                          .writes = {act(Size::x)},
                                          .arithmetic = Arithmetic::exponential};
inline constexpr Row kPutBack = {.name = "combine.put",
                                 .does = Does::scatter,
                                 .reads = {i64(Size::routes), act(Size::routed)},
                                 .writes = {act(Size::routed)}};
inline constexpr Row kCombineToFp32 = {.name = "combine.to_fp32",
                                       .does = Does::cast,
                                       .reads = {act(Size::routed)},
                                       .writes = {f32(Size::routed)},
                                       .when = When::narrow};
inline constexpr Row kWeighInFp32 = {.name = "combine.weigh",
                                     .does = Does::broadcast,
                                     .reads = {f32(Size::routed), f32(Size::routes)},
                                     .writes = {f32(Size::routed)}};
inline constexpr Row kSumInFp32 = {.name = "combine.sum",
                                   .does = Does::outer_reduction,
                                   .reads = {f32(Size::routed)},
                                   .writes = {f32(Size::hidden)},
                                   .row = Size::width};
inline constexpr Row kCombineToNarrow = {
    .name = "combine.to_narrow", .reads = {f32(Size::hidden)}, .writes = {act(Size::hidden)}, .when = When::narrow};
inline constexpr Row kWeighAndSumLate = {.name = "combine.sum",
                                         .reads = {act(Size::routed), f32(Size::routes)},
                                         .writes = {act(Size::hidden)},
                                         .late = true};

}  // namespace modelmeter::tables
