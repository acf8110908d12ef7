#include "estimator/measured.h"

#include <algorithm>
#include <map>

#include "estimator/measured_modules.h"
#include "measurements/gpu_names.h"
#include "measurements/kernel_families.h"

namespace modelmeter {
namespace {

using measurements::Clock;
using measurements::MeasuredKernel;
using measurements::Measurement;
using measurements::MeasurementKind;
using Agreement = MeasuredContext::Agreement;

constexpr std::size_t kMaxUnmatched = 100;

std::string text_of(const SettingValue& value) {
  struct Words {
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::string& text) const { return text; }
  };
  return std::visit(Words(), value);
}

const char* runtime_text(Runtime runtime) {
  static constexpr const char* names[] = {"fused", "compiled", "graph", "eager"};
  return names[static_cast<std::size_t>(runtime)];
}

/// What the runs are of, side by side, and the marks that follow from it.
class Context {
 public:
  Context(const Estimate& estimate, const HardwareProfile& profile, const Measurement& measurement)
      : estimate_(estimate), profile_(profile), measurement_(measurement) {}

  void write(MeasuredComparison& made) {
    made_ = &made;
    gpu();
    model();
    settings();
    runtime();
  }

 private:
  void row(const char* key, std::string label, std::string measured, std::string report, Agreement agreement) {
    made_->context.push_back({key, std::move(label), std::move(measured), std::move(report), agreement});
  }
  void mark(std::string reason, bool withheld) { made_->marks.push_back({std::move(reason), withheld}); }

  void gpu() {
    const std::string measured = measurement_.gpu_name.empty() ? measurement_.gpu_id : measurement_.gpu_name;
    std::optional<bool> same;
    if (!measurement_.gpu_id.empty()) same = measurement_.gpu_id == profile_.id;
    if (!same && !measured.empty()) same = measurements::is_gpu(measured, profile_.id, profile_.name);
    row("gpu", "GPU", measured, profile_.name,
        !same   ? Agreement::unknown
        : *same ? Agreement::same
                : Agreement::differs);
    if (same && !*same)
      mark("Measured on " + measured + ", predicted for " + profile_.name + ".", true);
    else if (!same)
      mark(measured.empty()
               ? "The file does not say on which GPU it was measured: it is taken to be " + profile_.name + "."
               : "Whether \"" + measured + "\" is " + profile_.name + " is not known: it is taken to be.",
           false);
  }

  void model() {
    const DeepSeekOCRModelSpec& spec = estimate_.report.model;
    if (is_of_another_model(estimate_, measurement_)) {
      row("model", "Model", measurement_.modules[0].class_name, spec.model_id, Agreement::differs);
      mark("The trace's modules (" + measurement_.modules[0].class_name + ", ...) are not those of " + spec.model_id +
               ".",
           true);
      return;
    }
    if (measurement_.model.empty()) return;
    const auto last = [](const std::string& name) { return name.substr(name.find_last_of("/:.") + 1); };
    bool same = measurement_.model == spec.model_id || measurement_.model == spec.model_variant ||
                last(measurement_.model) == last(spec.model_id);
    if (!estimate_.report.modules.empty())
      same = same || last(measurement_.model) == short_class(estimate_.report.modules[0].qualified_class_name);
    row("model", "Model", measurement_.model, spec.model_id, same ? Agreement::same : Agreement::unknown);
    if (!same)
      mark("The file is of \"" + measurement_.model + "\", the report of \"" + spec.model_id +
               "\": whether they are the same model is for you to say.",
           false);
  }

  void settings() {
    std::string missing = measurement_.settings.empty() ? "batch size and workload" : "";
    bool batch = false;
    for (const auto& setting : measurement_.settings) {
      std::string label = setting.first;
      std::optional<std::string> in_force;
      if (setting.first == "precision") {
        label = "Precision";
        in_force = precision_text(estimate_.report.estimate->precision);
      }
      for (const SettingInForce& one : estimate_.settings)
        if (one.key == setting.first) in_force = text_of(one.value);
      // A crop grid in force may be "auto": the report has what came out.
      if (setting.first == "crop_grid") in_force = estimate_.report.estimate->crop_grid;
      batch = batch || setting.first == "batch_size";
      const std::string measured = text_of(setting.second);
      const bool same = in_force && *in_force == measured;
      row(setting.first.c_str(), label, measured, in_force.value_or(""),
          !in_force ? Agreement::unknown
          : same    ? Agreement::same
                    : Agreement::differs);
      if (in_force && !same)
        mark("Measured with " + setting.first + " " + measured + ", predicted with " + *in_force + ".", true);
    }
    if (missing.empty() && !batch) missing = "batch size";
    if (!missing.empty()) mark("The file does not say its " + missing + ": taken to be the report's.", false);
  }

