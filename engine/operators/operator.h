#pragma once
#include <string>
#include <variant>

#include "operators/attention.h"
#include "operators/bound.h"
#include "operators/conv.h"
#include "operators/data_movement.h"
#include "operators/elementwise.h"
#include "operators/embedding.h"
#include "operators/linear.h"
#include "operators/norm.h"
#include "operators/pooling.h"
#include "operators/positional.h"
#include "operators/recurrent.h"
#include "operators/routing.h"

namespace modelmeter {

/// Any operator. A new family is one more file and one more line here.
using Operator =
    std::variant<Linear, GroupedLinear, Conv2d, Attention, KvCacheAppend, LayerNorm, RmsNorm, Activation, Add, Argmax,
                 Embedding, LearnedPosition, IdleParameters, RotaryTable, RotaryApply, RelativePosition, RouterTopK,
                 ExpertDispatch, ExpertCombine, Copy, Resample, Bilinear, Convolution, BatchNorm, GroupNorm,
                 LocalResponseNorm, GatedHalves, Softmax, Multiply, Scale, Pool, Upsample, EmbeddingBag, Recurrent,
                 RelativeBias, Reorder, Unmodeled, PositionScores>;

inline Work work(const Operator& op) {
  return std::visit([](const auto& one) { return work(one); }, op);
}
inline Words words(const Operator& op) {
  return std::visit([](const auto& one) { return words(one); }, op);
}
inline Category category(const Operator& op) {
  return std::visit([](const auto& one) { return category(one); }, op);
}

/// The symbols of its formulas with their values: "M 4096 · K 768 · N 3072".
std::string shape_text(const Work& work);

/// The symbols of all of its formulas, in order of first use.
std::vector<Symbol> symbols_of(const Work& work);

}  // namespace modelmeter
