#pragma once
#include <vector>

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {

/// Adds what a module with children does between them, where a rule recognises it: products of gated MLPs, activations
/// called as functions, residual sums, learned positions.
void lower_block(const Seen& module, Lowered& lowered);

std::vector<RuleDescription> block_rules();

}  // namespace modelmeter::generic
