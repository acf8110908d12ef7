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

/// What kernels do, and the time that their matrix work takes at data-sheet peaks.
struct KernelSum {
  double matrix = 0;
  double matrix_s = 0;
  double vector = 0;
  double io_bytes = 0;
  double time_ms = 0;

  void add(const MetricsDetail& detail, double matrix_flops_per_s) {
    const auto flops = static_cast<double>(detail.matrix_flops);
    matrix += flops;
    if (flops > 0) matrix_s += flops / matrix_flops_per_s;
    vector += static_cast<double>(detail.vector_flops);
    io_bytes += static_cast<double>(detail.io_bytes.value_or(0));
    time_ms += detail.time_ms;
  }
  void add(const KernelSum& other) {
    matrix += other.matrix;
    matrix_s += other.matrix_s;
    vector += other.vector;
    io_bytes += other.io_bytes;
    time_ms += other.time_ms;
  }
};

/// Fills what follows from FLOPs, bytes and time; false where there is no place on the chart.
bool complete(RooflinePoint& point, const KernelSum& sum, double model_ms, const Rates& peak) {
  point.io_bytes = sum.io_bytes;
  point.time_ms = sum.time_ms;
  point.flops = sum.matrix + sum.vector;
  if (point.flops <= 0 || point.io_bytes <= 0 || point.time_ms <= 0) return false;
  point.intensity_flops_per_byte = point.flops / point.io_bytes;
  point.flops_per_s = point.flops / (point.time_ms / kMillisecondsPerSecond);
  point.share_of_model_time = model_ms > 0 ? point.time_ms / model_ms : 0;
  const double at_peak =
      std::max({sum.matrix_s, sum.vector / peak.vector_flops_per_s, point.io_bytes / peak.bytes_per_s});
  point.share_of_roof = at_peak / (point.time_ms / kMillisecondsPerSecond);
  return true;
}

/// A kernel with the operators that run in it, under the one that launches it.
struct OwnPoint {
  RooflinePoint point;
  KernelSum sum;
};

/// The kernels of a run by the module that launches them. An operator is charged what its kernel takes longer with it,
/// which can be next to nothing: only whole kernels lie below their roof.
struct Kernels {
  std::vector<std::vector<OwnPoint>> of;  ///< per module of the report
  std::vector<KernelSum> below;           ///< of the kernels that a module and those below it launch
  std::vector<bool> crosses;              ///< one of its operators runs in a kernel from elsewhere, or the reverse
};

Kernels kernels_of(const Estimate& made) {
  const AnalyticModelReport& report = made.report;
  const std::size_t n = report.modules.size();
  Kernels kernels{std::vector<std::vector<OwnPoint>>(n), std::vector<KernelSum>(n), std::vector<bool>(n, false)};
  std::map<std::string, std::size_t> index;
  for (std::size_t m = 0; m < n; ++m) index[report.modules[m].module_id] = m;
  const auto parent_of = [&](std::size_t m) {
    return report.modules[m].parent_id ? index[*report.modules[m].parent_id] : n;
  };
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> position;
  for (std::size_t m = 0; m < n; ++m)
    for (std::size_t i = 0; i < report.module_metrics[m].own_operators.size(); ++i) {
      const OperatorRow& row = report.module_metrics[m].own_operators[i];
      const KernelPlace& place = made.kernel_of[m][i];
      std::vector<OwnPoint>& list = kernels.of[place.module];
      const auto known = position.find({place.module, place.op});
      if (known == position.end()) {
        const OperatorRow& first = report.module_metrics[place.module].own_operators[place.op];
        OwnPoint one;
        one.point.module_id = report.modules[place.module].module_id;
        one.point.op = place.op;
        one.point.name = first.name;
        one.point.category_id = first.category_id;
        one.point.stage = report.modules[place.module].stage;
        one.point.bound = first.detail.bound;
        position[{place.module, place.op}] = list.size();
        list.push_back(std::move(one));
      }
      OwnPoint& into = list[position[{place.module, place.op}]];
      if (place.module != m || place.op != i) into.point.name += " + " + row.name;
      into.sum.add(row.detail, place.matrix_flops_per_s);
      // Modules around the one but not around the other hold a part of the kernel.
      std::size_t a = m, b = place.module;
      while (a != b) {
        std::size_t& deeper = a > b ? a : b;  // parents stand before their children
        kernels.crosses[deeper] = true;
        deeper = parent_of(deeper);
      }
    }
  for (std::size_t m = n; m-- > 0;) {
    for (const OwnPoint& one : kernels.of[m]) kernels.below[m].add(one.sum);
    if (const std::size_t parent = parent_of(m); parent < n) kernels.below[parent].add(kernels.below[m]);
  }
  return kernels;
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
  Kernels kernels = kernels_of(value(made));
  for (std::size_t i = 0; i < report.modules.size(); ++i) {
    const AnalyticModuleNode& module = report.modules[i];
    const MetricsDetail& detail = *report.module_metrics[i].detail;
    RooflinePoint whole;
    whole.module_id = module.module_id;
    whole.name = module.name;
    whole.category_id = one_category(times[i], detail.time_ms);
    whole.stage = module.stage;
    whole.bound = detail.bound;
    whole.container = !module.children.empty();
    KernelSum sum = kernels.below[i];
    if (!kernels.crosses[i]) {  // the module's own figures, in the order in which the report adds them
      sum.matrix = static_cast<double>(detail.matrix_flops);
      sum.vector = static_cast<double>(detail.vector_flops);
      sum.io_bytes = static_cast<double>(detail.io_bytes.value_or(0));
      sum.time_ms = detail.time_ms;
    }
    if (complete(whole, sum, model_ms, peak)) view.points.push_back(std::move(whole));
    for (OwnPoint& own : kernels.of[i]) {
      if (complete(own.point, own.sum, model_ms, peak)) {
        view.points.push_back(std::move(own.point));
      } else if (own.sum.time_ms > 0) {
        ++view.without_flops;
        view.without_flops_ms += own.sum.time_ms;
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
