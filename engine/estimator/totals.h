#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "estimator/walk.h"

namespace modelmeter {

/// What one category does inside one module, over all calls.
struct CategoryTotals {
  std::int64_t calls = 0;
  Flops flops{};
  Bytes io{};
};

/// A module with everything under it, over all calls.
struct ModuleTotals {
  Cost cost{};
  std::int64_t kernels = 0;
  double seconds = 0;
  double low_seconds = 0;
  double high_seconds = 0;
  double ideal_seconds = 0;
  Bytes kernel_bytes;
  std::array<double, 4> seconds_by_bound{};
  std::array<CategoryTotals, kCategoryCount> categories{};
  std::int64_t parameters = 0;   ///< union: a tensor used twice counts once
  Bytes weight_bytes{};          ///< of these, as they are stored
  std::int64_t kv_elements = 0;  ///< of the caches that it holds, at their largest
  Bytes activation_peak{};       ///< most live activation bytes at any operator

  Bound bound() const;
};

/// Totals of every module of a walk, in its order.
class Totals {
 public:
  explicit Totals(const Walk& walk);

  const ModuleTotals& of(std::size_t module) const { return modules_[module]; }
  const ModuleTotals& root() const { return modules_[0]; }
  /// What belongs to a stage: the largest subtrees that are wholly of it, and the own operators of its modules around
  /// subtrees of other stages. Work adds up, parameters and caches are a union.
  ModuleTotals of_stage(const Walk& walk, Stage stage) const;

  /// Amounts per identity; merging takes the larger, so what two modules share counts once.
  using Holdings = std::map<std::string, std::int64_t>;
  struct Held {
    Holdings parameters;
    Holdings weight_bytes;
    Holdings kv;
  };

 private:
  std::vector<ModuleTotals> modules_;
  std::vector<Held> held_;
};

}  // namespace modelmeter
