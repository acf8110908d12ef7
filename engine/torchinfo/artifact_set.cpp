#include "torchinfo/artifact_set.h"

#include <algorithm>
#include <set>

#include "operators/categories.h"

namespace modelmeter::torchinfo {
namespace {

/// Where artifacts are said to lie: their real folder is never known.
constexpr const char* kVirtualFolder = "/artifacts";

bool is_builtin(const std::string& qualified) {
  return qualified.rfind("torch.nn.", 0) == 0;
}

std::string plural(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// " without input_size and kernel_size".
std::string without_columns(const Artifact& artifact) {
  const std::vector<std::string>& missing = artifact.header().missing_columns;
  std::string words;
  for (std::size_t i = 0; i < missing.size(); ++i)
    words += (i == 0 ? " without " : i + 1 == missing.size() ? " and " : ", ") + missing[i];
  return words;
}

/// What the file adds, in words.
std::string content_of(const Artifact& artifact) {
  switch (artifact.kind) {
    case ArtifactKind::layers:
      return "the module tree: " + plural(static_cast<std::int64_t>(artifact.tree.layers.size()), "row", "rows") +
             " with shapes and parameters";
    case ArtifactKind::unique_layers:
      return "the class list: " + plural(static_cast<std::int64_t>(artifact.unique_layers.size()), "class", "classes");
    case ArtifactKind::summary:
      return "the module tree as a text table: " +
             plural(static_cast<std::int64_t>(artifact.tree.layers.size()), "row", "rows") + without_columns(artifact);
    case ArtifactKind::flop_counter:
      return "counted FLOPs of " +
             plural(static_cast<std::int64_t>(artifact.flops.modules.size()), "module", "modules") +
             ", to verify against";
    case ArtifactKind::stages:
      break;
  }
  return "stage sums: " + plural(static_cast<std::int64_t>(artifact.stages.size()), "stage", "stages") +
         ", used only to check";
}

/// Whether two trees are of one model, module by module, run at different shapes. Experts that only one of the runs
/// touched do not count.
bool another_run(const LayerTree& a, const LayerTree& b) {
  if (a.layers[0].class_name_qualified != b.layers[0].class_name_qualified ||
      a.layers[0].num_params != b.layers[0].num_params)
    return false;
  std::map<std::string, const Layer*> first;
  for (const Layer& layer : a.layers) first.emplace(layer.instance_name, &layer);
  std::set<std::string> seen;
  bool other_shapes = false;
  std::size_t known = 0;
  for (const Layer& layer : b.layers) {
    if (!seen.insert(layer.instance_name).second) continue;
    const auto there = first.find(layer.instance_name);
    if (there == first.end()) continue;
    ++known;
    if (there->second->class_name_qualified != layer.class_name_qualified) return false;
    other_shapes = other_shapes || there->second->input_size != layer.input_size ||
                   there->second->output_size != layer.output_size;
  }
  return other_shapes && 2 * known > first.size() && 2 * known > seen.size();
}

}  // namespace

std::string kind_name(ArtifactKind kind) {
  switch (kind) {
    case ArtifactKind::layers:
      return "layers";
    case ArtifactKind::unique_layers:
      return "unique-layers";
    case ArtifactKind::summary:
      return "summary";
    case ArtifactKind::flop_counter:
      return "flop-counter";
    case ArtifactKind::stages:
      break;
  }
  return "stages";
}

std::string ArtifactSet::add(Artifact artifact) {
  const auto layers =
      std::find_if(files_.begin(), files_.end(), [](const Artifact& a) { return a.kind == ArtifactKind::layers; });
  if (artifact.kind == ArtifactKind::layers && layers != files_.end() && another_run(layers->tree, artifact.tree)) {
    // The same model at other shapes: it stands beside the first and takes the place of an earlier second.
    artifact.is_second_recording = true;
    const auto second =
        std::find_if(files_.begin(), files_.end(), [](const Artifact& a) { return a.is_second_recording; });
    if (second != files_.end()) {
      artifact.in_place_of = second->file_name.empty() ? "file" : second->file_name;
      files_.erase(second);
    }
    files_.push_back(std::move(artifact));
    return contribution(files_.back());
  }
  const auto same = std::find_if(files_.begin(), files_.end(),
                                 [&](const Artifact& a) { return a.kind == artifact.kind && !a.is_second_recording; });
  if (same != files_.end()) {
    artifact.in_place_of = same->file_name.empty() ? "file" : same->file_name;
    files_.erase(same);
  }
  // A second recording is of the model whose layers are there.
  if (artifact.kind == ArtifactKind::layers)
    files_.erase(std::remove_if(files_.begin(), files_.end(), [](const Artifact& a) { return a.is_second_recording; }),
                 files_.end());
  files_.push_back(std::move(artifact));
  return contribution(files_.back());
}

std::string ArtifactSet::contribution(const Artifact& artifact) const {
  if (artifact.kind == ArtifactKind::summary && of(ArtifactKind::layers) != nullptr)
    return "a text table, not used: the layers file says more";
  const std::string replaced = artifact.in_place_of.empty() ? "" : "; in place of the earlier " + artifact.in_place_of;
  if (artifact.is_second_recording)
    return "a second run of the same model at other shapes, which tells what follows the length" + replaced;
  return content_of(artifact) + replaced;
}

const Artifact* ArtifactSet::of(ArtifactKind kind) const {
  for (const Artifact& artifact : files_)
    if (artifact.kind == kind && !artifact.is_second_recording) return &artifact;
  return nullptr;
}

const LayerTree* ArtifactSet::tree() const {
  const Artifact* layers = of(ArtifactKind::layers);
  if (layers == nullptr) layers = of(ArtifactKind::summary);
  return layers == nullptr ? nullptr : &layers->tree;
}

const LayerTree* ArtifactSet::second_recording() const {
  for (const Artifact& artifact : files_)
    if (artifact.is_second_recording) return &artifact.tree;
  return nullptr;
}

std::string ArtifactSet::root_class() const {
  const LayerTree* layers = tree();
  return layers == nullptr ? "" : layers->layers[0].class_name;
}

std::vector<ClassCount> ArtifactSet::classes() const {
  std::map<std::string, ClassCount> by_name;
  if (const LayerTree* layers = tree()) {
    std::map<std::string, std::set<std::string>> instances;
    for (const Layer& layer : layers->layers) {
      ClassCount& count = by_name[layer.class_name_qualified];
      count.class_name_qualified = layer.class_name_qualified;
      ++count.rows;
      if (instances[layer.class_name_qualified].insert(layer.instance_name).second) ++count.instances;
    }
  } else if (const Artifact* unique = of(ArtifactKind::unique_layers)) {
    for (const UniqueLayer& layer : unique->unique_layers)
      by_name[layer.class_name_qualified] = {layer.class_name_qualified, layer.count, layer.count};
  }
  std::vector<ClassCount> list;
  for (auto& entry : by_name) list.push_back(entry.second);
  return list;
}

std::optional<TargetOperatorList> ArtifactSet::target_operators() const {
  std::map<std::string, std::set<std::string>> children;  // by qualified class
  std::map<std::string, std::string> names;
  if (const LayerTree* layers = tree()) {
    for (const Layer& layer : layers->layers) {
      names[layer.class_name_qualified] = layer.class_name;
      std::set<std::string>& below = children[layer.class_name_qualified];
      for (std::size_t child : layer.children) below.insert(layers->layers[child].class_name_qualified);
    }
  }
  if (const Artifact* unique = of(ArtifactKind::unique_layers)) {
    for (const UniqueLayer& layer : unique->unique_layers) {
      names[layer.class_name_qualified] = layer.class_name;
      children[layer.class_name_qualified].insert(layer.children.begin(), layer.children.end());
    }
  }
  if (names.empty()) return std::nullopt;

  const std::string folder = kVirtualFolder;
  TargetOperatorList list;
  const LayerTree* layers = tree();
  const ArtifactHeader& header = layers != nullptr ? layers->header : of(ArtifactKind::unique_layers)->header();
  list.snapshot_id = header.model_path + "@" + header.generated_at;
  list.source_artifact_dir = folder;
  list.layers_md_path = folder + "/torchinfo-unique-layers.md";
  list.layers_json_path = folder + "/torchinfo-unique-layers.json";
  list.stages_json_path = folder + "/torchinfo-stages.json";
  for (const auto& entry : names) {
    const std::set<std::string>& below = children[entry.first];
    list.operators.push_back({.class_name = entry.second,
                              .class_name_qualified = entry.first,
                              .is_pytorch_builtin = is_builtin(entry.first),
                              .is_custom = !is_builtin(entry.first),
                              .children_classes = {below.begin(), below.end()},
                              .default_category_id = std::string(category_id(category_of_class(entry.first)))});
  }
  return list;
}

std::map<std::string, std::int64_t> ArtifactSet::parameters_by_instance() const {
  std::map<std::string, std::int64_t> parameters;
  if (const LayerTree* layers = tree())
    for (const Layer& layer : layers->layers) parameters.emplace(layer.instance_name, layer.num_params);
  return parameters;
}

}  // namespace modelmeter::torchinfo
