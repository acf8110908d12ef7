#pragma once
#include <string>
#include <vector>

#include "architectures/generic/lowering.h"
#include "architectures/module_tree.h"

namespace modelmeter::generic {

/// The module tree of a recorded model at the run asked for, and what of it is not modeled.
struct GenericTree {
  ModuleNode root;
  std::vector<NotModeled> not_modeled;  ///< in tree order
};

GenericTree build_tree(const Recording& recording, const Group& groups, const LoweringOptions& options);

}  // namespace modelmeter::generic
