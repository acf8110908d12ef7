#include "torchinfo/summary_names.h"

#include <map>
#include <tuple>

#include "torchinfo/torch_classes.h"

namespace modelmeter::torchinfo {
namespace {

using Parameters = SummaryRow::Parameters;

/// One module: all rows that are calls of it.
struct Instance {
  std::size_t first_row = 0;
  std::string path;
  std::int64_t next_number = 0;                       ///< of a child that is named by position
  std::map<std::string, std::int64_t> next_of_class;  ///< of a child that is named by class
};

/// Modules that a "(recursive)" row may be, taken in turn.
struct Candidates {
  std::vector<std::size_t> instances;
  std::size_t turn = 0;

  std::size_t take() { return instances[turn++ % instances.size()]; }
};

class Namer {
 public:
  Namer(LayerTree& tree, const std::vector<ShownRow>& shown)
      : tree_(tree), shown_(shown), instance_of_(tree.layers.size()), has_counts_(tree.layers.size()) {
    for (std::size_t i = tree.layers.size(); i-- > 0;) {
      if (shown[i].parameters == Parameters::count) has_counts_[i] = true;
      if (has_counts_[i] && tree.layers[i].parent) has_counts_[*tree.layers[i].parent] = true;
    }
  }

  std::optional<std::size_t> run() {
    for (std::size_t i = 0; i < tree_.layers.size(); ++i) {
      Layer& layer = tree_.layers[i];
      if (!layer.parent) {
        instances_.push_back({i, "", 0, {}});
        layer.var_name = shown_[i].name.empty() ? layer.class_name : shown_[i].name;
        layer.is_recursive = false;
        continue;
      }
      const std::size_t parent = instance_of_[*layer.parent];
      const std::size_t found = shown_[i].name.empty() ? by_class(i, parent) : by_name(i, parent);
      instance_of_[i] = found;
      const Instance& instance = instances_[found];
      if (instance.path.size() > kMaxInstanceNameBytes) return i;
      layer.instance_name = instance.path;
      if (instance.first_row != i) layer.var_name = tree_.layers[instance.first_row].var_name;
      layer.is_recursive = shown_[i].parameters == Parameters::recursive || instance.first_row != i;
      children_[{*layer.parent, layer.class_name}].push_back(found);
    }
    return std::nullopt;
  }

 private:
  std::size_t add(std::size_t row, std::size_t parent, const std::string& segment) {
    const std::string above = instances_[parent].path;  // a copy: the list grows
    tree_.layers[row].var_name = segment;
    instances_.push_back({row, above.empty() ? segment : above + "." + segment, 0, {}});
    return instances_.size() - 1;
  }

  std::size_t by_name(std::size_t row, std::size_t parent) {
    const std::string& name = shown_[row].name;
    const auto known = named_.find({parent, name});
    if (known == named_.end()) {
      const std::size_t made = add(row, parent, name);
      named_.emplace(std::make_pair(parent, name), made);
      return made;
    }
    // Two modules under one name (an attribute that was set anew between calls) show different counts.
    const ShownRow& first = shown_[instances_[known->second].first_row];
    const bool other = shown_[row].parameters == Parameters::count && first.parameters == Parameters::count &&
                       shown_[row].num_params != first.num_params;
    if (!other) return known->second;
    return by_name_again(row, parent, name);
  }

  std::size_t by_name_again(std::size_t row, std::size_t parent, const std::string& name) {
    std::int64_t& number = again_[{parent, name, shown_[row].num_params}];
    if (number == 0) number = ++names_again_[{parent, name}] + 1;
    const std::string segment = name + "#" + std::to_string(number);
    const auto known = named_.find({parent, segment});
    if (known != named_.end()) return known->second;
    const std::size_t made = add(row, parent, segment);
    named_.emplace(std::make_pair(parent, segment), made);
    return made;
  }

  std::size_t by_class(std::size_t row, std::size_t parent) {
    const Layer& layer = tree_.layers[row];
    const bool recursive = shown_[row].parameters == Parameters::recursive;
    const std::size_t first_of_parent = instances_[parent].first_row;
    const bool parent_again = first_of_parent != *layer.parent;
    if (recursive || (parent_again && !has_counts_[row])) {
      if (parent_again) {
        const std::vector<std::size_t>& before = children_[{first_of_parent, layer.class_name}];
        const std::size_t nth = children_[{*layer.parent, layer.class_name}].size();
        if (nth < before.size()) return before[nth];
      }
      if (recursive) {
        if (const std::optional<std::size_t> earlier = candidate(row, parent)) return *earlier;
      }
    }
    Instance& owner = instances_[parent];
    const bool numbered = numbers_its_children(tree_.layers[owner.first_row].class_name);
    const std::string segment = numbered
                                    ? std::to_string(owner.next_number++)
                                    : layer.class_name + "_" + std::to_string(owner.next_of_class[layer.class_name]++);
    const std::size_t made = add(row, parent, segment);
    siblings_[sibling_key(row, parent, true)].instances.push_back(made);
    siblings_[sibling_key(row, parent, false)].instances.push_back(made);
    anywhere_[anywhere_key(row)].instances.push_back(made);
    return made;
  }

