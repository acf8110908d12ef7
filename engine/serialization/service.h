#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/comparison.h"
#include "estimator/estimate.h"
#include "estimator/sweep.h"
#include "measurements/measurement.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter {

class MeasurementReader;

/// The engine as its callers see it: text in, text out, every reply {"ok", "value" | "errors"} as bindings/api.ts
/// types it. Holds what a session has registered; everything else is a pure function of the request.
class Service {
 public:
  Service();
  ~Service();

  std::string catalog() const;

  /// Registers a hardware profile; one of the same id is replaced.
  std::string add_gpu(std::string_view profile_json);
  /// Forgets a profile; what is left. An id that is not registered is a fault.
  std::string remove_gpu(const std::string& id);
  std::string gpus() const;
  /// Where the calibrated times of a registered GPU come from (`CalibrationStory`).
  std::string calibration(const std::string& gpu_id) const;

  std::string estimate(std::string_view request_json) const;
  /// The same reply, held until the next one: large, and handed over as bytes without a copy.
  const std::string& estimate_held(std::string_view request_json);
  std::string explain(std::string_view request_json, const std::string& module_id) const;
  /// Kernels of a module and of all below it in the chosen runtime; of the whole run for an empty id.
  std::string kernels(std::string_view request_json, const std::string& module_id) const;
  /// Name and text of every file of the download.
  std::string files(std::string_view request_json) const;
  /// One Markdown file of the download.
  std::string document(std::string_view request_json, const std::string& path) const;
  /// The report alone: "json", "yaml", "csv", "md"; "trace": the predicted run as a Chrome trace.
  std::string report(std::string_view request_json, const std::string& format) const;
  /// Room for the bytes of an artifact; fill it, then `finish_artifact`. Replaces room not yet finished.
  std::vector<unsigned char>& begin_artifact(std::size_t bytes);
  /// Reads those bytes as an artifact. A faulty one changes nothing.
  std::string finish_artifact(const std::string& file_name);
  void cancel_artifact();
  /// What is known from the artifacts loaded so far.
  std::string artifacts() const;
  std::string layer_rows() const;
  /// The report of a request held against the loaded artifacts and a FLOP-counter file, where one is loaded.
  std::string verify(std::string_view request_json) const;
  std::string remove_artifacts();

  /// What kind of measurement a document is, by its first bytes: "times", "trace", "kernel-summary" or null.
  std::string measurement_kind(std::string_view head) const;
  /// A measurement in pieces: fill the room, say how many bytes of it hold; false means that no more need come.
  void begin_measurement();
  std::vector<unsigned char>& measurement_room(std::size_t bytes);
  bool feed_measurement(std::size_t bytes);
  /// Reads what came. A faulty one changes nothing.
  std::string finish_measurement(const std::string& file_name);
  void cancel_measurement();
  std::string measurements() const;
  std::string remove_measurements();
  /// How many runs the newest measurement covers, where its file does not say.
  std::string set_measured_runs(double runs);
  /// The report of a request held against the loaded measurement: "json" (a `MeasuredComparison`) or "md".
  std::string measured(std::string_view request_json, const std::string& format) const;

  /// Times of single kernels on one GPU: [[seconds, low, high or null, bound], …].
  std::string kernel_times(std::string_view request_json) const;
  /// How many points a sweep has, its axes and metrics.
  std::string sweep_plan(std::string_view request_json) const;
  /// Rows `first` … `first + count − 1` of a sweep; a request that cannot be planned is rejected.
  std::string sweep_rows(std::string_view request_json, double first, double count) const;
  /// "gpus" that meet targets, the "largest" value that does, rates "required" for a time, "sensitivity".
  std::string solve(std::string_view request_json, const std::string& question) const;
  /// Reports and requests side by side: "json" (a `ReportComparison`), "csv", "md".
  std::string compare(std::string_view runs_json, const std::string& format) const;

  /// The roofline chart of a run, and its cost by stage and operator category.
  std::string roofline(std::string_view request_json) const;
  std::string breakdown(std::string_view request_json) const;
  /// How a figure of the run, a module's or an operator's time comes about.
  std::string explain_figure(std::string_view request_json, const std::string& subject) const;

  /// What kind of document a text is, and every fault in it.
  std::string validate(std::string_view text) const;

 private:
  Result<EstimateRequest> request_of(std::string_view request_json) const;
  Result<std::vector<LabelledReport>> runs_of(std::string_view runs_json) const;
  Result<SweepPlan> plan_of(std::string_view request_json) const;
  Result<HardwareProfile> profile_of(const EstimateRequest& request) const;
  /// Makes the model of the artifacts anew after they changed.
  void artifacts_changed();
  Result<Estimate> made(std::string_view request_json, EstimateRequest& request) const;
  /// The same with what a written report says beside: the largest values that fit.
  Result<Estimate> made_whole(std::string_view request_json, EstimateRequest& request) const;
  void measurements_changed();
  /// Measured time and ratio into the report, where a measurement is loaded.
  void attach_measured(Result<Estimate>& made, const EstimateRequest& request) const;
  /// layers/summary.md; with the verification where the model is made from the artifacts.
  std::string summary_of(const EstimateRequest& request, const Estimate& estimate) const;

  std::vector<HardwareProfile> gpus_;  ///< in the order registered
  std::string held_;                   ///< reply of `estimate_held`
  torchinfo::ArtifactSet artifacts_;
  std::unique_ptr<const Model> artifact_model_;  ///< refers to `artifacts_`; null where they hold no layers
  std::vector<unsigned char> incoming_;
  std::vector<measurements::Measurement> measurements_;  ///< in the order loaded
  std::unique_ptr<measurements::Measurement> measured_;  ///< what they make; null for none
  std::unique_ptr<MeasurementReader> reading_;
  std::vector<unsigned char> piece_;
};

}  // namespace modelmeter
