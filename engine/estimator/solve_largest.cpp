#include <algorithm>
#include <map>

#include "estimator/solve.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMostExceptions = 8;

/// One value tried.
struct Trial {
  enum class State { meets, misses, faults };
  State state = State::faults;
  std::vector<Figure> figures;
  std::vector<std::string> reasons;
};
using State = Trial::State;

/// Estimates values of one field, each once. Values are positions 0 … last on a grid of steps.
class Search {
 public:
  Search(const EstimateRequest& base, const HardwareProfile& gpu, const Requirements& requirements,
         const SettingField& field, std::int64_t origin, std::int64_t step)
      : base_(base), gpu_(gpu), requirements_(requirements), field_(field), origin_(origin), step_(step) {}

  std::int64_t last() const { return (field_.maximum - origin_) / step_; }
  std::int64_t value_at(std::int64_t position) const { return origin_ + position * step_; }
  std::int64_t estimates() const { return static_cast<std::int64_t>(trials_.size()); }

  const Trial& at(std::int64_t position) {
    const auto known = trials_.find(position);
    if (known != trials_.end()) return known->second;
    EstimateRequest request = base_;
    put(request, field_.key, value_at(position));
    Trial trial;
    const Result<Headline> made = headline(request, gpu_);
    if (ok(made)) {
      trial.figures = figures(value(made), gpu_);
      trial.reasons = misses(requirements_, trial.figures);
      trial.state = trial.reasons.empty() ? State::meets : State::misses;
    } else {
      for (const Diagnostic& fault : errors(made)) trial.reasons.push_back(sentence(fault));
      if (faults_.empty()) faults_ = errors(made);
    }
    return trials_.emplace(position, std::move(trial)).first->second;
  }
  State state(std::int64_t position) { return at(position).state; }
  const Diagnostics& first_faults() const { return faults_; }

  /// A position that is not a fault: one of `starts`, else one met by halving from there, else by going up from it.
  std::optional<std::int64_t> possible(const std::vector<std::int64_t>& starts) {
    for (std::int64_t start : starts)
      if (state(start) != State::faults) return start;
    for (std::int64_t start : starts)
      for (std::int64_t position = start; position > 0; position /= 2)
        if (state(position / 2) != State::faults) return position / 2;
    for (std::int64_t start : starts)
      for (std::int64_t distance = 1, position = start; position < last(); distance *= 2) {
        position = std::min(last(), position + distance);
        if (state(position) != State::faults) return position;
      }
    return std::nullopt;
  }

  /// Smallest position that is not a fault, where those from it up to `possible_one` are none.
  std::int64_t smallest_possible(std::int64_t possible_one) {
    std::int64_t bad = -1, good = possible_one;
    for (std::int64_t distance = 1; good > 0; distance *= 2) {
      const std::int64_t lower = std::max<std::int64_t>(0, good - distance);
      if (state(lower) == State::faults) {
        bad = lower;
        break;
      }
      good = lower;
    }
    while (good - bad > 1) {
      const std::int64_t middle = bad + (good - bad) / 2;
      (state(middle) == State::faults ? bad : good) = middle;
    }
    return good;
  }

  /// Largest position that meets, from one that does.
  std::int64_t largest_from(std::int64_t good) {
    std::int64_t bad = last() + 1;
    for (std::int64_t distance = 1; good < last(); distance *= 2) {
      const std::int64_t higher = std::min(last(), good + distance);
      if (state(higher) != State::meets) {
        bad = higher;
        break;
      }
      good = higher;
    }
    while (bad - good > 1) {
      const std::int64_t middle = good + (bad - good) / 2;
      (state(middle) == State::meets ? good : bad) = middle;
    }
    return good;
  }

 private:
  const EstimateRequest& base_;
  const HardwareProfile& gpu_;
  const Requirements& requirements_;
  const SettingField& field_;
  std::int64_t origin_, step_;
  std::map<std::int64_t, Trial> trials_;
  Diagnostics faults_;
};

/// Positions at doubling distances from `from`, to `end` and with it.
std::vector<std::int64_t> probes(std::int64_t from, std::int64_t end) {
  std::vector<std::int64_t> all;
  const std::int64_t direction = end < from ? -1 : 1;
  for (std::int64_t distance = 1; from != end; distance *= 2) {
    const std::int64_t left = (end - from) * direction;
    all.push_back(distance < left ? from + direction * distance : end);
    if (distance >= left) break;
  }
  return all;
}

}  // namespace

Result<Largest> largest_that_meets(const EstimateRequest& base, const HardwareProfile& gpu, const std::string& key,
                                   const Requirements& requirements) {
  const Result<ResolvedRequest> resolved = resolve(base);
  if (!ok(resolved)) return errors(resolved);
  Largest found;
  std::string known;
  for (const SettingField& field : setting_fields(*value(resolved).model)) {
    if (field.type != SettingType::integer) continue;
    known += (known.empty() ? "" : ", ") + field.key;
    if (field.key == key) found.field = field;
  }
  if (found.field.key.empty()) return Diagnostics{{"key", "one of " + known, "\"" + key + "\"", "batch_size"}};

  std::int64_t origin = found.field.minimum;
  if (key == "num_pages") origin = found.step = value(resolved).scenario.estimate.batch_size;
  Search search(base, gpu, requirements, found.field, origin, found.step);
  EstimateRequest unset = base;
  unset.set.erase(std::remove_if(unset.set.begin(), unset.set.end(), [&](const auto& one) { return one.first == key; }),
                  unset.set.end());
  std::vector<std::int64_t> starts;  // as it is in force, and as it is without being set
  for (const EstimateRequest& one : {base, unset}) {
    const Result<ResolvedRequest> with = resolve(one);
    if (!ok(with)) continue;
    for (const SettingInForce& setting : value(with).settings)
      if (setting.key == key)
        starts.push_back(
            std::clamp<std::int64_t>((std::get<std::int64_t>(setting.value) - origin) / found.step, 0, search.last()));
  }
  const std::optional<std::int64_t> possible = search.possible(starts);
  if (!possible) return search.first_faults();

  std::optional<std::int64_t> good;
  if (search.state(*possible) == State::meets) good = *possible;
  const std::int64_t smallest = search.smallest_possible(*possible);
  if (!good && search.state(smallest) == State::meets) good = smallest;
  if (good) good = search.largest_from(*good);

  const std::int64_t before = search.estimates();
  std::vector<std::int64_t> otherwise;
  for (bool again = true; again;) {  // a larger value that meets after all: the search goes on from there
    again = false;
    for (std::int64_t position : probes(good.value_or(smallest), search.last()))
      if (search.state(position) == State::meets) {
        otherwise.push_back(good.value_or(smallest - 1) + 1);  // which missed, though a larger one meets
        good = search.largest_from(position);
        again = true;
        break;
      }
  }
  if (good)
    for (std::int64_t position : probes(*good, smallest))
      if (search.state(position) != State::meets) otherwise.push_back(position);
  found.verified = search.estimates() - before;

  const std::int64_t shown = good.value_or(smallest);
  found.figures = search.at(shown).figures;
  if (good) {
    found.value = search.value_at(*good);
    if (*good < search.last()) {
      found.next = search.value_at(*good + 1);
      found.limits = search.at(*good + 1).reasons;
    }
  } else {
    found.next = search.value_at(smallest);
    found.limits = search.at(smallest).reasons;
  }
  for (std::int64_t position : otherwise)
    if (found.exceptions.size() < kMostExceptions) found.exceptions.push_back(search.value_at(position));
  found.estimates = search.estimates();
  return found;
}

}  // namespace modelmeter
