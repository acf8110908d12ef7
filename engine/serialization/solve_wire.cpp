#include "serialization/solve_wire.h"

#include "serialization/entity_fields.h"
#include "serialization/json_text.h"
#include "serialization/sweep_wire.h"
#include "serialization/wire.h"

namespace modelmeter {
namespace {

constexpr const char* kResourceNames[] = {"matrix", "vector", "bandwidth", "launch", "capacity"};

void write_optional(JsonText& text, const char* key, const std::optional<double>& number) {
  text.key(key);
  if (number)
    text.value(*number);
  else
    text.null();
}

void write_optional(JsonText& text, const char* key, const std::optional<std::int64_t>& number) {
  text.key(key);
  if (number)
    text.value(*number);
  else
    text.null();
}

void write_resource(JsonText& text, const char* key, const std::optional<Resource>& resource) {
  text.key(key);
  if (resource)
    text.value(kResourceNames[static_cast<std::size_t>(*resource)]);
  else
    text.null();
}

void write_number(JsonText& text, const char* key, double number) {
  text.key(key);
  text.value(number);
}

void write_texts(JsonText& text, const char* key, const std::vector<std::string>& list) {
  text.key(key);
  text.begin_array();
  for (const std::string& one : list) text.value(one);
  text.end_array();
}

void write_figures(JsonText& text, const std::vector<Figure>& row) {
  text.key("figures");
  text.begin_array();
  for (const Figure& one : row) write_figure(text, one);
  text.end_array();
}

void write_errors(JsonText& text, const Diagnostics& faults) {
  if (faults.empty()) return;
  text.key("errors");
  write_faults(text, faults);
}

}  // namespace

Result<SolveRequest> solve_request_from_json(std::string_view text) {
  const Result<Json> parsed = parse_json(text, kMaxRequestBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  SolveRequest request;
  request.base = read_request(reader);
  if (!reader.is_object()) return faults;
  if (const Reader targets = reader.optional("targets"); !targets.missing())
    targets.each("array of targets", [&](const Reader& item) {
      const Result<Target> target = target_of(item.string(), item.path());
      if (ok(target))
        request.requirements.targets.push_back(value(target));
      else
        faults.insert(faults.end(), errors(target).begin(), errors(target).end());
    });
  if (const Reader fit = reader.optional("fit"); !fit.missing()) request.requirements.fit = fit.boolean();
  if (const Reader price = reader.optional("price"); !price.missing()) request.price = price.string();
  if (const Reader key = reader.optional("key"); !key.missing()) request.key = key.string();
  if (const Reader metric = reader.optional("metric"); !metric.missing()) request.metric = metric.string();
  if (const Reader target = reader.optional("target_ms"); !target.missing()) request.target_ms = target.number();
  if (!faults.empty()) return faults;
  return request;
}

std::string gpus_text(const std::vector<GpuAnswer>& answers) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("metrics");
  write_metrics(text);
  text.key("gpus");
  text.begin_array();
  for (const GpuAnswer& one : answers) {
    text.begin_object();
    text.key("gpu");
    text.value(one.gpu);
    text.key("name");
    text.value(one.name);
    text.key("meets");
    text.value(one.meets);
    write_texts(text, "misses", one.misses);
    write_figures(text, one.figures);
    write_errors(text, one.faults);
    text.end_object();
  }
  text.end_array();
  text.end_object();
  return text.take();
}

std::string largest_text(const Largest& found) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("key");
  text.value(found.field.key);
  text.key("label");
  text.value(found.field.label);
  text.key("unit");
  text.value(found.field.unit);
  text.key("maximum");
  text.value(found.field.maximum);
  text.key("step");
  text.value(found.step);
  write_optional(text, "value", found.value);
  write_optional(text, "next", found.next);
  write_texts(text, "limits", found.limits);
  text.key("estimates");
  text.value(found.estimates);
  text.key("verified");
  text.value(found.verified);
  text.key("exceptions");
  text.begin_array();
  for (std::int64_t one : found.exceptions) text.value(one);
  text.end_array();
  text.key("metrics");
  write_metrics(text);
  write_figures(text, found.figures);
  text.end_object();
  return text.take();
}

std::string required_text(const RequiredRates& required) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("metric");
  text.value(required.metric);
  write_number(text, "target_ms", required.target_ms);
  text.key("work");
  text.begin_object();
  write_number(text, "matrix_flops", required.work.matrix_flops);
  write_number(text, "vector_flops", required.work.vector_flops);
  write_number(text, "io_bytes", required.work.io_bytes);
  write_number(text, "launches", required.work.launches);
  write_number(text, "predicted_ms", required.work.predicted_ms);
  text.end_object();
  write_number(text, "matrix_flops_per_s", required.matrix_flops_per_s);
  write_number(text, "vector_flops_per_s", required.vector_flops_per_s);
  write_number(text, "bytes_per_s", required.bytes_per_s);
  write_number(text, "launches_per_s", required.launches_per_s);
  write_number(text, "speed_up", required.speed_up);
  text.key("gpus");
  text.begin_array();
  for (const GpuHeadroom& one : required.gpus) {
    text.begin_object();
    text.key("gpu");
    text.value(one.gpu);
    text.key("name");
    text.value(one.name);
    write_optional(text, "matrix", one.matrix);
    write_optional(text, "vector", one.vector);
    write_optional(text, "bandwidth", one.bandwidth);
    write_optional(text, "launch", one.launch);
    write_optional(text, "predicted_ms", one.predicted_ms);
    text.key("meets");
    text.value(one.meets);
    write_errors(text, one.faults);
    text.end_object();
  }
  text.end_array();
  text.end_object();
  return text.take();
}

std::string sensitivity_text(const Sensitivity& made) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("rows");
  text.begin_array();
  for (const SensitivityRow& row : made.rows) {
    text.begin_object();
    write_resource(text, "resource", row.resource);
    write_number(text, "ttft_percent", row.ttft_percent);
    write_optional(text, "tpot_percent", row.tpot_percent);
    write_number(text, "total_percent", row.total_percent);
    write_number(text, "throughput_percent", row.throughput_percent);
    text.key("margin_bytes");
    text.value(row.margin_bytes);
    text.end_object();
  }
  text.end_array();
  write_resource(text, "best_for_ttft", made.best_for_ttft);
  write_resource(text, "best_for_tpot", made.best_for_tpot);
  write_resource(text, "best_for_total", made.best_for_total);
  text.key("fits");
  text.value(made.fits);
  text.end_object();
  return text.take();
}

std::string fits_text(const std::vector<LargestFit>& found) {
  std::string text = "[";
  for (const LargestFit& one : found)
    text += (text.size() > 1 ? "," : "") + entity_text(one, JsonText::Layout::compact);
  return text + "]";
}

}  // namespace modelmeter
