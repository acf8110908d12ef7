#pragma once
#include <string>
#include <vector>

#include "estimator/comparison.h"

namespace modelmeter {

/// `ReportComparison` of api.ts.
std::string comparison_text(const ReportComparison& made);

/// One row per figure of totals, stages, categories and modules; per further report its difference and ratio.
std::string comparison_csv(const ReportComparison& made);

}  // namespace modelmeter
