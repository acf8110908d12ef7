#pragma once
#include <string>
#include <vector>

#include "architectures/model.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter {

/// How a class of an artifact is represented in a built-in model.
struct CoverageRow {
  std::string class_name_qualified;
  std::int64_t instances = 0;
  std::string category_id;
  bool covered = false;
  std::vector<std::string> module_ids;  ///< the first few modules of that class in the model
};

/// Parameters of one kind of module in the artifact and in the model.
struct ParameterCheck {
  std::string name;                      ///< "layers.{1-11}.mlp.gate"
  std::int64_t artifact_parameters = 0;  ///< of each instance
  std::int64_t model_parameters = 0;
  std::int64_t instances = 0;  ///< of the artifact that were compared
  std::int64_t unequal = 0;    ///< of those, how many differ
  bool equal() const { return unequal == 0; }
};

/// Artifacts held against the built-in model that they describe.
struct ArtifactMatch {
  const Model* model = nullptr;  ///< null where no built-in model has their root class
  std::vector<CoverageRow> coverage;
  std::vector<ParameterCheck> parameter_checks;
  std::vector<std::pair<std::string, ParamValue>> suggested_set;  ///< settings of the run that the artifact recorded
};

ArtifactMatch match(const torchinfo::ArtifactSet& artifacts);

}  // namespace modelmeter
