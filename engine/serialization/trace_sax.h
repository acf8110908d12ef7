#pragma once
#include "measurements/trace_events.h"
#include "serialization/sax_document.h"

namespace modelmeter {

/// Fills trace events while the parser runs: a Chrome trace as an object with `traceEvents`, or as the bare list. Of
/// all events only those that times need are kept.
class TraceSax final : public torchinfo::SaxDocument {
 public:
  measurements::TraceEvents events;
  bool saw_events = false;  ///< traceEvents, or a list at the top

 private:
  enum Place : int { ignored, document, event_list, event, args, device_list, device };
  enum class Member : int { other, ph, cat, name, ts, dur, pid, tid, correlation };

  /// The event that is being read.
  struct Current {
    bool complete = false;  ///< "ph": "X"
    std::string cat, name;
    std::optional<double> ts, dur;
    std::int64_t pid = 0, tid = 0;
    std::int64_t correlation = -1;
  };

  int place_inside(bool array) override;
  void opened() override;
  void named() override;
  void value(const torchinfo::SaxScalar& value) override;
  void closed(const Frame& frame) override;

  void keep();
  template <class Event>
  bool room(const std::vector<Event>& list, const char* what);
  std::uint32_t thread();

  Current now_;
  Member member_ = Member::other;
  std::unordered_map<std::uint64_t, std::uint32_t> threads_;
};

}  // namespace modelmeter
