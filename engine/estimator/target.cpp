#include "estimator/target.h"

#include <cmath>

namespace modelmeter {
namespace {

/// "12", "0.5", "250000": digits and one point.
std::optional<double> plain_number(const std::string& text) {
  double number = 0, place = 1;
  bool point = false, digits = false;
  if (text.size() > 24) return std::nullopt;
  for (char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    number = number * 10 + (c - '0');
    if (point) place *= 10;
  }
  if (!digits) return std::nullopt;
  return number / place;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string numeric_keys() {
  std::string keys;
  for (const Metric& metric : metrics())
    if (metric.kind == FigureKind::count || metric.kind == FigureKind::number)
      keys += (keys.empty() ? "" : ", ") + std::string(metric.key);
  return keys;
}

}  // namespace

std::string short_number(double number, int digits) {
  if (number < 0) return "-" + short_number(-number, digits);
  if (!(number > 0)) return "0";
  double unit = 1;  // of the last digit that is kept
  int decimals = 0;
  double most = 1;
  for (int i = 0; i < digits; ++i) most *= 10;
  while (number / unit >= most) unit *= 10;
  while (number / unit < most / 10 && decimals < 12) {
    unit /= 10;
    ++decimals;
  }
  if (number >= 9e18) return "more than 9e18";
  double scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const auto scaled = decimals > 0 ? std::llround(number * scale) : std::llround(number / unit);
  if (decimals == 0) return std::to_string(scaled * static_cast<std::int64_t>(unit));
  std::string text = std::to_string(scaled);
  if (text.size() <= static_cast<std::size_t>(decimals))
    text.insert(0, static_cast<std::size_t>(decimals) + 1 - text.size(), '0');
  text.insert(text.size() - static_cast<std::size_t>(decimals), ".");
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

namespace {

/// Two numbers with as many digits as tell them apart, four at least: "0.30001 is more than 0.3".
std::pair<std::string, std::string> apart(double a, double b) {
  for (int digits = 4; digits < 15; ++digits)
    if (short_number(a, digits) != short_number(b, digits)) return {short_number(a, digits), short_number(b, digits)};
  return {short_number(a, 15), short_number(b, 15)};
}

std::string held_against(const std::string& what, double number, const char* relation, double bound,
                         const char* unit = "") {
  const std::pair<std::string, std::string> texts = apart(number, bound);
  return what + " " + texts.first + unit + relation + texts.second + unit;
}

}  // namespace

Result<Target> target_of(const std::string& text, const std::string& path) {
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string::npos || sign + 1 >= text.size() || text[sign + 1] != '=')
    return Diagnostics{{path, "METRIC<=NUMBER or METRIC>=NUMBER", "\"" + text + "\"", "ttft_ms<=200"}};
  const std::string key = trimmed(text.substr(0, sign));
  const std::optional<std::size_t> metric = metric_index(key);
  const bool numeric =
      metric && (metrics()[*metric].kind == FigureKind::count || metrics()[*metric].kind == FigureKind::number);
  if (!numeric) return Diagnostics{{path, "one of " + numeric_keys(), "\"" + key + "\"", "ttft_ms"}};
  const std::string number = trimmed(text.substr(sign + 2));
  const std::optional<double> bound = plain_number(number);
  if (!bound) return Diagnostics{{path, "a number such as 200 or 0.5", "\"" + number + "\"", ""}};
  return Target{*metric, text[sign] == '<', *bound};
}

std::vector<std::string> misses(const Requirements& requirements, const std::vector<Figure>& row) {
  std::vector<std::string> all;
  const auto figure = [&](const char* key) -> const Figure& { return row[*metric_index(key)]; };
  if (requirements.fit && !std::get<bool>(figure("fits")))
    all.push_back(held_against("memory needed", *number_of(figure("memory_needed_bytes")) / 1e9, " is more than ",
                               *number_of(figure("memory_capacity_bytes")) / 1e9, " GB"));
  for (const Target& target : requirements.targets) {
    const std::string key = metrics()[target.metric].key;
    const std::optional<double> number = number_of(row[target.metric]);
    if (!number)
      all.push_back(key + " does not exist for this run");
    else if (target.at_most && *number > target.bound)
      all.push_back(held_against(key, *number, " is more than ", target.bound));
    else if (!target.at_most && *number < target.bound)
      all.push_back(held_against(key, *number, " is less than ", target.bound));
  }
  return all;
}

}  // namespace modelmeter
