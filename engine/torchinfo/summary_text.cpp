#include "torchinfo/summary_text.h"

#include <algorithm>
#include <map>
#include <set>

#include "torchinfo/summary_names.h"
#include "torchinfo/summary_table.h"
#include "torchinfo/torch_classes.h"

namespace modelmeter::torchinfo {
namespace {

/// Columns whose absence is told, in the order of their weight.
constexpr Column kWanted[] = {Column::output_size, Column::input_size, Column::num_params, Column::kernel_size,
                              Column::mult_adds};

std::string line_name(std::size_t line) {
  return "line " + std::to_string(line);
}

bool contains(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

/// The kernel in the form of torchinfo 1.6.6 and later. Earlier ones printed the shape of `weight` with its first two
/// dimensions swapped, for every class that has one.
std::optional<Shape> kernel_of(const SummaryRow& row, const std::string& qualified) {
  if (!row.kernel_size || qualified.empty()) return row.kernel_size;
  if (contains(qualified, ".pooling.") || contains(qualified, ".fold.")) return row.kernel_size;
  if (!contains(qualified, ".conv.")) return std::nullopt;
  const std::size_t spatial = static_cast<std::size_t>(row.class_name[row.class_name.size() - 2] - '0');
  const Shape& shape = *row.kernel_size;
  if (shape.size() != spatial + 2) return shape;
  return Shape(shape.begin() + 2, shape.end());
}

class Assembler {
 public:
  explicit Assembler(SummaryTable table) : table_(std::move(table)) {}

  Result<Artifact> assemble() {
    lay_rows();
    if (!faults_.empty()) return faults_;
    connect(tree_);
    if (const std::optional<std::size_t> row = name_rows(tree_, shown_))
      return Diagnostics{{line_name(lines_[*row]),
                          "names of at most " + std::to_string(kMaxInstanceNameBytes) + " bytes in all", "more", ""}};
    total_parameters(tree_, shown_);
    // The root has what is printed below the table, whatever rows are hidden or cut.
    if (table_.total_params) tree_.layers[0].num_params = table_.total_params->value;
    mark_leaves();
    mark_executed();
    fill_header();
    Artifact artifact;
    artifact.kind = ArtifactKind::summary;
    artifact.tree = std::move(tree_);
    return artifact;
  }

 private:
  void lay_rows() {
    std::int64_t previous = -1;
    for (const SummaryRow& row : table_.rows) {
      if (row.depth == 0 && previous >= 0) {
        faults_.push_back({line_name(row.line),
                           "one root, and below it rows that start with the tree (\"├─\", \"│    └─\" or \"+ \")",
                           "another row at the left edge", ""});
        return;
      }
      for (std::int64_t depth = previous + 1; depth < row.depth; ++depth) {
        ++not_shown_;
        lay(row.line, depth, kNotShown, {});
      }
      lay(row.line, row.depth, row.class_name, {row.parameters, row.num_params, row.var_name});
      Layer& layer = tree_.layers.back();
      layer.input_size = row.input_size;
      layer.output_size = row.output_size;
      layer.kernel_size = kernel_of(row, qualified_torch_class(row.class_name));
      layer.groups = row.groups;
      layer.macs = row.macs;
      previous = row.depth;
      if (tree_.layers.size() > kMaxTableRows) {
        faults_.push_back({line_name(row.line), "at most " + std::to_string(kMaxTableRows) + " rows",
                           "more, with the modules around them that are not shown", ""});
        return;
      }
    }
  }

  void lay(std::size_t line, std::int64_t depth, const std::string& class_name, ShownRow shown) {
    Layer layer;
    layer.index = static_cast<std::int64_t>(tree_.layers.size());
    layer.depth = depth;
    layer.class_name = class_name;
    layer.class_name_qualified = qualified_torch_class(class_name);
    layer.is_torch_builtin = !layer.class_name_qualified.empty();
    if (!layer.is_torch_builtin) layer.class_name_qualified = class_name;
    deepest_ = std::max(deepest_, depth);
    tree_.layers.push_back(std::move(layer));
    shown_.push_back(std::move(shown));
    lines_.push_back(line);
  }

  void mark_leaves() {
    std::set<std::string> leaf_classes;
    for (Layer& layer : tree_.layers) {
      layer.is_leaf = layer.children.empty();
      if (layer.is_leaf && layer.depth < deepest_) leaf_classes.insert(layer.class_name);
    }
    const bool counts_shown = table_.header.has(Column::num_params);
    for (std::size_t i = 0; i < tree_.layers.size(); ++i) {
      Layer& layer = tree_.layers[i];
      const bool parameters = !counts_shown || shown_[i].parameters != SummaryRow::Parameters::none;
      layer.children_hidden = layer.is_leaf && layer.depth == deepest_ && parameters &&
                              leaf_classes.count(layer.class_name) == 0 && !is_leaf_class(layer.class_name);
    }
  }

  void mark_executed() {
    const bool recorded = table_.header.has(Column::output_size);
    const bool any = std::any_of(tree_.layers.begin(), tree_.layers.end(),
                                 [](const Layer& l) { return !l.input_size.empty() || !l.output_size.empty(); });
    for (Layer& layer : tree_.layers) {
      if (!layer.input_size.empty() || !layer.output_size.empty()) continue;  // `executed` is true by default
      layer.executed = !never_runs(layer.class_name) && layer.class_name != kNotShown &&
                       (!recorded || (any && (layer.is_leaf || !layer.parent)));
    }
    if (recorded && !any)
      remark("No row has a shape: torchinfo ran no forward pass, or could not follow it (scripted modules).");
  }

  void remark(const std::string& sentence) { tree_.header.remarks.push_back(sentence); }

  void fill_header() {
    ArtifactHeader& header = tree_.header;
    if (tree_.layers[0].class_name != kNotShown) header.model_path = tree_.layers[0].class_name;
    header.depth = deepest_;
    for (Column column : kWanted)
      if (!table_.header.has(column)) header.missing_columns.emplace_back(column_name(column));
    header.names_missing = !table_.header.shows_names;
    if (table_.total_params) header.total_params = table_.total_params->value;
    if (table_.total_macs) header.total_macs = exact_macs(*table_.total_macs);
    if (table_.cut_at_start) {
      std::string titles;
      for (Column column : table_.header.columns)
        titles += (titles.empty() ? "" : ", ") + std::string(column_title(column));
      remark("The table's header line is missing: its columns are taken for " + titles +
             ", and rows may be missing at its start.");
    }
    if (not_shown_ > 0)
      remark(
          (tree_.layers[0].class_name == kNotShown ? "The model itself has no row: " : "") +
          std::to_string(not_shown_) +
          (not_shown_ == 1 ? " module that must stand above others is" : " modules that must stand above others are") +
          " not in the table.");
    count_numbers();
    if (table_.cut_at_end)
      remark("The table ends at line " + std::to_string(table_.rows.back().line) +
             " without its totals: rows may be missing at its end.");
    for (const std::string& sentence : table_.remarks) remark(sentence);
  }

  /// The sum of the rows where the rounded total below the table is that sum, else the rounded total.
  std::int64_t exact_macs(const TableTotal& total) const {
    std::int64_t sum = 0;
    for (const Layer& layer : tree_.layers)
      if (layer.is_leaf) sum = layer.macs > INT64_MAX - sum ? INT64_MAX : sum + layer.macs;
    return total.shows(sum) ? sum : total.value;
  }

  /// Rows of one depth are numbered through: fewer rows than the highest number are missing ones.
  void count_numbers() {
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> by_depth;  // rows, highest number
    for (const SummaryRow& row : table_.rows) {
      if (!row.depth_index) continue;
      auto& counted = by_depth[row.depth];
      ++counted.first;
      counted.second = std::max(counted.second, *row.depth_index);
    }
    for (const auto& entry : by_depth)
      if (entry.second.first < entry.second.second)
        return remark("Rows are missing: at depth " + std::to_string(entry.first) + " there are " +
                      std::to_string(entry.second.first) + ", numbered up to " + std::to_string(entry.second.second) +
                      ". Further calls of modules are hidden (hide_recursive_layers), or lines were cut.");
  }

  SummaryTable table_;
  LayerTree tree_;
  std::vector<ShownRow> shown_;     // by row of the tree
  std::vector<std::size_t> lines_;  // likewise
  std::int64_t deepest_ = 0;
  std::int64_t not_shown_ = 0;
  Diagnostics faults_;
};

}  // namespace

Result<Artifact> read_summary_text(std::string_view text) {
  Result<SummaryTable> table = read_table(text);
  if (!ok(table)) return errors(table);
  Result<Artifact> artifact = Assembler(value(std::move(table))).assemble();
  if (ok(artifact)) std::get<Artifact>(artifact).bytes = static_cast<std::int64_t>(text.size());
  return artifact;
}

std::string cost_of_missing(const std::string& column) {
  if (column == "output_size") return "the sizes of results: without them no work and no traffic can be computed";
  if (column == "input_size")
    return "the sizes of inputs: widths and positions are taken from parameters and from results, where these tell";
  if (column == "num_params") return "the parameters: weights and what reading them costs are not known";
  if (column == "kernel_size")
    return "kernels: those of convolutions are inferred from parameters, windows of pooling are not known";
  if (column == "mult_adds") return "torchinfo's own multiply-adds, which serve for comparison only";
  return "";
}

}  // namespace modelmeter::torchinfo
