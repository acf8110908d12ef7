#include <unordered_map>

#include "serialization/entity_fields.h"
#include "serialization/report_json.h"

namespace modelmeter {
namespace {

/// RFC 4180; a cell that a spreadsheet would run as a formula is defused with an apostrophe.
std::string cell(const std::string& text) {
  std::string safe = text;
  if (!safe.empty() && (safe[0] == '=' || safe[0] == '+' || safe[0] == '-' || safe[0] == '@')) safe = "'" + safe;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string number(double value) { return Json(value).dump(); }
std::string number(std::int64_t value) { return std::to_string(value); }

constexpr const char* kHeader =
    "module_id,parent_id,depth,name,qualified_class_name,stage,repetition,repetition_count,calls,parameters,matrix_flops,"
    "vector_flops,read_weight_bytes,read_activation_bytes,written_activation_bytes,read_kv_bytes,written_kv_bytes,"
    "total_io_bytes,time_ms,time_low_ms,time_high_ms,share_of_model_time,bound,kernels,memory_weights_gb,"
    "memory_activations_gb,memory_kvcache_gb\r\n";

}  // namespace

std::string to_csv(const AnalyticModelReport& report) {
  std::string out = kHeader;
  std::unordered_map<std::string, std::int64_t> depths;
  for (std::size_t i = 0; i < report.modules.size() && i < report.module_metrics.size(); ++i) {
    const AnalyticModuleNode& node = report.modules[i];
    const ModuleMetricsSnapshot& metrics = report.module_metrics[i];
    const MetricsDetail detail = metrics.detail.value_or(MetricsDetail{});
    const std::int64_t depth = node.parent_id ? depths[*node.parent_id] + 1 : 0;
    depths[node.module_id] = depth;
    // Names of enumerators come from the JSON form, so that they are spelled once.
    Json json;
    Archive archive(json);
    AnalyticModuleNode copy = node;
    fields(archive, copy);
    Json detail_json;
    Archive detail_archive(detail_json);
    MetricsDetail detail_copy = detail;
    fields(detail_archive, detail_copy);
    const std::int64_t io = detail.read_weight_bytes + detail.read_activation_bytes + detail.written_activation_bytes +
                            detail.read_kv_bytes + detail.written_kv_bytes;
    const std::string cells[] = {
        cell(node.module_id), cell(node.parent_id.value_or("")), number(depth), cell(node.name), cell(node.qualified_class_name),
        json["stage"].get<std::string>(), json["repetition"].get<std::string>(),
        node.repetition_count ? number(*node.repetition_count) : "", number(metrics.calls), number(detail.parameters),
        number(detail.matrix_flops), number(detail.vector_flops), number(detail.read_weight_bytes),
        number(detail.read_activation_bytes), number(detail.written_activation_bytes), number(detail.read_kv_bytes),
        number(detail.written_kv_bytes), number(io), number(metrics.total_time_ms), number(detail.time_low_ms),
        detail.time_high_ms ? number(*detail.time_high_ms) : "", number(metrics.share_of_model_time),
        detail_json["bound"].get<std::string>(), number(detail.kernels), number(metrics.memory_weights_gb),
        number(metrics.memory_activations_gb), number(metrics.memory_kvcache_gb)};
    bool first = true;
    for (const std::string& one : cells) {
      if (!first) out += ",";
      out += one;
      first = false;
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace modelmeter
