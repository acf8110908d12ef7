#pragma once
#include <optional>
#include <string>
#include <vector>

#include "entities/report.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter {

/// A figure of a report beside a reference.
struct Comparison {
  std::int64_t report = 0;
  std::optional<std::int64_t> reference;  ///< null where there is none
  /// (report − reference) / reference; 0 where both are 0, null without a reference or where only that is 0.
  std::optional<double> difference() const;
};

/// One module of a report held against the artifact that it was made from, and against a FLOP counter.
struct VerificationRow {
  std::string module_id;
  std::string instance;  ///< "layers.{0-11}.attn"; empty for the root
  std::string class_name;
  std::int64_t depth = 0;
  std::int64_t instances = 1;
  Comparison parameters;      ///< of one instance, against `num_params`
  Comparison matrix_flops;    ///< of all instances and calls, against the FLOP-counter file
  Comparison artifact_flops;  ///< the same, against 2 × multiply-adds of the artifact's leaves
};

struct Verification {
  std::optional<std::string> artifact;  ///< file name
  std::optional<std::string> counter;   ///< file name
  std::vector<VerificationRow> rows;    ///< the root first, parents before children
  std::vector<std::string> notes;
};

/// A report of the model that the artifacts describe, held against them. Fails for a report of a built-in model.
Result<Verification> verify(const AnalyticModelReport& report, const torchinfo::ArtifactSet& artifacts);

}  // namespace modelmeter
