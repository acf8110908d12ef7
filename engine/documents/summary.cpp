#include "documents/artifact_sections.h"
#include "documents/documents.h"
#include "documents/text.h"
#include "entities/contracts.h"

namespace modelmeter {
namespace {

constexpr std::size_t kTopModules = 15;
constexpr double kBitsPerByte = 8;

const char* stage_name(Stage stage) {
  static constexpr const char* names[] = {"vision", "projector", "prefill", "decode", "other"};
  return names[static_cast<std::size_t>(stage)];
}

const char* bound_name(Bound bound) {
  static constexpr const char* names[] = {"matrix units", "vector units", "memory", "launch"};
  return names[static_cast<std::size_t>(bound)];
}

std::int64_t io_bytes(const MetricsDetail& detail) {
  return detail.read_weight_bytes + detail.read_activation_bytes + detail.written_activation_bytes +
         detail.read_kv_bytes + detail.written_kv_bytes;
}

std::string row(const std::string& name, const std::string& value) {
  return "| " + name + " | " + value + " |\n";
}

std::string bytes(std::int64_t count) {
  return with_prefix(static_cast<double>(count), "B");
}

/// Whether a stage is part of the run.
bool runs(const AnalyticModelReport& report, Stage stage) {
  for (const StageMetrics& metrics : report.stages)
    if (metrics.stage == stage) return metrics.detail.kernels > 0;
  return false;
}

std::string headline(const AnalyticModelReport& report) {
  const EstimateTotals& totals = *report.totals;
  const MetricsDetail& root = *report.module_metrics[0].detail;
  std::string text = "## Headline\n\n| figure | value |\n| --- | ---: |\n";
  std::string total = duration(report.predicted_total_time_ms);
  if (root.time_high_ms) total += " to " + duration(*root.time_high_ms);
  text += row("total time", total);
  if (runs(report, Stage::prefill))
    text += row("time to first token (vision + projector + prefill)", duration(totals.ttft_ms));
  if (runs(report, Stage::decode)) {
    text += row("time per output token", duration(totals.tpot_ms));
    text += row("throughput", with_prefix(totals.throughput_tokens_per_s, "token/s") + ", " +
                                  with_prefix(totals.throughput_pages_per_s, "page/s"));
  }
  text += row("matrix FLOPs", grouped(root.matrix_flops));
  text += row("vector FLOPs", grouped(root.vector_flops));
  text += row("device memory traffic", grouped(io_bytes(root)) + " B");
  text += row("parameters", grouped(totals.parameters));
  text += row("weights", grouped(totals.weight_bytes) + " B");
  if (totals.kv_cache_bytes > 0 || runs(report, Stage::decode))
    text += row("KV cache at the end", grouped(totals.kv_cache_bytes) + " B");
  text += row("activation peak", grouped(totals.activation_peak_bytes) + " B");
  text += row("memory needed, reserve included", bytes(totals.memory_needed_bytes) + " of " +
                                                     bytes(totals.memory_capacity_bytes) +
                                                     (totals.fits ? ": fits" : ": does not fit"));
  return text;
}

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string stages(const AnalyticModelReport& report) {
  std::string text =
      "\n## Stages\n\n| stage | time | share | matrix FLOPs | vector FLOPs | traffic | bound by |\n| --- | ---: | ---: "
      "| ---: | ---: | ---: | --- |\n";
  for (const StageMetrics& stage : report.stages) {
    const MetricsDetail& d = stage.detail;
    const double share = report.predicted_total_time_ms > 0 ? d.time_ms / report.predicted_total_time_ms : 0;
    text += "| " + std::string(stage_name(stage.stage)) + " | " + duration(d.time_ms) + " | " + percent(share) + " | " +
            with_prefix(static_cast<double>(d.matrix_flops), "FLOP") + " | " +
            with_prefix(static_cast<double>(d.vector_flops), "FLOP") + " | " + bytes(io_bytes(d)) + " | " +
            bound_name(d.bound) + " |\n";
  }
  return text;
}

std::string fit_label(const LargestFit& fit) {
  return "largest " + lower_first(fit.label) + " that fits";
}

std::string fit_text(const LargestFit& fit) {
  if (!fit.value) return "none";
  std::string text = grouped(*fit.value) + " " + fit.unit + " (" + bytes(fit.needed_bytes) + " with the reserve";
  if (fit.limit == FitLimit::memory) return text + "; the next needs " + bytes(fit.next_bytes.value_or(0)) + ")";
  return text + (fit.limit == FitLimit::model ? "; the model ends there)" : "; no limit met)");
}

std::string memory(const AnalyticModelReport& report) {
  if (!report.memory || report.memory->stages.empty()) return "";
  const MemoryEstimate& m = *report.memory;
  std::string text = "\n## Memory\n\n| at the peak | bytes |\n| --- | ---: |\n";
  text += row("weights", grouped(m.weight_bytes));
  text += row("KV cache", grouped(m.kv_bytes));
  text += row("activations", grouped(m.activation_bytes));
  text += row("together", grouped(m.peak_bytes));
  if (m.peak_high_bytes > m.peak_low_bytes)
    text += row("its range", grouped(m.peak_low_bytes) + " to " + grouped(m.peak_high_bytes));
  text += row("reserve on top", grouped(m.reserve_bytes));
  for (const LargestFit& fit : m.largest.value_or(std::vector<LargestFit>{}))
    text += row(fit_label(fit), fit_text(fit));
  text += "\nPeak in " + std::string(stage_name(m.peak_stage)) + ", at " + escaped_markdown(m.peak_module_id) + " (" +
          escaped_markdown(m.peak_operator_name) + "). " + escaped_markdown(m.basis) + "\n";
  text +=
      "\n| stage | needs most at | activations | KV cache | weights and these |\n| --- | --- | ---: | ---: | ---: |\n";
  for (const StageMemory& stage : m.stages)
    text += "| " + std::string(stage_name(stage.stage)) + " | " + escaped_markdown(stage.module_id) + " | " +
            bytes(stage.activation_bytes) + " | " + bytes(stage.kv_bytes) + " | " + bytes(stage.total_bytes) + " |\n";
  return text;
}

std::string top_modules(const AnalyticModelReport& report) {
  const bool one_pass = report.not_modeled.has_value();
  std::string text = std::string("\n## Most expensive modules\n\nLeaves of the module tree, all calls together.\n\n") +
                     "| module | " + (one_pass ? "instances" : "stage") +
                     " | time | share | FLOPs |\n| --- | --- | ---: | ---: | ---: |\n";
  const auto instance_of = [&](const std::string& id) {
    for (const AnalyticModuleNode& module : report.modules)
      if (module.module_id == id) return module.instance.value_or("");
    return std::string();
  };
  for (const AnalyticModuleSummary& m : summarize(report, kTopModules).top_modules)
    text += "| " + escaped_markdown(m.module_id) + " | " +
            (one_pass ? escaped_markdown(instance_of(m.module_id)) : stage_name(m.stage)) + " | " +
            duration(m.total_time_ms) + " | " + percent(m.share_of_model_time) + " | " +
            with_prefix(m.total_flops_tflops * 1e12, "FLOP") + " |\n";
  return text;
}

std::string categories(const AnalyticModelReport& report) {
  std::string text =
      "\n## Operator categories\n\n| category | calls | FLOPs | share | traffic |\n| --- | ---: | ---: | ---: | ---: "
      "|\n";
  for (const OperatorMetrics& m : report.module_metrics[0].operator_breakdown)
    text += "| " + m.category_id + " | " + grouped(m.calls) + " | " + with_prefix(m.flops_tflops * 1e12, "FLOP") +
            " | " + percent(m.share_of_module_flops) + " | " + with_prefix(m.io_tb * 1e12 / kBitsPerByte, "B") + " |\n";
  return text;
}

}  // namespace

std::string summary_markdown(const Estimate& estimate, const HardwareProfile& profile,
                             const Verification* verification) {
  const AnalyticModelReport& report = estimate.report;
  std::string text = "# " + escaped_markdown(report.model.model_id) + " on " + escaped_markdown(profile.name) + "\n\n";
  text += "Workload " + escaped_markdown(report.workload.profile_id) + ": " +
          escaped_markdown(report.workload.description) + "\n\n";
  text += "Report `" + report.report_id + "`. One multiply-add is 2 FLOPs; B, GB and TB are decimal.\n\n";
  text += headline(report);
  if (!report.not_modeled) text += stages(report);  // a recorded pass is one stage
  text += memory(report);
  text += top_modules(report);
  text += categories(report);
  text += recognition_section(report);
  text += not_modeled_section(report);
  if (verification != nullptr) text += verification_section(*verification);
  text += "\n## Settings\n\n| setting | value |\n| --- | --- |\n";
  for (const SettingInForce& setting : estimate.settings) {
    std::string shown;
    if (const auto* string = std::get_if<std::string>(&setting.value)) shown = escaped_markdown(*string);
    if (const auto* flag = std::get_if<bool>(&setting.value)) shown = *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&setting.value)) shown = grouped(*number);
    text += row(escaped_markdown(setting.key), shown);
  }
  text += "\n## Notes\n\n" + escaped_markdown(report.notes) + "\n";
  return text;
}

}  // namespace modelmeter
