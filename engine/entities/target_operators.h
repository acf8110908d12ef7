#pragma once
#include <string>
#include <vector>

#include "entities/diagnostic.h"

namespace modelmeter {

/// One class of module found in TorchInfo artifacts.
struct OperatorSpec {
  std::string class_name;
  std::string class_name_qualified;
  bool is_pytorch_builtin = false;  ///< lives under torch.nn
  bool is_custom = false;           ///< anything else
  std::vector<std::string> children_classes;
  std::string default_category_id;

  bool operator==(const OperatorSpec&) const = default;
};

/// Every class of a model, as its artifacts list them.
struct TargetOperatorList {
  std::string snapshot_id;
  std::string source_artifact_dir;  ///< absolute
  std::string layers_md_path;       ///< absolute
  std::string layers_json_path;     ///< absolute
  std::string stages_json_path;     ///< absolute
  std::vector<OperatorSpec> operators;

  bool operator==(const TargetOperatorList&) const = default;
};

Diagnostics validate(const TargetOperatorList& list);

}  // namespace modelmeter
