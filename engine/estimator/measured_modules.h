#pragma once
#include "estimator/measured.h"

namespace modelmeter {

/// Measured modules of a file as paths of the report's instances: those of a trace are found by their classes and their
/// order in the tree of calls. A module that the report has under prefill and under decode is split: the first pass of
/// a run is the prompt, the later ones generate.
struct NamedParts {
  std::vector<measurements::MeasuredModule> parts;
  std::vector<std::size_t> unmatched;  ///< indices of the file's modules
};
NamedParts name_by_tree(const Estimate& estimate, const std::vector<measurements::MeasuredModule>& modules);

/// Whether a trace is of another model: fewer than half of the classes that call other modules in it are classes of the
/// report. (Linear and LayerNorm are in every model.)
bool is_of_another_model(const Estimate& estimate, const measurements::Measurement& measurement);

/// Fills rows of modules, what is unmatched, and the stages of a trace that marks none.
void compare_modules(const Estimate& estimate, const measurements::Measurement& measurement, bool withheld,
                     MeasuredComparison& made);

/// The times of a file per run: divided by the number of runs where the file holds their sum.
std::optional<measurements::Spread> spread_per_run(const measurements::Measurement& measurement,
                                                   std::vector<double> times_ms, double scale = 1);

/// "pkg.models.Attention" → "Attention".
std::string short_class(const std::string& qualified);

}  // namespace modelmeter
