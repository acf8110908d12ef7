#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "estimator/sweep.h"
#include "estimator/target.h"

namespace modelmeter {

/// One GPU held against requirements.
struct GpuAnswer {
  std::string gpu;
  std::string name;
  bool meets = false;
  std::vector<std::string> misses;  ///< sentences
  std::vector<Figure> figures;      ///< in the order of `metrics()`; empty where it faults
  Diagnostics faults;
};

/// Every profile held against requirements: those that meet them first, the cheapest by `price` (a metric's key:
/// price_usd_per_h, usd_per_million_tokens, usd_per_1000_pages) before the dearer, then those without a price;
/// after them those that miss, then those that fault. Ties keep the order of `gpus`.
Result<std::vector<GpuAnswer>> gpus_meeting(const EstimateRequest& base, const std::vector<HardwareProfile>& gpus,
                                            const Requirements& requirements, const std::string& price);

/// The largest value of a whole-number setting that meets requirements, and why no larger one does.
struct Largest {
  SettingField field;
  std::int64_t step = 1;              ///< values tried are multiples apart: pages come in whole batches
  std::optional<std::int64_t> value;  ///< nothing where no value meets them
  std::vector<Figure> figures;        ///< of `value`; of the smallest possible value where nothing meets them
  std::optional<std::int64_t> next;   ///< smallest larger value, which fails; nothing at the field's maximum
  std::vector<std::string> limits;    ///< why `next` (or the smallest possible value) fails: sentences
  std::int64_t estimates = 0;         ///< made to find it
  std::int64_t verified = 0;          ///< of these, made to verify that everything below meets and nothing above does
  std::vector<std::int64_t> exceptions;  ///< smaller values that were found not to meet them; empty: monotone
};

/// Gallops from the value in force, bisects, then verifies at growing distances below and above.
Result<Largest> largest_that_meets(const EstimateRequest& base, const HardwareProfile& gpu, const std::string& key,
                                   const Requirements& requirements);

}  // namespace modelmeter
