#include "entities/rules.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace modelmeter {

std::string shown(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char text[40];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  if (text.size() <= longest) return "\"" + std::string(text) + "\"";
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
  return "\"" + std::string(text.substr(0, end)) + "…\"";
}

std::string element(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

bool is_absolute_path(std::string_view path) {
  if (path.empty()) return false;
  if (path[0] == '/' || path.substr(0, 2) == "\\\\") return true;
  const bool drive = (path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z');
  return drive && path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

void Rules::fault(const std::string& where, const char* field, const std::string& expected, const std::string& got) {
  const std::string separator = where.empty() || *field == '\0' ? "" : ".";
  faults_.push_back({where + separator + field, expected, got, ""});
}

void Rules::absolute_path(const std::string& where, const char* field, const std::string& value) {
  if (!is_absolute_path(value)) fault(where, field, "an absolute path", quoted(value));
}

void Rules::id(const std::string& where, const char* field, const std::string& value) {
  if (value.empty()) fault(where, field, "a name", "\"\"");
}

void Rules::count(const std::string& where, const char* field, std::int64_t value, std::int64_t minimum) {
  if (value < minimum)
    fault(where, field, "a whole number of at least " + std::to_string(minimum), std::to_string(value));
}

void Rules::number(const std::string& where, const char* field, double value) {
  if (!std::isfinite(value) || value < 0) fault(where, field, "a finite number of at least 0", shown(value));
}

void Rules::share(const std::string& where, const char* field, double value) {
  if (!std::isfinite(value) || value < 0 || value > max_share)
    fault(where, field, "a share from 0 to 1.5", shown(value));
}

}  // namespace modelmeter
