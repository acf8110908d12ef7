#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/report.h"

namespace modelmeter {

inline constexpr std::size_t kMaxComparedReports = 8;

/// A report and what the user calls it.
struct LabelledReport {
  std::string label;
  AnalyticModelReport report;
};

/// What a figure is of: decides which marks withhold it.
enum class FigureGroup { time, flops, io, memory, kernels, count };

struct ComparedMetric {
  const char* key;  ///< ends in its unit
  const char* label;
  const char* unit;
  FigureGroup group;
};

/// One figure in every report. Differences and ratios are to the first report; nothing for the first itself, where a
/// report lacks the figure, where the first is zero (ratios), and where a mark withholds them.
struct ComparedFigure {
  std::vector<std::optional<double>> values, differences, ratios;
};

/// What the reports are of, side by side.
struct ContextRow {
  std::string key;
  std::string label;
  std::vector<std::string> values;  ///< empty where a report does not say
  bool differs = false;
};

/// A reason for which figures cannot be compared, or only with care.
struct ComparisonMark {
  std::string reason;                 ///< one sentence
  std::vector<FigureGroup> withheld;  ///< whose differences and ratios are left out; empty: none, a caution
};

struct ComparedRow {
  std::string id;    ///< "prefill", "linear", "deepseek-ocr/vision/global"
  std::string name;  ///< to show
  std::vector<ComparedFigure> figures;
};

/// Modules that stand for each other, one of each report that has it.
struct ComparedModule {
  std::vector<std::optional<std::string>> ids;  ///< per report
  std::string name;
  std::string qualified_class_name;
  Stage stage = Stage::other;
  std::int64_t depth = 0;
  std::vector<ComparedFigure> figures;
};

struct ReportComparison {
  std::vector<std::string> labels;
  std::vector<ContextRow> context;
  std::vector<ComparisonMark> marks;
  std::vector<ComparedMetric> total_metrics, work_metrics;
  std::vector<ComparedFigure> totals;  ///< in the order of `total_metrics`
  std::vector<ComparedRow> stages;     ///< figures in the order of `work_metrics`
  std::vector<ComparedRow> categories;
  std::vector<ComparedModule> modules;  ///< the first report's tree, others' own modules where they stand in theirs
};

/// Two or more valid reports side by side, the first as the baseline. Faults: fewer than two or more than
/// `kMaxComparedReports`, and reports that share no module below their roots though one has some, nor the class of the
/// root: two different things, of which no row could be aligned.
Result<ReportComparison> compare(const std::vector<LabelledReport>& reports);

/// Modules of several trees that stand for each other: per group, the index in each report's `modules`, −1 for none.
/// Parents come before children. Children of aligned parents are aligned by the last part of their ids, else by class
/// and name, else by class in order.
struct AlignedModules {
  std::vector<std::vector<std::int64_t>> groups;
  std::vector<std::int64_t> depths;
};
AlignedModules align(const std::vector<LabelledReport>& reports);

}  // namespace modelmeter
