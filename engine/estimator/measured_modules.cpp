#include "estimator/measured_modules.h"

#include <algorithm>
#include <map>
#include <set>

#include "estimator/instances.h"

namespace modelmeter {
namespace {

using measurements::MeasuredModule;
using measurements::Measurement;

constexpr std::size_t kMaxUnmatched = 100;
constexpr std::size_t kMaxPrefixes = 8;
constexpr std::size_t kMaxPlaced = 4'000'000;  ///< instance names of all rows together

/// Modules of the report that stand for the same instances in the same stage, or in all stages.
struct Group {
  MeasuredRow row;
  std::vector<std::size_t> modules;  ///< indices
  std::vector<double> times;         ///< per run, over all parts
  std::set<std::string> named;       ///< instances that were measured
  bool batched = false;              ///< lanes run in one kernel: numbers of calls say nothing
  bool all_calls = true;
  bool has = false;
};

/// The report's rows by instance pattern and stage.
class Groups {
 public:
  explicit Groups(const Estimate& estimate) : report_(estimate.report), instances_(estimate.instances) {
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < report_.modules.size(); ++i) {
      const AnalyticModuleNode& module = report_.modules[i];
      index[module.module_id] = i;
      const bool under = module.parent_id.has_value();
      const std::size_t parent = under ? index[*module.parent_id] : 0;
      depth_.push_back(under ? depth_[parent] + 1 : 0);
      batched_.push_back(module.batched || (under && batched_[parent]));
    }
    for (std::size_t i = 0; i < report_.modules.size(); ++i)
      if (!instances_[i].empty()) by_pattern_[instances_[i]].push_back(i);
    for (std::size_t i = 0; i < report_.modules.size(); ++i) by_id_[report_.modules[i].module_id] = i;
    std::size_t placed = 0;
    for (const auto& entry : by_pattern_)
      for (const std::string& name : expand_instances(entry.first))
        if (++placed <= kMaxPlaced) patterns_.emplace(name, &entry);
  }

  bool knows(const std::string& name) const { return patterns_.count(name) > 0; }
  std::size_t patterns() const { return by_pattern_.size(); }

  /// Patterns that a part without a stage fell into although the report has them in several: they become one row.
  void note_stageless(const MeasuredModule& part) {
    if (part.stage) return;
    if (const auto found = patterns_.find(part.name); found != patterns_.end()) merged_.insert(found->second->first);
  }

  /// The group that a part is of; null where the report has none.
  Group* group_of(const MeasuredModule& part) {
    if (!part.module_id.empty()) {
      const auto found = by_id_.find(part.module_id);
      return found == by_id_.end() ? nullptr : &made("id:" + part.module_id, {found->second});
    }
    const auto found = patterns_.find(part.name);
    if (found == patterns_.end()) return nullptr;
    const auto& [pattern, modules] = *found->second;
    if (merged_.count(pattern) > 0) return &made(pattern, modules);
    std::vector<std::size_t> of_stage;
    for (const std::size_t i : modules)
      if (report_.modules[i].stage == *part.stage) of_stage.push_back(i);
    if (of_stage.empty()) return nullptr;
    return &made(pattern + "\n" + std::to_string(static_cast<int>(*part.stage)), of_stage);
  }

  /// Those that were measured, in the order of the report.
  std::vector<Group*> measured() {
    std::vector<Group*> list;
    for (auto& entry : groups_)
      if (entry.second.has) list.push_back(&entry.second);
    std::sort(list.begin(), list.end(), [](const Group* a, const Group* b) {
      return a->modules != b->modules ? a->modules < b->modules : a->row.id < b->row.id;
    });
    return list;
  }

  /// The nearest group above that was measured; null for none.
  const Group* above(const Group& group, const std::map<std::size_t, const Group*>& by_module) const {
    std::size_t at = group.modules[0];
    while (report_.modules[at].parent_id) {
      at = by_id_.at(*report_.modules[at].parent_id);
      if (const auto found = by_module.find(at); found != by_module.end()) return found->second;
    }
    return nullptr;
  }

