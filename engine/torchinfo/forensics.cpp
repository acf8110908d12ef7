#include <algorithm>
#include <set>

#include "torchinfo/forensics_parts.h"

namespace modelmeter::torchinfo {
namespace {

/// "8.9" of a quotient, at most "1000000.0".
std::string times(std::int64_t larger, std::int64_t smaller) {
  const double quotient = static_cast<double>(larger) / static_cast<double>(std::max<std::int64_t>(smaller, 1));
  const std::int64_t tenths = static_cast<std::int64_t>(std::min(quotient, 1e6) * 10 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

void zero_stages(const Artifact& artifact, std::vector<Finding>& found) {
  bool all_zero = !artifact.stages.empty();
  Collector stages(
      {"zero_stages",
       Severity::warning,
       "Stage sums are all zero",
       "Every stage of torchinfo-stages.json has 0 parameters and 0 multiply-adds: the exporter looked for names that "
       "do not occur. Stage costs are computed from the model instead.",
       {},
       0});
  for (const StageSum& stage : artifact.stages) {
    all_zero = all_zero && stage.params == 0 && stage.macs == 0;
    stages.add("stages." + stage.name);
  }
  if (all_zero) found.push_back(stages.finding());
}

bool hash_like(const std::string& segment) {
  if (segment.size() < 20) return false;
  bool digit = false;
  for (char c : segment) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (!hex) return false;
    digit = digit || (c >= '0' && c <= '9');
  }
  return digit;
}

bool has_hash(const std::string& qualified) {
  std::size_t start = 0;
  while (start <= qualified.size()) {
    const std::size_t dot = std::min(qualified.find('.', start), qualified.size());
    if (hash_like(qualified.substr(start, dot - start))) return true;
    start = dot + 1;
  }
  return false;
}

/// What the header's total becomes once the Linear rows are counted by shape.
std::string whole_model(const LayerTree& tree, std::int64_t recorded, std::int64_t real) {
  const std::optional<std::int64_t>& total = tree.header.total_macs;
  if (!total || *total < recorded) return "";
  return "; total_macs would be " + grouped(plus(*total - recorded, real)) + " instead of " + grouped(*total);
}

void multiply_adds(const LayerTree& tree, std::vector<Finding>& found) {
  if (lacks_column(tree, "mult_adds")) return;
  Collector rows({"macs_ignore_positions", Severity::warning, "", "", {}, 0});
  std::int64_t recorded = 0;
  std::int64_t real = 0;
  for (const Layer& layer : tree.layers) {
    if (layer.class_name != "Linear" || !layer.executed || layer.input_size.size() < 3 || layer.output_size.empty())
      continue;
    const std::int64_t expected = linear_multiply_adds(layer);
    if (expected == 0) continue;
    recorded = plus(recorded, layer.macs);
    real = plus(real, expected);
    // A bias counted as multiply-adds is within one output per product; anything beyond is a lost dimension.
    if (layer.macs * 2 < expected)
      rows.add(shown(layer) + ": " + grouped(layer.macs) + " recorded, " + grouped(expected) + " by shape");
  }
  if (rows.count() == 0) return;
  rows.finding().title = "Multiply-adds ignore sequence positions";
  rows.finding().detail =
      "Linear rows with three or more dimensions record " + grouped(recorded) + " multiply-adds; their shapes give " +
      grouped(real) + ", " + times(real, recorded) + " times as many" + whole_model(tree, recorded, real) +
      " (torchinfo up to 1.8.0 multiplies by the first output dimension only). Recorded multiply-adds are "
      "never used: everything is computed from shapes.";
  found.push_back(rows.finding());
}

void missing_head(const LayerTree& tree, std::vector<Finding>& found) {
  const Layer* embedding = nullptr;
  std::int64_t vocabulary = 0;
  std::int64_t width = 0;
  for (const Layer& layer : tree.layers) {
    if (layer.class_name != "Embedding" || layer.output_size.empty() || layer.output_size.back() == 0) continue;
    const std::int64_t columns = layer.output_size.back();
    const std::int64_t rows = layer.num_params / columns;
    if (layer.num_params % columns != 0 || rows < 8192 || rows <= vocabulary) continue;
    embedding = &layer;
    vocabulary = rows;
    width = columns;
  }
  if (embedding == nullptr) return;
  for (const Layer& layer : tree.layers)
    if (layer.class_name == "Linear" && !layer.output_size.empty() && layer.output_size.back() == vocabulary) return;
  found.push_back({"missing_head",
                   Severity::warning,
                   "The language head is missing",
                   "The embedding has " + grouped(vocabulary) +
                       " rows, but no Linear produces that many outputs: the artifact was made of "
                       "the model without its head. Untied, the head adds " +
                       grouped(vocabulary) + " x " + grouped(width) + " = " + grouped(vocabulary * width) +
                       " parameters, which a built-in model counts.",
                   {shown(*embedding)},
                   1});
}

void parameters(const LayerTree& tree, std::vector<Finding>& found) {
  const std::int64_t root = tree.layers[0].num_params;
  if (!tree.header.total_params || *tree.header.total_params == root) return;
  found.push_back({"total_params_differ",
                   Severity::warning,
                   "Total and root parameters differ",
                   "total_params is " + grouped(*tree.header.total_params) + ", the root module has " + grouped(root) +
                       ": shared tensors counted twice, or modules that did not run.",
                   {"total_params"},
                   1});
}

/// Modules of a numbered list that have no row, although later numbers do.
void gaps(const LayerTree& tree, std::vector<Finding>& found) {
  Collector missing(
      {"not_recorded",
       Severity::info,
       "Modules without a row",
       "Numbered modules are missing between recorded ones: they did not run (experts that got no token) or are called "
       "without their forward. Their parameters are only in their parents' sums.",
       {},
       0});
  for (const Layer& layer : tree.layers) {
    if (layer.is_recursive) continue;
    std::set<std::int64_t> numbers;
    for (std::size_t child : layer.children) {
      const std::string& name = tree.layers[child].var_name;
      if (!name.empty() && name.size() < 7 && name.find_first_not_of("0123456789") == std::string::npos)
        numbers.insert(std::stoll(name));
    }
    if (numbers.empty()) continue;
    const std::int64_t absent = *numbers.rbegin() + 1 - static_cast<std::int64_t>(numbers.size());
    std::int64_t named = 0;  // a list with one far number has many gaps: only the first few are looked at
    for (std::int64_t n = 0; named < absent && !missing.full(); ++n)
      if (numbers.count(n) == 0) {
        missing.add(shown(layer) + "." + std::to_string(n));
        ++named;
      }
    missing.add_unnamed(absent - named);
  }
  if (missing.count() > 0) found.push_back(missing.finding());
}

bool container(const std::string& class_name) {
  return class_name == "ModuleList" || class_name == "ModuleDict";
}

void rows(const LayerTree& tree, std::vector<Finding>& found) {
  Collector shared({"shared_modules",
                    Severity::info,
                    "Modules that run several times",
                    "Rows marked recursive are further calls of a module that already has a row. Their parameters "
                    "count once, their work "
                    "every time.",
                    {},
                    0});
  Collector paths({"machine_paths",
                   Severity::info,
                   "Paths of the exporting machine",
                   "File paths of the machine that exported the artifact are in it. They are not used and not carried "
                   "into reports.",
                   {},
                   0});
  Collector hashes(
      {"hash_modules",
       Severity::info,
       "Class names with a hash",
       "Qualified names contain a commit hash of a downloaded module; classes are matched by their last part.",
       {},
       0});
  Collector unexecuted({"not_executed", Severity::info, "Rows that did not run by themselves", "", {}, 0});
  std::int64_t containers = 0;
  std::int64_t by_forward = 0;
  Collector shapeless(
      {"missing_shapes",
       Severity::warning,
       "Rows without an input size",
       "Their inputs were passed by keyword or are no tensors. Shapes are taken from their children or from the model.",
       {},
       0});
  Collector container_macs(
      {"container_macs",
       Severity::info,
       "Multiply-adds on modules with children",
       "A module with children records multiply-adds of its own that double its children's or are meaningless.",
       {},
       0});
  for (const Layer& layer : tree.layers) {
    if (layer.is_recursive) shared.add(shown(layer));
    if (!layer.filepath.empty() && (layer.filepath[0] == '/' || layer.filepath.find(":\\") != std::string::npos))
      paths.add(layer.filepath);
    if (has_hash(layer.class_name_qualified)) hashes.add(layer.class_name_qualified);
    if (!layer.executed) {
      unexecuted.add(shown(layer));
      ++(container(layer.class_name) ? containers : by_forward);
    } else if (layer.input_size.empty() && !lacks_column(tree, "input_size"))
      shapeless.add(shown(layer));
    if (!layer.children.empty() && layer.macs > 0) container_macs.add(shown(layer) + ": " + grouped(layer.macs));
  }
  unexecuted.finding().detail =
      grouped(containers) + " are containers (ModuleList, ModuleDict), which never run; " + grouped(by_forward) +
      " were called through .forward(), which leaves no trace, or not at all. They have no sizes; their work "
      "is that of the model's own description.";
  for (Collector* collector : {&shared, &shapeless, &unexecuted, &container_macs, &hashes, &paths})
    if (collector->count() > 0) found.push_back(collector->finding());
}

void root_output(const LayerTree& tree, std::vector<Finding>& found) {
  const Layer& root = tree.layers[0];
  if (root.output_size.size() != 4 || tree.layers.size() < 2) return;
  // [batch, heads, tokens, head_dim] where a decoder stands below: the last entry of a dict, a key cache.
  const bool has_embedding =
      std::any_of(tree.layers.begin(), tree.layers.end(), [](const Layer& l) { return l.class_name == "Embedding"; });
  if (!has_embedding) return;
  std::string shape;
  for (std::int64_t size : root.output_size) shape += (shape.empty() ? "[" : ", ") + std::to_string(size);
  found.push_back({"root_output_is_cache",
                   Severity::info,
                   "The root's output size is that of a cache",
                   "The root returns a dict, and torchinfo records its last entry: " + shape +
                       "] is a key cache, not the model's output.",
                   {shown(root)},
                   1});
}

void stage_sums(const Artifact& stages, const LayerTree& tree, std::vector<Finding>& found) {
  std::int64_t sum = 0;
  for (const StageSum& stage : stages.stages) sum = plus(sum, stage.params);
  const std::int64_t root = tree.layers[0].num_params;
  if (sum == 0 || sum == root) return;
  found.push_back({"stage_sums_differ",
                   Severity::info,
                   "Stage sums do not add up to the model",
                   "The stages' parameters add up to " + grouped(sum) + ", the model has " + grouped(root) +
                       ": what belongs to no stage is " + grouped(sum > root ? sum - root : root - sum) +
                       ". Stage sums are not used.",
                   {"stages"},
                   1});
}

/// Files of different models or runs, held together by the same drop.
void sources(const ArtifactSet& artifacts, std::vector<Finding>& found) {
  const Artifact* first = nullptr;
  Collector others({"different_sources",
                    Severity::warning,
                    "The files are of different runs",
                    "Their headers name different models or parameter totals. Sizes and parameters are taken from the "
                    "layers, classes "
                    "from all of them.",
                    {},
                    0});
  for (const Artifact& artifact : artifacts.files()) {
    if (artifact.is_second_recording) continue;  // another run, and meant to be one
    if (first == nullptr) {
      first = &artifact;
      continue;
    }
    const ArtifactHeader& a = first->header();
    const ArtifactHeader& b = artifact.header();
    const bool models = !a.model_path.empty() && !b.model_path.empty() && a.model_path != b.model_path;
    const bool totals = a.total_params && b.total_params && *a.total_params != *b.total_params;
    if (models)
      others.add(kind_name(artifact.kind) + ": " + b.model_path + ", " + kind_name(first->kind) + ": " + a.model_path);
    else if (totals)
      others.add(kind_name(artifact.kind) + ": " + grouped(*b.total_params) + " parameters, " + kind_name(first->kind) +
                 ": " + grouped(*a.total_params));
  }
  const Artifact* counted = artifacts.of(ArtifactKind::flop_counter);
  const std::string root = artifacts.root_class();
  if (counted != nullptr && !root.empty() && !counted->flops.root_class.empty() && counted->flops.root_class != root)
    others.add("flop-counter: " + counted->flops.root_class + ", layers: " + root);
  if (others.count() > 0) found.push_back(others.finding());
}

}  // namespace

std::int64_t linear_multiply_adds(const Layer& layer) {
  if (layer.input_size.empty() || layer.output_size.empty()) return 0;
  __extension__ using Wide = __int128;
  Wide product = layer.input_size.back();
  for (std::int64_t size : layer.output_size) {
    product *= size;
    if (product > INT64_MAX) return 0;  // a shape that no tensor has
  }
  return static_cast<std::int64_t>(product);
}

std::vector<Finding> findings_of(const ArtifactSet& artifacts) {
  std::vector<Finding> found;
  sources(artifacts, found);
  const Artifact* stages = artifacts.of(ArtifactKind::stages);
  if (stages != nullptr) zero_stages(*stages, found);
  if (const LayerTree* tree = artifacts.tree()) {
    text_findings(*tree, found);
    multiply_adds(*tree, found);
    missing_head(*tree, found);
    parameters(*tree, found);
    if (stages != nullptr) stage_sums(*stages, *tree, found);
    rows(*tree, found);
    gaps(*tree, found);
    root_output(*tree, found);
  }
  return found;
}

}  // namespace modelmeter::torchinfo
