#include "estimator/explain_figure.h"

#include <algorithm>
#include <cstdio>

#include "entities/names.h"
#include "hardware/execution.h"

namespace modelmeter {
namespace {

constexpr std::size_t kPartsShown = 8;
constexpr double kBytesPerMib = 1 << 20;
constexpr double kMs = 1e3;
constexpr double kBytesPerGb = 1e9;

/// Six significant digits: for reading, never for computing.
std::string digits(double number) {
  char text[40];
  const bool whole = number == static_cast<double>(static_cast<std::int64_t>(number)) && number < 1e18;
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.6g", number);
  const std::string plain(text);
  const std::size_t e = plain.find('e');
  if (e == std::string::npos) return plain;
  return plain.substr(0, e) + " \\cdot 10^{" + std::to_string(std::stoi(plain.substr(e + 1))) + "}";
}

std::string value_text(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) return digits(*number);
  return "";
}

struct Run {
  const Estimate& made;
  const AnalyticModelReport& report;
  const HardwareProfile& profile;
  Rates peak;
  bool artifacts = false;

  const MetricsDetail& whole() const { return *report.module_metrics[0].detail; }
};

void add_gpu_figure(FigureExplanation& into, const Run& run, const std::string& label, const std::string& field,
                    double value, const std::string& unit) {
  FigureInput input{label, digits(value) + (unit.empty() ? "" : " " + unit), "gpu profile", run.profile.name};
  const auto source = run.profile.sources.find(field);
  if (source != run.profile.sources.end()) {
    input.source += ", " + field + ": " + source->second.confidence;
    for (const std::string& key : source->second.references) {
      const auto reference = run.profile.references.find(key);
      if (reference != run.profile.references.end()) input.source += ", " + reference->second.title;
    }
    if (!source->second.note.empty()) input.source += " (" + source->second.note + ")";
  }
  into.inputs.push_back(std::move(input));
}

void add_rates(FigureExplanation& into, const Run& run) {
  const std::string format(name_of(compute_dtype(run.report.estimate->precision)));
  add_gpu_figure(into, run, "matrix rate R_m", "matrix_peak_flops_per_s." + format, run.peak.matrix_flops_per_s,
                 "FLOP/s");
  add_gpu_figure(into, run, "vector rate R_v", "vector_peak_flops_per_s.fp32", run.peak.vector_flops_per_s, "FLOP/s");
  add_gpu_figure(into, run, "memory rate R_b", "memory_bandwidth_bytes_per_s", run.peak.bytes_per_s, "B/s");
}

/// The settings that counts follow from, with who set them.
void add_settings(FigureExplanation& into, const Run& run) {
  static constexpr const char* origins[] = {"default", "workload", "setting", "derived"};
  into.inputs.push_back({"model", run.report.model.model_id, run.artifacts ? "artifact" : "model",
                         run.artifacts ? "recorded shapes of the loaded artifacts"
                                       : "sizes of the published configuration, " + run.report.model.config_path});
  for (const SettingInForce& setting : run.made.settings)
    into.inputs.push_back(
        {setting.key, value_text(setting.value), origins[static_cast<std::size_t>(setting.origin)], ""});
}

void close_parts(FigureExplanation& into) {
  for (FigurePart& part : into.parts) part.share = into.value > 0 ? part.value / into.value : 0;
  std::stable_sort(into.parts.begin(), into.parts.end(),
                   [](const FigurePart& a, const FigurePart& b) { return a.value > b.value; });
  while (into.parts.size() > kPartsShown) {
    into.rest_value += into.parts.back().value;
    ++into.rest_count;
    into.parts.pop_back();
  }
}

void add_bound(FigureExplanation& into, const Run& run, const MetricsDetail& detail) {
  into.bound = detail.bound;
  const auto ms = [](double amount, double rate) { return rate > 0 ? amount / rate * kMs : 0; };
  into.bound_times = {
      {"matrix units", "", ms(static_cast<double>(detail.matrix_flops), run.peak.matrix_flops_per_s), 0},
      {"vector units", "", ms(static_cast<double>(detail.vector_flops), run.peak.vector_flops_per_s), 0},
      {"memory", "", ms(static_cast<double>(detail.io_bytes.value_or(0)), run.peak.bytes_per_s), 0}};
  for (FigurePart& one : into.bound_times) one.share = detail.time_ms > 0 ? one.value / detail.time_ms : 0;
}

void add_range(FigureExplanation& into, const Run& run, const MetricsDetail& detail) {
  into.low = detail.time_low_ms;
  into.high = detail.time_high_ms;
  if (run.report.estimate->execution == Execution::calibrated)
    into.range_basis = "The 80 % band that the residuals of the calibration leave.";
  else if (detail.time_high_ms)
    into.range_basis =
        "Lower end: every kernel at data-sheet rates. Upper end: at the rates that large kernels were measured to "
        "reach "
        "on this GPU, with a launch per kernel.";
  else
    into.range_basis = "Lower end: every kernel at data-sheet rates. No upper end: nothing was measured on this GPU.";
}

std::size_t find_module(const AnalyticModelReport& report, const std::string& id) {
  std::size_t i = 0;
  while (i < report.modules.size() && report.modules[i].module_id != id) ++i;
  return i;
}

/// A figure of a module by name: exact where the report has it exact.
struct ModuleFigure {
  const char* key;
  const char* title;
  const char* unit;
  bool additive;
  double (*of)(const MetricsDetail& detail);
};
const ModuleFigure kModuleFigures[] = {
    {"time_ms", "Time", "ms", true, [](const MetricsDetail& d) { return d.time_ms; }},
    {"matrix_flops", "Matrix FLOPs", "FLOP", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.matrix_flops); }},
    {"vector_flops", "Vector FLOPs", "FLOP", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.vector_flops); }},
    {"io_bytes", "Memory traffic", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.io_bytes.value_or(0)); }},
    {"read_weight_bytes", "Weights read", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.read_weight_bytes); }},
    {"read_activation_bytes", "Activations read", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.read_activation_bytes); }},
    {"written_activation_bytes", "Activations written", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.written_activation_bytes); }},
    {"read_kv_bytes", "KV cache read", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.read_kv_bytes); }},
    {"written_kv_bytes", "KV cache written", "B", true,
     [](const MetricsDetail& d) { return static_cast<double>(d.written_kv_bytes); }},
    {"kernels", "Kernels", "", true, [](const MetricsDetail& d) { return static_cast<double>(d.kernels); }},
    {"parameters", "Parameters", "", false, [](const MetricsDetail& d) { return static_cast<double>(d.parameters); }},
};

