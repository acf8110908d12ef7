#include "architectures/generic/frames.h"

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {
namespace {

bool is_norm(const StepSizes& step) {
  return contains_any(step.class_name, {"Norm"});
}

/// Gives its input back in evaluation, or works on it in place.
bool returns_its_input(const StepSizes& step, const StepSizes* before) {
  if (contains_any(step.class_name, {"Dropout", "Identity", "DropPath", "StochasticDepth"})) return true;
  const bool rectifier = equals_any(step.class_name, {"ReLU", "ReLU6", "Hardswish", "SiLU"});
  return rectifier && before != nullptr &&
         (contains_any(before->class_name, {"BatchNorm", "Conv"}) ||
          equals_any(before->name, {"downsample", "shortcut"}));
}

/// Its result takes the place of its input: it allocates nothing.
void work_in_place(ModuleNode& node) {
  for (OperatorCall& call : node.operators)
    if (std::holds_alternative<Activation>(call.op)) call.eager_elements = 0;
}

/// A second projection of the same input, by its name or because only the module's own input has its size.
bool beside_the_one_before(const StepSizes& step, std::int64_t input, std::int64_t running) {
  if (equals_any(step.name, {"k_proj", "v_proj", "k", "v", "key", "value", "to_k", "to_v", "k_lin", "v_lin", "up_proj",
                             "w3", "wi_1", "kv_proj", "wk", "wv"}))
    return true;
  return step.input == input && step.input != running && input > 0;
}

bool attends(const ModuleNode& node) {
  for (const OperatorCall& call : node.operators)
    if (std::holds_alternative<Attention>(call.op)) return true;
  return false;
}

class Frame {
 public:
  Frame(ModuleNode& node, std::int64_t input, const std::vector<StepSizes>& steps)
      : node_(node), input_(input), steps_(steps), keeps_locals_(attends(node)) {}

  void lay_out() {
    std::int64_t running = input_;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const StepSizes& step = steps_[i];
      const bool operator_step = step.class_name.empty();
      const bool beside = !operator_step && i > 0 && beside_the_one_before(step, input_, running);
      if (!operator_step && !beside && step.input > 0 && step.input != running) keep("input", step.input, i, i);
      if (step.repeated && pending_.empty()) keep("hidden_states", step.input > 0 ? step.input : running, i, i);
      if (step.output <= 0) continue;
      if (returns_its_input(step, i > 0 ? &steps_[i - 1] : nullptr)) {
        if (node_.body[i].is_child) work_in_place(node_.children[node_.body[i].index]);
        continue;
      }
      if (!beside) release(i);
      running = step.output;
      if (i + 1 == steps_.size()) break;  // it is the caller's now
      const bool residual = !operator_step && i > 0 && !is_norm(step) && is_norm(steps_[i + 1]) &&
                            step.output == input_ && i + 2 < steps_.size();
      const std::size_t output = keep("output", step.output, i + 1, HeldTensor::end);
      if (!residual) pending_.push_back(output);
    }
    release(steps_.size() - 1);
  }

 private:
  std::size_t keep(const char* tensor, std::int64_t elements, std::size_t first, std::size_t last) {
    node_.held.push_back({tensor, elements, TensorFormat::activations, first, last, last, false});
    return node_.held.size() - 1;
  }

  /// What waits was taken by step `i`.
  void release(std::size_t i) {
    for (std::size_t tensor : pending_) {
      HeldTensor& held = node_.held[tensor];
      held.last_use = i;
      if (!keeps_locals_) held.last = i;
    }
    pending_.clear();
  }

  ModuleNode& node_;
  std::int64_t input_;
  const std::vector<StepSizes>& steps_;
  bool keeps_locals_;
  std::vector<std::size_t> pending_;  ///< indices of held tensors that no step has taken yet
};

}  // namespace

void hold_tensors(ModuleNode& node, std::int64_t input, const std::vector<StepSizes>& steps) {
  if (steps.size() > 0) Frame(node, input, steps).lay_out();
}

}  // namespace modelmeter::generic
