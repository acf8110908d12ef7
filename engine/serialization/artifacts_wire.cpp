#include "serialization/artifacts_wire.h"

#include "estimator/artifact_match.h"
#include "operators/categories.h"
#include "serialization/entity_fields.h"
#include "serialization/wire.h"

namespace modelmeter {
namespace {

using torchinfo::Artifact;
using torchinfo::ArtifactKind;
using torchinfo::Finding;

constexpr const char* kSeverityNames[] = {"info", "warning", "error"};

struct Missing {
  ArtifactKind kind;
  const char* would_add;
};

constexpr Missing kKinds[] = {
    {ArtifactKind::layers,
     "the module tree with shapes and parameters: the check against the model, most of the forensics"},
    {ArtifactKind::unique_layers, "the class list with each class's children"},
    {ArtifactKind::stages, "the exporter's own stage sums, to be checked"},
};

Json finding(const Finding& one) {
  return {{"id", one.id},
          {"severity", kSeverityNames[static_cast<std::size_t>(one.severity)]},
          {"title", one.title},
          {"detail", one.detail},
          {"examples", one.examples},
          {"count", one.count}};
}

}  // namespace

Json to_wire(const torchinfo::ArtifactSet& artifacts, const Model* model) {
  Json files = Json::array();
  for (const Artifact& artifact : artifacts.files())
    files.push_back({{"file_name", artifact.file_name},
                     {"kind", torchinfo::kind_name(artifact.kind)},
                     {"bytes", artifact.bytes},
                     {"generated_at", artifact.header().generated_at},
                     {"model_path", artifact.header().model_path},
                     {"contributed", artifacts.contribution(artifact)}});
  Json missing = Json::array();
  for (const Missing& one : kKinds)
    if (!artifacts.files().empty() && artifacts.of(one.kind) == nullptr)
      missing.push_back({{"kind", torchinfo::kind_name(one.kind)}, {"would_add", one.would_add}});

  const ArtifactMatch matched = match(artifacts);
  Json coverage = Json::array();
  for (const CoverageRow& row : matched.coverage)
    coverage.push_back({{"class_name_qualified", row.class_name_qualified},
                        {"instances", row.instances},
                        {"category_id", row.category_id},
                        {"covered", row.covered},
                        {"module_ids", row.module_ids}});
  Json checks = Json::array();
  for (const ParameterCheck& check : matched.parameter_checks)
    checks.push_back({{"name", check.name},
                      {"artifact_parameters", check.artifact_parameters},
                      {"model_parameters", check.model_parameters},
                      {"instances", check.instances},
                      {"equal", check.equal()}});
  Json findings = Json::array();
  for (const Finding& one : torchinfo::findings_of(artifacts)) findings.push_back(finding(one));
  Json suggested = Json::object();
  for (const auto& entry : matched.suggested_set)
    std::visit([&](const auto& held) { suggested[entry.first] = held; }, entry.second);

  Json operators = nullptr;
  if (const std::optional<TargetOperatorList> list = artifacts.target_operators()) operators = entity_json(*list);
  const torchinfo::LayerTree* tree = artifacts.tree();
  Json json;
  json["files"] = std::move(files);
  json["missing"] = std::move(missing);
  json["model_id"] = matched.model == nullptr ? Json(nullptr) : Json(matched.model->id());
  json["model"] = nullptr;
  if (model != nullptr) {
    json["model"] = model_info(*model);
    json["model"]["workload"] = entity_json(model->workloads()[0]);
    json["model"]["scaling"] = model->scaling();
  }
  json["operators"] = std::move(operators);
  json["layer_count"] = tree == nullptr ? 0 : tree->layers.size();
  json["findings"] = std::move(findings);
  json["coverage"] = std::move(coverage);
  json["parameter_checks"] = std::move(checks);
  json["suggested_set"] = std::move(suggested);
  return json;
}

Json layer_rows_to_wire(const torchinfo::ArtifactSet& artifacts) {
  Json rows = Json::array();
  const torchinfo::LayerTree* tree = artifacts.tree();
  if (tree == nullptr) return rows;
  for (const torchinfo::Layer& layer : tree->layers)
    rows.push_back({{"index", layer.index},
                    {"depth", layer.depth},
                    {"name", layer.instance_name},
                    {"class_name", layer.class_name},
                    {"executed", layer.executed},
                    {"recursive", layer.is_recursive},
                    {"input_size", layer.input_size},
                    {"output_size", layer.output_size},
                    {"num_params", layer.num_params},
                    {"category_id", std::string(category_id(category_of_class(layer.class_name_qualified)))}});
  return rows;
}

}  // namespace modelmeter