const ModuleFigure* module_figure(const std::string& key) {
  for (const ModuleFigure& one : kModuleFigures)
    if (key == one.key) return &one;
  return nullptr;
}

FigureExplanation of_operator(const Run& run, std::size_t index, std::size_t op, const std::string& subject) {
  const AnalyticModuleNode& module = run.report.modules[index];
  const OperatorRow& row = run.report.module_metrics[index].own_operators[op];
  FigureExplanation made;
  made.subject = subject;
  made.title = "Time of " + row.name + " in " + module.name;
  made.value = row.detail.time_ms;
  made.unit = "ms";
  made.statement = "The slowest of matrix units, vector units and memory, over " + std::to_string(row.calls) +
                   (row.calls == 1 ? " call." : " calls.");
  made.latex = "t = \\max\\left(\\frac{F_m}{R_m}, \\frac{F_v}{R_v}, \\frac{B}{R_b}\\right)";
  const MetricsDetail& d = row.detail;
  made.substituted = "\\max\\left(\\frac{" + digits(static_cast<double>(d.matrix_flops)) + "}{" +
                     digits(run.peak.matrix_flops_per_s) + "}, \\frac{" + digits(static_cast<double>(d.vector_flops)) +
                     "}{" + digits(run.peak.vector_flops_per_s) + "}, \\frac{" +
                     digits(static_cast<double>(d.io_bytes.value_or(0))) + "}{" + digits(run.peak.bytes_per_s) +
                     "}\\right)\\,\\text{s}";
  made.inputs.push_back({"shape", row.shape, "derived", "from the settings and the model's sizes"});
  add_rates(made, run);
  add_bound(made, run, d);
  add_range(made, run, d);
  if (row.fused)
    made.assumptions.push_back(
        "Runs inside the kernel of the operator before it: its time is what that kernel takes longer with it.");
  if (run.report.estimate->execution == Execution::calibrated)
    made.assumptions.push_back("Calibrated: the kernel's own law is slower than the three terms at data-sheet rates.");
  return made;
}

