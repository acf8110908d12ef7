#include "serialization/json_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace modelmeter {

void JsonText::line_break() {
  if (!indented_) return;
  out_ += '\n';
  out_.append(2 * has_elements_.size(), ' ');
}

void JsonText::element() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_elements_.empty()) return;
  if (has_elements_.back()) out_ += ',';
  has_elements_.back() = true;
  line_break();
}

void JsonText::begin(char bracket) {
  element();
  out_ += bracket;
  has_elements_.push_back(false);
}

void JsonText::end(char bracket) {
  const bool any = has_elements_.back();
  has_elements_.pop_back();
  if (any) line_break();
  out_ += bracket;
}

void JsonText::quoted(const std::string& text) {
  bool plain = true;
  for (char c : text) plain = plain && c >= ' ' && c != '"' && c != '\\' && c != '\x7f';
  if (plain)
    out_.append(1, '"').append(text).append(1, '"');
  else
    out_ += nlohmann::json(text).dump(-1, ' ', !indented_, nlohmann::json::error_handler_t::replace);
}

void JsonText::key(const std::string& name) {
  element();
  quoted(name);
  out_ += indented_ ? ": " : ":";
  after_key_ = true;
}

void JsonText::value(const std::string& text) {
  element();
  quoted(text);
}

void JsonText::value(bool flag) {
  element();
  out_ += flag ? "true" : "false";
}

void JsonText::value(std::int64_t number) {
  element();
  out_ += std::to_string(number);
}

void JsonText::value(double number) {
  if (!std::isfinite(number)) return null();
  element();
  char digits[64];
  const char* last = nlohmann::detail::to_chars(digits, digits + sizeof digits, number);
  out_.append(digits, static_cast<std::size_t>(last - digits));
}

void JsonText::null() {
  element();
  out_ += "null";
}

void JsonText::raw(const std::string& json) {
  element();
  out_ += json;
}

}  // namespace modelmeter
