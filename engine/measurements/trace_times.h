#pragma once
#include "entities/diagnostic.h"
#include "measurements/measurement.h"
#include "measurements/trace_events.h"

namespace modelmeter::measurements {

/// Times out of the events of a trace.
///
/// A run is a ProfilerStep; a trace without steps is one run. The time of a run is the time in which its kernels keep
/// the device busy: overlapping ones count once, gaps do not count (the profiler itself makes them longer). A kernel
/// belongs to the run, the stage and the modules within whose spans, on the same thread, the host launched it; the
/// launch is found by its correlation number. Copies between host and device are no part of a run.
///
/// Modules are told apart by the names that the profiler gives them ("Linear_12") and by what calls them. A pass is a
/// call of a module that no other module calls: the first of a run is told from the later ones (prompt and generated
/// tokens).
Result<Measurement> times_of(const TraceEvents& events);

/// The stage that a range named by the user means: "stage:prefill", "prefill", whatever the case.
std::optional<Stage> stage_of_range(const std::string& name);

}  // namespace modelmeter::measurements
