#include "serialization/entity_fields.h"
#include "serialization/report_json.h"

namespace modelmeter {
namespace {

/// Whether a plain scalar would be read back as the same string by a YAML 1.2 (core schema) or 1.1 reader.
bool plain_string(const std::string& text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (!letter(text[0])) return false;  // numbers, indicators, quotes, dashes
  for (char c : text) {
    const bool safe = letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-' || c == '/' || c == '+' || c == '(' || c == ')';
    if (!safe) return false;
  }
  for (const char* word : {"true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL", "yes", "Yes", "YES", "no",
                           "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N"})
    if (text == word) return false;
  return true;
}

std::string scalar(const Json& value) {
  if (value.is_string() && plain_string(value.get<std::string>())) return value.get<std::string>();
  // A JSON scalar is a YAML flow scalar; non-ASCII text is escaped, which YAML reads alike.
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void write(std::string& out, const Json& value, std::size_t indent);

void write_member(std::string& out, const Json& value, std::size_t indent) {
  if (value.is_object() && !value.empty()) {
    out += "\n";
    write(out, value, indent + 2);
  } else if (value.is_array() && !value.empty()) {
    out += "\n";
    write(out, value, indent + 2);
  } else {
    out += " " + scalar(value) + "\n";
  }
}

void write(std::string& out, const Json& value, std::size_t indent) {
  if (value.is_object()) {
    for (auto it = value.begin(); it != value.end(); ++it) {
      out += std::string(indent, ' ') + scalar(Json(it.key())) + ":";
      write_member(out, it.value(), indent);
    }
    return;
  }
  for (const Json& item : value) {
    if (item.is_object() && !item.empty()) {
      // The first member shares the line of the dash.
      std::string nested;
      write(nested, item, indent + 2);
      out += std::string(indent, ' ') + "- " + nested.substr(indent + 2);
    } else {
      out += std::string(indent, ' ') + "-";
      write_member(out, item, indent);
    }
  }
}

}  // namespace

std::string to_yaml(const AnalyticModelReport& report) {
  Json json;
  Archive archive(json);
  AnalyticModelReport copy = report;
  fields(archive, copy);
  std::string out;
  write(out, json, 0);
  return out;
}

}  // namespace modelmeter
