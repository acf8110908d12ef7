#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/diagnostic.h"

namespace modelmeter::torchinfo {

/// A scalar as the parser saw it.
struct SaxScalar {
  enum class Type { null, boolean, integer, fraction, text } type = Type::null;
  bool flag = false;
  std::int64_t number = 0;
  bool in_range = true;  ///< an integer that 63 bits hold
  double fraction = 0;
  const std::string* text = nullptr;

  std::string describe() const;
};

/// A JSON document as its events come: knows where it is, collects faults with their path, keeps to bounds. What the
/// places of a document are and what is done there is the derived reader's; memory beside what that keeps does not grow
/// with the file.
class SaxDocument {
 public:
  virtual ~SaxDocument() = default;

  // Events; false ends the reading.
  bool scalar(const SaxScalar& value);
  bool key(const std::string& name);
  bool open(bool array);
  bool close();

  bool stopped() const { return stopped_; }  ///< a bound was broken
  /// The first hundred faults and the number of the others.
  Diagnostics take_faults();

 protected:
  struct Frame {
    int place = 0;  ///< of the derived reader
    bool array = false;
    std::string key;        ///< of the member that is being read
    std::size_t index = 0;  ///< of the element that is being read
    std::size_t slot = 0;   ///< for the derived reader: which of its rows this frame fills
    unsigned seen = 0;      ///< likewise: which members there were
  };

  /// The place inside a list or object that opens at the current element; at the top `frames()` is empty.
  virtual int place_inside(bool array) = 0;
  virtual void opened() {}                         ///< the new frame is the last one
  virtual void named() {}                          ///< the last frame has a new key
  virtual void value(const SaxScalar& value) = 0;  ///< at the current element of the last frame
  virtual void closed(const Frame& frame) = 0;     ///< `frame` is no longer in `frames()`

  const std::vector<Frame>& frames() const { return frames_; }
  Frame& top() { return frames_.back(); }

  std::string path() const;
  void fault(const std::string& expected, const std::string& got) { fault_at(path(), expected, got); }
  void fault_at(const std::string& where, const std::string& expected, const std::string& got);
  /// Ends the reading. Its reason is told even where the list of faults is full.
  bool stop(const std::string& expected, const std::string& got);

  // Values into fields; a fault where they do not fit.
  void text(const SaxScalar& value, std::string& field);
  void maybe_text(const SaxScalar& value, std::string& field);  ///< null leaves the field
  void flag(const SaxScalar& value, bool& field);
  bool count(const SaxScalar& value, std::int64_t& field);
  void maybe_count(const SaxScalar& value, std::optional<std::int64_t>& field);

 private:
  std::vector<Frame> frames_;
  Diagnostics faults_;
  std::size_t more_faults_ = 0;  // beyond those kept
  bool stopped_ = false;
};

}  // namespace modelmeter::torchinfo
