#pragma once
#include <optional>
#include <string>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/estimate.h"
#include "measurements/measurement.h"

namespace modelmeter {

/// A predicted time with its range beside a measured one.
struct MeasuredFigure {
  std::optional<double> predicted_ms;  ///< nothing where the report has no such part
  std::optional<double> low_ms, high_ms;
  std::optional<measurements::Spread> measured;
  /// predicted / measured (the median). Nothing without one of them, or where a mark withholds it.
  std::optional<double> ratio;
  /// Where the measured time lies: in the range of the prediction, or below (faster) or above (slower). Nothing without
  /// a ratio or a whole range.
  enum class Band { inside, below, above };
  std::optional<Band> band;
};

/// One line of the comparison: a stage, a module, a family of kernels.
struct MeasuredRow {
  std::string id;          ///< "prefill", the instance pattern "layers.{0-11}.attn", "gemm"
  std::string name;        ///< for reading
  std::string class_name;  ///< of modules
  std::vector<Stage> stages;
  std::vector<std::string> module_ids;  ///< of the report that the row adds up
  std::int64_t depth = 0;
  std::int64_t instances = 1;
  std::int64_t calls = 0;           ///< of the report; of families, kernels that were measured in one run
  std::int64_t measured_calls = 0;  ///< 0 where the file does not say
  /// What the measured time was multiplied by, because fewer or more calls were measured than the report has.
  double scale = 1;
  MeasuredFigure figure;
};

/// One thing that the runs may differ in.
struct MeasuredContext {
  std::string key, label;
  std::string measured, report;  ///< "" where not said
  enum class Agreement { same, differs, unknown } agreement = Agreement::unknown;
};

/// Why a ratio is withheld, or to be read with care.
struct MeasuredMark {
  std::string reason;
  bool withheld = false;
};

struct UnmatchedPart {
  std::string name, class_name;
  double measured_ms = 0;  ///< per run
};

struct MeasuredComparison {
  std::vector<MeasuredContext> context;
  std::vector<MeasuredMark> marks;
  MeasuredRow total;
  std::vector<MeasuredRow> stages;
  std::vector<MeasuredRow> modules;      ///< those that were measured, in the order of the report
  std::vector<MeasuredRow> families;     ///< of kernels; empty without kernels
  std::vector<UnmatchedPart> unmatched;  ///< modules, or kernels of no family; the longest first, the first hundred
  std::int64_t unmatched_count = 0;
  std::int64_t report_modules = 0;  ///< rows that the report would have; those not measured are left out
  std::vector<std::string> notes;
};

/// The newest estimate held against a measurement. Withholds every ratio where GPU, batch or workload differ.
MeasuredComparison compare_measured(const Estimate& estimate, const HardwareProfile& profile,
                                    const measurements::Measurement& measurement);

/// Fills `profile_run_id`, and where nothing withholds it `measured_total_time_ms` and `predicted_vs_measured_ratio`.
void attach_measurement(Estimate& estimate, const HardwareProfile& profile,
                        const measurements::Measurement& measurement);

/// Fills in ratio and band of a figure that has its times.
void judge(MeasuredFigure& figure, bool withheld);

}  // namespace modelmeter
