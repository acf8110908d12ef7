#include "serialization/entity_fields.h"
#include "serialization/report_json.h"

namespace modelmeter {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Whether a plain scalar is read back as the same string by readers of YAML 1.2 (core schema) and 1.1. Stricter than
/// it must be: what does not start with a letter (numbers, dates, indicators) or holds anything unusual is quoted.
bool plain_string(const std::string& text) {
  if (text.empty() || !letter(text[0]) || text.back() == ' ') return false;
  for (char c : text)
    if (!letter(c) && !(c >= '0' && c <= '9') && std::string_view(" .-/+()").find(c) == std::string_view::npos)
      return false;
  for (const char* word :
       {"true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL", "yes", "Yes", "YES", "no",
        "No",   "NO",   "on",   "On",    "ON",    "off",   "Off",  "OFF",  "y",    "Y",   "n",   "N"})
    if (text == word) return false;
  return true;
}

/// A JSON string is a YAML double-quoted scalar, but for characters that YAML allows only escaped.
std::string quoted_string(const std::string& text) {
  const std::string json = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  struct Escape {
    std::string_view bytes, escape;
  };
  // DEL, line and paragraph separator, byte order mark, and the two that are no characters
  static constexpr Escape escapes[] = {{"\x7F", "\\x7F"},           {"\xE2\x80\xA8", "\\u2028"},
                                       {"\xE2\x80\xA9", "\\u2029"}, {"\xEF\xBB\xBF", "\\uFEFF"},
                                       {"\xEF\xBF\xBE", "\\uFFFE"}, {"\xEF\xBF\xBF", "\\uFFFF"}};
  static constexpr char digits[] = "0123456789ABCDEF";
  const std::string_view rest(json);
  std::string out;
  for (std::size_t i = 0; i < json.size();) {
    const auto second = static_cast<unsigned char>(i + 1 < json.size() ? json[i + 1] : '\0');
    if (json[i] == '\xC2' && second < 0xA0) {  // C1 control characters U+0080..U+009F
      out += std::string("\\x") + digits[second >> 4] + digits[second & 15];
      i += 2;
      continue;
    }
    const Escape* match = nullptr;
    for (const Escape& escape : escapes)
      if (rest.substr(i, escape.bytes.size()) == escape.bytes) match = &escape;
    out += match != nullptr ? match->escape : rest.substr(i, 1);
    i += match != nullptr ? match->bytes.size() : 1;
  }
  return out;
}

std::string scalar(const Json& value) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    return plain_string(text) ? text : quoted_string(text);
  }
  std::string text = value.dump();
  // YAML 1.1 takes 1e-05 for a string and 1.0e-05 for the number.
  if (const std::size_t e = text.find('e');
      value.is_number_float() && e != std::string::npos && text.find('.') == std::string::npos)
    text.insert(e, ".0");
  return text;
}

/// Block style: one line for each scalar, members of a nested value indented by two.
class Writer {
 public:
  void members(const Json& object, std::size_t indent) {
    for (auto it = object.begin(); it != object.end(); ++it) {
      start(indent);
      const std::string key = scalar(Json(it.key()));
      // A key before a colon may have 1024 characters at most; a longer one is marked with "?".
      constexpr std::size_t longest_key = 1000;
      out_ += key.size() <= longest_key ? key + ":" : "? " + key + "\n" + std::string(indent, ' ') + ":";
      value(it.value(), indent);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  /// Indents, unless this line has begun with the dash of a list.
  void start(std::size_t indent) {
    if (!after_dash_) out_.append(indent, ' ');
    after_dash_ = false;
  }
  void value(const Json& json, std::size_t indent) {
    if (!json.is_structured() || json.empty()) {
      out_ += " " + scalar(json) + "\n";
      return;
    }
    out_ += "\n";
    nested(json, indent + 2);
  }
  void nested(const Json& json, std::size_t indent) {
    if (json.is_object()) return members(json, indent);
    for (const Json& item : json) {
      start(indent);
      out_ += "-";
      if (item.is_structured() && !item.empty()) {
        out_ += " ";
        after_dash_ = true;
        nested(item, indent + 2);
      } else {
        value(item, indent);
      }
    }
  }

  std::string out_;
  bool after_dash_ = false;
};

}  // namespace

std::string to_yaml(const AnalyticModelReport& report) {
  Writer writer;
  writer.members(entity_json(report), 0);
  return writer.take();
}

}  // namespace modelmeter
