#pragma once
#include <optional>
#include <string>
#include <vector>

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {

/// One layer of the experts of a list: "gate_proj", with a row that shows its widths.
struct ExpertLayer {
  std::string name;
  std::size_t row = 0;
  std::int64_t rows = 0;  ///< positions through it, all experts together, as recorded
};

/// A list of equal experts of which the router picked some: each ran on the tokens that it was given.
struct ExpertList {
  std::int64_t experts = 0;      ///< that the list holds
  std::int64_t active = 0;       ///< that ran
  std::int64_t routed_rows = 0;  ///< positions of all experts together: tokens × experts per token
  std::int64_t width = 0;        ///< of a token
  std::int64_t parameters = 0;   ///< of one expert
  std::vector<ExpertLayer> layers;
};

/// The row as a list of routed experts, or nothing.
std::optional<ExpertList> expert_list(const Recording& recording, std::size_t index);

/// Recognises lists of experts, modules that hold all experts in three-dimensional weights, and routers.
bool lower_experts(const Seen& module, Lowered& lowered);

std::vector<RuleDescription> expert_rules();

}  // namespace modelmeter::generic