  /// The module that a "(recursive)" row runs again.
  std::optional<std::size_t> candidate(std::size_t row, std::size_t parent) {
    for (bool exact : {true, false}) {
      const auto found = siblings_.find(sibling_key(row, parent, exact));
      if (found != siblings_.end()) return found->second.take();
    }
    const auto found = anywhere_.find(anywhere_key(row));
    if (found != anywhere_.end() && found->second.instances.size() == 1) return found->second.instances[0];
    return std::nullopt;
  }

  using SiblingKey = std::tuple<std::size_t, std::string, Shape, Shape, bool>;
  SiblingKey sibling_key(std::size_t row, std::size_t parent, bool exact) const {
    const Layer& layer = tree_.layers[row];
    return {parent, layer.class_name, exact ? layer.output_size : Shape{},
            exact ? layer.kernel_size.value_or(Shape{}) : Shape{}, exact};
  }

  /// Modules elsewhere are taken for the same one only where class, widths and kernel agree with a single one.
  using AnywhereKey = std::tuple<std::string, std::int64_t, std::int64_t, Shape>;
  AnywhereKey anywhere_key(std::size_t row) const {
    const Layer& layer = tree_.layers[row];
    const auto last = [](const Shape& shape) { return shape.empty() ? std::int64_t{-1} : shape.back(); };
    return {layer.class_name, last(layer.input_size), last(layer.output_size), layer.kernel_size.value_or(Shape{})};
  }

  LayerTree& tree_;
  const std::vector<ShownRow>& shown_;
  std::vector<Instance> instances_;
  std::vector<std::size_t> instance_of_;  // by row
  std::vector<bool> has_counts_;          // by row: it or a row below it prints a number of parameters
  std::map<std::pair<std::size_t, std::string>, std::size_t> named_;
  std::map<std::tuple<std::size_t, std::string, std::int64_t>, std::int64_t> again_;
  std::map<std::pair<std::size_t, std::string>, std::int64_t> names_again_;
  std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> children_;  // of a row, by class
  std::map<SiblingKey, Candidates> siblings_;
  std::map<AnywhereKey, Candidates> anywhere_;
};

std::int64_t plus(std::int64_t a, std::int64_t b) {
  return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/// Parameters of a Linear as torchinfo after 1.8.0 counted its multiply-adds (parameters × positions); 0 where its
/// widths do not confirm them.
std::int64_t linear_parameters(const Layer& layer) {
  if (layer.class_name != "Linear" || layer.macs == 0 || layer.input_size.empty() || layer.output_size.empty())
    return 0;
  __extension__ using Wide = __int128;
  Wide positions = 1;
  for (std::size_t i = 0; i + 1 < layer.output_size.size() && positions <= layer.macs; ++i)
    positions *= layer.output_size[i];
  if (positions == 0 || layer.macs % positions != 0) return 0;
  const Wide count = layer.macs / positions;
  const Wide weight = Wide{layer.input_size.back()} * layer.output_size.back();
  return count == weight || count == weight + layer.output_size.back() ? static_cast<std::int64_t>(count) : 0;
}

}  // namespace

std::optional<std::size_t> name_rows(LayerTree& tree, const std::vector<ShownRow>& shown) {
  return Namer(tree, shown).run();
}

void total_parameters(LayerTree& tree, const std::vector<ShownRow>& shown) {
  std::map<std::string, std::size_t> first_row;
  for (std::size_t i = 0; i < tree.layers.size(); ++i) first_row.emplace(tree.layers[i].instance_name, i);
  const auto is_first = [&](std::size_t row) { return first_row[tree.layers[row].instance_name] == row; };
  for (std::size_t i = tree.layers.size(); i-- > 0;) {  // children come after their parents
    Layer& layer = tree.layers[i];
    if (shown[i].parameters == Parameters::count) layer.num_params = plus(layer.num_params, shown[i].num_params);
    if (layer.parent && is_first(i)) {
      std::int64_t& above = tree.layers[*layer.parent].num_params;
      above = plus(above, layer.num_params);
    }
  }
  for (std::size_t i = 0; i < tree.layers.size(); ++i) {
    Layer& layer = tree.layers[i];
    if (!is_first(i)) layer.num_params = tree.layers[first_row[layer.instance_name]].num_params;
    if (shown[i].parameters != Parameters::recursive || layer.num_params > 0) continue;
    layer.num_params = linear_parameters(layer);
    layer.params_unknown = layer.num_params == 0;
  }
}

}  // namespace modelmeter::torchinfo