FigureExplanation of_module(const Run& run, std::size_t index, const ModuleFigure& figure, const std::string& subject) {
  const AnalyticModuleNode& module = run.report.modules[index];
  const ModuleMetricsSnapshot& metrics = run.report.module_metrics[index];
  const bool time = std::string(figure.key) == "time_ms";
  FigureExplanation made;
  made.subject = subject;
  made.title = std::string(figure.title) + " of " + module.name;
  made.value = figure.of(*metrics.detail);
  made.unit = figure.unit;
  for (std::size_t i = 0; i < metrics.own_operators.size(); ++i) {
    const OperatorRow& row = metrics.own_operators[i];
    made.parts.push_back({row.name, time ? module.module_id + "#" + std::to_string(i) : "", figure.of(row.detail), 0});
  }
  for (const std::string& id : module.children) {
    const std::size_t child = find_module(run.report, id);
    if (child == run.report.modules.size()) continue;
    made.parts.push_back({run.report.modules[child].name, time ? id : id + ":" + figure.key,
                          figure.of(*run.report.module_metrics[child].detail), 0});
  }
  made.statement = figure.additive
                       ? "The sum of what it runs itself and of the modules below it, over all " +
                             std::to_string(metrics.calls) + " calls."
                       : "The union of what it and the modules below it hold: what several share counts once.";
  if (figure.additive && !made.parts.empty()) made.latex = "\\sum_{\\text{operators}} + \\sum_{\\text{children}}";
  close_parts(made);
  if (time) {
    add_rates(made, run);
    add_bound(made, run, *metrics.detail);
    add_range(made, run, *metrics.detail);
  } else {
    add_settings(made, run);
  }
  if (module.recognition)
    for (const std::string& one : module.recognition->assumptions) made.assumptions.push_back(one);
  return made;
}

/// What a run's figure says of itself.
struct RunFigure {
  const char* key;
  const char* title;
  const char* unit;
  const char* statement;
  const char* latex;
};
const RunFigure kRunFigures[] = {
    {"total_ms", "Total time", "ms", "The sum of the stages, all pages one batch after the other.",
     "t = t_{\\text{vision}} + t_{\\text{projector}} + t_{\\text{prefill}} + t_{\\text{decode}} + t_{\\text{other}}"},
    {"ttft_ms", "Time to first token", "ms", "Everything before decode, of one batch.",
     "t_{\\text{first}} = \\frac{t_{\\text{total}} - t_{\\text{decode}}}{n_{\\text{passes}}}"},
    {"tpot_ms", "Time per output token", "ms", "Decode time of one batch over its generated tokens.",
     "t_{\\text{token}} = \\frac{t_{\\text{decode}}}{n_{\\text{passes}} \\cdot n_{\\text{tokens}}}"},
    {"throughput_tokens_per_s", "Generated tokens per second", "token/s",
     "Generated tokens of all pages over the total time.", "\\frac{n_{\\text{pages}} \\cdot n_{\\text{tokens}}}{t}"},
    {"throughput_pages_per_s", "Pages per second", "page/s", "Pages over the total time.",
     "\\frac{n_{\\text{pages}}}{t}"},
    {"weight_bytes", "Weights", "B", "Every parameter once, in its storage format.", ""},
    {"kv_cache_bytes", "KV cache", "B", "Keys and values of every layer when the last token is generated.",
     "M_{\\text{KV}} = N_{\\text{KV}} \\cdot b_{\\text{KV}} / 8"},
    {"activation_peak_bytes", "Activation peak", "B",
     "The most bytes of activations that are alive at once: a peak, not a sum.",
     "M_{\\text{activations}} = \\max_{o}\\left(B_{\\text{in}} + B_{\\text{out}} + B_{\\text{beside}}\\right)"},
    {"memory_needed_bytes", "Memory needed", "B", "Weights, KV cache, activation peak and the reserve together.",
     "M = M_{\\text{weights}} + M_{\\text{KV}} + M_{\\text{activations}} + M_{\\text{reserve}}"},
    {"arithmetic_intensity_flops_per_byte", "Arithmetic intensity", "FLOP/B",
     "Matrix and vector FLOPs per byte of memory traffic, over the whole run.", "I = \\frac{F_m + F_v}{B}"},
};

double stage_ms(const Run& run, Stage stage) {
  for (const StageMetrics& one : run.report.stages)
    if (one.stage == stage) return one.detail.time_ms;
  return 0;
}

