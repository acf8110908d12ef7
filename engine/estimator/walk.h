#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "architectures/module_tree.h"
#include "hardware/execution.h"
#include "kernels/lowering.h"
#include "operators/categories.h"
#include "operators/quantization.h"

namespace modelmeter {

/// A module with the loops around it resolved. Parents come before children, children in execution order.
struct WalkedModule {
  const ModuleNode* node = nullptr;
  std::int64_t parent = -1;  ///< index of the parent; −1 for the root
  std::int64_t depth = 0;
  std::int64_t calls = 1;              ///< times it runs in the workload
  std::int64_t decode_steps = 1;       ///< of those, steps of the enclosing decode loop
  std::int64_t weight_copies = 1;      ///< sets of weights that its operators' parameters stand for
  std::int64_t instances = 1;          ///< instances of the real model that it stands for
  std::int64_t lanes = 1;              ///< experts with tokens, inside a list of experts
  std::vector<std::size_t> operators;  ///< its own, indices into Walk.operators
};

/// An operator with the cost of all its calls and the time they take.
struct WalkedOperator {
  std::size_t module = 0;
  const OperatorCall* call = nullptr;
  Category category = Category::other;
  LoweredOperator lowered;      ///< first call, and growth per decode step
  Cost total;                   ///< all calls
  std::int64_t parameters = 0;  ///< of one set of weights
  StoredWeights weights;        ///< how these are stored, and what its products multiply in
  Bytes live;                   ///< its tensors and those alive beside them, one call
  std::int64_t kernels = 0;     ///< launched over all calls
  std::size_t leader = 0;       ///< the operator whose kernel it runs in; itself where it launches its own
  double seconds = 0;           ///< over all calls
  double low_seconds = 0;       ///< lower end of the range
  double high_seconds = 0;      ///< upper end, where the execution model has one
  double ideal_seconds = 0;     ///< what `fused` would take; the same as `seconds` where that is the runtime
  Bytes kernel_bytes;           ///< moved by its kernels over all calls
  Bound bound = Bound::memory;
};

/// A kernel of one operator's call, with its time over all calls.
struct WalkedKernel {
  std::size_t op = 0;
  Launch launch{};            ///< of the first call
  std::int64_t launches = 0;  ///< over all calls
  double seconds = 0;         ///< over all calls, with the gap or the wait before it
  Bound bound = Bound::memory;
};

/// A module tree laid out flat, costed and timed.
struct Walk {
  std::vector<WalkedModule> modules;
  std::vector<WalkedOperator> operators;  ///< in execution order
  std::vector<WalkedKernel> kernels;      ///< in execution order
};

/// Lays a tree out flat and costs it; nothing is timed.
Walk lay_out(const ModuleNode& root, const Precision& precision);

/// Lays out, costs and times a tree. The kernels are those of the runtime that `form` names, its precision apart.
Walk walk(const ModuleNode& root, const Precision& precision, const ExecutionModel& execution, RuntimeForm form = {});

/// An operator with its surroundings, as the kernel tables ask for them.
Site site_of(const Walk& walk, std::size_t op);

/// The operator as a later step of the enclosing decode loop runs it.
Operator at_step(const OperatorCall& call, std::int64_t step);

/// Cost of one call with what stays on chip taken out.
Cost cost_of(const OperatorCall& call, const Work& work, const Precision& precision);

}  // namespace modelmeter
