#include "estimator/verification.h"

#include <algorithm>
#include <map>

#include "estimator/instances.h"

namespace modelmeter {
namespace {

using torchinfo::Layer;
using Counts = std::map<std::string, std::int64_t>;

/// 2 × multiply-adds of the leaves under every instance, all calls; what torchinfo writes at other rows means nothing.
Counts doubled_multiply_adds(const torchinfo::LayerTree& tree) {
  std::vector<std::int64_t> subtree(tree.layers.size(), 0);
  Counts counts;
  for (std::size_t i = tree.layers.size(); i-- > 0;) {
    const Layer& row = tree.layers[i];
    if (row.children.empty()) subtree[i] = 2 * row.macs;
    for (std::size_t child : row.children) subtree[i] += subtree[child];
    counts[row.instance_name] += subtree[i];
  }
  return counts;
}

/// The sum over the instances that have a reference; nothing where none has.
std::optional<std::int64_t> sum_of(const Counts& counts, const std::vector<std::string>& names) {
  std::optional<std::int64_t> total;
  for (const std::string& name : names)
    if (const auto found = counts.find(name); found != counts.end()) total = total.value_or(0) + found->second;
  return total;
}

}  // namespace

std::optional<double> Comparison::difference() const {
  if (!reference) return std::nullopt;
  if (report == *reference) return 0.0;
  if (*reference == 0) return std::nullopt;
  return static_cast<double>(report - *reference) / static_cast<double>(*reference);
}

Result<Verification> verify(const AnalyticModelReport& report, const torchinfo::ArtifactSet& artifacts) {
  if (!report.not_modeled || artifacts.tree() == nullptr)
    return Diagnostics{{"model", "artifact: the model of the loaded artifacts", report.model.model_id, "artifact"}};
  Verification verification;
  const torchinfo::LayerTree& tree = *artifacts.tree();
  const torchinfo::FlopCounts* counted = nullptr;
  for (const torchinfo::Artifact& file : artifacts.files()) {
    if (&file.tree == &tree) verification.artifact = file.file_name;
    if (file.kind == torchinfo::ArtifactKind::flop_counter) {
      counted = &file.flops;
      verification.counter = file.file_name;
    }
  }
  const Counts multiply_adds = doubled_multiply_adds(tree);
  const Counts parameters = artifacts.parameters_by_instance();

  // A counter sums all calls of an instance, which may be several modules of the report (calls at other shapes).
  std::map<std::string, std::int64_t> depths;
  Counts flops;
  std::vector<std::vector<std::string>> names;
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    names.push_back(expand_instances(report.modules[i].instance.value_or("")));
    const auto share = static_cast<std::int64_t>(std::max<std::size_t>(1, names[i].size()));
    for (const std::string& name : names[i]) flops[name] += report.module_metrics[i].detail->matrix_flops / share;
  }
  std::map<std::string, bool> shown;
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    const AnalyticModuleNode& module = report.modules[i];
    depths[module.module_id] = module.parent_id ? depths[*module.parent_id] + 1 : 0;
    const std::string& instance = *module.instance;
    if (shown[instance] || names[i].empty()) continue;
    shown[instance] = true;
    const auto instances = static_cast<std::int64_t>(names[i].size());
    VerificationRow row{.module_id = module.module_id,
                        .instance = instance,
                        .class_name = tree.layers.empty() ? "" : module.qualified_class_name,
                        .depth = depths[module.module_id],
                        .instances = instances,
                        .parameters = {report.module_metrics[i].detail->parameters / instances, std::nullopt},
                        .matrix_flops = {*sum_of(flops, names[i]), std::nullopt},
                        .artifact_flops = {*sum_of(flops, names[i]), sum_of(multiply_adds, names[i])}};
    if (const std::size_t dot = row.class_name.rfind('.'); dot != std::string::npos) row.class_name.erase(0, dot + 1);
    if (const auto found = parameters.find(names[i][0]); found != parameters.end())
      row.parameters.reference = found->second;
    if (counted != nullptr)
      row.matrix_flops.reference =
          instance.empty() ? std::optional<std::int64_t>(counted->total_flops) : sum_of(counted->modules, names[i]);
    verification.rows.push_back(std::move(row));
  }

  verification.notes.emplace_back(
      "The artifact's multiply-adds are torchinfo's: no attention, no functional calls, and its rule for Linear layers "
      "depends "
      "on its version. A difference there is expected; the FLOP counter is the reference.");
  if (counted == nullptr)
    verification.notes.emplace_back(
        "No FLOP-counter file is loaded: drop one to compare matrix FLOPs module by module.");
  else if (!counted->counter.empty())
    verification.notes.push_back("Counted with " + counted->counter + " on " + counted->model + " (" + counted->dtype +
                                 ").");
  for (const std::string& note : {report.workload.description}) verification.notes.push_back("Report: " + note);
  return verification;
}

}  // namespace modelmeter
