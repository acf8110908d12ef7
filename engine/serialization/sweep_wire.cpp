#include "serialization/sweep_wire.h"

#include "serialization/json_text.h"
#include "serialization/wire.h"

namespace modelmeter {
namespace {

constexpr const char* kKindNames[] = {"count", "number", "flag", "text"};

}  // namespace

Result<SweepRequest> sweep_request_from_json(std::string_view text) {
  const Result<Json> parsed = parse_json(text, kMaxRequestBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  SweepRequest request;
  request.base = read_request(reader);
  if (reader.is_object())
    reader.member("vary").each("array of {key, values}", [&](const Reader& item) {
      if (!item.is_object()) return;
      request.vary.push_back({item.member("key").string(), item.member("values").string()});
    });
  if (!faults.empty()) return faults;
  return request;
}

void write_metrics(JsonText& text) {
  text.begin_array();
  for (const Metric& metric : metrics()) {
    text.begin_object();
    text.key("key");
    text.value(metric.key);
    text.key("label");
    text.value(metric.label);
    text.key("unit");
    text.value(metric.unit);
    text.key("kind");
    text.value(kKindNames[static_cast<std::size_t>(metric.kind)]);
    text.key("help");
    text.value(metric.help);
    text.key("smaller_is_better");
    text.value(metric.smaller_is_better);
    text.end_object();
  }
  text.end_array();
}

void write_figure(JsonText& text, const Figure& figure) {
  if (const auto* flag = std::get_if<bool>(&figure)) return text.value(*flag);
  if (const auto* count = std::get_if<std::int64_t>(&figure)) return text.value(*count);
  if (const auto* number = std::get_if<double>(&figure)) return text.value(*number);
  if (const auto* word = std::get_if<std::string>(&figure)) return text.value(*word);
  text.null();
}

void write_setting(JsonText& text, const SettingValue& value) {
  std::visit([&](const auto& held) { text.value(held); }, value);
}

void write_faults(JsonText& text, const Diagnostics& faults) {
  text.raw(to_wire(faults).dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string plan_text(const SweepPlan& plan) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("points");
  text.value(plan.points());
  text.key("axes");
  text.begin_array();
  for (const SweepAxis& axis : plan.axes) {
    text.begin_object();
    text.key("key");
    text.value(axis.key);
    text.key("label");
    text.value(axis.label);
    text.key("unit");
    text.value(axis.unit);
    text.key("numeric");
    text.value(axis.numeric);
    text.key("values");
    text.begin_array();
    for (const SettingValue& one : axis.values) write_setting(text, one);
    text.end_array();
    text.end_object();
  }
  text.end_array();
  text.key("metrics");
  write_metrics(text);
  text.key("notes");
  text.begin_array();
  for (const std::string& note : plan.notes) text.value(note);
  text.end_array();
  text.key("prompt_follows_image");
  text.value(plan.prompt_follows_image);
  text.end_object();
  return text.take();
}

std::string rows_text(std::int64_t first, const std::vector<SweepPoint>& rows) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("first");
  text.value(first);
  text.key("rows");
  text.begin_array();
  for (const SweepPoint& row : rows) {
    text.begin_object();
    text.key("at");
    text.begin_array();
    for (const SettingValue& one : row.at) write_setting(text, one);
    text.end_array();
    text.key("figures");
    text.begin_array();
    for (const Figure& one : row.figures) write_figure(text, one);
    text.end_array();
    if (!row.faults.empty()) {
      text.key("errors");
      write_faults(text, row.faults);
    }
    text.end_object();
  }
  text.end_array();
  text.end_object();
  return text.take();
}

}  // namespace modelmeter
