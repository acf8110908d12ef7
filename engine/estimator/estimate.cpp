#include "estimator/estimate.h"

#include <algorithm>

#include "estimator/memory.h"
#include "estimator/totals.h"
#include "kernels/kernel_text.h"

namespace modelmeter {
namespace {

constexpr double kTera = 1e12;
constexpr double kGiga = 1e9;
constexpr double kBitsPerByte = 8;
constexpr double kMillisecondsPerSecond = 1e3;

/// A predicted time and its range.
struct Span {
  double seconds = 0;
  double low_seconds = 0;
  std::optional<double> high_seconds;
  std::optional<double> ideal_seconds;       ///< of the fused runtime, where another one runs
  std::optional<std::int64_t> kernel_bytes;  ///< that its kernels move
};

MetricsDetail detail_of(const Cost& cost, std::int64_t parameters, std::int64_t kernels, const Span& span,
                        Bound bound) {
  MetricsDetail detail{.parameters = parameters,
                       .matrix_flops = cost.matrix_flops.count(),
                       .vector_flops = cost.vector_flops.count(),
                       .read_weight_bytes = cost.read_weights.count(),
                       .read_activation_bytes = cost.read_activations.count(),
                       .written_activation_bytes = cost.written_activations.count(),
                       .read_kv_bytes = cost.read_kv.count(),
                       .written_kv_bytes = cost.written_kv.count(),
                       .io_bytes = cost.io().count(),
                       .kernels = kernels,
                       .bound = bound,
                       .time_ms = span.seconds * kMillisecondsPerSecond,
                       .time_low_ms = span.low_seconds * kMillisecondsPerSecond,
                       .time_high_ms = std::nullopt};
  if (span.high_seconds) detail.time_high_ms = *span.high_seconds * kMillisecondsPerSecond;
  if (span.ideal_seconds) {
    detail.ideal_time_ms = *span.ideal_seconds * kMillisecondsPerSecond;
    detail.fusing_gain_ms = std::max(0.0, detail.time_ms - *detail.ideal_time_ms);
  }
  detail.kernel_bytes = span.kernel_bytes;
  return detail;
}

/// What the parts of a report share.
struct Context {
  const ResolvedRequest& request;
  const BuiltRun& run;
  const Walk& walk;
  const Totals& totals;
  const MemoryPlan& memory;
  const ExecutionModel& execution;
  bool has_range = false;  ///< the profile has measured efficiencies

  const EstimateSettings& settings() const { return request.scenario.estimate; }

