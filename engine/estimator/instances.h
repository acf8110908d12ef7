#pragma once
#include <string>
#include <vector>

namespace modelmeter {

/// Every instance name that a pattern stands for: "layers.{1-2}.mlp" → layers.1.mlp, layers.2.mlp; braces may stand
/// inside a segment ("layer_{0-3}"). A pattern that stands for more than a million names stands for none.
std::vector<std::string> expand_instances(const std::string& pattern);

}  // namespace modelmeter
