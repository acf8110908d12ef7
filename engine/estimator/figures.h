#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "entities/hardware_profile.h"
#include "estimator/estimate.h"

namespace modelmeter {

/// One cell of a run's row: nothing where the figure does not exist (no price, no generated tokens).
using Figure = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

enum class FigureKind { count, number, flag, text };

/// What a figure of a run is called and means. Keys end in their unit, as the report's fields do.
struct Metric {
  const char* key;    ///< "ttft_ms"
  const char* label;  ///< "Time to first token"
  const char* unit;   ///< "ms"; empty where it is a plain number, a yes or no, or text
  const char* help;
  FigureKind kind;
  bool smaller_is_better;
};

/// Every figure of a run, in the order of `figures`.
const std::vector<Metric>& metrics();

/// Position in `metrics()`, nothing for an unknown key.
std::optional<std::size_t> metric_index(const std::string& key);

/// The figures of a run, in the order of `metrics()`. `profile` gives the price.
std::vector<Figure> figures(const Headline& run, const HardwareProfile& profile);

/// A count or a number as a number; nothing for any other cell.
std::optional<double> number_of(const Figure& figure);

}  // namespace modelmeter
