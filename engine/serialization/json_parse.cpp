#include <algorithm>

#include "serialization/json_reader.h"

namespace modelmeter {
namespace {

using Object = Json::object_t;
using Array = Json::array_t;

constexpr std::size_t kMaxFaults = 100;

/// "line 3, column 12" of a byte, columns in characters.
std::string place(std::string_view text, std::size_t byte) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < std::min(byte, text.size()); ++i) {
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// The next few characters, up to the first that a message could not show.
std::string excerpt(std::string_view text, std::size_t byte) {
  constexpr std::size_t longest = 24;
  std::size_t end = byte;
  while (end < text.size() && end - byte < longest && text[end] >= ' ' && text[end] <= '~') ++end;
  if (end > byte) return "\"" + std::string(text.substr(byte, end - byte)) + "\"";
  static constexpr char digits[] = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(text[byte]);
  return std::string("byte 0x") + digits[value >> 4] + digits[value & 15];
}

/// Start of what ends at `byte`: a word, a number, or a string that is in the wrong place.
std::size_t token_start(std::string_view text, std::size_t byte, bool string) {
  if (string && byte > 0 && text[byte] == '"') {
    const std::size_t quote = text.rfind('"', byte - 1);
    return quote == std::string_view::npos ? byte : quote;
  }
  const auto part_of_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  };
  while (part_of_word(text[byte]) && byte > 0 && part_of_word(text[byte - 1])) --byte;
  return byte;
}

/// `byte` is the last that the library read. What it expected stands in its message: "…; expected string literal".
Diagnostic syntax_fault(std::string_view text, std::size_t byte, const nlohmann::detail::exception& error) {
  if (byte >= text.size()) return {place(text, text.size()), "JSON", "the end of the file: it is truncated", ""};
  constexpr int number_out_of_range = 406;
  const std::string what = error.what();
  const std::size_t start = token_start(text, byte, what.find("unexpected string literal") != std::string::npos);
  std::string expected = "JSON";
  if (const std::size_t at = what.find("; expected "); at != std::string::npos) {
    const std::size_t from = at + std::string_view("; expected ").size();
    expected = what.substr(from, what.find(';', from) - from);
  }
  if (error.id == number_out_of_range) expected = "a number within the range of doubles";
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
    if (text.substr(start, word.size()) == word) expected = "JSON, which knows no NaN and no Infinity";
  return {place(text, start), expected, excerpt(text, start), ""};
}

/// Builds the document. Other than the library's own builder it appends members without searching for their
/// key first (which takes quadratic time in objects of many members), and it rejects keys that occur twice.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::string_view text) : text_(text) {}

  bool null() override { return add(Json(nullptr)) != nullptr; }
  bool boolean(bool value) override { return add(Json(value)) != nullptr; }
  bool number_integer(std::int64_t value) override { return add(Json(value)) != nullptr; }
  bool number_unsigned(std::uint64_t value) override { return add(Json(value)) != nullptr; }
  bool number_float(double value, const std::string&) override { return add(Json(value)) != nullptr; }
  bool string(std::string& value) override { return add(Json(std::move(value))) != nullptr; }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool key(std::string& key) override {
    open_.back()->get_ref<Object&>().emplace_back(std::move(key), Json());
    return true;
  }
  bool end_object() override {
    check_keys(open_.back()->get_ref<Object&>());
    open_.pop_back();
    return true;
  }
  bool end_array() override {
    open_.pop_back();
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    faults_ = {syntax_fault(text_, position == 0 ? 0 : position - 1, error)};
    return false;
  }

  Result<Json> take() {
    if (!faults_.empty()) return std::move(faults_);
    return std::move(root_);
  }

 private:
  Json* add(Json&& value) {
    Json* slot = &root_;
    if (!open_.empty()) {
      if (Array* array = open_.back()->get_ptr<Array*>()) {
        array->emplace_back();
        slot = &array->back();
      } else {
        slot = &open_.back()->get_ref<Object&>().back().second;
      }
    }
    *slot = std::move(value);
    return slot;
  }

  bool open(Json&& container) {
    open_.push_back(add(std::move(container)));
    return true;
  }

  void check_keys(const Object& object) {
    std::vector<std::string_view> keys;
    keys.reserve(object.size());
    for (const auto& member : object) keys.push_back(member.first);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end() && faults_.size() < kMaxFaults)
      faults_.push_back({path(), "each key once", "\"" + std::string(*twice) + "\" again", ""});
  }

  /// Path of the innermost open container: every outer one is busy with its last element.
  std::string path() const {
    std::string text;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      if (const Array* array = open_[i]->get_ptr<const Array*>())
        text += "[" + std::to_string(array->size() - 1) + "]";
      else
        text += (text.empty() ? "" : ".") + open_[i]->get_ref<const Object&>().back().first;
    }
    return text;
  }

  std::string_view text_;
  Json root_;
  std::vector<Json*> open_;  ///< containers that are not complete; only the innermost grows, so pointers stay valid
  Diagnostics faults_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t limit_bytes) {
  if (text.size() > limit_bytes)
    return Diagnostics{
        {"", "at most " + std::to_string(limit_bytes) + " bytes", std::to_string(text.size()) + " bytes", ""}};
  if (text.empty()) return Diagnostics{{"", "a JSON document", "an empty file", ""}};
  Builder builder(text);
  Json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace modelmeter
