#pragma once
#include <string_view>
#include <unordered_map>
#include <vector>

#include "entities/module_node.h"
#include "entities/rules.h"

namespace modelmeter {

/// Position of each module by its id (of the first one, should an id occur twice). For lookups only: its
/// order is not deterministic. The ids must outlive it.
using ModuleIndex = std::unordered_map<std::string_view, std::size_t>;

ModuleIndex index_of(const std::vector<AnalyticModuleNode>& modules);

/// Unique ids, repetition, and that `parent_id` and `children` describe one and the same tree with one root.
/// Linear in the number of modules and references; faults come in document order.
void check_modules(const std::vector<AnalyticModuleNode>& modules, const ModuleIndex& index, Rules& rules);

}  // namespace modelmeter
