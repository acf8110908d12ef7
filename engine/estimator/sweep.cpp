#include "estimator/sweep.h"

#include <algorithm>

namespace modelmeter {
namespace {

constexpr std::size_t kMaxAxes = 2;
/// Fields that decide how many tokens an image becomes.
constexpr const char* kImageKeys[] = {"crop_grid", "base_size", "image_size", "page_width", "page_height", "crop_mode"};

bool of_the_image(const std::string& key) {
  return std::find(std::begin(kImageKeys), std::end(kImageKeys), key) != std::end(kImageKeys);
}

bool sets(const SweepPlan& plan, const std::string& key) {
  const auto is_key = [&](const auto& entry) { return entry.first == key; };
  return std::any_of(plan.base.set.begin(), plan.base.set.end(), is_key) ||
         std::any_of(plan.axes.begin(), plan.axes.end(), [&](const SweepAxis& axis) { return axis.key == key; });
}

/// Values of a point, first axis slowest.
std::vector<SettingValue> values_at(const SweepPlan& plan, std::int64_t point) {
  std::vector<SettingValue> values(plan.axes.size());
  for (std::size_t a = plan.axes.size(); a-- > 0;) {
    const auto length = static_cast<std::int64_t>(plan.axes[a].values.size());
    values[a] = plan.axes[a].values[static_cast<std::size_t>(point % length)];
    point /= length;
  }
  return values;
}

struct Tokens {
  std::int64_t image = 0;
  std::int64_t prompt = 0;
};

Result<Tokens> tokens_of(const EstimateRequest& request) {
  const Result<ResolvedRequest> resolved = resolve(request);
  if (!ok(resolved)) return errors(resolved);
  const Result<std::int64_t> image = value(resolved).model->image_tokens(value(resolved).scenario);
  if (!ok(image)) return errors(image);
  return Tokens{value(image), value(resolved).scenario.workload.seq_len};
}

Result<EstimateRequest> request_of(const SweepPlan& plan, const std::vector<SettingValue>& at) {
  EstimateRequest request = plan.base;
  EstimateRequest without_image = plan.base;
  for (std::size_t a = 0; a < at.size(); ++a) {
    put(request, plan.axes[a].key, at[a]);
    if (!of_the_image(plan.axes[a].key)) put(without_image, plan.axes[a].key, at[a]);
  }
  if (!plan.prompt_follows_image) return request;
  const Result<Tokens> here = tokens_of(request);
  const Result<Tokens> there = tokens_of(without_image);
  if (!ok(here)) return errors(here);
  if (!ok(there)) return errors(there);
  const std::int64_t text = value(there).prompt - value(there).image;
  put(request, "seq_len", value(here).image + text);
  return request;
}

SweepPoint point_of(const SweepPlan& plan, const std::vector<HardwareProfile>& gpus, std::int64_t index) {
  SweepPoint point;
  point.at = values_at(plan, index);
  const Result<EstimateRequest> request = request_of(plan, point.at);
  if (!ok(request)) {
    point.faults = errors(request);
    return point;
  }
  const Result<const HardwareProfile*> profile = find_gpu(gpus, value(request).gpu);
  if (!ok(profile)) {
    point.faults = errors(profile);
    return point;
  }
  const Result<Headline> made = headline(value(request), *value(profile));
  if (ok(made))
    point.figures = figures(value(made), *value(profile));
  else
    point.faults = errors(made);
  return point;
}

}  // namespace

std::int64_t SweepPlan::points() const {
  std::int64_t product = 1;
  for (const SweepAxis& axis : axes) product *= static_cast<std::int64_t>(axis.values.size());
  return product;
}

Result<const HardwareProfile*> find_gpu(const std::vector<HardwareProfile>& gpus, const std::string& id) {
  std::string names;
  for (const HardwareProfile& profile : gpus) {
    if (profile.id == id) return &profile;
    names += (names.empty() ? "" : ", ") + profile.id;
  }
  return Diagnostics{{"gpu", "one of " + names, "\"" + id + "\"", gpus.empty() ? "" : gpus[0].id}};
}

Result<SweepPlan> plan_sweep(const SweepRequest& request, const std::vector<HardwareProfile>& gpus) {
  if (request.vary.empty() || request.vary.size() > kMaxAxes)
    return Diagnostics{{"vary", "one or two fields to vary", std::to_string(request.vary.size()), ""}};
  SweepPlan plan;
  plan.base = request.base;
  Diagnostics faults;
  for (std::size_t i = 0; i < request.vary.size(); ++i) {
    const std::string path = "vary[" + std::to_string(i) + "]";
    if (i == 1 && request.vary[0].key == request.vary[1].key) {
      faults.push_back({path + ".key", "a field that is not varied already", "\"" + request.vary[1].key + "\"", ""});
      break;
    }
    Result<SweepAxis> axis = axis_of(request.vary[i], path, request.base, gpus);
    if (ok(axis))
      plan.axes.push_back(value(std::move(axis)));
    else
      faults.insert(faults.end(), errors(axis).begin(), errors(axis).end());
  }
  if (!faults.empty()) return faults;
  if (plan.points() > kMaxSweepPoints) {
    std::string lengths;
    for (const SweepAxis& axis : plan.axes)
      lengths += (lengths.empty() ? "" : " x ") + std::to_string(axis.values.size());
    return Diagnostics{{"vary", "at most " + std::to_string(kMaxSweepPoints) + " points",
                        std::to_string(plan.points()) + " (" + lengths + ")", ""}};
  }
  const bool image_varies =
      std::any_of(plan.axes.begin(), plan.axes.end(), [](const SweepAxis& axis) { return of_the_image(axis.key); });
  if (image_varies && !sets(plan, "seq_len") && !sets(plan, "doc_kind")) {
    plan.prompt_follows_image = true;
    plan.notes.push_back(
        "The text of the prompt stays as long as it is: seq_len follows the image tokens. Set seq_len to hold it.");
  }
  return plan;
}

Result<EstimateRequest> request_at(const SweepPlan& plan, std::int64_t point) {
  return request_of(plan, values_at(plan, point));
}

std::vector<SweepPoint> sweep_rows(const SweepPlan& plan, const std::vector<HardwareProfile>& gpus, std::int64_t first,
                                   std::int64_t count) {
  std::vector<SweepPoint> rows;
  if (first < 0 || count <= 0) return rows;
  const std::int64_t last = count < plan.points() - first ? first + count : plan.points();
  for (std::int64_t i = first; i < last; ++i) rows.push_back(point_of(plan, gpus, i));
  return rows;
}

}  // namespace modelmeter