  /// Of anything that has times and bytes: an operator, a module's totals.
  template <class Timed>
  Span span(const Timed& timed) const {
    Span made{timed.seconds, timed.low_seconds, std::nullopt, std::nullopt, std::nullopt};
    if (has_range) made.high_seconds = timed.high_seconds;
    if (settings().runtime != Runtime::fused) {
      made.ideal_seconds = timed.ideal_seconds;
      made.kernel_bytes = timed.kernel_bytes.count();
    }
    return made;
  }
};

AnalyticModuleNode module_entity(const WalkedModule& module, const Walk& walk, bool from_artifacts) {
  const ModuleNode& node = *module.node;
  AnalyticModuleNode entity;
  entity.module_id = node.id;
  entity.name = node.name;
  entity.qualified_class_name = node.qualified_class_name;
  entity.stage = node.stage;
  if (module.parent >= 0) entity.parent_id = walk.modules[static_cast<std::size_t>(module.parent)].node->id;
  for (const ModuleNode& child : node.children) entity.children.push_back(child.id);
  entity.repetition = node.repetition;
  if (node.repetition != Repetition::none) entity.repetition_count = node.repetition_count;
  entity.constructor_params = node.constructor_params;
  entity.batched = node.batched;
  if (from_artifacts) entity.instance = node.instance;
  entity.recognition = node.recognition;
  return entity;
}

std::vector<OperatorMetrics> breakdown(const ModuleTotals& totals) {
  std::vector<OperatorMetrics> rows;
  const double module_flops = totals.cost.flops().as_double();
  for (std::size_t c = 0; c < kCategoryCount; ++c) {
    const CategoryTotals& category = totals.categories[c];
    if (category.calls == 0) continue;
    rows.push_back({.category_id = std::string(category_id(static_cast<Category>(c))),
                    .calls = category.calls,
                    .flops_tflops = category.flops.as_double() / kTera,
                    .io_tb = category.io.as_double() * kBitsPerByte / kTera,
                    .share_of_module_flops = module_flops > 0 ? category.flops.as_double() / module_flops : 0});
  }
  return rows;
}

OperatorRow operator_row(const Context& context, const WalkedOperator& op, const WalkedModule& module) {
  return {.name = op.call->name,
          .category_id = std::string(category_id(op.category)),
          .shape = shape_text(work(op.call->op)),
          .calls = module.calls,
          .fused = op.call->fused,
          .detail = detail_of(op.total, op.parameters * module.weight_copies, op.kernels, context.span(op), op.bound)};
}

ModuleMetricsSnapshot metrics_entity(const Context& context, std::size_t index) {
  const WalkedModule& module = context.walk.modules[index];
  const ModuleTotals& totals = context.totals.of(index);
  const Precision& precision = context.settings().precision;
  const double model_seconds = context.totals.root().seconds;
  ModuleMetricsSnapshot entity;
  entity.module_id = module.node->id;
  entity.profile_id = context.request.scenario.workload.profile_id;
  entity.calls = module.calls;
  entity.total_time_ms = totals.seconds * kMillisecondsPerSecond;
  entity.total_flops_tflops = totals.cost.flops().as_double() / kTera;
  entity.total_io_tb = totals.cost.io().as_double() * kBitsPerByte / kTera;
  entity.memory_weights_gb = totals.weight_bytes.as_double() / kGiga;
  entity.memory_activations_gb = (totals.activation_peak - context.memory.entry[index]).as_double() / kGiga;
  entity.memory_kvcache_gb = storage(totals.kv_elements, precision.kv_cache).as_double() / kGiga;
  entity.share_of_model_time = model_seconds > 0 ? totals.seconds / model_seconds : 0;
  entity.operator_breakdown = breakdown(totals);
  entity.detail = detail_of(totals.cost, totals.parameters, totals.kernels, context.span(totals), totals.bound());
  for (std::size_t op : module.operators)
    entity.own_operators.push_back(operator_row(context, context.walk.operators[op], module));
  return entity;
}

std::vector<StageMetrics> stage_entities(const Context& context) {
  std::vector<StageMetrics> stages;
  for (Stage stage : kStages) {
    const ModuleTotals totals = context.totals.of_stage(context.walk, stage);
    stages.push_back(
        {stage, detail_of(totals.cost, totals.parameters, totals.kernels, context.span(totals), totals.bound())});
  }
  return stages;
}

EstimateTotals totals_entity(const Context& context, const HardwareProfile& profile,
                             const std::vector<StageMetrics>& stages) {
  const EstimateSettings& settings = context.request.scenario.estimate;
  const ModuleTotals& root = context.totals.root();
  EstimateTotals totals;
  totals.parameters = root.parameters;
  totals.weight_bytes = root.weight_bytes.count();
  totals.kv_cache_bytes = storage(root.kv_elements, settings.precision.kv_cache).count();
  totals.activation_peak_bytes = root.activation_peak.count();
  totals.memory_needed_bytes =
      (Bytes{totals.weight_bytes} + peak_of(context.memory, settings).total() + reserve_of(settings)).count();
  totals.memory_capacity_bytes = capacity_of(profile).count();
  totals.fits = totals.memory_needed_bytes <= totals.memory_capacity_bytes;
  totals.memory_margin_bytes = totals.memory_capacity_bytes - totals.memory_needed_bytes;
  if (root.cost.io().count() > 0)
    totals.arithmetic_intensity_flops_per_byte = root.cost.flops().as_double() / root.cost.io().as_double();
  const double passes = static_cast<double>(context.run.passes);
  const double generated = static_cast<double>(context.run.generated_tokens);
  for (const StageMetrics& stage : stages)
    if (stage.stage != Stage::decode) totals.ttft_ms += stage.detail.time_ms / passes;
  if (context.run.generated_tokens > 0)
    for (const StageMetrics& stage : stages)
      if (stage.stage == Stage::decode) totals.tpot_ms = stage.detail.time_ms / (passes * generated);
  const double pages = passes * static_cast<double>(context.run.batch);
  if (root.seconds > 0) {
    totals.throughput_pages_per_s = pages / root.seconds;
    totals.throughput_tokens_per_s = pages * generated / root.seconds;
  }
  return totals;
}

ActivationPeak activation_peak_of(const Context& context) {
  ActivationPeak peak;
  const std::int64_t bytes = context.totals.root().activation_peak.count();
  for (const WalkedOperator& op : context.walk.operators) {
    if (op.live.count() != bytes) continue;
    const Cost& cost = op.lowered.cost;
    peak.module_id = context.walk.modules[op.module].node->id;
    peak.operator_name = op.call->name;
    peak.written = std::min(bytes, cost.written_activations.count());
    if (context.settings().runtime == Runtime::fused) peak.read = cost.read_activations.count();
    peak.beside = bytes - peak.written - peak.read;
    break;
  }
  return peak;
}

std::vector<std::vector<KernelPlace>> kernel_places(const Context& context) {
  const Walk& laid = context.walk;
  std::vector<KernelPlace> places(laid.operators.size());
  for (std::size_t m = 0; m < laid.modules.size(); ++m)
    for (std::size_t i = 0; i < laid.modules[m].operators.size(); ++i) {
      const std::size_t op = laid.modules[m].operators[i];
      places[op] = {m, i, 0};
    }
  std::vector<std::vector<KernelPlace>> found(laid.modules.size());
  for (std::size_t m = 0; m < laid.modules.size(); ++m)
    for (std::size_t op : laid.modules[m].operators) {
      KernelPlace place = places[laid.operators[op].leader];
      place.matrix_flops_per_s =
          rates_for(laid.operators[op].weights.multiplied, context.execution.peak, context.execution)
              .matrix_flops_per_s;
      found[m].push_back(place);
    }
  return found;
}

/// 64-bit FNV-1a: names a set of settings, the same on every platform.
std::string fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ull;
  }
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (int shift = 60; shift >= 32; shift -= 4) hex += digits[(hash >> shift) & 15];
  return hex;
}

