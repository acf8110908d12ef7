#include "serialization/comparison_wire.h"

#include "serialization/csv_row.h"
#include "serialization/entity_fields.h"
#include "serialization/json_text.h"

namespace modelmeter {
namespace {

constexpr const char* kGroupNames[] = {"time", "flops", "io", "memory", "kernels", "count"};

void write(JsonText& text, const char* key, const std::vector<std::optional<double>>& numbers) {
  text.key(key);
  text.begin_array();
  for (const std::optional<double>& one : numbers)
    if (one)
      text.value(*one);
    else
      text.null();
  text.end_array();
}

void write(JsonText& text, const std::vector<ComparedFigure>& figures) {
  text.key("figures");
  text.begin_array();
  for (const ComparedFigure& figure : figures) {
    text.begin_object();
    write(text, "values", figure.values);
    write(text, "differences", figure.differences);
    write(text, "ratios", figure.ratios);
    text.end_object();
  }
  text.end_array();
}

void write(JsonText& text, const char* key, const std::vector<ComparedMetric>& metrics) {
  text.key(key);
  text.begin_array();
  for (const ComparedMetric& metric : metrics) {
    text.begin_object();
    text.key("key");
    text.value(metric.key);
    text.key("label");
    text.value(metric.label);
    text.key("unit");
    text.value(metric.unit);
    text.key("group");
    text.value(kGroupNames[static_cast<std::size_t>(metric.group)]);
    text.end_object();
  }
  text.end_array();
}

void write(JsonText& text, const char* key, const std::vector<ComparedRow>& rows) {
  text.key(key);
  text.begin_array();
  for (const ComparedRow& row : rows) {
    text.begin_object();
    text.key("id");
    text.value(row.id);
    text.key("name");
    text.value(row.name);
    write(text, row.figures);
    text.end_object();
  }
  text.end_array();
}

void write(JsonText& text, const char* key, const std::vector<std::string>& list) {
  text.key(key);
  text.begin_array();
  for (const std::string& one : list) text.value(one);
  text.end_array();
}

void write_context(JsonText& text, const ReportComparison& made) {
  text.key("context");
  text.begin_array();
  for (const ContextRow& row : made.context) {
    text.begin_object();
    text.key("key");
    text.value(row.key);
    text.key("label");
    text.value(row.label);
    write(text, "values", row.values);
    text.key("differs");
    text.value(row.differs);
    text.end_object();
  }
  text.end_array();
  text.key("marks");
  text.begin_array();
  for (const ComparisonMark& mark : made.marks) {
    text.begin_object();
    text.key("reason");
    text.value(mark.reason);
    text.key("withheld");
    text.begin_array();
    for (FigureGroup group : mark.withheld) text.value(kGroupNames[static_cast<std::size_t>(group)]);
    text.end_array();
    text.end_object();
  }
  text.end_array();
}

void write_modules(JsonText& text, const std::vector<ComparedModule>& modules) {
  text.key("modules");
  text.begin_array();
  for (const ComparedModule& module : modules) {
    text.begin_object();
    text.key("ids");
    text.begin_array();
    for (const std::optional<std::string>& id : module.ids)
      if (id)
        text.value(*id);
      else
        text.null();
    text.end_array();
    text.key("name");
    text.value(module.name);
    text.key("qualified_class_name");
    text.value(module.qualified_class_name);
    text.key("stage");
    text.value(json_name(module.stage));
    text.key("depth");
    text.value(module.depth);
    write(text, module.figures);
    text.end_object();
  }
  text.end_array();
}

void csv_lines(std::string& out, const char* section, const std::string& id, const std::string& name,
               const std::vector<ComparedMetric>& metrics, const std::vector<ComparedFigure>& figures) {
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    CsvRow row;
    row.text(section);
    row.text(id);
    row.text(name);
    row.text(metrics[m].key);
    const auto cell = [&](const std::optional<double>& number) { number ? row.number(*number) : row.raw(""); };
    for (std::size_t r = 0; r < figures[m].values.size(); ++r) {
      cell(figures[m].values[r]);
      if (r == 0) continue;
      cell(figures[m].differences[r]);
      cell(figures[m].ratios[r]);
    }
    out += row.take();
  }
}

}  // namespace

std::string comparison_text(const ReportComparison& made) {
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  write(text, "labels", made.labels);
  write_context(text, made);
  write(text, "total_metrics", made.total_metrics);
  write(text, "work_metrics", made.work_metrics);
  text.key("totals");
  text.begin_object();
  write(text, made.totals);
  text.end_object();
  write(text, "stages", made.stages);
  write(text, "categories", made.categories);
  write_modules(text, made.modules);
  text.end_object();
  return text.take();
}

std::string comparison_csv(const ReportComparison& made) {
  CsvRow header;
  for (const char* title : {"section", "id", "name", "metric"}) header.text(title);
  for (std::size_t r = 0; r < made.labels.size(); ++r) {
    header.text(made.labels[r]);
    if (r == 0) continue;
    header.text(made.labels[r] + " difference");
    header.text(made.labels[r] + " ratio");
  }
  std::string out = header.take();
  csv_lines(out, "total", "", "", made.total_metrics, made.totals);
  for (const ComparedRow& row : made.stages) csv_lines(out, "stage", row.id, row.name, made.work_metrics, row.figures);
  for (const ComparedRow& row : made.categories)
    csv_lines(out, "category", row.id, row.name, made.work_metrics, row.figures);
  for (const ComparedModule& module : made.modules) {
    std::string id;
    for (const std::optional<std::string>& one : module.ids)
      if (id.empty() && one) id = *one;
    csv_lines(out, "module", id, module.name, made.work_metrics, module.figures);
  }
  return out;
}

}  // namespace modelmeter
