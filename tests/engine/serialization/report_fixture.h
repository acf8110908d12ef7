#pragma once
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "serialization/report_json.h"

namespace modelmeter::test {

/// A file of tests/fixtures/reports.
inline std::string report_text(const std::string& name) {
  std::ifstream file(std::string(MODELMETER_FIXTURES) + "/reports/" + name, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Five modules, every field in use, small round numbers.
inline AnalyticModelReport tiny_report() {
  Result<AnalyticModelReport> report = report_from_json(report_text("tiny.json"));
  REQUIRE(ok(report));
  return value(std::move(report));
}

inline std::vector<std::string> sentences(const Diagnostics& faults) {
  std::vector<std::string> all;
  for (const Diagnostic& fault : faults) all.push_back(sentence(fault));
  return all;
}

template <class T>
std::vector<std::string> sentences(const Result<T>& result) {
  return ok(result) ? std::vector<std::string>{} : sentences(errors(result));
}

using Sentences = std::vector<std::string>;

/// The text with `from`, which must occur, replaced where it occurs first.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace modelmeter::test