 private:
  Group& made(const std::string& key, const std::vector<std::size_t>& modules) {
    const auto placed = groups_.emplace(key, Group());
    Group& group = placed.first->second;
    if (!placed.second) return group;
    group.modules = modules;
    MeasuredRow& row = group.row;
    const AnalyticModuleNode& first = report_.modules[modules[0]];
    row.id = instances_[modules[0]].empty() ? first.module_id : instances_[modules[0]];
    row.name = row.id;
    row.class_name = short_class(first.qualified_class_name);
    row.depth = depth_[modules[0]];
    row.instances = static_cast<std::int64_t>(
        std::max<std::size_t>(1, instances_[modules[0]].empty() ? 1 : expand_instances(instances_[modules[0]]).size()));
    bool open_end = false;
    for (const std::size_t i : modules) {
      row.module_ids.push_back(report_.modules[i].module_id);
      if (std::find(row.stages.begin(), row.stages.end(), report_.modules[i].stage) == row.stages.end())
        row.stages.push_back(report_.modules[i].stage);
      row.calls += report_.module_metrics[i].calls;
      group.batched = group.batched || batched_[i];
      const MetricsDetail& detail = *report_.module_metrics[i].detail;
      row.figure.predicted_ms = row.figure.predicted_ms.value_or(0) + detail.time_ms;
      row.figure.low_ms = row.figure.low_ms.value_or(0) + detail.time_low_ms;
      row.figure.high_ms = row.figure.high_ms.value_or(0) + detail.time_high_ms.value_or(0);
      open_end = open_end || !detail.time_high_ms;
    }
    if (open_end) row.figure.high_ms.reset();
    return group;
  }

  const AnalyticModelReport& report_;
  const std::vector<std::string>& instances_;
  std::vector<std::int64_t> depth_;
  std::vector<bool> batched_;
  using Pattern = std::pair<const std::string, std::vector<std::size_t>>;
  std::map<std::string, std::vector<std::size_t>> by_pattern_;
  std::map<std::string, const Pattern*> patterns_;  ///< by the name of an instance
  std::map<std::string, std::size_t> by_id_;
  std::set<std::string> merged_;
  std::map<std::string, Group> groups_;
};

/// The first part that the paths of a wrapper share ("model.layers.0"), taken off where that makes more names known.
std::vector<MeasuredModule> without_prefix(std::vector<MeasuredModule> parts, const Groups& groups) {
  const auto first = [](const std::string& name) { return name.substr(0, name.find('.')); };
  std::map<std::string, std::size_t> prefixes;
  for (const MeasuredModule& part : parts)
    if (part.name.find('.') != std::string::npos && prefixes.size() < kMaxPrefixes) ++prefixes[first(part.name)];
  std::string best;
  std::size_t most = 0;
  for (const MeasuredModule& part : parts) most += groups.knows(part.name) ? 1 : 0;
  for (const auto& entry : prefixes) {
    std::size_t known = 0;
    for (const MeasuredModule& part : parts) {
      const bool has = first(part.name) == entry.first && part.name.size() > entry.first.size();
      known += groups.knows(has ? part.name.substr(entry.first.size() + 1) : part.name) ? 1 : 0;
    }
    if (known <= most) continue;
    most = known;
    best = entry.first;
  }
  if (best.empty()) return parts;
  for (MeasuredModule& part : parts)
    if (first(part.name) == best) part.name.erase(0, std::min(part.name.size(), best.size() + 1));
  return parts;
}

void add_times(Group& group, const MeasuredModule& part) {
  if (!group.has) group.times.assign(part.times_ms.size(), 0);
  group.has = true;
  group.times.resize(std::min(group.times.size(), part.times_ms.size()));
  for (std::size_t i = 0; i < group.times.size(); ++i) group.times[i] += part.times_ms[i];
  group.row.measured_calls += part.calls;
  group.all_calls = group.all_calls && part.calls > 0;
  group.named.insert(part.name);
}

/// How many times as many calls the report has as were measured.
double scale_of(const Group& group, const Group* above) {
  if (group.batched) return above == nullptr ? 1 : above->row.scale;
  if (group.all_calls && group.row.measured_calls > 0)
    return static_cast<double>(group.row.calls) / static_cast<double>(group.row.measured_calls);
  return static_cast<double>(group.row.instances) / static_cast<double>(std::max<std::size_t>(1, group.named.size()));
}

/// Stages of a trace that marks none: the sum of their topmost measured modules.
void stages_of_modules(const Estimate& estimate, const Measurement& measurement, const std::vector<Group*>& list,
                       const std::map<std::size_t, const Group*>& by_module, const Groups& groups, bool withheld,
                       MeasuredComparison& made) {
  if (!measurement.stages.empty() || measurement.kind != measurements::MeasurementKind::trace) return;
  bool any = false;
  for (MeasuredRow& row : made.stages) {
    std::vector<double> times;
    for (const Group* group : list) {
      if (group->row.stages != row.stages) continue;
      const Group* above = groups.above(*group, by_module);
      if (above != nullptr && above->row.stages == row.stages) continue;
      if (times.empty()) times.assign(group->times.size(), 0);
      for (std::size_t i = 0; i < std::min(times.size(), group->times.size()); ++i)
        times[i] += group->times[i] * group->row.scale;
    }
    row.figure.measured = spread_per_run(measurement, times);
    judge(row.figure, withheld);
    any = any || !times.empty();
  }
  if (any && estimate.report.stages.size() > 1)
    made.notes.emplace_back("The trace marks no stages: a stage is the sum of its modules that were measured.");
}

}  // namespace

