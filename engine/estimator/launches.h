#pragma once
#include "estimator/walk.h"

namespace modelmeter {

/// Runtime `fused`: one kernel per group of operators; an operator's share of a kernel is what the kernel takes longer
/// with it. Sets every operator's `ideal_seconds`; with `is_runtime` also its time, kernels and bound.
void time_ideal(Walk& walk, const ExecutionModel& execution, bool is_runtime);

/// The other runtimes: the kernels of the tables.
///   compiled, graph: Σ (duration + gap between nodes)
///   eager: host and device side by side; see `eager.h`
/// Lower and upper ends are sums of the kernels' ends: errors of one family's law go together, so they do not cancel.
void time_launches(Walk& walk, const ExecutionModel& execution, const RuntimeForm& form);

/// Σ of f over the steps of a decode loop. f is taken at the first and last step and at equal distances between (nine
/// steps at most) and is a straight line from each of these to the next: exact where f is affine.
template <class F>
KernelTime sum_over_steps(std::int64_t steps, F f) {
  constexpr std::int64_t kPieces = 8;
  KernelTime sum = f(steps - 1);
  const Bound bound = sum.bound;
  double high = sum.high_seconds.value_or(0);
  const bool has_high = sum.high_seconds.has_value();
  std::int64_t from = 0;
  KernelTime at_from = steps > 1 ? f(0) : KernelTime{};
  for (std::int64_t piece = 1; piece <= kPieces && from < steps - 1; ++piece) {
    const std::int64_t to = (steps - 1) * piece / kPieces;
    if (to == from) continue;
    const KernelTime at_to = f(to);
    // Σ over s = from … to − 1 of a + (b − a)·(s − from)/(to − from) = n·a + (b − a)·(n − 1)/2.
    const auto n = static_cast<double>(to - from);
    sum.seconds += n * at_from.seconds + (at_to.seconds - at_from.seconds) * (n - 1) / 2;
    sum.low_seconds += n * at_from.low_seconds + (at_to.low_seconds - at_from.low_seconds) * (n - 1) / 2;
    high += n * at_from.high_seconds.value_or(0) +
            (at_to.high_seconds.value_or(0) - at_from.high_seconds.value_or(0)) * (n - 1) / 2;
    from = to;
    at_from = at_to;
  }
  if (has_high) sum.high_seconds = high;
  sum.bound = bound;
  return sum;
}

}  // namespace modelmeter
