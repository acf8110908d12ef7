#include "estimator/comparison.h"

#include <algorithm>
#include <map>

#include "estimator/comparison_context.h"
#include "units/quantity.h"

namespace modelmeter {
namespace {

constexpr double kTera = 1e12;
constexpr double kBitsPerByte = 8;

using Number = std::optional<double>;
using Numbers = std::vector<Number>;

const std::vector<ComparedMetric>& total_metrics() {
  using G = FigureGroup;
  static const std::vector<ComparedMetric> all{
      {"total_ms", "Total time", "ms", G::time},
      {"measured_total_ms", "Measured total time", "ms", G::time},
      {"ttft_ms", "Time to first token", "ms", G::time},
      {"tpot_ms", "Time per output token", "ms", G::time},
      {"throughput_tokens_per_s", "Generated tokens", "tokens/s", G::time},
      {"throughput_pages_per_s", "Pages", "pages/s", G::time},
      {"matrix_flops", "Matrix FLOPs", "FLOP", G::flops},
      {"vector_flops", "Vector FLOPs", "FLOP", G::flops},
      {"io_bytes", "I/O", "bytes", G::io},
      {"kernels", "Kernels", "", G::kernels},
      {"parameters", "Parameters", "", G::count},
      {"weight_bytes", "Weights", "bytes", G::memory},
      {"kv_cache_bytes", "KV cache", "bytes", G::memory},
      {"activation_peak_bytes", "Activation peak", "bytes", G::memory},
      {"memory_needed_bytes", "Memory needed", "bytes", G::memory},
      {"memory_capacity_bytes", "Memory capacity", "bytes", G::memory},
  };
  return all;
}

const std::vector<ComparedMetric>& work_metrics() {
  using G = FigureGroup;
  static const std::vector<ComparedMetric> all{
      {"time_ms", "Time", "ms", G::time},
      {"matrix_flops", "Matrix FLOPs", "FLOP", G::flops},
      {"vector_flops", "Vector FLOPs", "FLOP", G::flops},
      {"io_bytes", "I/O", "bytes", G::io},
      {"kernels", "Kernels", "", G::kernels},
      {"calls", "Calls", "", G::count},
      {"parameters", "Parameters", "", G::count},
  };
  return all;
}

Number count(std::int64_t number) {
  return static_cast<double>(number);
}

std::int64_t io_of(const MetricsDetail& d) {
  Bytes io;
  for (std::int64_t bytes :
       {d.read_weight_bytes, d.read_activation_bytes, d.written_activation_bytes, d.read_kv_bytes, d.written_kv_bytes})
    io += Bytes{bytes};
  return io.count();
}

/// Figures of `work_metrics`.
Numbers work_of(const MetricsDetail& d, const Number& calls, bool with_parameters) {
  return {d.time_ms,
          count(d.matrix_flops),
          count(d.vector_flops),
          count(io_of(d)),
          count(d.kernels),
          calls,
          with_parameters ? count(d.parameters) : Number{}};
}

Numbers work_of(const ModuleMetricsSnapshot& metrics) {
  if (metrics.detail) return work_of(*metrics.detail, count(metrics.calls), true);
  return {metrics.total_time_ms, {}, {}, metrics.total_io_tb * kTera / kBitsPerByte, {}, count(metrics.calls), {}};
}

const ModuleMetricsSnapshot* root_metrics(const AnalyticModelReport& report) {
  for (const AnalyticModuleNode& node : report.modules)
    if (!node.parent_id)
      for (const ModuleMetricsSnapshot& metrics : report.module_metrics)
        if (metrics.module_id == node.module_id) return &metrics;
  return nullptr;
}

Numbers totals_of(const AnalyticModelReport& report) {
  Numbers all{report.predicted_total_time_ms, report.measured_total_time_ms};
  const bool has = report.totals.has_value();
  const EstimateTotals totals = report.totals.value_or(EstimateTotals{});
  for (double number : {totals.ttft_ms, totals.tpot_ms, totals.throughput_tokens_per_s, totals.throughput_pages_per_s})
    all.push_back(has ? Number{number} : Number{});
  const ModuleMetricsSnapshot* root = root_metrics(report);
  const Numbers work = root != nullptr ? work_of(*root) : Numbers(work_metrics().size());
  for (std::size_t i = 1; i <= 4; ++i) all.push_back(work[i]);
  for (std::int64_t number : {totals.parameters, totals.weight_bytes, totals.kv_cache_bytes,
                              totals.activation_peak_bytes, totals.memory_needed_bytes, totals.memory_capacity_bytes})
    all.push_back(has ? count(number) : Number{});
  return all;
}

Number at(const Numbers& row, std::size_t metric) {
  return row.empty() ? Number{} : row[metric];
}

/// Figures of several reports as rows of values, differences and ratios.
class Table {
 public:
  Table(const std::vector<ComparedMetric>& metrics, const std::vector<ComparisonMark>& marks) : metrics_(metrics) {
    for (const ComparedMetric& metric : metrics) {
      bool held = false;
      for (const ComparisonMark& mark : marks)
        held = held || std::find(mark.withheld.begin(), mark.withheld.end(), metric.group) != mark.withheld.end();
      withheld_.push_back(held);
    }
  }