std::string text_of(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return "";
}

/// Letters, digits, dot, dash and underscore: a report id is also a file name.
std::string file_safe(const std::string& text) {
  std::string safe;
  for (char c : text.substr(0, 64)) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    safe += plain ? c : '_';
  }
  return safe;
}

std::string report_id(const ResolvedRequest& request, const HardwareProfile& profile, double total_seconds) {
  std::string all = request.model->id() + "|" + request.scenario.workload.profile_id + "|" + profile.id;
  for (const SettingInForce& setting : request.settings) all += "|" + setting.key + "=" + text_of(setting.value);
  // Two profiles of one id may differ in their figures; the total time, in nanoseconds, tells them apart.
  all += "|" + std::to_string(static_cast<std::int64_t>(total_seconds * 1e9));
  return request.model->id() + "-" + file_safe(request.scenario.workload.profile_id) + "-" + profile.id + "-" +
         fingerprint(all);
}

/// What the time of the chosen runtime and execution model stands for.
std::string time_note(const Context& context, const HardwareProfile& profile) {
  const EstimateSettings& settings = context.settings();
  const bool calibrated = settings.execution == Execution::calibrated;
  if (settings.runtime == Runtime::fused && !calibrated)
    return "Theoretical estimate: roofline at the data-sheet peaks of " + profile.name +
           ", one kernel per operator, no launch gaps; real runs take longer." +
           (context.has_range
                ? " The upper time uses the efficiencies that large kernels were measured to reach on this GPU."
                : " No measured efficiencies are known for this GPU, so there is no upper time.");
  std::string note;
  switch (settings.runtime) {
    case Runtime::fused:
      note = "One kernel per operator, no launch gaps: what a tuned engine approaches.";
      break;
    case Runtime::compiled:
      note = "Library kernels with the passes between them fused, as torch.compile makes them, in a CUDA graph.";
      break;
    case Runtime::graph:
      note = "The kernels that the reference implementation issues, back to back in a CUDA graph.";
      break;
    case Runtime::eager:
      note =
          "The kernels that the reference implementation issues, each waiting for the host that launches it: host "
          "times vary from 0.9 to 2 times between runs and machines, which is in the range.";
      break;
  }
  if (settings.runtime != Runtime::fused) {
    note += settings.moe_implementation == ExpertForm::grouped
                ? " Mixtures of experts run as grouped products over sorted tokens."
                : " Mixtures of experts run as the reference implementation's loop, which waits for the host.";
    note += settings.kv_cache_form == CacheForm::fixed ? " New keys and values are written to a static KV cache."
                                                       : " The KV cache is concatenated anew at every step.";
  }
  note += calibrated ? " Kernels are timed by laws fitted on measured kernels."
                     : " Kernels are timed at the data-sheet peaks of " + profile.name + "; real runs take longer.";
  if (context.execution.calibration && !context.execution.calibration->borrowed_from.empty())
    note += " Calibration borrowed from " + context.execution.calibration->borrowed_from + ": " + profile.name +
            " was not measured" + (profile.own_calibration ? " in every family" : "") +
            "; its peaks, clocks and units with that GPU's efficiencies, in a wider range.";
  return note;
}

