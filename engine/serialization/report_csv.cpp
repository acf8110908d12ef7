#include <unordered_map>

#include "entities/module_tree_rules.h"
#include "serialization/csv_row.h"
#include "serialization/entity_fields.h"
#include "serialization/report_json.h"
#include "units/quantity.h"

namespace modelmeter {
namespace {

constexpr const char* kHeader =
    "module_id,parent_id,depth,name,qualified_class_name,stage,repetition,repetition_count,calls,parameters,matrix_"
    "flops,"
    "vector_flops,read_weight_bytes,read_activation_bytes,written_activation_bytes,read_kv_bytes,written_kv_bytes,"
    "total_io_bytes,time_ms,time_low_ms,time_high_ms,share_of_model_time,bound,kernels,memory_weights_gb,"
    "memory_activations_gb,memory_kvcache_gb\r\n";

void counts(CsvRow& row, const MetricsDetail& detail) {
  row.count(detail.parameters);
  row.count(detail.matrix_flops);
  row.count(detail.vector_flops);
  Bytes io;
  for (std::int64_t bytes : {detail.read_weight_bytes, detail.read_activation_bytes, detail.written_activation_bytes,
                             detail.read_kv_bytes, detail.written_kv_bytes}) {
    row.count(bytes);
    io += Bytes{bytes};
  }
  row.count(io.count());
}

std::string line(const AnalyticModuleNode& node, std::int64_t depth, const ModuleMetricsSnapshot& metrics) {
  CsvRow row;
  row.text(node.module_id);
  row.text(node.parent_id.value_or(""));
  row.count(depth);
  row.text(node.name);
  row.text(node.qualified_class_name);
  row.raw(json_name(node.stage));
  row.raw(json_name(node.repetition));
  row.raw(node.repetition_count ? std::to_string(*node.repetition_count) : "");
  row.count(metrics.calls);
  if (metrics.detail)
    counts(row, *metrics.detail);
  else
    row.empty(9);
  row.number(metrics.total_time_ms);
  if (metrics.detail)
    row.number(metrics.detail->time_low_ms);
  else
    row.empty(1);
  if (metrics.detail && metrics.detail->time_high_ms)
    row.number(*metrics.detail->time_high_ms);
  else
    row.empty(1);
  row.number(metrics.share_of_model_time);
  row.raw(metrics.detail ? json_name(metrics.detail->bound) : "");
  row.raw(metrics.detail ? std::to_string(metrics.detail->kernels) : "");
  row.number(metrics.memory_weights_gb);
  row.number(metrics.memory_activations_gb);
  row.number(metrics.memory_kvcache_gb);
  return row.take();
}

}  // namespace

std::string to_csv(const AnalyticModelReport& report) {
  const ModuleIndex index = index_of(report.modules);
  std::unordered_map<std::string_view, const ModuleMetricsSnapshot*> metrics;
  for (const ModuleMetricsSnapshot& snapshot : report.module_metrics) metrics.emplace(snapshot.module_id, &snapshot);

  struct Visit {
    const AnalyticModuleNode* node;
    std::int64_t depth;
  };
  std::vector<Visit> waiting;  // a stack: the next row is at its end
  for (const AnalyticModuleNode& node : report.modules)
    if (!node.parent_id) waiting.push_back({&node, 0});
  std::string out = kHeader;
  while (!waiting.empty()) {
    const Visit now = waiting.back();
    waiting.pop_back();
    if (const auto found = metrics.find(now.node->module_id); found != metrics.end())
      out += line(*now.node, now.depth, *found->second);
    for (auto child = now.node->children.rbegin(); child != now.node->children.rend(); ++child)
      if (const auto found = index.find(*child); found != index.end())
        waiting.push_back({&report.modules[found->second], now.depth + 1});
  }
  return out;
}

}  // namespace modelmeter
