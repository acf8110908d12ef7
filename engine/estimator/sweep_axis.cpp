#include "estimator/sweep_axis.h"

#include <algorithm>
#include <optional>
#include <set>

namespace modelmeter {
namespace {

constexpr std::size_t kMaxText = std::size_t{1} << 16;
constexpr std::int64_t kMostCrops = 12;  ///< edge of the grids that "all" tries

struct Piece {
  std::string text;
  bool range = false;
  std::int64_t low = 0, high = 0, step = 1;
  bool factor = false;  ///< `step` multiplies
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::int64_t> whole(const std::string& text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// "8..32:8", "1..64:x2", "1..9", or one value.
std::optional<Piece> piece_of(const std::string& text) {
  Piece piece;
  piece.text = text;
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return piece;
  const std::size_t colon = text.find(':', dots);
  const std::optional<std::int64_t> low = whole(trimmed(text.substr(0, dots)));
  const std::optional<std::int64_t> high =
      whole(trimmed(text.substr(dots + 2, colon == std::string::npos ? colon : colon - dots - 2)));
  std::optional<std::int64_t> step = 1;
  if (colon != std::string::npos) {
    std::string by = trimmed(text.substr(colon + 1));
    piece.factor = !by.empty() && by[0] == 'x';
    step = whole(piece.factor ? by.substr(1) : by);
  }
  if (!low || !high || !step || *low > *high || *step < (piece.factor ? 2 : 1)) return std::nullopt;
  if (piece.factor && *low == 0) return std::nullopt;
  piece.range = true;
  piece.low = *low;
  piece.high = *high;
  piece.step = *step;
  return piece;
}

/// The crop grids that the model can cut the base request's page into.
std::vector<std::string> possible_grids(const EstimateRequest& base) {
  std::vector<std::string> grids;
  for (std::int64_t w = 0; w <= kMostCrops; ++w)
    for (std::int64_t h = w == 0 ? 0 : 1; h <= (w == 0 ? 0 : kMostCrops); ++h) {
      const std::string grid = w == 0 ? "none" : std::to_string(w) + "x" + std::to_string(h);
      EstimateRequest tried = base;
      put(tried, "crop_grid", grid);
      const Result<ResolvedRequest> resolved = resolve(tried);
      if (ok(resolved) && ok(value(resolved).model->image_tokens(value(resolved).scenario))) grids.push_back(grid);
    }
  return grids;
}

class AxisMaker {
 public:
  AxisMaker(const AxisRequest& request, std::string path) : request_(request), path_(std::move(path)) {
    axis_.key = request.key;
  }

  void describe(const std::string& label, const std::string& unit, bool numeric) {
    axis_.label = label;
    axis_.unit = unit;
    axis_.numeric = numeric;
  }

  /// Reads the values; `everything` is what "all" stands for, empty where it stands for nothing.
  Result<SweepAxis> read(const std::vector<std::string>& everything) {
    if (request_.values.size() > kMaxText)
      return fault("at most " + std::to_string(kMaxText) + " characters", std::to_string(request_.values.size()));
    if (request_.values == "all" && !everything.empty()) {
      for (const std::string& one : everything) add(one);
      return axis_;
    }
    for (std::size_t at = 0; at <= request_.values.size();) {
      const std::size_t end = std::min(request_.values.find(',', at), request_.values.size());
      const std::string text = trimmed(request_.values.substr(at, end - at));
      at = end + 1;
      if (text.empty()) return fault("values between the commas", "none");
      const std::optional<Piece> piece = axis_.numeric ? piece_of(text) : Piece{text};
      if (!piece) return fault("lo..hi, lo..hi:step or lo..hi:xfactor of whole numbers, lo first", "\"" + text + "\"");
      if (!piece->range) {
        add(text);
        continue;
      }
      for (std::int64_t n = piece->low; n <= piece->high; n = piece->factor ? n * piece->step : n + piece->step) {
        add(n);
        if (static_cast<std::int64_t>(axis_.values.size()) > kMaxSweepPoints)
          return fault("at most " + std::to_string(kMaxSweepPoints) + " values; give the range a step",
                       "more in \"" + text + "\"");
      }
    }
    return axis_;
  }

 private:
  Diagnostics fault(const std::string& expected, const std::string& got) const {
    return {{path_ + ".values", expected, got, ""}};
  }
  void add(const std::string& text) {
    const std::optional<std::int64_t> number = axis_.numeric ? whole(text) : std::nullopt;
    if (number) return add(*number);
    if (seen_.insert(text).second) axis_.values.emplace_back(text);
  }
  void add(std::int64_t number) {
    if (seen_.insert(std::to_string(number)).second) axis_.values.emplace_back(number);
  }

  const AxisRequest& request_;
  std::string path_;
  SweepAxis axis_;
  std::set<std::string> seen_;
};

}  // namespace

void put(EstimateRequest& request, const std::string& key, const SettingValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (key == "gpu" && text != nullptr)
    request.gpu = *text;
  else if (key == "workload" && text != nullptr)
    request.workload = *text;
  else
    request.set.emplace_back(key, value);
}

Result<SweepAxis> axis_of(const AxisRequest& request, const std::string& path, const EstimateRequest& base,
                          const std::vector<HardwareProfile>& gpus) {
  const Model* model = base.model == kArtifactModel ? base.artifact_model : find_model(base.model);
  if (model == nullptr) return errors(resolve(base));
  AxisMaker maker(request, path);
  if (request.key == "gpu") {
    maker.describe("GPU", "", false);
    std::vector<std::string> ids;
    for (const HardwareProfile& profile : gpus) ids.push_back(profile.id);
    return maker.read(ids);
  }
  if (request.key == "workload") {
    maker.describe("Workload", "", false);
    std::vector<std::string> ids;
    for (const OCRWorkloadProfile& profile : model->workloads()) ids.push_back(profile.profile_id);
    return maker.read(ids);
  }
  if (request.key == "precision") {
    maker.describe("Precision", "", false);
    std::vector<std::string> names;
    for (const FormatInfo& row : kFormats) names.emplace_back(row.name);
    return maker.read(names);
  }
  std::string known = "gpu, workload, precision";
  for (const SettingField& field : setting_fields(*model)) {
    known += ", " + field.key;
    if (field.key != request.key) continue;
    maker.describe(field.label, field.unit, field.type == SettingType::integer);
    std::vector<std::string> everything;
    for (const SettingChoice& one : field.choices) everything.push_back(one.value);
    if (field.type == SettingType::boolean) everything = {"false", "true"};
    if (field.key == "crop_grid" && request.values == "all") everything = possible_grids(base);
    return maker.read(everything);
  }
  return Diagnostics{{path + ".key", "one of " + known, "\"" + request.key + "\"", ""}};
}

}  // namespace modelmeter