std::string notes_of(const Context& context, const HardwareProfile& profile) {
  std::string notes = time_note(context, profile);
  if (const std::string precision = precision_note(context.settings().precision); !precision.empty())
    notes += " " + precision;
  for (const std::string& note : context.run.notes) notes += " " + note;
  return notes;
}

/// Combinations of runtime, execution model and forms that mean nothing.
Diagnostics check_runtime(const EstimateSettings& settings, const HardwareProfile& profile) {
  Diagnostics faults;
  if (settings.runtime == Runtime::eager) {
    if (settings.execution != Execution::calibrated)
      faults.push_back({"execution",
                        "calibrated for the eager runtime (no data sheet says what a launch costs the host)",
                        "roofline", "calibrated"});
    else if (profile.calibration && !profile.calibration->launch)
      faults.push_back({"runtime", "fused, compiled or graph (no launch costs are known for " + profile.name + ")",
                        "eager", "graph"});
  }
  if (settings.moe_implementation == ExpertForm::looped &&
      (settings.runtime == Runtime::graph || settings.runtime == Runtime::compiled))
    faults.push_back({"moe_implementation",
                      "grouped in a CUDA graph (the loop over experts waits for the host, which no "
                      "graph can hold)",
                      "vendor", "grouped"});
  return faults;
}

/// Resolves a request, builds, costs and times it, and hands it to `use` while all its parts are alive.
template <class Made, class Use>
Result<Made> with_run(const EstimateRequest& request, const HardwareProfile& profile, Use use) {
  Result<ResolvedRequest> resolved_or = resolve(request);
  if (!ok(resolved_or)) return errors(resolved_or);
  const ResolvedRequest resolved = value(std::move(resolved_or));
  const Scenario& scenario = resolved.scenario;

  Diagnostics faults = check_runtime(scenario.estimate, profile);
  const Result<ExecutionModel> execution =
      execution_model(profile, scenario.estimate.precision, scenario.estimate.execution);
  if (!ok(execution)) faults.insert(faults.end(), errors(execution).begin(), errors(execution).end());
  const Result<BuiltRun> built = resolved.model->build(scenario);
  if (!ok(built)) faults.insert(faults.end(), errors(built).begin(), errors(built).end());
  if (!faults.empty()) return faults;

  const BuiltRun& run = value(built);
  Walk laid = walk(run.tree, scenario.estimate.precision, value(execution),
                   {.runtime = scenario.estimate.runtime,
                    .experts = scenario.estimate.moe_implementation,
                    .cache = scenario.estimate.kv_cache_form});
  const MemoryPlan memory = plan_memory(run.tree, scenario.estimate, laid);
  const Totals totals(laid);
  if (totals.root().cost.flops().overflowed() || totals.root().cost.io().overflowed())
    return Diagnostics{{"workload", "counts within 63 bits", "more than 9.2e18 FLOPs or bytes", ""}};
  return use(Context{resolved, run, laid, totals, memory, value(execution), value(execution).has_range()});
}

EstimateSettings settings_entity(const Context& context) {
  EstimateSettings settings = context.request.scenario.estimate;
  settings.crop_grid = context.run.crop_grid;
  return settings;
}

}  // namespace

