#include "serialization/entity_fields.h"

#include <limits>

namespace modelmeter {
namespace {

const EnumNames kStageNames{{"vision", "projector", "prefill", "decode", "other"}};
const EnumNames kRepetitionNames{{"none", "for", "parfor"}};
const EnumNames kBoundNames{{"matrix", "vector", "memory", "launch"}};
const EnumNames kBackboneNames{{"sam_vit_b", "clip_vit_l", "other"}};
const EnumNames kDocKindNames{{"text_heavy", "mixed_layout", "image_rich", "synthetic"}};
const EnumNames kExecutionNames{{"roofline", "calibrated"}};
const EnumNames kRuntimeNames{{"fused", "compiled", "graph", "eager"}};
const EnumNames kCountingNames{{"full", "causal"}};
const EnumNames kHeadNames{{"all", "last"}};
const EnumNames kExpertNames{{"expected", "all", "top_k"}};
const EnumNames kExpertFormNames{{"grouped", "vendor"}};
const EnumNames kCacheFormNames{{"static", "cat"}};
const EnumNames kQuantizedNames{{"linear", "decoder", "all"}};
const EnumNames kFitLimitNames{{"memory", "model", "none"}};
const EnumNames kTreatmentNames{{"bound", "none"}};
const EnumNames kStatusNames{{"queued", "running"}};

const EnumNames& format_names() {
  static const EnumNames names = [] {
    EnumNames made;
    for (const FormatInfo& row : kFormats) made.names.emplace_back(row.name);
    for (const FormatInfo& row : kFormats)
      if (!row.other_name.empty()) made.others.emplace_back(row.other_name, row.name);
    return made;
  }();
  return names;
}

/// A field that is written always, and keeps its default where a file does not have it.
void optional_integer(Archive& archive, const char* key, std::int64_t& field) {
  if (archive.writing() || !archive.reader().optional(key).missing()) archive.integer(key, field);
}

/// Fields that are there or not, and never null.
void present_integer(Archive& a, const char* key, std::optional<std::int64_t>& field, std::int64_t minimum) {
  if (a.writing() && field) a.integer(key, *field, minimum);
  if (!a.writing() && !a.reader().optional(key).missing()) field = a.reader().member(key).integer(minimum);
}
void present_text(Archive& a, const char* key, std::optional<std::string>& field) {
  if (a.writing() && field) a.text(key, *field);
  if (!a.writing() && !a.reader().optional(key).missing()) field = a.reader().member(key).string();
}
void present_number(Archive& a, const char* key, std::optional<double>& field) {
  if (a.writing() && field) a.number(key, *field);
  if (!a.writing() && !a.reader().optional(key).missing()) field = a.reader().member(key).number();
}

void constructor_params(Archive& archive, std::vector<std::pair<std::string, ParamValue>>& params) {
  if (archive.writing()) {
    archive.out().key("constructor_params");
    archive.out().begin_object();
    for (const auto& param : params) {
      archive.out().key(param.first);
      std::visit([&](const auto& held) { archive.out().value(held); }, param.second);
    }
    archive.out().end_object();
    return;
  }
  archive.reader().member("constructor_params").members("object", [&](const std::string& key, const Reader& item) {
    const Json& json = item.json();
    if (json.is_string())
      params.emplace_back(key, item.string());
    else if (json.is_boolean())
      params.emplace_back(key, item.boolean());
    else if (json.is_number_integer())
      params.emplace_back(key, item.integer(std::numeric_limits<std::int64_t>::min()));
    else if (json.is_number())
      params.emplace_back(key, item.number(std::numeric_limits<double>::lowest()));
    else
      item.fault("number, string or boolean");
  });
}

}  // namespace

const std::string& json_name(Stage stage) {
  return kStageNames.names[static_cast<std::size_t>(stage)];
}
const std::string& json_name(Repetition repetition) {
  return kRepetitionNames.names[static_cast<std::size_t>(repetition)];
}
const std::string& json_name(Bound bound) {
  return kBoundNames.names[static_cast<std::size_t>(bound)];
}

void fields(Archive& a, DeepSeekOCRModelSpec& spec) {
  a.text("model_id", spec.model_id);
  a.text("model_variant", spec.model_variant);
  a.nullable_text("hf_revision", spec.hf_revision);
  a.text("config_path", spec.config_path);
  a.integer("hidden_size", spec.hidden_size);
  a.integer("intermediate_size", spec.intermediate_size);
  a.integer("num_layers", spec.num_layers);
  a.integer("num_attention_heads", spec.num_attention_heads);
  a.choice("vision_backbone", spec.vision_backbone, kBackboneNames);
  a.flag("uses_moe", spec.uses_moe);
  a.text("notes", spec.notes);
  if (a.writing()) {
    if (!spec.architecture.empty()) {
      a.out().key("architecture");
      a.out().begin_object();
      for (const auto& size : spec.architecture) {
        a.out().key(size.first);
        a.out().value(size.second);
      }
      a.out().end_object();
    }
  } else {
    a.reader()
        .optional("architecture")
        .members("object of whole numbers",
                 [&](const std::string& key, const Reader& item) { spec.architecture[key] = item.integer(); });
  }
}

void fields(Archive& a, OCRWorkloadProfile& profile) {
  a.text("profile_id", profile.profile_id);
  a.text("description", profile.description);
  a.integer("seq_len", profile.seq_len);
  a.integer("base_size", profile.base_size);
  a.integer("image_size", profile.image_size);
  a.flag("crop_mode", profile.crop_mode);
  a.integer("max_new_tokens", profile.max_new_tokens);
  a.choice("doc_kind", profile.doc_kind, kDocKindNames);
  optional_integer(a, "num_pages", profile.num_pages);
}

void fields(Archive& a, Recognition& recognition) {
  a.text("rule", recognition.rule);
  a.text("title", recognition.title);
  a.texts("evidence", recognition.evidence);
  a.texts("assumptions", recognition.assumptions);
}

void fields(Archive& a, NotModeled& one) {
  a.text("module_id", one.module_id);
  a.text("instance", one.instance);
  a.text("qualified_class_name", one.qualified_class_name);
  a.integer("instances", one.instances);
  a.text("reason", one.reason);
  a.choice("treatment", one.treatment, kTreatmentNames);
}

void fields(Archive& a, AnalyticModuleNode& node) {
  a.text("module_id", node.module_id);
  a.text("name", node.name);
  a.text("qualified_class_name", node.qualified_class_name);
  a.choice("stage", node.stage, kStageNames);
  a.nullable_text("parent_id", node.parent_id);
  a.texts("children", node.children);
  a.choice("repetition", node.repetition, kRepetitionNames);
  a.nullable_integer("repetition_count", node.repetition_count);
  constructor_params(a, node.constructor_params);
  if (a.writing()) {
    if (node.batched) a.flag("batched", node.batched);
  } else {
    node.batched = a.reader().optional("batched").boolean();
  }
  present_text(a, "instance", node.instance);
  a.optional_object("recognition", node.recognition, each_field);
}

void fields(Archive& a, OperatorCategory& category) {
  a.text("category_id", category.category_id);
  a.text("display_name", category.display_name);
  a.text("description", category.description);
  a.texts("match_classes", category.match_classes);
}

void fields(Archive& a, OperatorMetrics& metrics) {
  a.text("category_id", metrics.category_id);
  a.integer("calls", metrics.calls);
  a.number("flops_tflops", metrics.flops_tflops);
  a.number("io_tb", metrics.io_tb);
  a.number("share_of_module_flops", metrics.share_of_module_flops);
}

void fields(Archive& a, MetricsDetail& detail) {
  optional_integer(a, "parameters", detail.parameters);
  a.integer("matrix_flops", detail.matrix_flops);
  a.integer("vector_flops", detail.vector_flops);
  a.integer("read_weight_bytes", detail.read_weight_bytes);
  a.integer("read_activation_bytes", detail.read_activation_bytes);
  a.integer("written_activation_bytes", detail.written_activation_bytes);
  a.integer("read_kv_bytes", detail.read_kv_bytes);
  a.integer("written_kv_bytes", detail.written_kv_bytes);
  present_integer(a, "io_bytes", detail.io_bytes, 0);
  a.integer("kernels", detail.kernels);
  a.choice("bound", detail.bound, kBoundNames);
  a.number("time_ms", detail.time_ms);
  a.number("time_low_ms", detail.time_low_ms);
  a.nullable_number("time_high_ms", detail.time_high_ms);
  present_number(a, "ideal_time_ms", detail.ideal_time_ms);
  present_number(a, "fusing_gain_ms", detail.fusing_gain_ms);
  present_integer(a, "kernel_bytes", detail.kernel_bytes, 0);
}

void fields(Archive& a, OperatorRow& row) {
  a.text("name", row.name);
  a.text("category_id", row.category_id);
  a.text("shape", row.shape);
  a.integer("calls", row.calls);
  a.flag("fused", row.fused);
  a.object("detail", [&](Archive& nested) { fields(nested, row.detail); });
}

void fields(Archive& a, ModuleMetricsSnapshot& snapshot) {
  a.text("module_id", snapshot.module_id);
  a.text("profile_id", snapshot.profile_id);
  a.integer("calls", snapshot.calls);
  a.number("total_time_ms", snapshot.total_time_ms);
  a.number("total_flops_tflops", snapshot.total_flops_tflops);
  a.number("total_io_tb", snapshot.total_io_tb);
  a.number("memory_weights_gb", snapshot.memory_weights_gb);
  a.number("memory_activations_gb", snapshot.memory_activations_gb);
  a.number("memory_kvcache_gb", snapshot.memory_kvcache_gb);
  a.number("share_of_model_time", snapshot.share_of_model_time);
  a.list("operator_breakdown", snapshot.operator_breakdown, each_field);
  a.optional_object("detail", snapshot.detail, each_field);
  a.list("own_operators", snapshot.own_operators, each_field, false);
}

void fields(Archive& a, StageMetrics& stage) {
  a.choice("stage", stage.stage, kStageNames);
  fields(a, stage.detail);
}

void fields(Archive& a, EstimateSettings& settings) {
  a.text("gpu_id", settings.gpu_id);
  a.object("precision", [&](Archive& nested) {
    nested.choice("weights", settings.precision.weights, format_names());
    nested.choice("activations", settings.precision.activations, format_names());
    nested.choice("kv_cache", settings.precision.kv_cache, format_names());
    if (nested.writing() || !nested.reader().optional("quantized_layers").missing())
      nested.choice("quantized_layers", settings.precision.quantized_layers, kQuantizedNames);
  });
  a.choice("execution", settings.execution, kExecutionNames);
  a.choice("runtime", settings.runtime, kRuntimeNames);
  a.integer("batch_size", settings.batch_size, 1);
  a.integer("page_width", settings.page_width, 1);
  a.integer("page_height", settings.page_height, 1);
  a.text("crop_grid", settings.crop_grid);
  a.choice("attention_counting", settings.attention_counting, kCountingNames);
  a.choice("head_tokens", settings.head_tokens, kHeadNames);
  if (a.writing() || !a.reader().optional("expert_reads").missing())
    a.choice("expert_reads", settings.expert_reads, kExpertNames);
  if (a.writing() || !a.reader().optional("moe_implementation").missing())
    a.choice("moe_implementation", settings.moe_implementation, kExpertFormNames);
  if (a.writing() || !a.reader().optional("kv_cache_form").missing())
    a.choice("kv_cache_form", settings.kv_cache_form, kCacheFormNames);
  optional_integer(a, "memory_reserve_mib", settings.memory_reserve_mib);
}

void fields(Archive& a, EstimateTotals& totals) {
  a.integer("parameters", totals.parameters);
  a.integer("weight_bytes", totals.weight_bytes);
  a.integer("kv_cache_bytes", totals.kv_cache_bytes);
  a.integer("activation_peak_bytes", totals.activation_peak_bytes);
  a.integer("memory_needed_bytes", totals.memory_needed_bytes);
  a.integer("memory_capacity_bytes", totals.memory_capacity_bytes);
  a.flag("fits", totals.fits);
  present_integer(a, "memory_margin_bytes", totals.memory_margin_bytes, std::numeric_limits<std::int64_t>::min());
  a.number("ttft_ms", totals.ttft_ms);
  a.number("tpot_ms", totals.tpot_ms);
  a.number("throughput_tokens_per_s", totals.throughput_tokens_per_s);
  a.number("throughput_pages_per_s", totals.throughput_pages_per_s);
  present_number(a, "arithmetic_intensity_flops_per_byte", totals.arithmetic_intensity_flops_per_byte);
}

void fields(Archive& a, StageMemory& stage) {
  a.choice("stage", stage.stage, kStageNames);
  a.text("module_id", stage.module_id);
  a.text("operator_name", stage.operator_name);
  a.integer("activation_bytes", stage.activation_bytes);
  a.integer("kv_bytes", stage.kv_bytes);
  a.integer("total_bytes", stage.total_bytes);
}

void fields(Archive& a, MemoryPoint& point) {
  a.text("module_id", point.module_id);
  a.text("operator_name", point.operator_name);
  a.choice("stage", point.stage, kStageNames);
  a.integer("step", point.step);
  a.integer("repeats", point.repeats, 1);
  a.number("start_ms", point.start_ms);
  a.number("duration_ms", point.duration_ms);
  a.integer("activation_bytes", point.activation_bytes);
  a.integer("kv_bytes", point.kv_bytes);
  a.integer("total_bytes", point.total_bytes);
}

void fields(Archive& a, LargestFit& fit) {
  a.text("key", fit.key);
  a.text("label", fit.label);
  a.text("unit", fit.unit);
  a.nullable_integer("value", fit.value);
  a.choice("limit", fit.limit, kFitLimitNames);
  a.integer("needed_bytes", fit.needed_bytes);
  a.nullable_integer("next_bytes", fit.next_bytes);
  a.text("reason", fit.reason);
}

void fields(Archive& a, MemoryEstimate& memory) {
  a.text("basis", memory.basis);
  a.choice("peak_stage", memory.peak_stage, kStageNames);
  a.text("peak_module_id", memory.peak_module_id);
  a.text("peak_operator_name", memory.peak_operator_name);
  a.integer("weight_bytes", memory.weight_bytes);
  a.integer("kv_bytes", memory.kv_bytes);
  a.integer("activation_bytes", memory.activation_bytes);
  a.integer("reserve_bytes", memory.reserve_bytes);
  a.integer("peak_bytes", memory.peak_bytes);
  a.integer("peak_low_bytes", memory.peak_low_bytes);
  a.integer("peak_high_bytes", memory.peak_high_bytes);
  a.list("stages", memory.stages, each_field);
  a.list("points", memory.points, each_field);
  if (a.writing() ? memory.largest.has_value() : !a.reader().optional("largest").missing()) {
    if (!memory.largest) memory.largest.emplace();
    a.list("largest", *memory.largest, each_field);
  }
}

void fields(Archive& a, AnalyticModelReport& report) {
  a.text("report_id", report.report_id);
  a.object("model", [&](Archive& nested) { fields(nested, report.model); });
  a.object("workload", [&](Archive& nested) { fields(nested, report.workload); });
  a.list("modules", report.modules, each_field);
  a.list("operator_categories", report.operator_categories, each_field);
  a.list("module_metrics", report.module_metrics, each_field);
  a.nullable_text("profile_run_id", report.profile_run_id);
  a.number("predicted_total_time_ms", report.predicted_total_time_ms);
  a.nullable_number("measured_total_time_ms", report.measured_total_time_ms);
  a.nullable_number("predicted_vs_measured_ratio", report.predicted_vs_measured_ratio);
  a.text("notes", report.notes);
  a.text("layer_docs_dir", report.layer_docs_dir);
  a.optional_object("estimate", report.estimate, each_field);
  a.optional_object("totals", report.totals, each_field);
  a.list("stages", report.stages, each_field, false);
  if (a.writing() ? report.not_modeled.has_value() : !a.reader().optional("not_modeled").missing()) {
    if (!report.not_modeled) report.not_modeled.emplace();
    a.list("not_modeled", *report.not_modeled, each_field);
  }
  a.optional_object("memory", report.memory, each_field);
}

void fields(Archive& a, OperatorSpec& spec) {
  a.text("class_name", spec.class_name);
  a.text("class_name_qualified", spec.class_name_qualified);
  a.flag("is_pytorch_builtin", spec.is_pytorch_builtin);
  a.flag("is_custom", spec.is_custom);
  a.texts("children_classes", spec.children_classes);
  a.text("default_category_id", spec.default_category_id);
}

void fields(Archive& a, TargetOperatorList& list) {
  a.text("snapshot_id", list.snapshot_id);
  a.text("source_artifact_dir", list.source_artifact_dir);
  a.text("layers_md_path", list.layers_md_path);
  a.text("layers_json_path", list.layers_json_path);
  a.text("stages_json_path", list.stages_json_path);
  a.list("operators", list.operators, each_field);
}

void fields(Archive& a, DeepSeekOCRAnalyticRequest& request) {
  a.text("model_id", request.model_id);
  a.text("model_variant", request.model_variant);
  a.text("workload_profile_id", request.workload_profile_id);
  a.nullable_text("profile_run_id", request.profile_run_id);
  if (a.writing() || !a.reader().optional("force_rebuild").missing()) a.flag("force_rebuild", request.force_rebuild);
}

void fields(Archive& a, DeepSeekOCRAnalyticAccepted& accepted) {
  a.text("report_id", accepted.report_id);
  a.choice("status", accepted.status, kStatusNames);
}

void fields(Archive& a, AnalyticModuleSummary& summary) {
  a.text("module_id", summary.module_id);
  a.text("name", summary.name);
  a.choice("stage", summary.stage, kStageNames);
  a.number("share_of_model_time", summary.share_of_model_time);
  a.number("total_time_ms", summary.total_time_ms);
  a.number("total_flops_tflops", summary.total_flops_tflops);
  a.number("memory_activations_gb", summary.memory_activations_gb);
}

void fields(Archive& a, DeepSeekOCRAnalyticReportSummary& summary) {
  a.text("report_id", summary.report_id);
  a.text("model_variant", summary.model_variant);
  a.text("workload_profile_id", summary.workload_profile_id);
  a.number("predicted_total_time_ms", summary.predicted_total_time_ms);
  a.nullable_number("measured_total_time_ms", summary.measured_total_time_ms);
  a.nullable_number("predicted_vs_measured_ratio", summary.predicted_vs_measured_ratio);
  a.list("top_modules", summary.top_modules, each_field);
  a.text("notes", summary.notes);
}

}  // namespace modelmeter