  void runtime() {
    const std::string report = runtime_text(estimate_.report.estimate->runtime);
    const bool known = !measurement_.runtime.empty();
    const bool same = measurement_.runtime == report;
    row("runtime", "Runtime", measurement_.runtime, report,
        !known ? Agreement::unknown
        : same ? Agreement::same
               : Agreement::differs);
    if (known && !same)
      mark("Measured as " + measurement_.runtime + ", predicted as " + report +
               ": the ratio says how far the two runtimes are apart, not how good the prediction is.",
           false);
    if (measurement_.clock == Clock::kernels && report == "eager")
      mark("Measured is the time of the kernels without the gaps between them; the eager prediction counts the gaps.",
           false);
    if (measurement_.clock != Clock::kernels && measurement_.runtime == "eager" && same) return;
    if (measurement_.kind == MeasurementKind::times && measurement_.clock == Clock::wall)
      mark("Measured with the host's clock: the wait for the device is in it.", false);
  }

  const Estimate& estimate_;
  const HardwareProfile& profile_;
  const Measurement& measurement_;
  MeasuredComparison* made_ = nullptr;
};

bool withheld(const MeasuredComparison& made) {
  return std::any_of(made.marks.begin(), made.marks.end(), [](const MeasuredMark& one) { return one.withheld; });
}

void predict(MeasuredFigure& figure, const MetricsDetail& detail) {
  figure.predicted_ms = detail.time_ms;
  figure.low_ms = detail.time_low_ms;
  figure.high_ms = detail.time_high_ms;
}

/// The whole run; a row of the root module stands in where the file has no total.
std::vector<double> total_times(const Measurement& measurement) {
  if (!measurement.total_ms.empty()) return measurement.total_ms;
  for (const measurements::MeasuredModule& module : measurement.modules)
    if (measurement.kind == MeasurementKind::times && module.name.empty() && module.module_id.empty() && !module.stage)
      return module.times_ms;
  return {};
}

/// Context and total: what an estimate needs of a measurement.
MeasuredComparison whole(const Estimate& estimate, const HardwareProfile& profile, const Measurement& measurement) {
  MeasuredComparison made;
  Context(estimate, profile, measurement).write(made);
  made.total.id = "total";
  made.total.name = "Whole run";
  if (!estimate.report.module_metrics.empty() && estimate.report.module_metrics[0].detail)
    predict(made.total.figure, *estimate.report.module_metrics[0].detail);
  made.total.figure.predicted_ms = estimate.report.predicted_total_time_ms;
  made.total.figure.measured = spread_per_run(measurement, total_times(measurement));
  judge(made.total.figure, withheld(made));
  return made;
}

/// Calls of a stage's topmost module in a run; 0 where it has several such modules.
std::int64_t calls_of_stage(const AnalyticModelReport& report, Stage stage) {
  std::map<std::string, Stage> stages;
  for (const AnalyticModuleNode& module : report.modules) stages[module.module_id] = module.stage;
  std::int64_t calls = 0;
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    const AnalyticModuleNode& module = report.modules[i];
    if (module.stage != stage || (module.parent_id && stages[*module.parent_id] == stage)) continue;
    if (calls != 0) return 0;
    calls = report.module_metrics[i].calls;
  }
  return calls;
}

void compare_stages(const Estimate& estimate, const Measurement& measurement, bool hold, MeasuredComparison& made) {
  for (const StageMetrics& stage : estimate.report.stages) {
    MeasuredRow row;
    row.id = std::to_string(static_cast<int>(stage.stage));
    row.stages = {stage.stage};
    row.calls = calls_of_stage(estimate.report, stage.stage);
    std::vector<double> times;
    for (const measurements::MeasuredStage& one : measurement.stages) {
      if (one.stage != stage.stage) continue;
      const double scale =
          one.calls > 0 && row.calls > 0 ? static_cast<double>(row.calls) / static_cast<double>(one.calls) : 1;
      row.scale = scale;
      row.measured_calls += one.calls;
      // Several entries of a stage are its parts: SAM and CLIP are both vision.
      if (times.empty()) times.assign(one.times_ms.size(), 0);
      times.resize(std::min(times.size(), one.times_ms.size()));
      for (std::size_t i = 0; i < times.size(); ++i) times[i] += one.times_ms[i] * scale;
    }
    if (stage.detail.time_ms <= 0 && times.empty()) continue;
    if (stage.detail.time_ms > 0) predict(row.figure, stage.detail);
    row.figure.measured = spread_per_run(measurement, times);
    judge(row.figure, hold);
    made.stages.push_back(std::move(row));
  }
}

/// Time of a report's operators by the family of kernels that does such work.
std::vector<MeasuredFigure> predicted_families(const AnalyticModelReport& report) {
  std::vector<MeasuredFigure> figures(measurements::kernel_families().size());
  std::vector<bool> open_end(figures.size(), false);
  for (const ModuleMetricsSnapshot& module : report.module_metrics)
    for (const OperatorRow& op : module.own_operators) {
      const std::size_t family = measurements::family_of_category(op.category_id);
      MeasuredFigure& figure = figures[family];
      if (op.detail.time_ms <= 0) continue;
      figure.predicted_ms = figure.predicted_ms.value_or(0) + op.detail.time_ms;
      figure.low_ms = figure.low_ms.value_or(0) + op.detail.time_low_ms;
      figure.high_ms = figure.high_ms.value_or(0) + op.detail.time_high_ms.value_or(0);
      if (!op.detail.time_high_ms) open_end[family] = true;
    }
  for (std::size_t i = 0; i < figures.size(); ++i)
    if (open_end[i]) figures[i].high_ms.reset();
  return figures;
}

