#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entities/target_operators.h"
#include "torchinfo/artifact.h"

namespace modelmeter::torchinfo {

enum class Severity { info, warning, error };

/// One thing in the artifacts that misleads, and what is done about it.
struct Finding {
  std::string id;
  Severity severity = Severity::info;
  std::string title;
  std::string detail;
  std::vector<std::string> examples;  ///< instance names or paths, the first few
  std::int64_t count = 0;
};

/// A class with the number of rows that are of it.
struct ClassCount {
  std::string class_name_qualified;
  std::int64_t instances = 0;  ///< distinct modules
  std::int64_t rows = 0;       ///< calls and modules that did not run
};

/// The artifacts of one model, any subset, in any order. A later file of a kind takes the place of the earlier one.
class ArtifactSet {
 public:
  /// Adds a file; the sentence says what it contributed.
  std::string add(Artifact artifact);
  void clear() { files_.clear(); }

  const std::vector<Artifact>& files() const { return files_; }  ///< in the order added
  const Artifact* of(ArtifactKind kind) const;
  /// The layer tree, where layers are loaded.
  const LayerTree* tree() const;
  /// The same model's layers recorded at other shapes; null where there are none.
  const LayerTree* second_recording() const;
  std::string contribution(const Artifact& artifact) const;

  /// Every class with its category; null where neither layers nor unique layers are loaded.
  std::optional<TargetOperatorList> target_operators() const;
  std::vector<ClassCount> classes() const;
  /// Parameters by instance name, each module once.
  std::map<std::string, std::int64_t> parameters_by_instance() const;
  /// Class of the root module; empty where no layers are loaded.
  std::string root_class() const;

 private:
  std::vector<Artifact> files_;
};

/// What is suspicious in the artifacts: see each finding's words.
std::vector<Finding> findings_of(const ArtifactSet& artifacts);

/// Multiply-adds of the Linear rows as their shapes give them: positions × in × out.
std::int64_t linear_multiply_adds(const Layer& layer);

}  // namespace modelmeter::torchinfo
