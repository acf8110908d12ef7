#include "serialization/trace_json.h"

#include "entities/names.h"
#include "estimator/timeline.h"
#include "serialization/json_text.h"

namespace modelmeter {
namespace {

constexpr std::int64_t kProcess = 1, kModules = 1;

/// Exact to the nanosecond.
double microseconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1000.0;
}

void event(JsonText& out, const char* phase, const std::string& name) {
  out.begin_object();
  out.key("ph");
  out.value(phase);
  out.key("pid");
  out.value(kProcess);
  out.key("tid");
  out.value(kModules);
  out.key("name");
  out.value(name);
}

void named(JsonText& out, const char* what, const std::string& name) {
  event(out, "M", what);
  out.key("args");
  out.begin_object();
  out.key("name");
  out.value(name);
  out.end_object();
  out.end_object();
}

void count(JsonText& out, const char* key, std::int64_t number) {
  out.key(key);
  out.value(number);
}

void slice(JsonText& out, const TimelineSlice& one) {
  event(out, "X", one.name);
  out.key("cat");
  out.value(one.category_id.empty() ? stage_name(one.stage) : one.category_id);
  out.key("ts");
  out.value(microseconds(one.start_ns));
  out.key("dur");
  out.value(microseconds(one.duration_ns));
  out.key("args");
  out.begin_object();
  out.key("module_id");
  out.value(one.module_id);
  count(out, "calls", one.calls);
  if (one.detail != nullptr) {
    out.key("bound");
    out.value(bound_name(one.detail->bound));
    count(out, "matrix_flops", one.detail->matrix_flops);
    count(out, "vector_flops", one.detail->vector_flops);
    if (one.detail->io_bytes) count(out, "io_bytes", *one.detail->io_bytes);
    count(out, "kernels", one.detail->kernels);
  }
  out.end_object();
  out.end_object();
}

void memory_counter(JsonText& out, const MemoryEstimate& memory, const MemoryPoint& point) {
  event(out, "C", "device memory, bytes");
  out.key("ts");
  out.value(point.start_ms * 1000.0);
  out.key("args");
  out.begin_object();
  count(out, "weights", memory.weight_bytes);
  count(out, "kv_cache", point.kv_bytes);
  count(out, "activations", point.activation_bytes);
  out.end_object();
  out.end_object();
}

}  // namespace

std::string to_chrome_trace(const AnalyticModelReport& report) {
  JsonText out(JsonText::Layout::compact);
  out.begin_object();
  out.key("displayTimeUnit");
  out.value("ms");
  out.key("traceEvents");
  out.begin_array();
  named(out, "process_name", "ModelMeter, predicted: " + report.report_id);
  named(out, "thread_name", "modules and operators");
  for (const TimelineSlice& one : timeline_of(report)) slice(out, one);
  if (report.memory)
    for (const MemoryPoint& point : report.memory->points) memory_counter(out, *report.memory, point);
  out.end_array();
  out.end_object();
  return out.take() + "\n";
}

}  // namespace modelmeter
