#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "entities/operator_category.h"

namespace modelmeter {

/// Operator families. The order is the order of every table.
enum class Category {
  conv,
  linear,
  attention,
  norm,
  activation,
  embedding,
  positional,
  routing,
  elementwise,
  pooling,
  recurrent,
  data_movement,
  container,
  other,
};
inline constexpr std::size_t kCategoryCount = 14;

std::string_view category_id(Category category);  ///< "conv2d", "linear", ...

/// The categories as report entities, with the classes that fall into each.
const std::vector<OperatorCategory>& operator_categories();

/// The category of a module class by its name, qualified or not ("torch.nn.modules.linear.Linear"). A class named as
/// one of torch.nn is of its category; any other goes by the first pattern that fits (…RMSNorm, …Attention…, …Router).
/// What fits nothing is `other`.
Category category_of_class(std::string_view qualified_class_name);

}  // namespace modelmeter
