#include "estimator/timeline.h"

#include <algorithm>
#include <map>

namespace modelmeter {
namespace {

/// The longest stretch that is laid out, 292 years: keeps the sums of absurd settings within 63 bits.
constexpr double kLongestNs = 9.2e18;

std::int64_t nanoseconds(double ms) {
  return static_cast<std::int64_t>(std::min(ms * 1e6 + 0.5, kLongestNs));
}

class Layout {
 public:
  explicit Layout(const AnalyticModelReport& report) {
    for (std::size_t i = 0; i < report.modules.size() && i < report.module_metrics.size(); ++i) {
      parts_[report.modules[i].module_id] = {&report.modules[i], &report.module_metrics[i]};
      if (!report.modules[i].parent_id) roots_.push_back(report.modules[i].module_id);
    }
  }

  std::vector<TimelineSlice> slices() {
    double start_ms = 0;
    for (const std::string& root : roots_) start_ms += place(root, start_ms, INT64_MAX);
    return std::move(slices_);
  }

 private:
  struct Part {
    const AnalyticModuleNode* node = nullptr;
    const ModuleMetricsSnapshot* metrics = nullptr;
  };

  /// The time of the module, in ms; where it has any, it and all below it are on the timeline afterwards.
  double place(const std::string& id, double start_ms, std::int64_t within_ns) {
    const auto found = parts_.find(id);
    if (found == parts_.end()) return 0;
    const Part& part = found->second;
    const ModuleMetricsSnapshot& metrics = *part.metrics;
    TimelineSlice slice{.name = part.node->name, .module_id = id, .category_id = "", .stage = part.node->stage};
    slice.calls = metrics.calls;
    if (metrics.detail) slice.detail = &*metrics.detail;
    const std::int64_t end = put(slice, start_ms, metrics.total_time_ms, within_ns);
    if (end < 0) return metrics.total_time_ms;
    double at = start_ms;
    for (const OperatorRow& row : metrics.own_operators) {
      TimelineSlice own{.name = row.name, .module_id = id, .category_id = row.category_id, .stage = part.node->stage};
      own.calls = row.calls;
      own.detail = &row.detail;
      put(own, at, row.detail.time_ms, end);
      at += row.detail.time_ms;
    }
    for (const std::string& child : part.node->children) at += place(child, at, end);
    return metrics.total_time_ms;
  }

  /// Where the slice ends; −1 where it is too short to be drawn.
  std::int64_t put(TimelineSlice slice, double start_ms, double time_ms, std::int64_t within_ns) {
    slice.start_ns = std::min(nanoseconds(start_ms), within_ns);
    const std::int64_t end = std::min(nanoseconds(start_ms + time_ms), within_ns);
    slice.duration_ns = end - slice.start_ns;
    if (slice.duration_ns <= 0) return -1;
    slices_.push_back(std::move(slice));
    return end;
  }

  std::map<std::string, Part> parts_;
  std::vector<std::string> roots_;
  std::vector<TimelineSlice> slices_;
};

}  // namespace

std::vector<TimelineSlice> timeline_of(const AnalyticModelReport& report) {
  return Layout(report).slices();
}

}  // namespace modelmeter
