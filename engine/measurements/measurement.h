#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "entities/module_node.h"

namespace modelmeter::measurements {

/// `times`: our own document of stage and module times; `trace`: a Chrome trace of torch.profiler; `kernel_summary`:
/// the CSV of `nsys stats --report cuda_gpu_kern_sum`.
enum class MeasurementKind { times, trace, kernel_summary };
std::string kind_name(MeasurementKind kind);  ///< "times", "trace", "kernel-summary"

/// How a time came about: events on the device's stream around the call, the sum of its kernels' durations (gaps left
/// out), or the host's clock around a call and a synchronisation.
enum class Clock { cuda_events, kernels, wall };
std::string clock_name(Clock clock);  ///< "cuda-events", "kernels", "wall"

/// Several runs of one thing: the middle one and the extremes.
struct Spread {
  double median_ms = 0;
  double low_ms = 0;
  double high_ms = 0;
  std::int64_t runs = 0;

  bool operator==(const Spread&) const = default;
};
/// Nothing for no runs. The median of an even number is the mean of the two in the middle.
std::optional<Spread> spread_of(std::vector<double> times_ms);

struct MeasuredStage {
  Stage stage = Stage::other;
  std::int64_t calls = 0;        ///< that each time covers; 0 where not said
  std::vector<double> times_ms;  ///< one per run
};

/// The time of a module, its children included.
struct MeasuredModule {
  /// Path of the instance, as `named_modules()` has it: "layers.0.mlp". In a trace, which knows no paths, the class and
  /// a number: "Linear_12".
  std::string name;
  std::string class_name;  ///< short or qualified; empty where not said
  std::string module_id;   ///< of the report; empty where not said
  std::optional<Stage> stage;
  std::int64_t calls = 0;        ///< that each time covers; 0 where not said
  std::vector<double> times_ms;  ///< one per run

  // Of traces: the tree of calls, in the order of the first ones.
  std::int64_t parent = -1;      ///< index of the module that calls it
  std::vector<double> later_ms;  ///< the part of `times_ms` after the first pass through the model in each run
  std::int64_t later_calls = 0;
};

/// One kernel of a trace or a summary, over all runs.
struct MeasuredKernel {
  std::string name;
  std::int64_t calls = 0;
  double total_ms = 0;
};

/// What one file, or several of the same runs, measured.
struct Measurement {
  MeasurementKind kind = MeasurementKind::times;
  std::string file_name;
  std::int64_t bytes = 0;
  std::string run_id;                                         ///< empty where the file has none
  std::string model;                                          ///< likewise
  std::string gpu_name;                                       ///< as the driver reports it
  std::string gpu_id;                                         ///< of a hardware profile, where the file names one
  std::string runtime;                                        ///< "eager", "compiled", "graph"; empty where not said
  Clock clock = Clock::kernels;                               ///< of every time in it
  std::vector<std::pair<std::string, ParamValue>> settings;   ///< of the run, by the keys of a request
  std::vector<std::pair<std::string, std::string>> software;  ///< "torch" → "2.11.0+cu130"
  std::int64_t runs = 1;                                      ///< that the file covers
  bool runs_known = true;                                     ///< false: `runs` is an assumption
  std::vector<double> total_ms;                               ///< one per run; empty where not measured
  std::vector<MeasuredStage> stages;
  std::vector<MeasuredModule> modules;
  std::vector<MeasuredKernel> kernels;  ///< the longest first
  std::vector<std::string> notes;       ///< what the reader of the file had to assume or leave out
  std::vector<std::string> also;        ///< further files whose runs are in it
};

/// Runs of the same thing in several files as one measurement; nothing where `more` is of another kind, model, GPU,
/// runtime, clock or settings than `first`, or of no kind that can be added up (only `times` is).
bool add_runs(Measurement& first, const Measurement& more);

}  // namespace modelmeter::measurements
