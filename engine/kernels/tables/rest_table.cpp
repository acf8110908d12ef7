#include "kernels/table.h"

// Element-wise functions, sums, tables and rearrangements: one kernel each unless said otherwise.

namespace modelmeter::tables {
namespace {

using S = Size;
using D = Does;

constexpr Row kActivation[] = {
    {.name = "activation", .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kExponential[] = {
    {.name = "activation", .reads = {act(S::x)}, .writes = {act(S::y)}, .arithmetic = Arithmetic::exponential},
};
constexpr Row kErrorFunction[] = {
    {.name = "activation", .reads = {act(S::x)}, .writes = {act(S::y)}, .arithmetic = Arithmetic::error_function},
};
constexpr Row kAdd[] = {
    {.name = "add", .reads = {act(S::y), act(S::y)}, .writes = {act(S::y)}, .keeps = true},
};
constexpr Row kMultiply[] = {
    {.name = "multiply", .reads = {act(S::y), act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kScale[] = {
    {.name = "scale", .does = D::broadcast, .reads = {act(S::x), wgt(S::weight)}, .writes = {act(S::y)}},
};
constexpr Row kSoftmax[] = {
    {.name = "softmax", .does = D::softmax, .reads = {act(S::x)}, .writes = {act(S::y)}, .row = S::width},
};
constexpr Row kGatedHalves[] = {
    {.name = "gate.activation",
     .does = D::strided,
     .reads = {act(S::half_x)},
     .writes = {act(S::y)},
     .arithmetic = Arithmetic::exponential},
    {.name = "gate.multiply", .does = D::strided, .reads = {act(S::half_x), act(S::y)}, .writes = {act(S::y)}},
};
constexpr Row kArgmax[] = {
    {.name = "argmax",
     .does = D::reduction,
     .reads = {act(S::x)},
     .writes = {i64(S::rows)},
     .row = S::width,
     .joins = false},
};
constexpr Row kPosition[] = {
    {.name = "add_position", .reads = {act(S::y), wgt(S::weight)}, .writes = {act(S::y)}, .keeps = true},
};
constexpr Row kCopy[] = {
    {.name = "copy", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kPool[] = {
    {.name = "pool", .does = D::resample, .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kUpsample[] = {
    {.name = "upsample", .does = D::resample, .reads = {act(S::x)}, .writes = {act(S::y)}},
};
constexpr Row kBag[] = {
    {.name = "bag.offsets", .does = D::fill, .writes = {i64(S::one)}},
    {.name = "bag", .does = D::gather, .reads = {wgt(S::weight)}, .writes = {act(S::y)}},
};
constexpr Row kPositionScores[] = {
    {.name = "position_scores", .does = D::strided, .reads = {act(S::x)}, .writes = {act(S::y)}},
    {.name = "position_scores.gather", .does = D::gather, .reads = {act(S::y)}, .writes = {act(S::y)}},
};
/// A bound: its tensors once.
constexpr Row kUnmodeled[] = {
    {.name = "unmodeled",
     .does = D::contiguous,
     .reads = {act(S::x), wgt(S::weight)},
     .writes = {act(S::y)},
     .joins = false},
};

constexpr Entry kEntries[] = {
    // One ReLU module that a block calls again and again: a compiler runs every call behind the norm or sum before it.
    {.op = op_index<Activation>, .form = Form::reused, .launches = kActivation, .compiled = Rows::nothing()},
    {.op = op_index<Activation>, .form = Form::error_function, .launches = kErrorFunction, .compiled = kErrorFunction},
    {.op = op_index<Activation>, .form = Form::exponential, .launches = kExponential, .compiled = kExponential},
    {.op = op_index<Activation>, .launches = kActivation, .compiled = kActivation},
    {.op = op_index<Add>, .launches = kAdd, .compiled = kAdd},
    {.op = op_index<Multiply>, .launches = kMultiply, .compiled = kMultiply},
    {.op = op_index<Scale>, .launches = kScale, .compiled = kScale},
    {.op = op_index<Softmax>, .launches = kSoftmax, .compiled = kSoftmax},
    {.op = op_index<GatedHalves>, .launches = kGatedHalves},
    {.op = op_index<Argmax>, .launches = kArgmax, .compiled = kArgmax},
    {.op = op_index<LearnedPosition>, .launches = kPosition, .compiled = kPosition},
    {.op = op_index<IdleParameters>, .launches = Rows::nothing(), .compiled = Rows::nothing()},
    {.op = op_index<Copy>, .launches = kCopy, .compiled = kCopy, .views = 1},
    {.op = op_index<Reorder>, .launches = kCopy, .compiled = kCopy, .views = 1},
    {.op = op_index<Pool>, .launches = kPool, .compiled = kPool},
    {.op = op_index<Upsample>, .launches = kUpsample, .compiled = kUpsample},
    {.op = op_index<EmbeddingBag>, .launches = kBag, .compiled = kBag},
    {.op = op_index<PositionScores>, .launches = kPositionScores},
    {.op = op_index<Unmodeled>, .launches = kUnmodeled, .compiled = kUnmodeled},
};

}  // namespace

extern const Table rest{"Element-wise and rearranging operators", kEntries, std::size(kEntries)};

}  // namespace modelmeter::tables
