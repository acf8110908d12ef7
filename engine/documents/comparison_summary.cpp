#include <algorithm>
#include <cmath>

#include "documents/documents.h"
#include "documents/text.h"

namespace modelmeter {
namespace {

constexpr std::size_t kTopModules = 25;

std::string shown(const ComparedMetric& metric, const std::optional<double>& value) {
  if (!value) return "–";
  const std::string unit = metric.unit;
  if (unit == "ms") return duration(*value);
  if (unit == "bytes") return with_prefix(*value, "B");
  return unit.empty() ? with_prefix(*value, "") : with_prefix(*value, unit);
}

/// "1.25 ms (+12.0 %)"; the value alone in the first report and where no ratio is given.
std::string cell(const ComparedMetric& metric, const ComparedFigure& figure, std::size_t report) {
  std::string text = shown(metric, figure.values[report]);
  if (figure.ratios[report]) text += " (" + signed_percent(*figure.ratios[report] - 1) + ")";
  return text;
}

std::string heading(const char* first, const std::vector<std::string>& labels) {
  std::string names = std::string("| ") + first, rule = "| ---";
  for (const std::string& label : labels) {
    names += " | " + escaped_markdown(label);
    rule += " | ---:";
  }
  return names + " |\n" + rule + " |\n";
}

std::string line(const std::string& name, const ComparedMetric& metric, const ComparedFigure& figure) {
  std::string text = "| " + name;
  for (std::size_t r = 0; r < figure.values.size(); ++r) text += " | " + cell(metric, figure, r);
  return text + " |\n";
}

bool any(const ComparedFigure& figure) {
  return std::any_of(figure.values.begin(), figure.values.end(), [](const auto& one) { return one.has_value(); });
}

std::string rows(const ReportComparison& made, const char* first, const std::vector<ComparedRow>& list,
                 const std::vector<std::size_t>& metrics) {
  std::string text;
  for (std::size_t metric : metrics) {
    text += "\n**" + std::string(made.work_metrics[metric].label) + "**\n\n" + heading(first, made.labels);
    for (const ComparedRow& row : list)
      text += line(escaped_markdown(row.name), made.work_metrics[metric], row.figures[metric]);
  }
  return text;
}

/// Largest absolute difference of a module's time in any report; what only some have counts whole.
double changed(const ComparedModule& module) {
  double least = 0, most = 0;
  bool first = true;
  for (const std::optional<double>& value : module.figures[0].values) {
    const double number = value.value_or(0);
    least = first ? number : std::min(least, number);
    most = first ? number : std::max(most, number);
    first = false;
  }
  return most - least;
}

}  // namespace

std::string comparison_markdown(const ReportComparison& made) {
  std::string text = "# Comparison\n\nPercentages are against " + escaped_markdown(made.labels[0]) + ".\n";
  if (!made.marks.empty()) {
    text += "\n## To be minded\n\n";
    for (const ComparisonMark& mark : made.marks)
      text += "- " + escaped_markdown(mark.reason) + (mark.withheld.empty() ? "" : " No differences are given.") + "\n";
  }
  text += "\n## What differs\n\n" + heading("setting", made.labels);
  for (const ContextRow& row : made.context) {
    if (!row.differs) continue;
    text += "| " + row.label;
    for (const std::string& value : row.values) text += " | " + (value.empty() ? "–" : escaped_markdown(value));
    text += " |\n";
  }
  text += "\n## Totals\n\n" + heading("figure", made.labels);
  for (std::size_t m = 0; m < made.totals.size(); ++m)
    if (any(made.totals[m])) text += line(made.total_metrics[m].label, made.total_metrics[m], made.totals[m]);
  text += "\n## Stages\n" + rows(made, "stage", made.stages, {0, 1, 3});
  text += "\n## Categories\n" + rows(made, "category", made.categories, {0, 1, 3});

  std::vector<const ComparedModule*> order;
  for (const ComparedModule& module : made.modules) order.push_back(&module);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return changed(*a) > changed(*b); });
  if (order.size() > kTopModules) order.resize(kTopModules);
  text += "\n## Modules whose time differs most\n\n" + heading("module", made.labels);
  for (const ComparedModule* module : order) {
    const auto id =
        std::find_if(module->ids.begin(), module->ids.end(), [](const auto& one) { return one.has_value(); });
    text += line(escaped_markdown(**id), made.work_metrics[0], module->figures[0]);
  }
  return text;
}

}  // namespace modelmeter
