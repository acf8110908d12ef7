#include "serialization/measurement_json.h"

#include <algorithm>
#include <optional>

#include "entities/estimate.h"
#include "serialization/json_reader.h"

namespace modelmeter {
namespace {

using measurements::MeasuredModule;
using measurements::MeasuredStage;
using measurements::Measurement;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMaxModules = 200'000;
constexpr std::size_t kMaxRuns = 100'000;
constexpr std::size_t kMaxTimes = 8'000'000;
constexpr std::size_t kMaxWords = 1'000;  ///< settings, versions, notes
constexpr std::size_t kMaxTextBytes = 4'096;
const EnumNames kStages{{"vision", "projector", "prefill", "decode", "other"}};
const EnumNames kClocks{{"cuda-events", "kernels", "wall"}};
const EnumNames kRuntimes{{"fused", "compiled", "graph", "eager"}};

class Times {
 public:
  explicit Times(const Reader& reader) : reader_(reader) {}

  Measurement read() {
    measured_.kind = measurements::MeasurementKind::times;
    if (reader_.member("format").string() != kMeasurementFormat)
      reader_.member("format").fault(std::string("\"") + kMeasurementFormat + "\"");
    reader_.member("version").integer(kVersion, kVersion);
    measured_.run_id = maybe_text(reader_, "run_id");
    measured_.model = maybe_text(reader_, "model");
    read_context();
    if (const auto total = given(reader_, "total"); total && total->is_object()) measured_.total_ms = times(*total);
    list("stages", [&](const Reader& item) {
      MeasuredStage stage;
      stage.stage = item.member("stage").one_of<Stage>(kStages);
      stage.calls = calls(item);
      stage.times_ms = times(item);
      measured_.stages.push_back(std::move(stage));
    });
    list("modules", [&](const Reader& item) { measured_.modules.push_back(module(item)); });
    if (measured_.total_ms.empty() && measured_.stages.empty() && measured_.modules.empty())
      reader_.fault("times: total, stages or modules", "none of them");
    measured_.runs = static_cast<std::int64_t>(most_runs_);
    if (const auto notes = given(reader_, "notes")) measured_.notes.push_back(text(*notes));
    return std::move(measured_);
  }

 private:
  /// A member that is there and not null.
  static std::optional<Reader> given(const Reader& object, const char* key) {
    const Reader item = object.optional(key);
    if (item.missing() || item.null()) return std::nullopt;
    return item;
  }

  static std::string text(const Reader& item) {
    const std::string words = item.string();
    if (words.size() > kMaxTextBytes)
      item.fault("at most " + std::to_string(kMaxTextBytes) + " bytes", std::to_string(words.size()));
    return words;
  }

  static std::string maybe_text(const Reader& object, const char* key) {
    const auto item = given(object, key);
    return item ? text(*item) : std::string();
  }

  static std::int64_t calls(const Reader& object) {
    const auto item = given(object, "calls");
    return item ? item->integer(1, std::int64_t{1} << 53) : 0;
  }

  void read_context() {
    if (const auto gpu = given(reader_, "gpu"); gpu && gpu->is_object()) {
      measured_.gpu_name = maybe_text(*gpu, "name");
      measured_.gpu_id = maybe_text(*gpu, "id");
    }
    if (const auto runtime = given(reader_, "runtime"))
      measured_.runtime = kRuntimes.names[static_cast<std::size_t>(runtime->one_of<Runtime>(kRuntimes))];
    measured_.clock = reader_.member("clock").one_of<measurements::Clock>(kClocks);
    members("settings", [&](const std::string& key, const Reader& item) {
      if (item.json().is_boolean())
        measured_.settings.emplace_back(key, item.boolean());
      else if (item.json().is_number_integer())
        measured_.settings.emplace_back(key, item.integer(INT64_MIN));
      else
        measured_.settings.emplace_back(key, text(item));
    });
    members("software",
            [&](const std::string& key, const Reader& item) { measured_.software.emplace_back(key, text(item)); });
  }

  template <class Visit>
  void members(const char* key, Visit visit) {
    const auto object = given(reader_, key);
    if (!object) return;
    std::size_t count = 0;
    object->members("object", [&](const std::string& name, const Reader& item) {
      if (++count > kMaxWords) return;
      visit(name, item);
    });
    if (count > kMaxWords) object->fault("at most " + std::to_string(kMaxWords) + " members", std::to_string(count));
  }

  template <class Visit>
  void list(const char* key, Visit visit) {
    const auto array = given(reader_, key);
    if (!array) return;
    std::size_t count = 0;
    array->each("list", [&](const Reader& item) {
      if (++count > kMaxModules || !item.is_object()) return;
      visit(item);
    });
    if (count > kMaxModules) array->fault("at most " + std::to_string(kMaxModules) + " items", std::to_string(count));
  }

  std::vector<double> times(const Reader& object) {
    std::vector<double> list;
    const Reader array = object.member("times_ms");
    if (array.missing()) return list;
    std::size_t count = 0;
    array.each("list of milliseconds, one per run", [&](const Reader& item) {
      if (++count > kMaxRuns || ++times_ > kMaxTimes) return;
      list.push_back(item.number());
      if (list.back() > 1e12) item.fault("milliseconds of a run", "more than 30 years");
    });
    if (array.json().is_array() && count == 0) array.fault("at least one time", "an empty list");
    if (count > kMaxRuns) array.fault("at most " + std::to_string(kMaxRuns) + " runs", std::to_string(count));
    if (times_ > kMaxTimes && !told_) {
      told_ = true;
      array.fault("at most " + std::to_string(kMaxTimes) + " times in a file", "more");
    }
    most_runs_ = std::max(most_runs_, list.size());
    return list;
  }

  MeasuredModule module(const Reader& item) {
    MeasuredModule made;
    made.module_id = maybe_text(item, "module_id");
    const auto instance = given(item, "instance");
    if (!instance && made.module_id.empty()) item.fault("instance or module_id", "neither");
    made.name = instance ? text(*instance) : made.module_id;
    made.class_name = maybe_text(item, "class");
    if (const auto stage = given(item, "stage")) made.stage = stage->one_of<Stage>(kStages);
    made.calls = calls(item);
    made.times_ms = times(item);
    return made;
  }

  const Reader& reader_;
  Measurement measured_;
  std::size_t most_runs_ = 0, times_ = 0;
  bool told_ = false;
};

}  // namespace

Result<Measurement> times_from_json(std::string_view text) {
  const Result<Json> parsed = parse_json(text, kMaxTimesBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  if (!reader.is_object()) return faults;
  Measurement measured = Times(reader).read();
  if (!faults.empty()) return faults;
  measured.bytes = static_cast<std::int64_t>(text.size());
  return measured;
}

}  // namespace modelmeter
