#pragma once
#include <optional>
#include <string>
#include <vector>

#include "estimator/estimate.h"

namespace modelmeter {

/// One of the figures that another is made of.
struct FigurePart {
  std::string label;
  std::string subject;  ///< explains the part itself; empty where there is nothing more to say
  double value = 0;
  double share = 0;  ///< of the explained figure
};

/// A number that went in, and where it came from.
struct FigureInput {
  std::string label;
  std::string value;   ///< as it was given
  std::string origin;  ///< "gpu profile", "workload", "setting", "default", "derived", "model", "artifact"
  std::string source;  ///< of a profile's figure: its confidence and references
};

/// How a number of the report comes about.
struct FigureExplanation {
  std::string subject;
  std::string title;
  double value = 0;
  std::string unit;
  std::string statement;          ///< one sentence
  std::string latex;              ///< empty where a sentence says it all
  std::string substituted;        ///< the same with this run's numbers
  std::vector<FigurePart> parts;  ///< the largest first
  std::size_t rest_count = 0;     ///< parts beyond those listed
  double rest_value = 0;
  std::vector<FigureInput> inputs;
  std::optional<Bound> bound;
  std::vector<FigurePart> bound_times;  ///< ms that matrix units, vector units and memory would take alone
  std::optional<double> low;
  std::optional<double> high;
  std::string range_basis;
  std::vector<std::string> assumptions;
};

/// Explains a figure of the run ("ttft_ms", "decode_ms", "memory_needed_bytes"), the time of a module (its id) or of
/// one of its operators ("<module id>#<position>"), or another figure of a module ("<module id>:io_bytes").
Result<FigureExplanation> explain_figure(const EstimateRequest& request, const HardwareProfile& profile,
                                         const std::string& subject);

/// Figures of the run that can be explained, in the order in which the page shows them.
std::vector<std::string> explained_figures();

}  // namespace modelmeter
