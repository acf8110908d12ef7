#pragma once
#include <string>
#include <vector>

namespace modelmeter {

/// A family of operators that reports add up together.
struct OperatorCategory {
  std::string category_id;  ///< "linear"
  std::string display_name;
  std::string description;
  std::vector<std::string> match_classes;  ///< class names that fall into it

  bool operator==(const OperatorCategory&) const = default;
};

}  // namespace modelmeter
