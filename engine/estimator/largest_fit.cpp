#include "estimator/largest_fit.h"

#include <algorithm>

#include "estimator/memory.h"
#include "estimator/totals.h"

namespace modelmeter {
namespace {

constexpr int kMostProbes = 80;

/// Places a value of one setting and asks what it needs.
class FitSearch {
 public:
  FitSearch(const EstimateRequest& base, const SettingField& field, std::int64_t capacity)
      : base_(base), field_(field), capacity_(capacity) {}

  LargestFit from(std::int64_t now) {
    LargestFit found;
    found.key = field_.key;
    found.label = field_.label;
    found.unit = field_.unit;
    low_ = field_.minimum - 1;
    high_ = field_.maximum + 1;
    probe(now);
    for (int i = 0; i < kMostProbes && high_ - low_ > 1; ++i) probe(next());
    if (low_ >= field_.minimum && fitted_) {
      found.value = low_;
      found.needed_bytes = low_bytes_;
    }
    if (high_ > field_.maximum) {
      found.limit = FitLimit::none;
    } else if (high_fault_.empty()) {
      found.limit = FitLimit::memory;
      found.next_bytes = high_bytes_;
    } else {
      found.limit = FitLimit::model;
      found.reason = high_fault_;
    }
    return found;
  }

 private:
  void probe(std::int64_t value) {
    EstimateRequest request = base_;
    request.set.emplace_back(field_.key, value);
    // Pages run in whole batches: as many as run together.
    if (field_.key == "batch_size") request.set.emplace_back("num_pages", value);
    Result<std::int64_t> needed = memory_needed(request);
    if (!ok(needed) && field_.key == "batch_size") {  // a model without pages
      request.set.pop_back();
      needed = memory_needed(request);
    }
    if (!ok(needed)) {
      // Below what runs at all (a prompt shorter than its image), or above what the model can.
      const bool below = !fitted_ && high_ <= field_.maximum && high_fault_.empty();
      if (below) {
        low_ = value;
      } else {
        high_ = value;
        high_fault_ = sentence(errors(needed)[0]);
      }
      straight_ = false;
      return;
    }
    const std::int64_t bytes = modelmeter::value(needed);
    if (known_) {
      previous_value_ = last_value_;
      previous_bytes_ = last_bytes_;
      straight_ = previous_value_ != value;
    }
    known_ = true;
    last_value_ = value;
    last_bytes_ = bytes;
    const bool fits = bytes <= capacity_;
    last_fits_ = fits;
    if (fits) {
      low_ = value;
      low_bytes_ = bytes;
      fitted_ = true;
    } else {
      high_ = value;
      high_bytes_ = bytes;
      high_fault_.clear();
    }
  }

  /// The end of the line through the last two points; its neighbours; the middle.
  std::int64_t next() {
    const std::int64_t middle = low_ + (high_ - low_) / 2;
    if (!known_) return middle;
    std::int64_t guess = middle;
    if (!straight_) {
      if (high_fault_.empty()) guess = last_fits_ ? last_value_ * 2 : last_value_ / 2;
    } else {
      const double slope =
          static_cast<double>(last_bytes_ - previous_bytes_) / static_cast<double>(last_value_ - previous_value_);
      const double left = static_cast<double>(capacity_ - last_bytes_);
      const double far = slope > 0 ? std::min(left / slope, static_cast<double>(high_ - low_)) : 0;
      guess = last_value_ + static_cast<std::int64_t>(std::max(far, -static_cast<double>(high_ - low_)));
      if (guess == last_value_) guess += last_fits_ ? 1 : -1;
      if (!high_fault_.empty() && guess >= high_) guess = middle;  // the line says nothing of the model's limit
      if (++lines_ > kLines) guess = middle;
    }
    return std::min(high_ - 1, std::max(low_ + 1, guess));
  }

  static constexpr int kLines = 12;  ///< after so many, halving is surer
  const EstimateRequest& base_;
  const SettingField& field_;
  std::int64_t capacity_;
  std::int64_t low_ = 0, high_ = 0;
  std::int64_t low_bytes_ = 0, high_bytes_ = 0;
  std::string high_fault_;
  bool fitted_ = false, known_ = false, straight_ = false, last_fits_ = false;
  std::int64_t last_value_ = 0, last_bytes_ = 0, previous_value_ = 0, previous_bytes_ = 0;
  int lines_ = 0;
};

}  // namespace

Result<std::int64_t> memory_needed(const EstimateRequest& request) {
  const Result<ResolvedRequest> resolved = resolve(request);
  if (!ok(resolved)) return errors(resolved);
  const EstimateSettings& settings = value(resolved).scenario.estimate;
  const Result<BuiltRun> built = value(resolved).model->build(value(resolved).scenario);
  if (!ok(built)) return errors(built);
  const ModuleNode& tree = value(built).tree;
  Walk laid = lay_out(tree, settings.precision);
  const MemoryPlan plan = plan_memory(tree, settings, laid);
  return (Totals(laid).root().weight_bytes + peak_of(plan, settings).total() + reserve_of(settings)).count();
}

std::vector<LargestFit> largest_fit(const EstimateRequest& request, const HardwareProfile& profile) {
  std::vector<LargestFit> found;
  const Result<ResolvedRequest> resolved = resolve(request);
  if (!ok(resolved)) return found;
  const std::int64_t capacity = capacity_of(profile).count();
  for (const char* key : {"batch_size", "seq_len"})
    for (const SettingField& field : setting_fields(*value(resolved).model)) {
      if (field.key != key) continue;
      for (const SettingInForce& setting : value(resolved).settings)
        if (setting.key == key)
          found.push_back(FitSearch(request, field, capacity).from(std::get<std::int64_t>(setting.value)));
    }
  return found;
}

}  // namespace modelmeter