std::string short_class(const std::string& qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string::npos ? qualified : qualified.substr(dot + 1);
}

std::optional<measurements::Spread> spread_per_run(const Measurement& measurement, std::vector<double> times_ms,
                                                   double scale) {
  const double runs = measurement.runs_known ? 1 : static_cast<double>(measurement.runs);
  for (double& time : times_ms) time = time * scale / runs;
  std::optional<measurements::Spread> spread = measurements::spread_of(std::move(times_ms));
  if (spread && !measurement.runs_known) spread->runs = measurement.runs;
  return spread;
}

void compare_modules(const Estimate& estimate, const Measurement& measurement, bool withheld,
                     MeasuredComparison& made) {
  Groups groups(estimate);
  made.report_modules = static_cast<std::int64_t>(groups.patterns());
  if (measurement.modules.empty() || is_of_another_model(estimate, measurement)) return;
  const bool is_trace = measurement.kind == measurements::MeasurementKind::trace;
  NamedParts named;
  if (is_trace)
    named = name_by_tree(estimate, measurement.modules);
  else
    named.parts = without_prefix(measurement.modules, groups);

  for (const MeasuredModule& part : named.parts) groups.note_stageless(part);
  std::vector<UnmatchedPart> unmatched;
  const auto leave = [&](const MeasuredModule& part) {
    const std::optional<measurements::Spread> spread = spread_per_run(measurement, part.times_ms);
    unmatched.push_back({part.name, short_class(part.class_name), spread ? spread->median_ms : 0});
  };
  for (const std::size_t i : named.unmatched) leave(measurement.modules[i]);
  for (const MeasuredModule& part : named.parts) {
    if (part.name.empty() && part.module_id.empty()) continue;  // the whole model: the total
    if (Group* group = groups.group_of(part))
      add_times(*group, part);
    else
      leave(part);
  }
  const std::vector<Group*> list = groups.measured();
  std::map<std::size_t, const Group*> by_module;
  for (const Group* group : list)
    for (const std::size_t i : group->modules) by_module.emplace(i, group);
  for (Group* group : list) {
    MeasuredRow& row = group->row;
    row.scale = scale_of(*group, groups.above(*group, by_module));
    row.figure.measured = spread_per_run(measurement, group->times, row.scale);
    judge(row.figure, withheld);
  }
  stages_of_modules(estimate, measurement, list, by_module, groups, withheld, made);
  for (const Group* group : list) made.modules.push_back(group->row);

  std::stable_sort(unmatched.begin(), unmatched.end(),
                   [](const UnmatchedPart& a, const UnmatchedPart& b) { return a.measured_ms > b.measured_ms; });
  made.unmatched_count += static_cast<std::int64_t>(unmatched.size());
  if (unmatched.size() > kMaxUnmatched) unmatched.resize(kMaxUnmatched);
  made.unmatched.insert(made.unmatched.end(), unmatched.begin(), unmatched.end());
}

}  // namespace modelmeter
