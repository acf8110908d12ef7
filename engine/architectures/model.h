#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "architectures/module_tree.h"
#include "entities/diagnostic.h"
#include "entities/scenario.h"

namespace modelmeter {

/// Id of the model that is made from the loaded artifacts.
inline constexpr const char* kArtifactModel = "artifact";

/// A size of an architecture that a user may edit.
struct ArchitectureField {
  std::string key;  ///< a field of the model specification, or a key of its `architecture`
  std::string label;
  std::string help;
  std::int64_t minimum = 1;
  std::int64_t maximum = 1;
};

/// Tokens that a kind of document stands for.
struct DocumentPreset {
  DocKind kind = DocKind::mixed_layout;
  std::int64_t text_tokens = 0;    ///< prompt tokens beside the image tokens
  std::int64_t output_tokens = 0;  ///< generated tokens
};

/// What a model makes of a scenario: the tree to cost and how often it runs.
struct BuiltRun {
  ModuleNode tree;
  std::int64_t batch = 1;                 ///< pages that run together
  std::int64_t passes = 1;                ///< times the batch runs
  std::int64_t generated_tokens = 0;      ///< per page
  std::string crop_grid;                  ///< "2x3" or "none"
  std::int64_t image_tokens = 0;          ///< prompt tokens that come from the image
  std::vector<std::string> notes;         ///< assumptions of this run, one sentence each
  bool from_artifacts = false;            ///< the tree was made from recorded layers
  std::vector<NotModeled> not_modeled{};  ///< in tree order; only of a tree made from artifacts
};

/// A model, built in or made from artifacts: described once, with what every other room needs to know of it.
class Model {
 public:
  virtual ~Model() = default;

  virtual std::string id() const = 0;  ///< "deepseek-ocr"
  virtual std::string name() const = 0;
  virtual std::string description() const = 0;
  virtual DeepSeekOCRModelSpec spec() const = 0;                  ///< published sizes, or what artifacts tell of them
  virtual std::vector<OCRWorkloadProfile> workloads() const = 0;  ///< the first is the default
  /// Keys of the common settings (see `setting_fields`) that mean something for this model, in form order.
  virtual std::vector<std::string> setting_keys() const = 0;
  virtual std::vector<ArchitectureField> architecture_fields() const = 0;
  virtual std::vector<DocumentPreset> document_presets() const = 0;
  /// Batch size that a run has where none is set.
  virtual std::int64_t default_batch() const { return 1; }
  /// Formats that a run has where none are set.
  virtual Precision default_precision() const { return {}; }
  /// What can be changed without a new export and how that is known; empty for a parametric model.
  virtual std::vector<std::string> scaling() const { return {}; }
  /// What a module class is, in one or two sentences; empty for a class that the model does not have.
  virtual std::string class_summary(const std::string& class_name) const = 0;
  /// Root class by which a dropped artifact is recognised.
  virtual std::string root_class() const = 0;
  /// Image tokens of the scenario's pages; a fault where its crop grid or sizes are not possible.
  virtual Result<std::int64_t> image_tokens(const Scenario& scenario) const = 0;
  /// The run, or every limit of the model that the scenario breaks.
  virtual Result<BuiltRun> build(const Scenario& scenario) const = 0;
};

/// Every built-in model; the first is the default.
const std::vector<const Model*>& built_in_models();
const Model* find_model(const std::string& id);

}  // namespace modelmeter
