#include "estimator/artifact_match.h"

#include <algorithm>
#include <map>
#include <set>

#include "estimator/instances.h"
#include "estimator/totals.h"
#include "operators/categories.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxModuleIds = 3;

std::string short_name_of(const std::string& qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string::npos ? qualified : qualified.substr(dot + 1);
}

void check_parameters(const Walk& walk, const Totals& totals, const torchinfo::ArtifactSet& artifacts,
                      ArtifactMatch& found) {
  const std::map<std::string, std::int64_t> recorded = artifacts.parameters_by_instance();
  std::set<std::string> done;  // a module that appears in two stages is compared once
  for (std::size_t i = 0; i < walk.modules.size(); ++i) {
    const ModuleNode& node = *walk.modules[i].node;
    if (node.instance.empty() || !done.insert(node.instance).second) continue;
    ParameterCheck check;
    check.name = node.instance;
    check.model_parameters = totals.of(i).parameters / walk.modules[i].instances;
    for (const std::string& name : expand_instances(node.instance)) {
      const auto row = recorded.find(name);
      if (row == recorded.end()) continue;
      if (check.instances == 0 || row->second != check.model_parameters) check.artifact_parameters = row->second;
      ++check.instances;
      if (row->second != check.model_parameters) ++check.unequal;
    }
    if (check.instances > 0) found.parameter_checks.push_back(check);
  }
}

}  // namespace

ArtifactMatch match(const torchinfo::ArtifactSet& artifacts) {
  ArtifactMatch found;
  const std::vector<torchinfo::ClassCount> classes = artifacts.classes();
  for (const Model* model : built_in_models())
    for (const torchinfo::ClassCount& one : classes)
      if (short_name_of(one.class_name_qualified) == model->root_class()) found.model = model;

  std::map<std::string, std::vector<std::string>> module_ids;  // by short class name
  if (found.model != nullptr) {
    Scenario scenario;
    scenario.model = found.model->spec();
    scenario.workload = found.model->workloads()[0];
    const Result<BuiltRun> built = found.model->build(scenario);
    const Walk laid = walk(value(built).tree, Precision{}, ExecutionModel{.peak = {1, 1, 1, 0}});
    const Totals totals(laid);
    for (const WalkedModule& module : laid.modules) {
      std::vector<std::string>& ids = module_ids[short_name_of(module.node->qualified_class_name)];
      if (ids.size() < kMaxModuleIds) ids.push_back(module.node->id);
    }
    if (artifacts.tree() != nullptr) check_parameters(laid, totals, artifacts, found);
  }

  for (const torchinfo::ClassCount& one : classes) {
    const auto ids = module_ids.find(short_name_of(one.class_name_qualified));
    found.coverage.push_back(
        {one.class_name_qualified, one.instances, std::string(category_id(category_of_class(one.class_name_qualified))),
         ids != module_ids.end(), ids == module_ids.end() ? std::vector<std::string>{} : ids->second});
  }

  const torchinfo::LayerTree* tree = artifacts.tree();
  if (found.model != nullptr && tree != nullptr) {
    const torchinfo::ArtifactHeader& header = tree->header;
    if (header.base_size && *header.base_size > 0) found.suggested_set.emplace_back("base_size", *header.base_size);
    if (header.image_size && *header.image_size > 0) found.suggested_set.emplace_back("image_size", *header.image_size);
    if (header.workload_crop_grid) {
      found.suggested_set.emplace_back("crop_mode", *header.workload_crop_grid != "none");
      found.suggested_set.emplace_back("crop_grid", *header.workload_crop_grid);
    }
    if (header.workload_input_tokens && *header.workload_input_tokens > 1)
      found.suggested_set.emplace_back("seq_len", *header.workload_input_tokens);
  }
  return found;
}

}  // namespace modelmeter