void add(std::optional<double>& to, const std::optional<double>& from) {
  if (from) to = to.value_or(0) + *from;
}

void compare_families(const Estimate& estimate, const Measurement& measurement, bool hold, MeasuredComparison& made) {
  if (measurement.kernels.empty()) return;
  const std::vector<measurements::KernelFamily>& families = measurements::kernel_families();
  std::vector<MeasuredFigure> figures = predicted_families(estimate.report);
  std::vector<double> times(families.size(), 0);
  std::vector<std::int64_t> calls(families.size(), 0);
  const std::size_t fused = measurements::fused_family();
  const auto runs = static_cast<double>(measurement.runs);
  std::int64_t unknown = 0;
  for (const MeasuredKernel& kernel : measurement.kernels) {
    const std::size_t family = measurements::family_of_kernel(kernel.name);
    times[family] += kernel.total_ms / runs;
    calls[family] += kernel.calls;
    if (family + 1 != families.size()) continue;
    ++unknown;
    if (measurement.modules.empty()) {
      ++made.unmatched_count;
      if (made.unmatched.size() < kMaxUnmatched) made.unmatched.push_back({kernel.name, "", kernel.total_ms / runs});
    }
  }
  // What a compiler fused is element-wise work, norms and copies; their names do not say how much of which.
  const bool merged = calls[fused] > 0;
  for (std::size_t i = 0; i < families.size() && merged; ++i) {
    const bool goes_in = families[i].id == "norm_reduce" || families[i].id == "elementwise" ||
                         families[i].id == "copy" || families[i].id == "gather";
    if (!goes_in) continue;
    times[fused] += times[i];
    calls[fused] += calls[i];
    const bool open_end =
        (figures[fused].predicted_ms && !figures[fused].high_ms) || (figures[i].predicted_ms && !figures[i].high_ms);
    add(figures[fused].predicted_ms, figures[i].predicted_ms);
    add(figures[fused].low_ms, figures[i].low_ms);
    add(figures[fused].high_ms, figures[i].high_ms);
    if (open_end) figures[fused].high_ms.reset();
    times[i] = 0;
    calls[i] = 0;
    figures[i] = {};
  }
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (calls[i] == 0 && !figures[i].predicted_ms) continue;
    MeasuredRow row;
    row.id = std::string(families[i].id);
    row.name = i == fused && merged ? "Element-wise, norms, copies, gather (fused by a compiler)"
                                    : std::string(families[i].title);
    row.calls = calls[i];
    row.figure = figures[i];
    if (calls[i] > 0) row.figure.measured = measurements::Spread{times[i], times[i], times[i], measurement.runs};
    judge(row.figure, hold);
    made.families.push_back(std::move(row));
  }
  if (unknown > 0)
    made.notes.push_back(std::to_string(unknown) +
                         " kernels have names that no family knows; they stand under \"Other\".");
  made.notes.emplace_back(
      "Families of kernels are told by their names; what is predicted for one is the time of the operators whose work "
      "such kernels do.");
}

}  // namespace

void judge(MeasuredFigure& figure, bool hold) {
  if (hold || !figure.predicted_ms || !figure.measured || figure.measured->median_ms <= 0) return;
  const double measured = figure.measured->median_ms;
  figure.ratio = *figure.predicted_ms / measured;
  if (figure.low_ms && measured < *figure.low_ms)
    figure.band = MeasuredFigure::Band::below;
  else if (figure.high_ms)
    figure.band = measured > *figure.high_ms ? MeasuredFigure::Band::above : MeasuredFigure::Band::inside;
}

MeasuredComparison compare_measured(const Estimate& estimate, const HardwareProfile& profile,
                                    const Measurement& measurement) {
  MeasuredComparison made = whole(estimate, profile, measurement);
  const bool hold = withheld(made);
  compare_stages(estimate, measurement, hold, made);
  compare_modules(estimate, measurement, hold, made);
  compare_families(estimate, measurement, hold, made);
  if (!made.total.figure.measured) made.notes.emplace_back("The file has no time of the whole run.");
  if (!measurement.runs_known && measurement.kind == MeasurementKind::kernel_summary && measurement.runs == 1)
    made.marks.push_back({"The summary is taken for one run: say how many it covers.", false});
  made.notes.insert(made.notes.end(), measurement.notes.begin(), measurement.notes.end());
  return made;
}

void attach_measurement(Estimate& estimate, const HardwareProfile& profile, const Measurement& measurement) {
  const MeasuredComparison made = whole(estimate, profile, measurement);
  AnalyticModelReport& report = estimate.report;
  if (!measurement.run_id.empty()) report.profile_run_id = measurement.run_id;
  if (withheld(made) || !made.total.figure.measured) return;
  report.measured_total_time_ms = made.total.figure.measured->median_ms;
  report.predicted_vs_measured_ratio = made.total.figure.ratio;
}

}  // namespace modelmeter
