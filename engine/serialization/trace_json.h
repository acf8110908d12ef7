#pragma once
#include <string>

#include "entities/report.h"

namespace modelmeter {

/// The predicted run as a Chrome trace (Trace Event Format, JSON object form), which Perfetto, chrome://tracing and
/// speedscope open: `timeline_of` as complete events, and device memory as a counter where the report knows it. Times
/// are microseconds. Nothing in it was measured, and its process says so.
std::string to_chrome_trace(const AnalyticModelReport& report);

}  // namespace modelmeter
