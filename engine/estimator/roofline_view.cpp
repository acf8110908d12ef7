#include "estimator/roofline_view.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "hardware/execution.h"

namespace modelmeter {
namespace {

constexpr double kMillisecondsPerSecond = 1e3;
/// A module whose time is one category's to this share is of that category.
constexpr double kOneCategory = 0.9;

void add_source(Roof& roof, const HardwareProfile& profile, const std::string& field) {
  roof.field = field;
  const auto source = profile.sources.find(field);
  if (source == profile.sources.end()) return;
  roof.confidence = source->second.confidence;
  for (const std::string& key : source->second.references) {
    const auto reference = profile.references.find(key);
    if (reference != profile.references.end()) roof.references.push_back(reference->second.title);
  }
}

/// Flat roofs: formats of one peak share a line.
void add_peaks(std::vector<Roof>& roofs, const HardwareProfile& profile, RoofKind kind, double in_force,
               const std::array<std::optional<double>, kDTypes.size()>& peaks) {
  const std::string prefix = kind == RoofKind::matrix ? "matrix_peak_flops_per_s." : "vector_peak_flops_per_s.";
  const std::size_t first = roofs.size();
  for (const DTypeInfo& row : kDTypes) {
    const std::optional<double>& peak = peaks[static_cast<std::size_t>(row.dtype)];
    if (!peak) continue;
    const auto known = std::find_if(roofs.begin() + static_cast<std::ptrdiff_t>(first), roofs.end(),
                                    [&](const Roof& roof) { return roof.rate_per_s == *peak; });
    if (known != roofs.end()) {
      known->formats.push_back(std::string(row.name));
      continue;
    }
    Roof roof;
    roof.kind = kind;
    roof.formats = {std::string(row.name)};
    roof.rate_per_s = *peak;
    roof.in_force = *peak == in_force;
    roof.ridge = *peak / *profile.memory_bandwidth_bytes_per_s;
    add_source(roof, profile, prefix + std::string(row.name));
    roofs.push_back(std::move(roof));
  }
}

std::vector<Roof> roofs_of(const HardwareProfile& profile, const ExecutionModel& execution,
                           const MetricsDetail& whole) {
  std::vector<Roof> roofs;
  add_peaks(roofs, profile, RoofKind::matrix, execution.peak.matrix_flops_per_s, profile.matrix_peak_flops_per_s);
  add_peaks(roofs, profile, RoofKind::vector, execution.peak.vector_flops_per_s, profile.vector_peak_flops_per_s);

  Roof memory;
  memory.kind = RoofKind::memory;
  memory.rate_per_s = execution.peak.bytes_per_s;
  memory.in_force = true;
  add_source(memory, profile, "memory_bandwidth_bytes_per_s");
  roofs.push_back(memory);

  const AchievedEfficiency& achieved = profile.achieved;
  if (achieved.matrix_ratio) {
    Roof roof;
    roof.kind = RoofKind::matrix;
    roof.rate_per_s = execution.peak.matrix_flops_per_s * *achieved.matrix_ratio;
    roof.measured = true;
    roof.note = "What large matrix products were measured to reach.";
    add_source(roof, profile, "achieved.matrix_ratio");
    roofs.push_back(std::move(roof));
  }
  if (achieved.bandwidth_ratio) {
    Roof roof = memory;
    roof.in_force = false;
    roof.rate_per_s *= *achieved.bandwidth_ratio;
    roof.measured = true;
    roof.references.clear();
    roof.note = "What streaming kernels were measured to reach.";
    add_source(roof, profile, "achieved.bandwidth_ratio");
    roofs.push_back(std::move(roof));
  }
  if (profile.l2_bandwidth_bytes_per_s) {
    Roof roof;
    roof.kind = RoofKind::l2;
    roof.rate_per_s = *profile.l2_bandwidth_bytes_per_s;
    roof.note = "For data that stays in the L2 cache; the estimate counts every byte as coming from memory.";
    add_source(roof, profile, "l2_bandwidth_bytes_per_s");
    roofs.push_back(std::move(roof));
  }
  if (achieved.launch_s && *achieved.launch_s > 0 && whole.kernels > 0 && whole.io_bytes.value_or(0) > 0) {
    Roof roof;
    roof.kind = RoofKind::launch;
    roof.rate_per_s = static_cast<double>(*whole.io_bytes) / static_cast<double>(whole.kernels) / *achieved.launch_s;
    roof.note =
        "A kernel that moves this run's average bytes per kernel cannot be faster than one launch after another.";
    add_source(roof, profile, "achieved.launch_s");
    roofs.push_back(std::move(roof));
  }
  return roofs;
}

/// Fills what follows from FLOPs, bytes and time; false where there is no place on the chart.
bool complete(RooflinePoint& point, double matrix, double vector, double model_ms, const Rates& peak) {
  point.flops = matrix + vector;
  if (point.flops <= 0 || point.io_bytes <= 0 || point.time_ms <= 0) return false;
  point.intensity_flops_per_byte = point.flops / point.io_bytes;
  point.flops_per_s = point.flops / (point.time_ms / kMillisecondsPerSecond);
  point.share_of_model_time = model_ms > 0 ? point.time_ms / model_ms : 0;
  const double at_peak =
      std::max({matrix / peak.matrix_flops_per_s, vector / peak.vector_flops_per_s, point.io_bytes / peak.bytes_per_s});
  point.share_of_roof = at_peak / (point.time_ms / kMillisecondsPerSecond);
  return true;
}

struct OwnPoint {
  RooflinePoint point;
  double matrix = 0;
  double vector = 0;
};

/// Operators of a module, those fused into a neighbour with it.
std::vector<OwnPoint> own_points(const AnalyticModuleNode& module, const ModuleMetricsSnapshot& metrics) {
  std::vector<OwnPoint> list;
  for (std::size_t i = 0; i < metrics.own_operators.size(); ++i) {
    const OperatorRow& row = metrics.own_operators[i];
    if (!row.fused || list.empty()) {
      OwnPoint one;
      one.point.module_id = module.module_id;
      one.point.op = i;
      one.point.name = row.name;
      one.point.category_id = row.category_id;
      one.point.stage = module.stage;
      one.point.bound = row.detail.bound;
      list.push_back(std::move(one));
    } else {
      list.back().point.name += " + " + row.name;
    }
    OwnPoint& into = list.back();
    into.matrix += static_cast<double>(row.detail.matrix_flops);
    into.vector += static_cast<double>(row.detail.vector_flops);
    into.point.io_bytes += static_cast<double>(row.detail.io_bytes.value_or(0));
    into.point.time_ms += row.detail.time_ms;
  }
  return list;
}

/// Time per category of a module's own operators and of everything below it, by position in the report.
std::vector<std::map<std::string, double>> category_times(const AnalyticModelReport& report) {
  std::vector<std::map<std::string, double>> times(report.modules.size());
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < report.modules.size(); ++i) index[report.modules[i].module_id] = i;
  // Children stand after their parents.
  for (std::size_t i = report.modules.size(); i-- > 0;) {
    for (const OperatorRow& row : report.module_metrics[i].own_operators)
      times[i][row.category_id] += row.detail.time_ms;
    if (!report.modules[i].parent_id) continue;
    for (const auto& [category, ms] : times[i]) times[index[*report.modules[i].parent_id]][category] += ms;
  }
  return times;
}

std::string one_category(const std::map<std::string, double>& times, double total) {
  for (const auto& [category, ms] : times)
    if (ms > kOneCategory * total) return category;
  return "";
}

}  // namespace