Result<Headline> headline(const EstimateRequest& request, const HardwareProfile& profile) {
  return with_run<Headline>(request, profile, [&](const Context& context) {
    const ModuleTotals& root = context.totals.root();
    Headline made;
    made.workload = context.request.scenario.workload;
    made.estimate = settings_entity(context);
    made.image_tokens = context.run.image_tokens;
    made.batch = context.run.batch;
    made.passes = context.run.passes;
    made.generated_tokens = context.run.generated_tokens;
    made.whole = detail_of(root.cost, root.parameters, root.kernels, context.span(root), root.bound());
    made.stages = stage_entities(context);
    made.totals = totals_entity(context, profile, made.stages);
    return made;
  });
}

Result<std::vector<KernelRow>> kernels(const EstimateRequest& request, const HardwareProfile& profile,
                                       const std::string& module_id) {
  return with_run<std::vector<KernelRow>>(
      request, profile, [&](const Context& context) -> Result<std::vector<KernelRow>> {
        const Walk& laid = context.walk;
        // The module and all below it; modules come before their children.
        std::vector<bool> inside(laid.modules.size(), module_id.empty());
        bool found = module_id.empty();
        for (std::size_t m = 0; m < laid.modules.size(); ++m) {
          const std::int64_t parent = laid.modules[m].parent;
          if (laid.modules[m].node->id == module_id) inside[m] = found = true;
          if (parent >= 0 && inside[static_cast<std::size_t>(parent)]) inside[m] = true;
        }
        if (!found) return Diagnostics{{"module", "the id of a module of this report", "\"" + module_id + "\"", ""}};
        std::vector<KernelRow> rows;
        for (const WalkedKernel& kernel : laid.kernels) {
          const WalkedOperator& op = laid.operators[kernel.op];
          if (!inside[op.module]) continue;
          const ModuleNode& node = *laid.modules[op.module].node;
          const Kernel& one = kernel.launch.kernel;
          rows.push_back({.module_id = node.id,
                          .op = op.call->name,
                          .name = one.name,
                          .kind = kind_of(one.shape),
                          .shape = shape_text(one.shape),
                          .memory_operation = kernel.launch.memory_operation,
                          .launches = kernel.launches,
                          .bytes = (one.bytes * kernel.launches).count(),
                          .matrix_flops = (one.matrix_flops * kernel.launches).count(),
                          .time_ms = kernel.seconds * kMillisecondsPerSecond,
                          .bound = kernel.bound});
        }
        return rows;
      });
}

Result<Estimate> estimate(const EstimateRequest& request, const HardwareProfile& profile) {
  return with_run<Estimate>(request, profile, [&](const Context& context) {
    const Scenario& scenario = context.request.scenario;
    const Walk& laid = context.walk;
    const Totals& totals = context.totals;
    const BuiltRun& run = context.run;
    Estimate made;
    AnalyticModelReport& report = made.report;
    report.model = scenario.model;
    report.workload = scenario.workload;
    for (std::size_t i = 0; i < laid.modules.size(); ++i) {
      report.modules.push_back(module_entity(laid.modules[i], laid, run.from_artifacts));
      report.module_metrics.push_back(metrics_entity(context, i));
      made.instances.push_back(laid.modules[i].node->instance);
    }
    report.operator_categories = operator_categories();
    report.predicted_total_time_ms = totals.root().seconds * kMillisecondsPerSecond;
    report.report_id = report_id(context.request, profile, totals.root().seconds);
    report.notes = notes_of(context, profile);
    report.layer_docs_dir = "/layers";
    report.estimate = settings_entity(context);
    report.stages = stage_entities(context);
    report.totals = totals_entity(context, profile, report.stages);
    report.memory =
        memory_entity(context.memory, laid, scenario.estimate, Bytes{report.totals->weight_bytes}, run.from_artifacts);
    if (run.from_artifacts) report.not_modeled = run.not_modeled;
    made.settings = context.request.settings;
    made.kv_elements = totals.root().kv_elements;
    made.kernel_of = kernel_places(context);
    made.activation_peak = activation_peak_of(context);
    made.unavailable = unavailable_formats(scenario.estimate.precision, profile);
    return made;
  });
}

}  // namespace modelmeter