  /// `rows`: per report, a figure per metric; an empty row where the report lacks it all.
  std::vector<ComparedFigure> compared(const std::vector<Numbers>& rows) const {
    std::vector<ComparedFigure> figures(metrics_.size());
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const Number value = at(rows[r], m);
        const Number base = at(rows[0], m);
        const bool can = r > 0 && value.has_value() && base.has_value() && !withheld_[m];
        const double to = value.value_or(0), from = base.value_or(0);
        figures[m].values.push_back(value);
        figures[m].differences.push_back(can ? Number{to - from} : Number{});
        figures[m].ratios.push_back(can && from != 0 ? Number{to / from} : Number{});
      }
    return figures;
  }

 private:
  const std::vector<ComparedMetric>& metrics_;
  std::vector<bool> withheld_;
};

const char* stage_name(Stage stage) {
  static constexpr const char* names[] = {"vision", "projector", "prefill", "decode", "other"};
  return names[static_cast<std::size_t>(stage)];
}

std::vector<ComparedRow> stages_of(const std::vector<LabelledReport>& reports, const Table& table) {
  std::vector<ComparedRow> rows;
  for (Stage stage : kStages) {
    std::vector<Numbers> figures;
    bool any = false;
    for (const LabelledReport& one : reports) {
      Numbers of_report;
      for (const StageMetrics& metrics : one.report.stages)
        if (metrics.stage == stage) {
          of_report = work_of(metrics.detail, {}, true);
          any = any || metrics.detail.kernels > 0 || metrics.detail.time_ms > 0;
        }
      figures.push_back(std::move(of_report));
    }
    if (any) rows.push_back({stage_name(stage), stage_name(stage), table.compared(figures)});
  }
  return rows;
}

/// What one report spends in each category: its operators', or where it lists none, the root's breakdown.
std::map<std::string, Numbers> categories_of(const AnalyticModelReport& report) {
  std::map<std::string, Numbers> sums;
  for (const ModuleMetricsSnapshot& module : report.module_metrics)
    for (const OperatorRow& op : module.own_operators) {
      const Numbers add = work_of(op.detail, count(op.calls), false);
      Numbers& sum = sums.try_emplace(op.category_id, Numbers{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, {}}).first->second;
      for (std::size_t i = 0; i + 1 < sum.size(); ++i) *sum[i] += add[i].value_or(0);
    }
  if (!sums.empty()) return sums;
  if (const ModuleMetricsSnapshot* root = root_metrics(report))
    for (const OperatorMetrics& one : root->operator_breakdown)
      sums[one.category_id] = {{}, {}, {}, one.io_tb * kTera / kBitsPerByte, {}, count(one.calls), {}};
  return sums;
}

std::vector<ComparedRow> category_rows(const std::vector<LabelledReport>& reports, const Table& table) {
  std::vector<std::map<std::string, Numbers>> sums;
  std::vector<std::pair<std::string, std::string>> known;  // id and name, in the order of the reports' lists
  const auto add = [&](const std::string& id, const std::string& name) {
    for (const auto& one : known)
      if (one.first == id) return;
    known.emplace_back(id, name);
  };
  for (const LabelledReport& one : reports) {
    sums.push_back(categories_of(one.report));
    for (const OperatorCategory& category : one.report.operator_categories)
      add(category.category_id, category.display_name);
    for (const auto& entry : sums.back()) add(entry.first, entry.first);
  }
  std::vector<ComparedRow> rows;
  for (const auto& category : known) {
    std::vector<Numbers> figures;
    bool any = false;
    for (const auto& of_report : sums) {
      const auto found = of_report.find(category.first);
      figures.push_back(found == of_report.end() ? Numbers{} : found->second);
      any = any || found != of_report.end();
    }
    if (any) rows.push_back({category.first, category.second, table.compared(figures)});
  }
  return rows;
}

std::vector<ComparedModule> modules_of(const std::vector<LabelledReport>& reports, const AlignedModules& aligned,
                                       const Table& table) {
  std::vector<std::map<std::string_view, const ModuleMetricsSnapshot*>> metrics(reports.size());
  for (std::size_t r = 0; r < reports.size(); ++r)
    for (const ModuleMetricsSnapshot& one : reports[r].report.module_metrics) metrics[r].emplace(one.module_id, &one);
  std::vector<ComparedModule> rows;
  for (std::size_t g = 0; g < aligned.groups.size(); ++g) {
    ComparedModule row;
    row.depth = aligned.depths[g];
    std::vector<Numbers> figures;
    for (std::size_t r = 0; r < reports.size(); ++r) {
      const std::int64_t index = aligned.groups[g][r];
      if (index < 0) {
        row.ids.emplace_back();
        figures.emplace_back();
        continue;
      }
      const AnalyticModuleNode& node = reports[r].report.modules[static_cast<std::size_t>(index)];
      if (row.name.empty()) {
        row.name = node.name;
        row.qualified_class_name = node.qualified_class_name;
        row.stage = node.stage;
      }
      row.ids.emplace_back(node.module_id);
      const auto found = metrics[r].find(node.module_id);
      figures.push_back(found == metrics[r].end() ? Numbers{} : work_of(*found->second));
    }
    row.figures = table.compared(figures);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Whether any two reports have something to align: a shared module below the roots, or the class of the roots.
bool alignable(const std::vector<LabelledReport>& reports, const AlignedModules& aligned) {
  for (std::size_t g = 1; g < aligned.groups.size(); ++g)
    if (std::count_if(aligned.groups[g].begin(), aligned.groups[g].end(), [](std::int64_t i) { return i >= 0; }) > 1)
      return true;
  const auto root = [&](std::size_t r) -> const AnalyticModuleNode* {
    const std::int64_t index = aligned.groups[0][r];
    return index < 0 ? nullptr : &reports[r].report.modules[static_cast<std::size_t>(index)];
  };
  for (std::size_t r = 1; r < reports.size(); ++r)
    if (root(0) != nullptr && root(r) != nullptr && root(0)->qualified_class_name == root(r)->qualified_class_name)
      return true;
  return false;
}

}  // namespace

Result<ReportComparison> compare(const std::vector<LabelledReport>& reports) {
  if (reports.size() < 2 || reports.size() > kMaxComparedReports)
    return Diagnostics{
        {"runs", "2 to " + std::to_string(kMaxComparedReports) + " reports", std::to_string(reports.size()), ""}};
  const AlignedModules aligned = align(reports);
  if (!alignable(reports, aligned))
    return Diagnostics{{"runs", "reports that have a module in common",
                        "none: " + reports[0].report.model.model_id + " and " + reports[1].report.model.model_id, ""}};
  ReportComparison made;
  for (const LabelledReport& one : reports) made.labels.push_back(one.label.empty() ? one.report.report_id : one.label);
  made.context = context_of(reports);
  made.marks = marks_of(reports, made.context);
  made.total_metrics = total_metrics();
  made.work_metrics = work_metrics();
  std::vector<Numbers> totals;
  for (const LabelledReport& one : reports) totals.push_back(totals_of(one.report));
  made.totals = Table(made.total_metrics, made.marks).compared(totals);
  const Table work(made.work_metrics, made.marks);
  made.stages = stages_of(reports, work);
  made.categories = category_rows(reports, work);
  made.modules = modules_of(reports, aligned, work);
  return made;
}

}  // namespace modelmeter
