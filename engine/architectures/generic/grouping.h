#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "architectures/generic/recording.h"

namespace modelmeter::generic {

/// One call of a module, or several equal ones: the calls of one instance with equal shapes, or equal members of a list
/// (layers 0 to 11). Equal means: same classes, shapes, parameters and names all the way down.
struct Group {
  std::size_t row = 0;  ///< the first of the calls; the others are like it
  std::string segment;  ///< last part of the instance pattern: "{0-11}", "self_attn"
  std::int64_t count = 1;
  bool distinct = false;             ///< the calls are of different instances, each with parameters of its own
  std::vector<std::string> members;  ///< names of the instances, where several
  std::vector<Group> children;       ///< in order of the first call; empty below a list of experts
};

/// The rows as a tree of groups; the root is row 0.
Group group_rows(const Recording& recording);

/// "{0-3,7}" of "0", "1", "2", "3", "7"; "layer_{0-1}" of "layer_0", "layer_1".
std::string pattern_of(const std::vector<std::string>& names);

}  // namespace modelmeter::generic