/// The largest modules of one stage, none inside another.
void add_modules_of(FigureExplanation& into, const Run& run, Stage stage) {
  for (std::size_t i = 0; i < run.report.modules.size(); ++i) {
    const AnalyticModuleNode& module = run.report.modules[i];
    if (module.stage != stage || module.children.empty()) continue;
    const std::size_t parent = module.parent_id ? find_module(run.report, *module.parent_id) : i;
    if (parent != i && run.report.modules[parent].stage == stage) continue;
    into.parts.push_back({module.name, module.module_id, run.report.module_metrics[i].detail->time_ms, 0});
  }
}

FigureExplanation of_stage(const Run& run, const StageMetrics& stage) {
  FigureExplanation made;
  made.subject = std::string(stage_name(stage.stage)) + "_ms";
  made.title = "Time of " + std::string(stage_name(stage.stage));
  made.value = stage.detail.time_ms;
  made.unit = "ms";
  made.statement = "The sum of the kernels of its modules, over all calls.";
  add_modules_of(made, run, stage.stage);
  close_parts(made);
  add_rates(made, run);
  add_bound(made, run, stage.detail);
  add_range(made, run, stage.detail);
  add_settings(made, run);
  return made;
}

/// Modules that hold `bytes` of their own kind and have no child that does.
void add_holders(FigureExplanation& into, const Run& run, double ModuleMetricsSnapshot::*gb, Stage not_of) {
  for (std::size_t i = 0; i < run.report.modules.size(); ++i) {
    const AnalyticModuleNode& module = run.report.modules[i];
    const double held = run.report.module_metrics[i].*gb;
    if (held <= 0 || module.stage == not_of) continue;
    const bool below = std::any_of(module.children.begin(), module.children.end(), [&](const std::string& child) {
      const std::size_t c = find_module(run.report, child);
      return c < run.report.modules.size() && run.report.module_metrics[c].*gb > 0;
    });
    if (!below) into.parts.push_back({module.name, module.module_id, held * kBytesPerGb, 0});
  }
}

void explain_weights(FigureExplanation& made, const Run& run) {
  const Precision& precision = run.report.estimate->precision;
  const std::string parameters = digits(static_cast<double>(run.report.totals->parameters));
  if (!is_narrow(precision.weights)) {
    made.latex = "P \\cdot b_w / 8";
    made.substituted = parameters + " \\cdot " + std::to_string(bits_of(precision.weights)) + " / 8";
    return;
  }
  const FormatInfo& format = info(precision.weights);
  made.latex = "\\sum_{N \\times K}\\left(N K \\cdot b_w" +
               std::string(format.group > 0 ? " + N \\lceil K / g \\rceil \\cdot b_g" : "") +
               (format.row_bits > 0 ? " + N \\cdot b_r" : "") + (format.tensor_bits > 0 ? " + b_t" : "") +
               "\\right) / 8 + P_{\\text{kept}} \\cdot b_k / 8";
  const auto input = [&](const char* label, std::int64_t bits) {
    if (bits > 0) made.inputs.push_back({label, std::to_string(bits), "setting", std::string(format.name)});
  };
  input("bits per weight b_w", bits_of(precision.weights));
  input("inputs per group g", format.group);
  input("bits of a group's scale and zero point b_g", format.group_bits);
  input("bits of a row's scale b_r", format.row_bits);
  input("bits of a matrix's scale b_t", format.tensor_bits);
  input("bits per parameter that stays wide b_k", bits_of(kept_format(precision)));
  made.assumptions.push_back(precision_note(precision));
}

void explain_kv_cache(FigureExplanation& made, const Run& run) {
  const Format format = run.report.estimate->precision.kv_cache;
  const FormatInfo& row = info(format);
  const std::string numbers = digits(static_cast<double>(run.made.kv_elements));
  made.substituted = numbers + " \\cdot " + std::to_string(bits_of(format)) + " / 8";
  if (row.group > 0) {
    made.latex += " + \\lceil N_{\\text{KV}} / " + std::to_string(row.group) + " \\rceil \\cdot " +
                  std::to_string(row.group_bits) + " / 8";
    made.substituted += " + \\lceil " + numbers + " / " + std::to_string(row.group) + " \\rceil \\cdot " +
                        std::to_string(row.group_bits) + " / 8";
  }
  // Prefill and decode hold the same caches; decode's are the larger, and the run's.
  const bool decodes = stage_ms(run, Stage::decode) > 0;
  add_holders(made, run, &ModuleMetricsSnapshot::memory_kvcache_gb, decodes ? Stage::prefill : Stage::decode);
  made.assumptions.push_back(
      "N_KV: for every layer and sequence that runs together, one key and one value of every KV head for each token of "
      "the prompt and each generated token.");
}

