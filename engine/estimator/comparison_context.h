#pragma once
#include <vector>

#include "estimator/comparison.h"

namespace modelmeter {

/// Model, workload, GPU and settings of every report, side by side.
std::vector<ContextRow> context_of(const std::vector<LabelledReport>& reports);

/// What in that context keeps figures from being compared, or wants care.
std::vector<ComparisonMark> marks_of(const std::vector<LabelledReport>& reports,
                                     const std::vector<ContextRow>& context);

}  // namespace modelmeter
