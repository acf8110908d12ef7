#include "report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

/// The CSV's cells by a small reader of RFC 4180, written for this test.
std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    std::string& cell = rows.back().back();
    if (quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[++i];
    } else if (csv[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && csv[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && csv[i] == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
      ++i;
      if (i + 1 < csv.size()) rows.emplace_back(1);
    } else {
      cell += csv[i];
    }
  }
  CHECK_FALSE(quoted);
  return rows;
}

}  // namespace

TEST_CASE("report YAML: the small reports as they were reviewed", "[serialization][yaml]") {
  // tests/bindings/yaml.test.ts reads the same files with an independent parser and compares them with the JSON.
  CHECK(to_yaml(tiny_report()) == report_text("tiny.yaml"));
  const Result<AnalyticModelReport> awkward = report_from_json(report_text("awkward-text.json"));
  REQUIRE(ok(awkward));
  CHECK(to_yaml(value(awkward)) == report_text("awkward-text.yaml"));
}

TEST_CASE("report YAML: strings that YAML would take for something else are quoted", "[serialization][yaml]") {
  AnalyticModelReport report = tiny_report();
  const auto notes = [&](const std::string& text) {
    report.notes = text;
    const std::string yaml = to_yaml(report);
    const std::size_t start = yaml.find("\nnotes: ") + 8;
    return yaml.substr(start, yaml.find("\nlayer_docs_dir:") - start);
  };
  CHECK(notes("plain text") == "plain text");
  CHECK(notes("no") == "\"no\"");
  CHECK(notes("null") == "\"null\"");
  CHECK(notes("1.0") == "\"1.0\"");
  CHECK(notes("") == "\"\"");
  CHECK(notes("trail ") == "\"trail \"");
  CHECK(notes("a: b") == "\"a: b\"");
  CHECK(notes("a #b") == "\"a #b\"");
  CHECK(notes("two\nlines") == "\"two\\nlines\"");
  CHECK(notes("\xF0\x9F\x98\x80") == "\"\xF0\x9F\x98\x80\"");  // an emoji stays itself: YAML has no surrogate pairs
  CHECK(notes("\xC2\x85") == "\"\\x85\"");
  CHECK(notes("\x7F\xE2\x80\xA8") == "\"\\x7F\\u2028\"");
}

TEST_CASE("report CSV: one row per module in tree order, every number under its unit", "[serialization][csv]") {
  AnalyticModelReport report = tiny_report();
  // The order of rows is that of the tree, whatever the order of the lists.
  std::swap(report.modules[1], report.modules[4]);
  std::swap(report.module_metrics[0], report.module_metrics[3]);
  const auto rows = cells_of(to_csv(report));
  REQUIRE(rows.size() == 6);
  for (const auto& row : rows) REQUIRE(row.size() == 27);
  CHECK(rows[0] == Sentences{"module_id",
                             "parent_id",
                             "depth",
                             "name",
                             "qualified_class_name",
                             "stage",
                             "repetition",
                             "repetition_count",
                             "calls",
                             "parameters",
                             "matrix_flops",
                             "vector_flops",
                             "read_weight_bytes",
                             "read_activation_bytes",
                             "written_activation_bytes",
                             "read_kv_bytes",
                             "written_kv_bytes",
                             "total_io_bytes",
                             "time_ms",
                             "time_low_ms",
                             "time_high_ms",
                             "share_of_model_time",
                             "bound",
                             "kernels",
                             "memory_weights_gb",
                             "memory_activations_gb",
                             "memory_kvcache_gb"});
  CHECK(rows[1][0] == "tiny");
  CHECK(rows[2][0] == "vision");
  CHECK(rows[3][0] == "prefill");
  CHECK(rows[4] == Sentences{"prefill/layers",
                             "prefill",
                             "2",
                             "'=Layer[0-2], \"dense\"",
                             "example.modeling.Layer",
                             "prefill",
                             "for",
                             "3",
                             "3",
                             "3000000",
                             "1500000000000",
                             "500000000000",
                             "6000000",
                             "60000000",
                             "59000000",
                             "0",
                             "0",
                             "125000000",
                             "2.25",
                             "2.25",
                             "3.0",
                             "0.45",
                             "matrix",
                             "6",
                             "0.006",
                             "0.0001",
                             "0.0"});
  CHECK(rows[5][0] == "decode");
}

TEST_CASE("report CSV: text cannot become a formula, numbers stay numbers", "[serialization][csv]") {
  AnalyticModelReport report = tiny_report();
  const auto name = [&](const std::string& text) {
    report.modules[0].name = text;
    return cells_of(to_csv(report)).at(1).at(3);
  };
  CHECK(name("=1+1") == "'=1+1");
  CHECK(name("+1") == "'+1");
  CHECK(name("-1") == "'-1");
  CHECK(name("@SUM(A1)") == "'@SUM(A1)");
  CHECK(name("\t=1") == "'\t=1");
  CHECK(name("a=1") == "a=1");
  CHECK(name("two\r\nlines, \"quoted\"") == "two\r\nlines, \"quoted\"");
}

TEST_CASE("report CSV: what the report does not say is empty, and sums do not wrap", "[serialization][csv]") {
  const Result<AnalyticModelReport> plain = report_from_json(report_text("data-model-only.json"));
  REQUIRE(ok(plain));
  const auto row = cells_of(to_csv(value(plain))).at(2);
  CHECK(row.at(8) == "1");       // calls
  CHECK(row.at(9).empty());      // parameters
  CHECK(row.at(17).empty());     // total_io_bytes
  CHECK(row.at(18) == "1.5");    // time_ms
  CHECK(row.at(22).empty());     // bound
  CHECK(row.at(24) == "2e-06");  // memory_weights_gb

  AnalyticModelReport large = tiny_report();
  large.module_metrics[0].detail->read_weight_bytes = 9223372036854775807;
  CHECK(cells_of(to_csv(large)).at(1).at(17) == "9223372036854775807");
}
