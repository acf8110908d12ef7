#include "serialization/sax_document.h"

#include "serialization/torchinfo_json.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxPathBytes = 1'000;  ///< of a diagnostic: keys are the file's own words

}  // namespace

std::string SaxScalar::describe() const {
  switch (type) {
    case Type::null:
      return "null";
    case Type::boolean:
      return flag ? "true" : "false";
    case Type::integer:
      return in_range ? std::to_string(number) : "a number beyond 63 bits";
    case Type::fraction:
      return "a fraction";
    case Type::text:
      break;
  }
  return "string";
}

bool SaxDocument::scalar(const SaxScalar& value_read) {
  if (frames_.empty()) {
    fault("an object", value_read.describe());
    return true;
  }
  if (value_read.text != nullptr && value_read.text->size() > kMaxStringBytes)
    return stop("strings of at most " + std::to_string(kMaxStringBytes) + " bytes",
                std::to_string(value_read.text->size()) + " bytes");
  value(value_read);
  if (frames_.back().array) ++frames_.back().index;
  return true;
}

bool SaxDocument::key(const std::string& name) {
  if (name.size() > kMaxStringBytes) {
    frames_.back().key = "(a long name)";
    return stop("names of at most " + std::to_string(kMaxStringBytes) + " bytes",
                std::to_string(name.size()) + " bytes");
  }
  frames_.back().key = name;
  named();
  return true;
}

bool SaxDocument::open(bool array) {
  if (frames_.size() >= kMaxNesting)
    return stop("at most " + std::to_string(kMaxNesting) + " levels of nesting", "more");
  const int place = place_inside(array);
  if (stopped_) return false;
  Frame frame;
  frame.place = place;
  frame.array = array;
  frames_.push_back(std::move(frame));
  opened();
  return true;
}

bool SaxDocument::close() {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  closed(frame);
  if (!frames_.empty() && frames_.back().array) ++frames_.back().index;
  return true;
}

Diagnostics SaxDocument::take_faults() {
  Diagnostics list = std::move(faults_);
  faults_.clear();
  if (more_faults_ > 0) list.push_back({"", "no further faults", std::to_string(more_faults_) + " more", ""});
  more_faults_ = 0;
  return list;
}

std::string SaxDocument::path() const {
  std::string words;
  for (const Frame& frame : frames_) {
    if (frame.array)
      words += "[" + std::to_string(frame.index) + "]";
    else
      words += (words.empty() ? "" : ".") + frame.key;
  }
  return words;
}

void SaxDocument::fault_at(const std::string& where, const std::string& expected, const std::string& got) {
  if (faults_.size() >= kMaxFaults) {
    ++more_faults_;
    return;
  }
  const bool whole = where.size() <= kMaxPathBytes;
  faults_.push_back({whole ? where : where.substr(0, kMaxPathBytes) + "...", expected, got, ""});
}

bool SaxDocument::stop(const std::string& expected, const std::string& got) {
  if (faults_.size() >= kMaxFaults) {
    faults_.pop_back();
    ++more_faults_;
  }
  fault(expected, got);
  stopped_ = true;
  return false;
}

void SaxDocument::text(const SaxScalar& value_read, std::string& field) {
  if (value_read.type == SaxScalar::Type::text)
    field = *value_read.text;
  else
    fault("string", value_read.describe());
}

void SaxDocument::maybe_text(const SaxScalar& value_read, std::string& field) {
  if (value_read.type != SaxScalar::Type::null) text(value_read, field);
}

void SaxDocument::flag(const SaxScalar& value_read, bool& field) {
  if (value_read.type == SaxScalar::Type::boolean)
    field = value_read.flag;
  else
    fault("true or false", value_read.describe());
}

bool SaxDocument::count(const SaxScalar& value_read, std::int64_t& field) {
  const bool integer = value_read.type == SaxScalar::Type::integer;
  if (integer && value_read.in_range && value_read.number >= 0 && value_read.number <= kMaxNumber) {
    field = value_read.number;
    return true;
  }
  fault(integer ? "a whole number from 0 to 2^53" : "a whole number of at least 0", value_read.describe());
  return false;
}

void SaxDocument::maybe_count(const SaxScalar& value_read, std::optional<std::int64_t>& field) {
  std::int64_t number = 0;
  if (value_read.type != SaxScalar::Type::null && count(value_read, number)) field = number;
}

}  // namespace modelmeter::torchinfo
