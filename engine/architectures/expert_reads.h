#pragma once
#include <cstdint>

#include "entities/estimate.h"

namespace modelmeter {

/// Distinct experts whose weights a layer reads when `tokens` tokens with `per_token` experts each run together,
/// times `GroupedLinear::fixed_point`. Expected: E·(1 − (1 − k/E)^tokens), under uniform, independent routing.
std::int64_t active_experts_fixed(ExpertReads reads, std::int64_t experts, std::int64_t per_token, std::int64_t tokens);

}  // namespace modelmeter
