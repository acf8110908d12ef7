#include "architectures/generic/model.h"

#include <algorithm>

#include "architectures/generic/tree.h"

namespace modelmeter::generic {
namespace {

std::string number(std::int64_t value) {
  return std::to_string(value);
}

class ArtifactModel final : public Model {
 public:
  ArtifactModel(const LayerTree& tree, const LayerTree* second, std::vector<std::string> without_rules)
      : recording_(tree, second), groups_(group_rows(recording_)), without_rules_(std::move(without_rules)) {}

  std::string id() const override { return kArtifactModel; }
  std::string name() const override {
    const std::string& path = recording_.tree().header.model_path;
    return path.empty() ? root_class() : path;
  }
  std::string description() const override {
    return root_class() +
           " as its artifacts recorded it: " + number(static_cast<std::int64_t>(recording_.tree().layers.size())) +
           " calls of modules.";
  }

  DeepSeekOCRModelSpec spec() const override {
    DeepSeekOCRModelSpec spec;
    spec.model_id = name();
    spec.model_variant = root_class();
    spec.config_path = "/artifacts/torchinfo-layers.json";
    spec.vision_backbone = VisionBackbone::other;
    spec.notes = "From TorchInfo artifacts; sizes that the layers do not tell are 0.";
    summarise(spec);
    return spec;
  }

  std::vector<OCRWorkloadProfile> workloads() const override {
    OCRWorkloadProfile profile;
    profile.profile_id = "as-recorded";
    profile.description = "One forward pass as the artifact recorded it";
    const ScalingFacts& scaling = recording_.scaling();
    profile.seq_len = scaling.seq_len.value_or(0);
    profile.doc_kind = DocKind::synthetic;
    profile.num_pages = 1;
    profile.description += ": batch " + number(scaling.batch) +
                           (scaling.seq_len ? ", sequence length " + number(*scaling.seq_len) : std::string()) + ".";
    return {profile};
  }

  std::int64_t default_batch() const override { return recording_.scaling().batch; }
  Precision default_precision() const override {
    const std::string& dtype = recording_.tree().header.dtype;
    const Format recorded = dtype == "float32" ? Format::fp32 : dtype == "float16" ? Format::fp16 : Format::bf16;
    return {recorded, recorded, recorded};
  }
  std::vector<std::string> scaling() const override { return recording_.scaling().sentences; }

  std::vector<std::string> setting_keys() const override {
    std::vector<std::string> keys{"batch_size",         "execution",          "runtime",     "moe_implementation",
                                  "memory_reserve_mib", "attention_counting", "expert_reads"};
    if (recording_.scaling().seq_len) keys.emplace_back("seq_len");
    return keys;
  }
  std::vector<ArchitectureField> architecture_fields() const override { return {}; }
  std::vector<DocumentPreset> document_presets() const override { return {}; }
  std::string class_summary(const std::string& class_name) const override {
    return "A module of the loaded artifacts; " + class_name + " as its shapes and parameters show it.";
  }
  std::string root_class() const override { return recording_.row(0).class_name; }
  Result<std::int64_t> image_tokens(const Scenario&) const override { return std::int64_t{0}; }

  Result<BuiltRun> build(const Scenario& scenario) const override {
    const ScalingFacts& scaling = recording_.scaling();
    LoweringOptions options;
    options.run.batch = scenario.estimate.batch_size;
    options.run.seq_len = scaling.seq_len ? scenario.workload.seq_len : 0;
    options.attention_counting = scenario.estimate.attention_counting;
    options.expert_reads = scenario.estimate.expert_reads;
    options.without_rules = without_rules_;
    GenericTree tree = build_tree(recording_, groups_, options);

    BuiltRun built;
    built.tree = std::move(tree.root);
    built.batch = options.run.batch;
    built.crop_grid = "none";
    built.from_artifacts = true;
    built.not_modeled = std::move(tree.not_modeled);
    const bool as_recorded =
        options.run.batch == scaling.batch && (!scaling.seq_len || options.run.seq_len == *scaling.seq_len);
    built.notes.push_back(
        as_recorded ? "One forward pass at the recorded shapes."
                    : "One forward pass; shapes scaled from the recorded batch " + number(scaling.batch) +
                          (scaling.seq_len ? " and length " + number(*scaling.seq_len) : std::string()) + ".");
    for (const std::string& sentence : scaling.sentences) built.notes.push_back(sentence);
    for (const std::string& column : recording_.tree().header.missing_columns)
      built.notes.push_back("The text table has no column " + column + ".");
    if (const std::string tie = recording_.possible_tie(); !tie.empty()) built.notes.push_back(tie);
    if (!built.not_modeled.empty())
      built.notes.push_back(number(static_cast<std::int64_t>(built.not_modeled.size())) +
                            " kinds of modules are not modeled or only bounded; see the list.");
    return built;
  }

 private:
  /// What the layers tell of a decoder or encoder: width, inner width, depth, heads, experts.
  void summarise(DeepSeekOCRModelSpec& spec) const {
    for (const Layer& row : recording_.tree().layers) {
      if (spec.hidden_size == 0 && row.class_name == "Embedding") spec.hidden_size = last(row.output_size);
      spec.uses_moe = spec.uses_moe || row.var_name == "experts";
      const bool layer =
          row.class_name.find("Layer") != std::string::npos || row.class_name.find("Block") != std::string::npos;
      if (!row.is_recursive && layer && !row.children.empty() && row.parent &&
          recording_.row(*row.parent).children.size() > 1 && !row.var_name.empty() && row.var_name[0] >= '0' &&
          row.var_name[0] <= '9')
        ++spec.num_layers;
    }
  }

  Recording recording_;
  Group groups_;
  std::vector<std::string> without_rules_;
};

}  // namespace

std::unique_ptr<const Model> model_of(const torchinfo::ArtifactSet& artifacts, std::vector<std::string> without_rules) {
  const LayerTree* tree = artifacts.tree();
  if (tree == nullptr || tree->layers.empty()) return nullptr;
  return std::make_unique<ArtifactModel>(*tree, artifacts.second_recording(), std::move(without_rules));
}

}  // namespace modelmeter::generic
