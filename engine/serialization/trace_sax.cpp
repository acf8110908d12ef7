#include "serialization/trace_sax.h"

#include "measurements/trace_times.h"
#include "torchinfo/text_lines.h"

namespace modelmeter {
namespace {

using measurements::TraceEvents;
using torchinfo::SaxScalar;

constexpr std::size_t kMaxDevices = 64;
constexpr std::size_t kMaxThreads = 100'000;
constexpr std::string_view kModulePrefix = "nn.Module: ";
constexpr std::string_view kStepPrefix = "ProfilerStep#";

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

/// A name as text: kernels' names are the file's own bytes.
std::string clean(const std::string& name) {
  return torchinfo::is_utf8(name) ? name : torchinfo::clean_line(name);
}

std::optional<double> number_of(const SaxScalar& value) {
  if (value.type == SaxScalar::Type::integer && value.in_range) return static_cast<double>(value.number);
  if (value.type == SaxScalar::Type::fraction) return value.fraction;
  return std::nullopt;
}

std::int64_t id_of(const SaxScalar& value) {
  if (value.type == SaxScalar::Type::integer && value.in_range) return value.number;
  // Pids such as "Spans" and tids such as "stream 7" are of no host thread; all of a kind may share a number.
  return -1;
}

}  // namespace

int TraceSax::place_inside(bool array) {
  if (frames().empty()) {
    if (!array) return document;
    saw_events = true;
    return event_list;
  }
  switch (static_cast<Place>(top().place)) {
    case document:
      if (top().key == "traceEvents") {
        if (!array) fault("a list of events", "an object");
        saw_events = true;
        return array ? event_list : ignored;
      }
      return array && top().key == "deviceProperties" ? device_list : ignored;
    case event_list:
      return array ? ignored : event;
    case event:
      return !array && top().key == "args" ? args : ignored;
    case device_list:
      return array ? ignored : device;
    default:
      return ignored;
  }
}

void TraceSax::opened() {
  if (top().place != event) return;
  now_.complete = false;
  now_.cat.clear();
  now_.name.clear();
  now_.ts = now_.dur = std::nullopt;
  now_.pid = now_.tid = 0;
  now_.correlation = -1;
}

void TraceSax::named() {
  member_ = Member::other;
  const std::string& key = top().key;
  if (top().place == args) {
    if (key == "correlation") member_ = Member::correlation;
    return;
  }
  if (top().place != event) return;
  static constexpr std::pair<std::string_view, Member> kMembers[] = {
      {"ph", Member::ph},   {"cat", Member::cat}, {"name", Member::name}, {"ts", Member::ts},
      {"dur", Member::dur}, {"pid", Member::pid}, {"tid", Member::tid}};
  for (const auto& one : kMembers)
    if (key == one.first) member_ = one.second;
}

void TraceSax::value(const SaxScalar& read) {
  const bool is_text = read.type == SaxScalar::Type::text;
  if (top().place == document && is_text && top().key == "trace_id") events.trace_id = clean(*read.text).substr(0, 200);
  if (top().place == document && top().key == "traceEvents") fault("a list of events", read.describe());
  if (top().place == device && is_text && top().key == "name" && events.devices.size() < kMaxDevices)
    events.devices.push_back(clean(*read.text).substr(0, 200));
  if (top().place != event && top().place != args) return;
  switch (member_) {
    case Member::ph:
      now_.complete = is_text && *read.text == "X";
      break;
    case Member::cat:
      if (is_text) now_.cat = *read.text;
      break;
    case Member::name:
      if (is_text) now_.name = *read.text;
      break;
    case Member::ts:
      now_.ts = number_of(read);
      break;
    case Member::dur:
      now_.dur = number_of(read);
      break;
    case Member::pid:
      now_.pid = id_of(read);
      break;
    case Member::tid:
      now_.tid = id_of(read);
      break;
    case Member::correlation:
      now_.correlation = id_of(read);
      break;
    case Member::other:
      break;
  }
  member_ = Member::other;
}

void TraceSax::closed(const Frame& frame) {
  if (frame.place == event && now_.complete && !stopped()) keep();
}

template <class Event>
bool TraceSax::room(const std::vector<Event>& list, const char* what) {
  if (list.size() < measurements::kMaxTraceEvents && !events.names.full()) return true;
  return stop("at most " + std::to_string(measurements::kMaxTraceEvents) + " " + what + " and " +
                  std::to_string(measurements::kMaxNames) + " different names",
              "more");
}

std::uint32_t TraceSax::thread() {
  const std::uint64_t key =
      (static_cast<std::uint64_t>(now_.pid) << 32) ^ (static_cast<std::uint64_t>(now_.tid) * 0x9E3779B97F4A7C15U);
  if (threads_.size() >= kMaxThreads) {
    const auto known = threads_.find(key);
    return known == threads_.end() ? 0 : known->second;
  }
  return threads_.emplace(key, static_cast<std::uint32_t>(threads_.size() + 1)).first->second;
}

/// Categories are those of Kineto; PyTorch before 1.12 wrote them as "Kernel", "Runtime", "Memcpy".
void TraceSax::keep() {
  const std::string& cat = now_.cat;
  const bool kernel = cat == "kernel" || cat == "Kernel";
  const bool copied = cat == "gpu_memcpy" || cat == "Memcpy" || cat == "gpu_memset" || cat == "Memset";
  const bool launch = cat == "cuda_runtime" || cat == "cuda_driver" || cat == "Runtime" || cat == "hip_runtime";
  const bool module = starts_with(now_.name, kModulePrefix);
  const bool step = starts_with(now_.name, kStepPrefix) && !starts_with(cat, "gpu");
  const bool range = (cat == "user_annotation" || cat == "cpu_op") && measurements::stage_of_range(now_.name);
  if (!kernel && !copied && !launch && !module && !step && !range) return;
  const auto wrong = [](const std::optional<double>& time) { return !time || !(*time >= 0 && *time < 1e18); };
  if (wrong(now_.ts) || wrong(now_.dur)) {
    fault("times ts and dur in microseconds for a " + (module ? std::string("module call") : cat.substr(0, 40)),
          wrong(now_.ts) ? "no sound ts" : "no sound dur");
    return;
  }
  const auto span = [&](const std::string& name) {
    return TraceEvents::Span{*now_.ts, *now_.dur, thread(), events.names.of(clean(name))};
  };
  if (kernel || copied) {
    if (room(events.kernels, "kernels"))
      events.kernels.push_back({*now_.ts, *now_.dur, now_.correlation, events.names.of(clean(now_.name))});
  } else if (launch) {
    if (now_.correlation < 0) return;
    events.graph_launches = events.graph_launches || now_.name.find("GraphLaunch") != std::string::npos;
    if (room(events.launches, "launches")) events.launches.push_back({*now_.ts, now_.correlation, thread()});
  } else if (module) {
    if (room(events.modules, "module calls")) events.modules.push_back(span(now_.name.substr(kModulePrefix.size())));
  } else if (step) {
    if (room(events.steps, "profiler steps")) events.steps.push_back(span(now_.name));
  } else if (room(events.ranges, "ranges")) {
    events.ranges.push_back(span(now_.name));
  }
}

}  // namespace modelmeter
