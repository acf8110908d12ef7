#include "measurements/trace_times.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "measurements/kernel_families.h"

namespace modelmeter::measurements {
namespace {

using Kernel = TraceEvents::Kernel;
using Span = TraceEvents::Span;

constexpr double kMicrosecondsPerMillisecond = 1e3;
constexpr std::size_t kMaxModules = 200'000;        ///< distinct ones
constexpr std::size_t kMaxModuleTimes = 8'000'000;  ///< modules × runs
constexpr std::size_t kMaxRuns = 10'000;

/// A kernel with the host's call that launched it.
struct Launched {
  const Kernel* kernel = nullptr;
  double at_us = 0;
  std::uint32_t thread = 0;
  bool known = false;  ///< the launch is in the trace
  std::int64_t run = -1;
};

struct Node {
  std::uint32_t name = 0;
  std::int64_t parent = -1;
  std::int64_t calls = 0, later_calls = 0;
};

bool starts_earlier(const Span& a, const Span& b) {
  return a.start_us != b.start_us ? a.start_us < b.start_us : a.duration_us > b.duration_us;
}

/// "Linear_12" → "Linear".
std::string class_of(const std::string& name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end == std::string::npos || name[end] != '_' || end + 1 == name.size()) return name;
  return name.substr(0, end);
}

class Times {
 public:
  explicit Times(const TraceEvents& events) : events_(events) {}

  Result<Measurement> made() {
    find_runs();
    if (runs_.size() > kMaxRuns)
      return Diagnostics{
          {"traceEvents", "at most " + std::to_string(kMaxRuns) + " profiler steps", std::to_string(runs_.size()), ""}};
    find_launches();
    measured_.kind = MeasurementKind::trace;
    measured_.clock = Clock::kernels;
    measured_.run_id = events_.trace_id;
    if (!events_.devices.empty()) measured_.gpu_name = events_.devices[0];
    add_totals();
    if (measured_.total_ms.empty())
      return Diagnostics{{"traceEvents", "kernels that ran on the device within the profiler's steps",
                          std::to_string(events_.kernels.size()) + " kernels in the trace, none within a step", ""}};
    add_kernels();
    add_stages();
    if (Diagnostics faults = add_modules(); !faults.empty()) return faults;
    add_words();
    return std::move(measured_);
  }

 private:
  void find_runs() {
    runs_ = events_.steps;
    std::sort(runs_.begin(), runs_.end(), starts_earlier);
    stepped_ = !runs_.empty();
    if (!stepped_) runs_.push_back({});
  }

