#include "documents/text.h"

#include "documents/documents.h"

namespace modelmeter {
namespace {

/// `value` ≥ 0 with three significant digits, values from 1000 as whole numbers; plain arithmetic, no locale.
std::string significant(double value) {
  int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  double scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  std::int64_t scaled = static_cast<std::int64_t>(value * scale + 0.5);
  std::string digits = std::to_string(scaled);
  if (decimals == 0) return digits;
  while (static_cast<int>(digits.size()) <= decimals) digits.insert(0, "0");
  digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
  return digits;
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3 && digits[i - 4] != '-'; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string with_prefix(double value, const std::string& unit) {
  static constexpr const char* prefixes[] = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t step = 0;
  while (value >= 999.5 && step + 1 < 7) {
    value /= 1000;
    ++step;
  }
  const bool whole = step == 0 && value == static_cast<double>(static_cast<std::int64_t>(value));
  return (whole ? std::to_string(static_cast<std::int64_t>(value)) : significant(value)) + " " + prefixes[step] + unit;
}

std::string duration(double milliseconds) {
  if (milliseconds >= 1000) return significant(milliseconds / 1000) + " s";
  if (milliseconds >= 1) return significant(milliseconds) + " ms";
  if (milliseconds >= 0.001 || milliseconds == 0) return significant(milliseconds * 1000) + " µs";
  return significant(milliseconds * 1e6) + " ns";
}

std::string percent(double share) {
  return significant(share * 100) + " %";
}

std::string signed_percent(double difference) {
  if (difference == 0) return "0";
  const std::string sign = difference < 0 ? "−" : "+";
  const double thousandths = (difference < 0 ? -difference : difference) * 100'000;
  if (thousandths < 0.5) return sign + "<0.001 %";
  if (thousandths >= 1e15) return sign + "more than 10^12 %";
  const auto whole = static_cast<std::int64_t>(thousandths + 0.5);
  const std::string digits = std::to_string(whole % 1000);
  return sign + grouped(whole / 1000) + "." + std::string(3 - digits.size(), '0') + digits + " %";
}

std::string code_span(const std::string& text) {
  std::string safe = "`";
  for (char c : text) safe += c == '`' ? '\'' : c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  return safe + "`";
}

std::string escaped_markdown(const std::string& text) {
  std::string safe;
  for (char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      safe += ' ';
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else {
      static const std::string special = "\\`*_{}[]()#+!|~$";
      if (special.find(c) != std::string::npos) safe += '\\';
      safe += c;
    }
  }
  return safe;
}

}  // namespace modelmeter
