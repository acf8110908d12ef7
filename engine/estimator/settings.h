#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "architectures/model.h"
#include "entities/diagnostic.h"
#include "entities/scenario.h"

namespace modelmeter {

/// A value as a request carries it: typed, or as text from a command line.
using SettingValue = ParamValue;

/// One estimate to make: names of what is built in or registered, and single fields set otherwise.
struct EstimateRequest {
  std::string model = "deepseek-ocr";     ///< id of a built-in model, or `kArtifactModel`
  const Model* artifact_model = nullptr;  ///< what `kArtifactModel` stands for; null where no artifact is loaded
  std::variant<std::string, OCRWorkloadProfile> workload =
      std::string();  ///< id, or a whole profile; empty: the default
  std::string gpu;
  std::vector<std::pair<std::string, SettingValue>> set;  ///< in the order given
};

enum class SettingGroup { workload, page, precision, execution, conventions, architecture };
enum class SettingType { integer, boolean, choice, text };

struct SettingChoice {
  std::string value;
  std::string label;
};

/// Everything that a form, a command line and a sweep need to know of one editable field.
struct SettingField {
  std::string key;
  SettingGroup group = SettingGroup::workload;
  std::string label;
  std::string help;
  SettingType type = SettingType::integer;
  std::string unit;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  std::vector<SettingChoice> choices;
  std::int64_t step = 1;  ///< valid whole numbers are multiples of it
};

enum class SettingOrigin { standard, workload, request, derived };

struct SettingInForce {
  std::string key;
  SettingValue value;
  SettingOrigin origin = SettingOrigin::standard;
};

/// A request with every field in force.
struct ResolvedRequest {
  const Model* model = nullptr;
  Scenario scenario;
  std::vector<SettingInForce> settings;  ///< in the order of `setting_fields`
};

/// The fields that can be set for a model, in form order.
std::vector<SettingField> setting_fields(const Model& model);

/// Every field of a request put in force, or every fault in it (unknown keys, wrong types, values out of range).
/// A document kind that is set brings its preset of text and output tokens, unless those are set too.
/// `precision` is a shorthand for weights, activations and kv_cache: one format for all, or "w/a/kv";
/// formats of 4 bits are weight-only then (activations and KV cache stay bf16). "int4", "fp8" and "fp4" are int4-g128,
/// fp8_e4m3 and mxfp4.
Result<ResolvedRequest> resolve(const EstimateRequest& request);

}  // namespace modelmeter
