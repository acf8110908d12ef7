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

/// The category of a module class by its qualified name ("torch.nn.modules.linear.Linear").
/// Classes of torch.nn are matched exactly; vendor classes by the word their name ends in or
/// contains (…RMSNorm, …Attention, …Embedding, …). What matches nothing is `other`, and
/// a torch.nn class with children and no work of its own is `container`.
Category category_of_class(std::string_view qualified_class_name);

}  // namespace modelmeter
