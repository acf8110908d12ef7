#include "measurements/measurement.h"

#include <algorithm>

namespace modelmeter::measurements {
namespace {

void append(std::vector<double>& to, const std::vector<double>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::string kind_name(MeasurementKind kind) {
  static constexpr const char* names[] = {"times", "trace", "kernel-summary"};
  return names[static_cast<std::size_t>(kind)];
}

std::string clock_name(Clock clock) {
  static constexpr const char* names[] = {"cuda-events", "kernels", "wall"};
  return names[static_cast<std::size_t>(clock)];
}

std::optional<Spread> spread_of(std::vector<double> times_ms) {
  if (times_ms.empty()) return std::nullopt;
  std::sort(times_ms.begin(), times_ms.end());
  const std::size_t middle = times_ms.size() / 2;
  const double median = times_ms.size() % 2 == 1 ? times_ms[middle] : (times_ms[middle - 1] + times_ms[middle]) / 2;
  return Spread{median, times_ms.front(), times_ms.back(), static_cast<std::int64_t>(times_ms.size())};
}

bool add_runs(Measurement& first, const Measurement& more) {
  const bool same = first.kind == MeasurementKind::times && more.kind == first.kind && more.model == first.model &&
                    more.gpu_name == first.gpu_name && more.gpu_id == first.gpu_id && more.runtime == first.runtime &&
                    more.clock == first.clock && more.settings == first.settings && more.software == first.software;
  if (!same) return false;
  first.also.push_back(more.file_name);
  first.runs += more.runs;
  append(first.total_ms, more.total_ms);
  for (const MeasuredStage& stage : more.stages) {
    const auto known = std::find_if(first.stages.begin(), first.stages.end(), [&](const MeasuredStage& one) {
      return one.stage == stage.stage && one.calls == stage.calls;
    });
    if (known == first.stages.end())
      first.stages.push_back(stage);
    else
      append(known->times_ms, stage.times_ms);
  }
  // Files of one script list the same modules in the same order: the one at the same place is tried first.
  for (std::size_t i = 0; i < more.modules.size(); ++i) {
    const MeasuredModule& module = more.modules[i];
    const auto is_it = [&](const MeasuredModule& one) {
      return one.name == module.name && one.module_id == module.module_id && one.stage == module.stage &&
             one.calls == module.calls;
    };
    if (i < first.modules.size() && is_it(first.modules[i]))
      append(first.modules[i].times_ms, module.times_ms);
    else
      first.modules.push_back(module);
  }
  return true;
}

}  // namespace modelmeter::measurements
