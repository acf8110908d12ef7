#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "architectures/module_tree.h"

namespace modelmeter::generic {

/// A step of a module's body as the recording shows it; elements of its first input and of its output.
struct StepSizes {
  std::string name;        ///< of the attribute: "k_proj"; empty for an operator of the module itself
  std::string class_name;  ///< "BatchNorm2d"; empty for an operator
  std::int64_t input = 0;
  std::int64_t output = 0;
  bool repeated = false;  ///< stands for several calls, one after another
};

/// Which tensors a module of a recorded tree keeps alive between its steps. The artifact has shapes and order but not
/// the code between the modules, so these are rules, each as Python code is usually written:
/// - a child's input is held by its parent while it runs (the caller's variable), its output until the next step has
///   used it;
/// - children that take the module's own input side by side (queries, keys and values; gate and up; a shortcut) keep
///   their outputs until a step takes them together; an attention module keeps them until it returns;
/// - what goes into a norm in the middle of a block is a residual sum, alive to the end of the block;
/// - a loop over layers holds its running tensor beside the one that went in;
/// - dropout and identity return what they are given; a ReLU after a norm or a convolution works in place.
void hold_tensors(ModuleNode& node, std::int64_t input, const std::vector<StepSizes>& steps);

}  // namespace modelmeter::generic
