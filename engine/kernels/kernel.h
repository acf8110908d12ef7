#pragma once
#include <cstdint>
#include <vector>

#include "operators/work.h"

namespace modelmeter {

/// One launch on the device: what it computes and moves.
struct Kernel {
  Flops matrix_flops{};
  Flops vector_flops{};
  Bytes bytes{};  ///< read and written, all kinds of tensors
};

/// An operator as the lowering sees it, in execution order.
struct LoweredOperator {
  Cost cost{};            ///< one call (the first, where calls differ)
  Cost cost_growth{};     ///< what every further call adds (decode attention)
  bool fused = false;     ///< runs inside the kernel of the operator before it
  std::int64_t loop = 0;  ///< operators of the same loop body have the same number; kernels do not span loops
};

/// A kernel and the operators that it runs; the first is the one that launches it.
struct KernelGroup {
  std::size_t first = 0;  ///< index into the lowered operators
  std::size_t count = 0;
};

/// Runtime `fused`: every operator is one kernel, except those that run inside the kernel before them.
/// An operator without any work (idle parameters) launches nothing.
std::vector<KernelGroup> lower_fused(const std::vector<LoweredOperator>& operators);

/// The kernel of one operator's cost.
Kernel kernel_of(const Cost& cost);

}  // namespace modelmeter
