#pragma once
#include <array>
#include <optional>

#include "entities/hardware_profile.h"
#include "entities/metrics.h"
#include "kernels/kernel.h"

namespace modelmeter {

/// Rates that kernels run at, in units per second, chosen once for a profile and a precision.
struct Rates {
  double matrix_flops_per_s = 0;
  double vector_flops_per_s = 0;
  double bytes_per_s = 0;
  double launch_s = 0;  ///< added to every kernel
};

/// How long one kernel takes and what limits it.
struct KernelTime {
  double seconds = 0;
  Bound bound = Bound::memory;
};

/// Data-sheet rates (`peak`), and where the profile has measured efficiencies, the rates that large kernels
/// reach with a launch per kernel (`achieved`). Times at `peak` are the roofline and a lower bound; times at
/// `achieved` are the upper end of the range.
struct ExecutionModel {
  Rates peak;
  std::optional<Rates> achieved;
};

/// The roofline of a profile at a precision. Faults (a peak that the profile does not have, a format that the
/// hardware has no unit for) name the settings `gpu` or `precision`.
///
/// Matrix products run in the wider of the weight and activation formats: 4-bit weights with bf16 activations
/// multiply in bf16. Vector work runs in fp32, as norms and softmax do.
Result<ExecutionModel> roofline(const HardwareProfile& profile, const Precision& precision);

/// max(matrix, vector, memory) + launch. A tie goes to memory, then matrix.
/// Source: Williams, Waterman, Patterson 2009 (Roofline).
KernelTime time_of(const Kernel& kernel, const Rates& rates);

/// Format that matrix units multiply in.
DType compute_dtype(const Precision& precision);

}  // namespace modelmeter
