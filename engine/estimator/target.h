#pragma once
#include <string>
#include <vector>

#include "entities/diagnostic.h"
#include "estimator/figures.h"

namespace modelmeter {

/// A bound on one figure of a run.
struct Target {
  std::size_t metric = 0;  ///< index into `metrics()`
  bool at_most = true;
  double bound = 0;
};

/// What a run has to be.
struct Requirements {
  std::vector<Target> targets;
  bool fit = true;  ///< within the GPU's memory
};

/// "ttft_ms<=200", "throughput_pages_per_s>=3"; `path` names it in a fault.
Result<Target> target_of(const std::string& text, const std::string& path);

/// What a row of figures misses: "ttft_ms 231.4 is more than 200"; empty where it meets everything.
std::vector<std::string> misses(const Requirements& requirements, const std::vector<Figure>& row);

/// A number for a sentence: up to `digits` significant ones, no exponent. Correctly rounded by decimal steps.
std::string short_number(double number, int digits = 4);

}  // namespace modelmeter
