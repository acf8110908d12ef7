#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "entities/report.h"

namespace modelmeter {

/// One module or operator on the predicted timeline, all its calls as one stretch.
struct TimelineSlice {
  std::string name;
  std::string module_id;
  std::string category_id;  ///< of an operator; "" for a module
  Stage stage = Stage::other;
  std::int64_t start_ns = 0;
  std::int64_t duration_ns = 0;
  std::int64_t calls = 0;
  const MetricsDetail* detail = nullptr;  ///< of the report; null where it has none
};

/// The predicted run laid out in time: parents before what they contain, own operators before children, children in
/// execution order. A part starts where the one before it ends,
///
///   start = start of the parent + Σ times of the earlier parts
///
/// and ends within its parent: sums of rounded times may be longer by less than a nanosecond a part. A module that
/// runs several times is one stretch of its total time, its calls beside it; parts below 1 ns are left out.
/// The slices refer to the report.
std::vector<TimelineSlice> timeline_of(const AnalyticModelReport& report);

}  // namespace modelmeter
