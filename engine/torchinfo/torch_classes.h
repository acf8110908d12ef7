#pragma once
#include <string>
#include <string_view>

namespace modelmeter::torchinfo {

/// "torch.nn.modules.linear.Linear" for "Linear"; empty where torch.nn has no class of that name.
std::string qualified_torch_class(std::string_view class_name);

/// A class that has no module below it which could have a row: those of torch.nn (MultiheadAttention counts as one, its
/// output projection is called functionally), and classes of other libraries that are named as a norm or an activation.
bool is_leaf_class(std::string_view class_name);

/// ModuleList, ModuleDict and the like: they hold modules and parameters, and never run themselves.
bool never_runs(std::string_view class_name);

/// Classes whose children are named by their position: Sequential and ModuleList.
bool numbers_its_children(std::string_view class_name);

}  // namespace modelmeter::torchinfo