void explain_activation_peak(FigureExplanation& made, const Run& run) {
  const ActivationPeak& peak = run.made.activation_peak;
  const auto counted = [](std::int64_t bytes) { return static_cast<double>(bytes); };
  made.substituted =
      digits(counted(peak.read)) + " + " + digits(counted(peak.written)) + " + " + digits(counted(peak.beside));
  if (peak.read > 0) made.parts.push_back({"inputs of " + peak.operator_name, peak.module_id, counted(peak.read), 0});
  made.parts.push_back({"outputs of " + peak.operator_name, peak.module_id, counted(peak.written), 0});
  made.parts.push_back({run.report.estimate->runtime == Runtime::fused
                            ? "tensors alive beside it"
                            : "its inputs and tensors alive beside it, in the allocator's blocks",
                        "", counted(peak.beside), 0});
  made.inputs.push_back({"operator at the peak", peak.operator_name + " of " + peak.module_id, "derived", ""});
  if (run.report.memory) made.assumptions.push_back(run.report.memory->basis);
  made.assumptions.push_back("Tensors that a fused kernel keeps on chip are never stored.");
}

void fill(FigureExplanation& made, const Run& run, const std::string& key) {
  const EstimateTotals& totals = *run.report.totals;
  const double total_ms = run.report.predicted_total_time_ms;
  const double decode_ms = stage_ms(run, Stage::decode);
  const auto counted = [](std::int64_t count) { return static_cast<double>(count); };
  const auto text = [&](std::int64_t count) { return digits(counted(count)); };
  if (key == "total_ms") {
    made.value = total_ms;
    for (const StageMetrics& stage : run.report.stages) {
      made.substituted += (made.substituted.empty() ? "" : " + ") + digits(stage.detail.time_ms);
      made.parts.push_back(
          {stage_name(stage.stage), std::string(stage_name(stage.stage)) + "_ms", stage.detail.time_ms, 0});
    }
    add_rates(made, run);
    add_bound(made, run, run.whole());
    add_range(made, run, run.whole());
  } else if (key == "ttft_ms") {
    made.value = totals.ttft_ms;
    const double passes = totals.ttft_ms > 0 ? (total_ms - decode_ms) / totals.ttft_ms : 1;
    made.substituted = "\\frac{" + digits(total_ms) + " - " + digits(decode_ms) + "}{" + digits(passes + 1e-9) + "}";
    for (const StageMetrics& stage : run.report.stages)
      if (stage.stage != Stage::decode)
        made.parts.push_back(
            {stage_name(stage.stage), std::string(stage_name(stage.stage)) + "_ms", stage.detail.time_ms / passes, 0});
  } else if (key == "tpot_ms") {
    made.value = totals.tpot_ms;
    const double steps = totals.tpot_ms > 0 ? decode_ms / totals.tpot_ms : 0;
    made.substituted = "\\frac{" + digits(decode_ms) + "}{" + digits(steps) + "}";
    add_modules_of(made, run, Stage::decode);
    for (FigurePart& part : made.parts) part.value = steps > 0 ? part.value / steps : 0;
  } else if (key == "throughput_tokens_per_s" || key == "throughput_pages_per_s") {
    const bool tokens = key == "throughput_tokens_per_s";
    made.value = tokens ? totals.throughput_tokens_per_s : totals.throughput_pages_per_s;
    made.substituted =
        "\\frac{" + digits(made.value * total_ms / kMs) + "}{" + digits(total_ms / kMs) + "\\,\\text{s}}";
  } else if (key == "weight_bytes") {
    made.value = counted(totals.weight_bytes);
    explain_weights(made, run);
  } else if (key == "kv_cache_bytes") {
    made.value = counted(totals.kv_cache_bytes);
    explain_kv_cache(made, run);
  } else if (key == "activation_peak_bytes") {
    made.value = counted(totals.activation_peak_bytes);
    explain_activation_peak(made, run);
  } else if (key == "memory_needed_bytes") {
    made.value = counted(totals.memory_needed_bytes);
    const double reserve = counted(run.report.estimate->memory_reserve_mib) * kBytesPerMib;
    const std::int64_t kv = run.report.memory ? run.report.memory->kv_bytes : totals.kv_cache_bytes;
    const std::int64_t live = run.report.memory ? run.report.memory->activation_bytes : totals.activation_peak_bytes;
    made.substituted = text(totals.weight_bytes) + " + " + text(kv) + " + " + text(live) + " + " + digits(reserve);
    made.parts = {{"weights", "weight_bytes", counted(totals.weight_bytes), 0},
                  {"KV cache at the peak", "kv_cache_bytes", counted(kv), 0},
                  {"activations at the peak", "activation_peak_bytes", counted(live), 0},
                  {"reserve", "", reserve, 0}};
    add_gpu_figure(made, run, "capacity",
                   run.profile.memory_capacity_mib ? "memory_capacity_mib" : "memory_capacity_gb",
                   counted(totals.memory_capacity_bytes), "B");
    made.assumptions.push_back("The reserve stands for the driver's context and the allocator: a setting.");
  } else {
    made.value = totals.arithmetic_intensity_flops_per_byte.value_or(0);
    const MetricsDetail& d = run.whole();
    made.substituted =
        "\\frac{" + text(d.matrix_flops) + " + " + text(d.vector_flops) + "}{" + text(d.io_bytes.value_or(0)) + "}";
  }
}

}  // namespace

