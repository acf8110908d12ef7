#include "serialization/csv_row.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace modelmeter {

void CsvRow::text(const std::string& value) {
  const bool formula = !value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string_view::npos;
  const std::string safe = (formula ? "'" : "") + value;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return raw(safe);
  std::string quoted = "\"";
  for (char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  raw(quoted + "\"");
}

void CsvRow::number(double value) {
  raw(nlohmann::json(value).dump());
}

}  // namespace modelmeter