  std::int64_t run_at(double at_us) const {
    if (!stepped_) return 0;
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), at_us,
                                        [](double at, const Span& run) { return at < run.start_us; });
    if (after == runs_.begin()) return -1;
    const Span& run = *(after - 1);
    return at_us <= run.start_us + run.duration_us ? after - runs_.begin() - 1 : -1;
  }

  void find_launches() {
    std::unordered_map<std::int64_t, const TraceEvents::Launch*> by_correlation;
    by_correlation.reserve(events_.launches.size());
    for (const TraceEvents::Launch& launch : events_.launches) by_correlation.emplace(launch.correlation, &launch);
    for (const Kernel& kernel : events_.kernels) {
      Launched one{.kernel = &kernel, .at_us = kernel.start_us};
      if (const auto found = by_correlation.find(kernel.correlation); found != by_correlation.end()) {
        one.at_us = found->second->start_us;
        one.thread = found->second->thread;
        one.known = true;
      }
      one.run = run_at(one.at_us);
      if (one.run < 0) {
        ++outside_;
        continue;
      }
      if (family_of(kernel) == transfer_family()) {
        transfer_us_ += kernel.duration_us;
        continue;
      }
      if (!one.known) ++without_launch_;
      launched_.push_back(one);
    }
  }

  std::size_t family_of(const Kernel& kernel) {
    if (families_.empty()) families_.assign(events_.names.size(), SIZE_MAX);
    std::size_t& family = families_[kernel.name];
    if (family == SIZE_MAX) family = family_of_kernel(events_.names[kernel.name]);
    return family;
  }

  /// The time in which any kernel of a run is at work.
  void add_totals() {
    std::vector<std::vector<std::pair<double, double>>> spans(runs_.size());
    for (const Launched& one : launched_)
      spans[static_cast<std::size_t>(one.run)].emplace_back(one.kernel->start_us,
                                                            one.kernel->start_us + one.kernel->duration_us);
    std::size_t idle = 0;
    for (std::vector<std::pair<double, double>>& run : spans) {
      if (run.empty()) {
        ++idle;
        run_index_.push_back(-1);
        continue;
      }
      std::sort(run.begin(), run.end());
      double busy = 0;
      double until = run[0].first;
      for (const auto& span : run) {
        const double from = std::max(until, span.first);
        if (span.second > from) busy += span.second - from;
        until = std::max(until, span.second);
      }
      run_index_.push_back(static_cast<std::int64_t>(measured_.total_ms.size()));
      measured_.total_ms.push_back(busy / kMicrosecondsPerMillisecond);
    }
    if (idle > 0) note(std::to_string(idle) + " profiler steps without kernels were left out.");
    measured_.runs = static_cast<std::int64_t>(measured_.total_ms.size());
    measured_.runs_known = stepped_;
  }

  std::size_t run_of(const Launched& one) const {
    return static_cast<std::size_t>(run_index_[static_cast<std::size_t>(one.run)]);
  }

  void add_kernels() {
    std::map<std::uint32_t, MeasuredKernel> by_name;
    for (const Launched& one : launched_) {
      MeasuredKernel& kernel = by_name[one.kernel->name];
      ++kernel.calls;
      kernel.total_ms += one.kernel->duration_us / kMicrosecondsPerMillisecond;
    }
    for (auto& entry : by_name) {
      entry.second.name = events_.names[entry.first];
      measured_.kernels.push_back(std::move(entry.second));
    }
    std::stable_sort(measured_.kernels.begin(), measured_.kernels.end(),
                     [](const MeasuredKernel& a, const MeasuredKernel& b) { return a.total_ms > b.total_ms; });
  }

  /// The kernels that were launched on a thread, in the order of their launches.
  std::map<std::uint32_t, std::vector<Launched>> by_thread() const {
    std::map<std::uint32_t, std::vector<Launched>> threads;
    for (const Launched& one : launched_)
      if (one.known) threads[one.thread].push_back(one);
    for (auto& entry : threads)
      std::stable_sort(entry.second.begin(), entry.second.end(),
                       [](const Launched& a, const Launched& b) { return a.at_us < b.at_us; });
    return threads;
  }

  static std::map<std::uint32_t, std::vector<Span>> by_thread(const std::vector<Span>& spans) {
    std::map<std::uint32_t, std::vector<Span>> threads;
    for (const Span& span : spans) threads[span.thread].push_back(span);
    for (auto& entry : threads) std::stable_sort(entry.second.begin(), entry.second.end(), starts_earlier);
    return threads;
  }

  void add_stages() {
    if (events_.ranges.empty()) return;
    constexpr std::size_t kStageCount = 5;
    std::array<std::vector<double>, kStageCount> times;
    std::array<std::int64_t, kStageCount> calls{};
    const auto spans = by_thread(events_.ranges);
    const auto kernels = by_thread();
    for (const auto& thread : spans) {
      const auto launched = kernels.find(thread.first);
      std::size_t next = 0;
      std::vector<const Span*> open;
      const auto stage = [&](const Span& span) {
        return static_cast<std::size_t>(*stage_of_range(events_.names[span.name]));
      };
      for (const Span& span : thread.second)
        if (const std::int64_t run = run_at(span.start_us); run >= 0 && run_index_[static_cast<std::size_t>(run)] >= 0)
          ++calls[stage(span)];
      if (launched == kernels.end()) continue;
      for (const Launched& one : launched->second) {
        while (next < thread.second.size() && thread.second[next].start_us <= one.at_us)
          open.push_back(&thread.second[next++]);
        while (!open.empty() && open.back()->start_us + open.back()->duration_us < one.at_us) open.pop_back();
        if (open.empty()) continue;
        std::vector<double>& stage_times = times[stage(*open.back())];
        if (stage_times.empty()) stage_times.assign(measured_.total_ms.size(), 0);
        stage_times[run_of(one)] += one.kernel->duration_us / kMicrosecondsPerMillisecond;
      }
    }
    const auto runs = static_cast<std::int64_t>(measured_.total_ms.size());
    for (std::size_t i = 0; i < kStageCount; ++i) {
      if (times[i].empty()) continue;
      // A number of calls that differs between runs is not known for a run.
      const std::int64_t per_run = calls[i] % runs == 0 ? calls[i] / runs : 0;
      measured_.stages.push_back({static_cast<Stage>(i), per_run, std::move(times[i])});
    }
  }

  /// One pass over module calls and launches of each thread, in the order of time, with the stack of open calls.
  Diagnostics add_modules() {
    const auto spans = by_thread(events_.modules);
    const auto kernels = by_thread();
    const std::size_t runs = measured_.total_ms.size();
    struct Open {
      std::size_t node;
      double until_us;
      bool later;
    };
    std::unordered_map<std::uint64_t, std::size_t> known;
    std::map<std::pair<std::int64_t, std::uint32_t>, bool> passes;  // by run and root
    for (const auto& thread : spans) {
      static const std::vector<Launched> none;
      const auto found = kernels.find(thread.first);
      const std::vector<Launched>& launched = found == kernels.end() ? none : found->second;
      std::vector<Open> open;
      std::size_t next = 0;
      const auto close_before = [&](double at_us) {
        while (!open.empty() && open.back().until_us < at_us) open.pop_back();
      };
      const auto take_kernels = [&](double before_us) {
        for (; next < launched.size() && launched[next].at_us < before_us; ++next) {
          close_before(launched[next].at_us);
          if (open.empty()) continue;
          const std::size_t at = open.back().node * runs + run_of(launched[next]);
          const double ms = launched[next].kernel->duration_us / kMicrosecondsPerMillisecond;
          own_[at] += ms;
          if (open.back().later) later_[at] += ms;
          in_modules_ms_ += ms;
        }
      };
      for (const Span& span : thread.second) {
        take_kernels(span.start_us);
        close_before(span.start_us);
        const std::int64_t run = run_at(span.start_us);
        if (run < 0 || run_index_[static_cast<std::size_t>(run)] < 0) continue;
        const std::int64_t parent = open.empty() ? -1 : static_cast<std::int64_t>(open.back().node);
        const std::uint64_t key = (static_cast<std::uint64_t>(parent + 1) << 32) | span.name;
        const auto placed = known.emplace(key, nodes_.size());
        if (placed.second) {
          if (nodes_.size() >= kMaxModules || (nodes_.size() + 1) * runs > kMaxModuleTimes)
            return {{"traceEvents",
                     "at most " + std::to_string(kMaxModules) + " modules, and " + std::to_string(kMaxModuleTimes) +
                         " times of modules and steps",
                     "more", ""}};
          nodes_.push_back({span.name, parent});
          own_.resize(nodes_.size() * runs, 0);
          later_.resize(nodes_.size() * runs, 0);
        }
        const bool later =
            open.empty() ? !passes.emplace(std::make_pair(run, span.name), true).second : open.back().later;
        Node& node = nodes_[placed.first->second];
        ++node.calls;
        if (later) ++node.later_calls;
        open.push_back({placed.first->second, span.start_us + span.duration_us, later});
      }
      take_kernels(1e300);
    }
    sum_up(runs);
    return {};
  }

  /// Children are younger than their parents: from the end, each adds what it holds to its parent.
  void sum_up(std::size_t runs) {
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (nodes_[i].parent < 0) continue;
      const std::size_t parent = static_cast<std::size_t>(nodes_[i].parent) * runs;
      for (std::size_t r = 0; r < runs; ++r) {
        own_[parent + r] += own_[i * runs + r];
        later_[parent + r] += later_[i * runs + r];
      }
    }
    const auto count = static_cast<std::int64_t>(runs);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      MeasuredModule module;
      module.name = events_.names[node.name];
      module.class_name = class_of(module.name);
      module.parent = node.parent;
      // A number of calls that differs between runs is not known for a run.
      module.calls = node.calls % count == 0 ? node.calls / count : 0;
      module.later_calls = node.later_calls % count == 0 ? node.later_calls / count : 0;
      const auto first = own_.begin() + static_cast<std::ptrdiff_t>(i * runs);
      module.times_ms.assign(first, first + static_cast<std::ptrdiff_t>(runs));
      const auto late = later_.begin() + static_cast<std::ptrdiff_t>(i * runs);
      if (node.later_calls > 0) module.later_ms.assign(late, late + static_cast<std::ptrdiff_t>(runs));
      measured_.modules.push_back(std::move(module));
    }
  }

  void add_words() {
    bool compiled = false;
    for (const MeasuredKernel& kernel : measured_.kernels)
      compiled = compiled || family_of_kernel(kernel.name) == fused_family();
    measured_.runtime = compiled ? "compiled" : events_.graph_launches ? "graph" : "eager";
    if (!stepped_)
      note("The trace has no profiler steps: everything in it is taken for one run. Call prof.step() after each run.");
    if (events_.devices.size() > 1)
      note("The trace names " + std::to_string(events_.devices.size()) +
           " devices; kernels are not told apart by device.");
    if (outside_ > 0) note(std::to_string(outside_) + " kernels outside of the profiler's steps were left out.");
    if (transfer_us_ > 0) note("Copies between host and device are no part of the model's run and were left out.");
    if (nodes_.empty())
      note("The trace has no module calls (with_stack=True records them): kernels are compared by family only.");
    else if (without_launch_ > 0)
      note(std::to_string(without_launch_) + " kernels without a launch in the trace belong to no module.");
    if (!nodes_.empty() && events_.graph_launches)
      note("Kernels of a CUDA graph belong to the module that replays the graph: those inside it have none.");
  }

  void note(std::string words) { measured_.notes.push_back(std::move(words)); }

  const TraceEvents& events_;
  Measurement measured_;
  std::vector<Span> runs_;
  bool stepped_ = false;
  std::vector<std::int64_t> run_index_;  ///< of `runs_` in the times; −1: no kernels
  std::vector<Launched> launched_;
  std::vector<std::size_t> families_;  ///< by name
  std::vector<Node> nodes_;
  std::vector<double> own_, later_;  ///< node × run
  std::int64_t outside_ = 0, without_launch_ = 0;
  double transfer_us_ = 0, in_modules_ms_ = 0;
};

}  // namespace

std::optional<Stage> stage_of_range(const std::string& name) {
  static constexpr std::string_view kNames[] = {"vision", "projector", "prefill", "decode"};
  if (name.size() > 32) return std::nullopt;
  std::string lowered;
  for (const char c : name) lowered += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lowered.rfind("stage:", 0) == 0) lowered.erase(0, 6);
  for (const Stage stage : kStages)
    if (stage != Stage::other && lowered == kNames[static_cast<std::size_t>(stage)]) return stage;
  return std::nullopt;
}

Result<Measurement> times_of(const TraceEvents& events) {
  if (events.kernels.empty())
    return Diagnostics{{"traceEvents", "events of category kernel (profile with ProfilerActivity.CUDA)", "none", ""}};
  return Times(events).made();
}

std::uint32_t Names::of(const std::string& text) {
  const auto placed = numbers_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (placed.second) {
    texts_.push_back(&placed.first->first);
    bytes_ += text.size();
  }
  return placed.first->second;
}

}  // namespace modelmeter::measurements
