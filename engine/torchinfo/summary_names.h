#pragma once
#include <string>
#include <vector>

#include "torchinfo/layer_tree.h"
#include "torchinfo/summary_row.h"

namespace modelmeter::torchinfo {

/// What a text table says of one row beyond its `Layer`.
struct ShownRow {
  SummaryRow::Parameters parameters = SummaryRow::Parameters::none;
  std::int64_t num_params = 0;  ///< as printed: without what the rows below show
  std::string name;             ///< attribute name; empty where the table shows none
};

/// Names every row and finds the rows that are one module; fills var_name, instance_name and is_recursive.
///
/// With attribute names a path is a module: a path that comes again is a further call. Without them rows get stand-ins:
/// position below Sequential and ModuleList ("3"), class and number elsewhere ("Linear_0"). A "(recursive)" row is then
/// taken for the earlier module of its class below the same parent, of equal shapes where there is one, in turn where
/// there are several; below a parent that itself runs again, for the child in the same place.
/// A connected tree is expected; `shown` has an entry per row. Returns the first row whose path is longer than
/// `kMaxInstanceNameBytes`, where there is one.
std::optional<std::size_t> name_rows(LayerTree& tree, const std::vector<ShownRow>& shown);
inline constexpr std::size_t kMaxInstanceNameBytes = 1'000;

/// Turns the printed parameters into totals with children.
///
/// torchinfo prints all parameters of a module without rows below it, and of others what those rows leave over
/// ("leftover"), or "--" where that is nothing: the total is its own figure and the totals of its distinct children.
/// What this cannot know: up to torchinfo 1.6 the own parameters of a module with children are not printed; up to 1.8.0
/// weights that two modules share are printed at both and count twice in their parents, as in the total below the
/// table; a "(recursive)" module without another row (torchinfo after 1.8.0 prints it of a module whose weights another
/// one holds) has a figure only where it is a Linear whose multiply-adds tell it, else none (`params_unknown`).
void total_parameters(LayerTree& tree, const std::vector<ShownRow>& shown);

}  // namespace modelmeter::torchinfo
