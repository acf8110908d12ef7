#pragma once
#include "architectures/module_tree.h"

namespace modelmeter::generic {

/// Marks what an ideal runtime computes in the kernel of the operator before: an element-wise operator whose input is
/// that operator's whole output, with nothing between them.
void fuse_neighbours(ModuleNode& root);

}  // namespace modelmeter::generic
