#include "torchinfo/forensics_parts.h"
#include "torchinfo/summary_text.h"

namespace modelmeter::torchinfo {

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::int64_t plus(std::int64_t a, std::int64_t b) {
  return a > INT64_MAX - b ? INT64_MAX : a + b;
}

std::string shown(const Layer& layer) {
  return layer.instance_name.empty() ? "(root)" : layer.instance_name;
}

void text_findings(const LayerTree& tree, std::vector<Finding>& found) {
  const ArtifactHeader& header = tree.header;
  const std::size_t columns = header.missing_columns.size();
  if (columns > 0) {
    Finding missing{"text_columns_missing", Severity::warning, "", "", {}, static_cast<std::int64_t>(columns)};
    missing.title = columns == 1 ? "The text table lacks a column" : "The text table lacks columns";
    missing.detail = "Not in the table:";
    for (const std::string& column : header.missing_columns) {
      missing.detail += (missing.examples.empty() ? " " : "; ") + column + ", " + cost_of_missing(column);
      missing.examples.push_back(column);
    }
    missing.detail +=
        ". summary(model, ..., col_names=(\"input_size\", \"output_size\", \"num_params\", "
        "\"kernel_size\", \"mult_adds\")) prints all that is used.";
    found.push_back(std::move(missing));
  }
  if (header.names_missing)
    found.push_back({"text_names_missing",
                     Severity::info,
                     "The text table lacks the names of modules",
                     "Modules are named by class and number instead: parts of an attention or an expert block are told "
                     "apart by their shapes alone, and a FLOP-counter file cannot be held against them. "
                     "row_settings=(\"depth\", \"var_names\") prints the names.",
                     {},
                     1});
  for (const std::string& remark : header.remarks)
    found.push_back({"text_incomplete", Severity::warning, "The text table is not whole", remark, {}, 1});
  Collector hidden({"text_depth_limit",
                    Severity::warning,
                    "The text table may hide modules",
                    "These rows are at the deepest level shown and have parameters, but their classes are not known to "
                    "be without children: what they run is not in the table. A larger depth shows it "
                    "(summary(model, ..., depth=20)).",
                    {},
                    0});
  Collector unknown({"text_parameters_unknown",
                     Severity::warning,
                     "Rows without a number of parameters",
                     "The table says \"(recursive)\" of them, and no other row is the same module: torchinfo counts "
                     "their weights at another module (tied weights).",
                     {},
                     0});
  for (const Layer& layer : tree.layers) {
    if (layer.children_hidden) hidden.add(shown(layer) + " (" + layer.class_name + ")");
    if (layer.params_unknown) unknown.add(shown(layer) + " (" + layer.class_name + ")");
  }
  for (Collector* collector : {&hidden, &unknown})
    if (collector->count() > 0) found.push_back(collector->finding());
}

}  // namespace modelmeter::torchinfo
