#pragma once
#include <sstream>
#include <string>
#include <vector>

#include "architectures/generic/lowering.h"
#include "architectures/generic/model.h"
#include "estimator/totals.h"

/// Layer trees by hand: one row per line, "depth name Class in out own", shapes as 2x3x5 or - for none, `own` the
/// module's own parameters (children are added), then optional k=3x3, off (did not run), again (a further call), id=7.
namespace modelmeter::test {

inline torchinfo::Shape shape_of(const std::string& text) {
  torchinfo::Shape shape;
  if (text == "-") return shape;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, 'x');) shape.push_back(std::stoll(part));
  return shape;
}

inline torchinfo::LayerTree tree_of(const std::string& text) {
  torchinfo::LayerTree tree;
  std::vector<std::size_t> path;  // rows above, by depth
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::stringstream words(line);
    std::string in, out, option;
    torchinfo::Layer row;
    if (!(words >> row.depth >> row.var_name >> row.class_name >> in >> out >> row.num_params)) continue;
    row.class_name_qualified = row.class_name;
    row.input_size = shape_of(in);
    row.output_size = shape_of(out);
    row.index = static_cast<std::int64_t>(tree.layers.size());
    while (words >> option) {
      if (option == "off") row.executed = false;
      if (option == "again") row.is_recursive = true;
      if (option.rfind("k=", 0) == 0) row.kernel_size = shape_of(option.substr(2));
      if (option.rfind("id=", 0) == 0) row.layer_id = std::stoll(option.substr(3));
      if (option.rfind("bytes=", 0) == 0) row.output_bytes = std::stoll(option.substr(6));
    }
    path.resize(static_cast<std::size_t>(row.depth));
    if (row.depth > 0) {
      torchinfo::Layer& parent = tree.layers[path.back()];
      row.parent = path.back();
      row.instance_name = parent.instance_name.empty() ? row.var_name : parent.instance_name + "." + row.var_name;
      parent.children.push_back(tree.layers.size());
      parent.is_leaf = false;
      if (!row.is_recursive)
        for (std::size_t above : path) tree.layers[above].num_params += row.num_params;
    }
    row.is_leaf = true;
    path.push_back(tree.layers.size());
    tree.layers.push_back(row);
  }
  tree.header.total_params = tree.layers[0].num_params;
  return tree;
}

inline torchinfo::ArtifactSet artifacts_of(torchinfo::LayerTree tree) {
  torchinfo::Artifact artifact;
  artifact.kind = torchinfo::ArtifactKind::layers;
  artifact.file_name = "torchinfo-layers.json";
  artifact.tree = std::move(tree);
  torchinfo::ArtifactSet set;
  set.add(std::move(artifact));
  return set;
}

/// What a run of the model comes to.
struct Outcome {
  std::int64_t matrix_flops = 0;
  std::int64_t vector_flops = 0;
  std::int64_t io_bytes = 0;
  std::int64_t parameters = 0;
  std::vector<std::string> not_modeled;  ///< instances
  std::vector<std::string> recognised;   ///< "instance: rule"

  bool operator==(const Outcome&) const = default;
};

inline void collect_rules(const ModuleNode& node, std::vector<std::string>& into) {
  if (node.recognition) into.push_back(node.instance + ": " + node.recognition->rule);
  for (const ModuleNode& child : node.children) collect_rules(child, into);
}

inline Outcome outcome_of(const torchinfo::ArtifactSet& set, std::vector<std::string> without = {},
                          std::int64_t batch = 0, std::int64_t seq_len = 0) {
  const auto model = generic::model_of(set, std::move(without));
  Scenario scenario;
  scenario.model = model->spec();
  scenario.workload = model->workloads()[0];
  scenario.estimate.batch_size = batch > 0 ? batch : model->default_batch();
  if (seq_len > 0) scenario.workload.seq_len = seq_len;
  const BuiltRun run = value(model->build(scenario));
  const Walk laid = walk(run.tree, Precision{}, ExecutionModel{.peak = {1, 1, 1, 0}});
  const Totals totals(laid);
  Outcome outcome;
  outcome.matrix_flops = totals.root().cost.matrix_flops.count();
  outcome.vector_flops = totals.root().cost.vector_flops.count();
  outcome.io_bytes = totals.root().cost.io().count();
  outcome.parameters = totals.root().parameters;
  for (const NotModeled& one : run.not_modeled) outcome.not_modeled.push_back(one.instance);
  collect_rules(run.tree, outcome.recognised);
  return outcome;
}

}  // namespace modelmeter::test
