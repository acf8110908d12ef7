#include "architectures/generic/fusion.h"

#include <vector>

namespace modelmeter::generic {
namespace {

struct InOrder {
  OperatorCall* call;
  const ModuleNode* loop;  ///< the innermost repeated module around it; null outside of every loop
};

void collect(ModuleNode& node, const ModuleNode* loop, std::vector<InOrder>& list) {
  if (node.repetition != Repetition::none) loop = &node;
  for (const ModuleNode::Step& step : node.body) {
    if (step.is_child)
      collect(node.children[step.index], loop, list);
    else
      list.push_back({&node.operators[step.index], loop});
  }
}

/// One input element gives one output element, and that output follows at once.
bool pointwise(const Operator& op) {
  return std::holds_alternative<Activation>(op) || std::holds_alternative<BatchNorm>(op) ||
         std::holds_alternative<Scale>(op) || std::holds_alternative<Multiply>(op) || std::holds_alternative<Add>(op);
}

/// Operators that other work can run behind, on the elements that they just made.
bool producer(const Operator& op) {
  return !std::holds_alternative<IdleParameters>(op) && !std::holds_alternative<Embedding>(op) &&
         !std::holds_alternative<LearnedPosition>(op) && !std::holds_alternative<Unmodeled>(op);
}

}  // namespace

void fuse_neighbours(ModuleNode& root) {
  std::vector<InOrder> list;
  collect(root, nullptr, list);
  for (std::size_t i = 1; i < list.size(); ++i) {
    OperatorCall& call = *list[i].call;
    OperatorCall& before = *list[i - 1].call;
    if (!pointwise(call.op) || !producer(before.op) || list[i].loop != list[i - 1].loop) continue;
    const Work here = work(call.op);
    const std::int64_t made = evaluate(work(before.op).activations_written);
    const std::int64_t written = evaluate(here.activations_written);
    if (made == 0 || made != written) continue;
    call.fused = true;
    call.input_on_chip = true;
    // A sum or product of two tensors still reads the other one.
    const std::int64_t read = evaluate(here.activations_read);
    call.outer_read_elements = read > made ? read - made : 0;
    before.output_on_chip = true;
  }
}

}  // namespace modelmeter::generic