Result<RooflineView> roofline_view(const EstimateRequest& request, const HardwareProfile& profile) {
  const Result<Estimate> made = estimate(request, profile);
  if (!ok(made)) return errors(made);
  const AnalyticModelReport& report = value(made).report;
  const Result<ExecutionModel> execution = execution_model(profile, report.estimate->precision, Execution::roofline);
  if (!ok(execution)) return errors(execution);
  const Rates& peak = value(execution).peak;
  const double model_ms = report.predicted_total_time_ms;

  RooflineView view;
  view.roofs = roofs_of(profile, value(execution), *report.module_metrics[0].detail);
  const std::vector<std::map<std::string, double>> times = category_times(report);
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    const AnalyticModuleNode& module = report.modules[i];
    const ModuleMetricsSnapshot& metrics = report.module_metrics[i];
    const MetricsDetail& detail = *metrics.detail;
    RooflinePoint whole;
    whole.module_id = module.module_id;
    whole.name = module.name;
    whole.category_id = one_category(times[i], detail.time_ms);
    whole.stage = module.stage;
    whole.bound = detail.bound;
    whole.container = !module.children.empty();
    whole.io_bytes = static_cast<double>(detail.io_bytes.value_or(0));
    whole.time_ms = detail.time_ms;
    if (complete(whole, static_cast<double>(detail.matrix_flops), static_cast<double>(detail.vector_flops), model_ms,
                 peak))
      view.points.push_back(std::move(whole));
    for (OwnPoint& own : own_points(module, metrics)) {
      if (complete(own.point, own.matrix, own.vector, model_ms, peak)) {
        view.points.push_back(std::move(own.point));
      } else if (own.point.time_ms > 0) {
        ++view.without_flops;
        view.without_flops_ms += own.point.time_ms;
      }
    }
  }
  return view;
}

Breakdown breakdown_of(const AnalyticModelReport& report) {
  std::map<std::pair<std::size_t, std::size_t>, BreakdownCell> cells;
  std::map<std::string, std::size_t> rank;
  for (std::size_t c = 0; c < report.operator_categories.size(); ++c)
    rank[report.operator_categories[c].category_id] = c;
  const auto stage_rank = [](Stage stage) {
    return static_cast<std::size_t>(std::find(std::begin(kStages), std::end(kStages), stage) - std::begin(kStages));
  };
  const auto add = [](BreakdownCell& into, const MetricsDetail& detail) {
    into.time_ms += detail.time_ms;
    into.matrix_flops += static_cast<double>(detail.matrix_flops);
    into.vector_flops += static_cast<double>(detail.vector_flops);
    into.flops += static_cast<double>(detail.matrix_flops) + static_cast<double>(detail.vector_flops);
    into.io_bytes += static_cast<double>(detail.io_bytes.value_or(0));
  };
  std::map<std::size_t, BreakdownCell> stages;
  std::map<std::size_t, BreakdownCell> categories;
  for (std::size_t i = 0; i < report.module_metrics.size(); ++i) {
    const Stage stage = report.modules[i].stage;
    for (const OperatorRow& row : report.module_metrics[i].own_operators) {
      const std::size_t s = stage_rank(stage);
      const std::size_t c = rank[row.category_id];
      BreakdownCell& cell = cells[{s, c}];
      cell.stage = stages[s].stage = stage;
      cell.category_id = categories[c].category_id = row.category_id;
      add(cell, row.detail);
      add(stages[s], row.detail);
      add(categories[c], row.detail);
    }
  }
  const double model_ms = report.predicted_total_time_ms;
  const auto listed = [&](auto& map) {
    std::vector<BreakdownCell> list;
    for (auto& [key, cell] : map) {
      cell.share_of_time = model_ms > 0 ? cell.time_ms / model_ms : 0;
      list.push_back(cell);
    }
    return list;
  };
  return {listed(cells), listed(stages), listed(categories)};
}

}  // namespace modelmeter
