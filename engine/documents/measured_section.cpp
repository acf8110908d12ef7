// Measured beside predicted, as a section of the summary.
#include <algorithm>

#include "documents/documents.h"
#include "documents/text.h"

namespace modelmeter {
namespace {

constexpr std::size_t kTopModules = 40;

const char* stage_name(Stage stage) {
  static constexpr const char* names[] = {"vision", "projector", "prefill", "decode", "other"};
  return names[static_cast<std::size_t>(stage)];
}

/// "1.37", three digits after the point.
std::string ratio_text(const std::optional<double>& ratio) {
  if (!ratio || *ratio > 1e12) return "–";
  const auto thousandths = static_cast<std::int64_t>(*ratio * 1000 + 0.5);
  std::string part = std::to_string(thousandths % 1000);
  return grouped(thousandths / 1000) + "." + std::string(3 - part.size(), '0') + part;
}

std::string time_text(const std::optional<double>& ms) {
  return ms ? duration(*ms) : "–";
}

std::string line(const std::string& name, const MeasuredRow& row) {
  static constexpr const char* bands[] = {"inside", "faster", "slower"};
  const MeasuredFigure& figure = row.figure;
  std::string range = "–";
  if (figure.low_ms && figure.high_ms) range = duration(*figure.low_ms) + " to " + duration(*figure.high_ms);
  std::string measured = "–";
  if (figure.measured) {
    measured = duration(figure.measured->median_ms);
    if (figure.measured->high_ms > figure.measured->low_ms)
      measured += " (" + duration(figure.measured->low_ms) + " to " + duration(figure.measured->high_ms) + ")";
    if (row.scale != 1) measured += ", scaled to the report's calls";
  }
  return "| " + name + " | " + time_text(figure.predicted_ms) + " | " + range + " | " + measured + " | " +
         ratio_text(figure.ratio) + " | " + (figure.band ? bands[static_cast<std::size_t>(*figure.band)] : "–") +
         " |\n";
}

std::string head(const char* what) {
  return std::string("\n| ") + what +
         " | predicted | its range | measured | predicted / measured | in the range |\n"
         "| --- | ---: | ---: | ---: | ---: | --- |\n";
}

}  // namespace

std::string measured_markdown(const MeasuredComparison& made, const measurements::Measurement& measurement) {
  std::string text = "## Measured against predicted\n\nFrom " + code_span(measurement.file_name);
  for (const std::string& file : measurement.also) text += ", " + code_span(file);
  if (!measurement.run_id.empty()) text += ", run " + code_span(measurement.run_id);
  text += ": " + std::string(measurement.runs == 1 ? "one run" : grouped(measurement.runs) + " runs");
  static constexpr const char* clocks[] = {"events on the device around each call", "the sum of kernels, gaps left out",
                                           "the host's clock"};
  text += "; " + std::string(clocks[static_cast<std::size_t>(measurement.clock)]) + ".\n\n";
  for (const MeasuredMark& mark : made.marks)
    text += std::string("- ") + (mark.withheld ? "**No ratio:** " : "") + escaped_markdown(mark.reason) + "\n";
  text += head("part") + line("whole run", made.total);
  for (const MeasuredRow& row : made.stages) text += line(stage_name(row.stages[0]), row);
  if (!made.modules.empty()) {
    text += head("module");
    std::vector<const MeasuredRow*> rows;
    for (const MeasuredRow& row : made.modules) rows.push_back(&row);
    std::stable_sort(rows.begin(), rows.end(), [](const MeasuredRow* a, const MeasuredRow* b) {
      return a->figure.measured->median_ms > b->figure.measured->median_ms;
    });
    for (std::size_t i = 0; i < std::min(kTopModules, rows.size()); ++i) {
      std::string name = code_span(rows[i]->name);
      for (const Stage stage : rows[i]->stages) name += std::string(" ") + stage_name(stage);
      text += line(name, *rows[i]);
    }
    if (rows.size() > kTopModules)
      text += "\nThe " + grouped(kTopModules) + " longest of " + grouped(static_cast<std::int64_t>(rows.size())) +
              " measured modules.\n";
  }
  if (!made.families.empty()) {
    text += head("family of kernels");
    for (const MeasuredRow& row : made.families) text += line(row.name, row);
  }
  if (!made.unmatched.empty()) {
    text += "\nMeasured, but found in no part of the report (" + grouped(made.unmatched_count) + "):";
    for (std::size_t i = 0; i < std::min<std::size_t>(10, made.unmatched.size()); ++i)
      text += (i == 0 ? " " : ", ") + code_span(made.unmatched[i].name.substr(0, 120)) + " " +
              duration(made.unmatched[i].measured_ms);
    text += ".\n";
  }
  text += "\n";
  for (const std::string& note : made.notes) text += "- " + escaped_markdown(note) + "\n";
  return text;
}

}  // namespace modelmeter