std::vector<std::string> explained_figures() {
  std::vector<std::string> keys;
  for (const RunFigure& one : kRunFigures) keys.push_back(one.key);
  for (const ModuleFigure& one : kModuleFigures)
    if (std::string(one.key) != "time_ms") keys.push_back(one.key);
  for (Stage stage : kStages) keys.push_back(std::string(stage_name(stage)) + "_ms");
  return keys;
}

Result<FigureExplanation> explain_figure(const EstimateRequest& request, const HardwareProfile& profile,
                                         const std::string& subject) {
  const Result<Estimate> made_or = estimate(request, profile);
  if (!ok(made_or)) return errors(made_or);
  const AnalyticModelReport& report = value(made_or).report;
  const Result<ExecutionModel> model = execution_model(profile, report.estimate->precision, Execution::roofline);
  if (!ok(model)) return errors(model);
  const Run run{value(made_or), report, profile, value(model).peak, report.not_modeled.has_value()};

  for (const RunFigure& figure : kRunFigures) {
    if (subject != figure.key) continue;
    FigureExplanation made;
    made.subject = subject;
    made.title = figure.title;
    made.unit = figure.unit;
    made.statement = figure.statement;
    made.latex = figure.latex;
    fill(made, run, subject);
    close_parts(made);
    add_settings(made, run);
    return made;
  }
  for (const StageMetrics& stage : report.stages)
    if (subject == std::string(stage_name(stage.stage)) + "_ms") return of_stage(run, stage);
  if (const ModuleFigure* figure = module_figure(subject)) return of_module(run, 0, *figure, subject);

  if (const std::size_t i = find_module(report, subject); i < report.modules.size())
    return of_module(run, i, kModuleFigures[0], subject);
  if (const std::size_t at = subject.rfind(':'); at != std::string::npos) {
    const std::size_t i = find_module(report, subject.substr(0, at));
    const ModuleFigure* figure = module_figure(subject.substr(at + 1));
    if (i < report.modules.size() && figure != nullptr) return of_module(run, i, *figure, subject);
  }
  if (const std::size_t at = subject.rfind('#'); at != std::string::npos) {
    const std::size_t i = find_module(report, subject.substr(0, at));
    const std::string position = subject.substr(at + 1);
    const bool number =
        !position.empty() && position.size() < 6 && position.find_first_not_of("0123456789") == std::string::npos;
    if (i < report.modules.size() && number &&
        static_cast<std::size_t>(std::stoi(position)) < report.module_metrics[i].own_operators.size())
      return of_operator(run, i, static_cast<std::size_t>(std::stoi(position)), subject);
  }
  std::string names;
  for (const std::string& key : explained_figures()) names += (names.empty() ? "" : ", ") + key;
  return Diagnostics{{"subject", "a module id of this run, or one of " + names, "\"" + subject + "\"", "total_ms"}};
}

}  // namespace modelmeter
