#include "estimator/instances.h"

#include <algorithm>
#include <cstdint>

namespace modelmeter {
namespace {

constexpr std::size_t kMaxNames = 1000000;

bool is_list(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789,-") == std::string::npos;
}

/// Numbers of a list: "0-3,7" → 0, 1, 2, 3, 7.
std::vector<std::string> numbers_of(const std::string& list) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string part = list.substr(at, end - at);
    const std::size_t dash = part.find('-');
    if (part.empty() || part.size() > 40) return {};
    const std::int64_t first = std::stoll(part.substr(0, dash));
    const std::int64_t last = dash == std::string::npos ? first : std::stoll(part.substr(dash + 1));
    for (std::int64_t n = first; n <= last && all.size() <= kMaxNames; ++n) all.push_back(std::to_string(n));
    at = end + 1;
  }
  return all;
}

}  // namespace

std::vector<std::string> expand_instances(const std::string& pattern) {
  std::vector<std::string> names{""};
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t open = std::min(pattern.find('{', at), pattern.size());
    for (std::string& name : names) name += pattern.substr(at, open - at);
    if (open == pattern.size()) break;
    const std::size_t close = pattern.find('}', open);
    const std::string list = close == std::string::npos ? "" : pattern.substr(open + 1, close - open - 1);
    if (!is_list(list)) {  // a brace of the user's own naming
      for (std::string& name : names) name += '{';
      at = open + 1;
      continue;
    }
    const std::vector<std::string> numbers = numbers_of(list);
    if (names.size() * numbers.size() > kMaxNames) return {};
    std::vector<std::string> longer;
    longer.reserve(names.size() * numbers.size());
    for (const std::string& number : numbers)
      for (const std::string& name : names) longer.push_back(name + number);
    names = std::move(longer);
    at = close + 1;
  }
  return names;
}

}  // namespace modelmeter
