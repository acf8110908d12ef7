#include "architectures/expert_reads.h"

#include "operators/linear.h"

namespace modelmeter {

std::int64_t active_experts_fixed(ExpertReads reads, std::int64_t experts, std::int64_t per_token,
                                  std::int64_t tokens) {
  if (reads == ExpertReads::all) return experts * GroupedLinear::fixed_point;
  if (reads == ExpertReads::top_k) return per_token * GroupedLinear::fixed_point;
  // (1 − k/E)^tokens by repeated squaring: only products, so the result is the same everywhere.
  double base = 1.0 - static_cast<double>(per_token) / static_cast<double>(experts);
  double untouched = 1.0;
  for (std::int64_t n = tokens; n > 0; n /= 2) {
    if (n % 2 == 1) untouched = untouched * base;
    base = base * base;
  }
  const double expected = static_cast<double>(experts) * (1.0 - untouched);
  return static_cast<std::int64_t>(expected * static_cast<double>(GroupedLinear::fixed_point) + 0.5);
}

}  // namespace modelmeter
