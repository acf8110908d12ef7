#pragma once
#include <optional>
#include <string>
#include <vector>

#include "estimator/estimate.h"

namespace modelmeter {

/// What a roof limits.
enum class RoofKind { matrix, vector, memory, l2, launch };

/// A line of the roofline chart: flat where it is a FLOP/s rate, rising with intensity where it is a byte/s rate.
struct Roof {
  RoofKind kind = RoofKind::matrix;
  std::vector<std::string> formats;     ///< data types that share the peak; empty for byte/s rates
  double rate_per_s = 0;                ///< FLOP/s (matrix, vector) or bytes/s
  bool in_force = false;                ///< the run is timed with it
  bool measured = false;                ///< what large kernels reach, where a profile has measured it
  std::optional<double> ridge;          ///< FLOP/byte where a flat roof meets the memory roof
  std::string field;                    ///< of the hardware profile: "matrix_peak_flops_per_s.bf16"
  std::string confidence;               ///< of that figure: "datasheet", …
  std::vector<std::string> references;  ///< titles
  std::string note;                     ///< what the line means, where the rate alone does not say it
};

/// A module or one of its operators under the roofs.
struct RooflinePoint {
  std::string module_id;
  std::optional<std::size_t> op;  ///< position in `own_operators`; nothing for a whole module
  std::string name;
  std::string category_id;  ///< of the operator; of a module where over 90 % of its time is one category, else empty
  Stage stage = Stage::other;
  Bound bound = Bound::memory;
  bool container = false;  ///< a module with children: its point holds theirs
  double flops = 0;        ///< matrix and vector, all calls
  double io_bytes = 0;
  double intensity_flops_per_byte = 0;
  double flops_per_s = 0;  ///< FLOPs / predicted time
  double time_ms = 0;
  double share_of_model_time = 0;
  double share_of_roof = 0;  ///< time at data-sheet peaks / predicted time
};

struct RooflineView {
  std::vector<Roof> roofs;
  std::vector<RooflinePoint> points;  ///< modules in the order of the report, each followed by its operators
  std::size_t without_flops = 0;      ///< operators that only move bytes: they have no place on a log axis
  double without_flops_ms = 0;
};

/// The roofline chart of a run. A point of operators is a whole kernel, under the operator that launches it. A module
/// that shares kernels with its neighbours stands for the kernels that it launches itself; one without any has no
/// point.
Result<RooflineView> roofline_view(const EstimateRequest& request, const HardwareProfile& profile);

/// Cost by stage and operator category; what no operator does is nowhere.
struct BreakdownCell {
  Stage stage = Stage::other;
  std::string category_id;
  double time_ms = 0;
  double matrix_flops = 0;
  double vector_flops = 0;
  double flops = 0;
  double io_bytes = 0;
  double share_of_time = 0;
};
struct Breakdown {
  std::vector<BreakdownCell> cells;       ///< stages in their order, in each the categories in theirs
  std::vector<BreakdownCell> stages;      ///< sums over the categories
  std::vector<BreakdownCell> categories;  ///< sums over the stages
};

Breakdown breakdown_of(const AnalyticModelReport& report);

}  // namespace modelmeter
