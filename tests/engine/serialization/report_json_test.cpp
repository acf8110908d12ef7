#include "report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

TEST_CASE("report JSON: a report written by hand comes back from the writer byte for byte", "[serialization][report]") {
  for (const char* name : {"tiny.json", "awkward-text.json"}) {
    const std::string text = report_text(name);
    const Result<AnalyticModelReport> report = report_from_json(text);
    REQUIRE(sentences(report) == Sentences{});
    CHECK(to_json(value(report)) == text);
  }
}

TEST_CASE("report JSON: values land in the fields of their names", "[serialization][report]") {
  const AnalyticModelReport report = tiny_report();
  CHECK(report.model.architecture.at("vocab_size") == 1000);
  CHECK(report.model.vision_backbone == VisionBackbone::other);
  CHECK(report.workload.crop_mode);
  CHECK(report.modules[0].parent_id == std::nullopt);
  CHECK(report.modules[3].repetition == Repetition::for_each);
  CHECK(report.modules[3].repetition_count == 3);
  CHECK(report.modules[1].batched);
  // In the order of the document, each with the type that it was written with.
  const auto& params = report.modules[1].constructor_params;
  REQUIRE(params.size() == 8);
  CHECK(params[0] == std::pair<std::string, ParamValue>("in_channels", std::int64_t{3}));
  CHECK(params[4] == std::pair<std::string, ParamValue>("bias", true));
  CHECK(params[5] == std::pair<std::string, ParamValue>("padding_idx", std::int64_t{-1}));
  CHECK(params[7] == std::pair<std::string, ParamValue>("theta", 10000.0));
  CHECK(report.module_metrics[3].own_operators[1].fused);
  CHECK(report.module_metrics[3].own_operators[1].detail.bound == Bound::vector);
  CHECK(report.module_metrics[3].own_operators[1].detail.time_high_ms == std::nullopt);
  CHECK(report.estimate->precision.kv_cache == Format::fp8_e4m3);
  CHECK(report.totals->memory_capacity_bytes == 150754820096);
  CHECK(report.stages[3].stage == Stage::decode);
  CHECK(report.stages[3].detail.written_kv_bytes == 1000000);
}

TEST_CASE("report JSON: a report without extensions is read, and written the same from then on",
          "[serialization][report]") {
  const Result<AnalyticModelReport> old = report_from_json(report_text("data-model-only.json"));
  REQUIRE(sentences(old) == Sentences{});
  CHECK(value(old).estimate == std::nullopt);
  CHECK(value(old).module_metrics[0].detail == std::nullopt);
  CHECK(value(old).predicted_total_time_ms == 5.0);  // a whole number stands for a double
  const std::string once = to_json(value(old));
  const Result<AnalyticModelReport> again = report_from_json(once);
  REQUIRE(ok(again));
  CHECK(value(again) == value(old));
  CHECK(to_json(value(again)) == once);
}

TEST_CASE("report JSON: counts are exact to 63 bits and doubles to the last bit", "[serialization][report]") {
  AnalyticModelReport report = tiny_report();
  report.module_metrics[0].detail->matrix_flops = 9223372036854775807;  // 2⁶³ - 1
  report.module_metrics[0].detail->vector_flops = 9007199254740993;     // 2⁵³ + 1: no double
  report.module_metrics[0].calls = 1000000000000000000;                 // 10¹⁸
  report.module_metrics[0].total_time_ms = 0.1 + 0.2;
  report.module_metrics[0].total_io_tb = 5e-324;
  report.module_metrics[0].total_flops_tflops = 1.7976931348623157e308;
  const std::string text = to_json(report);
  CHECK(text.find("\"matrix_flops\": 9223372036854775807,") != std::string::npos);
  CHECK(text.find("\"vector_flops\": 9007199254740993,") != std::string::npos);
  CHECK(text.find("\"calls\": 1000000000000000000,") != std::string::npos);
  CHECK(text.find("\"total_time_ms\": 0.30000000000000004,") != std::string::npos);
  const Result<AnalyticModelReport> read = report_from_json(text);
  REQUIRE(ok(read));
  CHECK(value(read) == report);
}

TEST_CASE("report JSON: unknown keys are left to newer readers", "[serialization][report]") {
  const std::string text = report_text("tiny.json");
  const std::string newer =
      replaced(replaced(text, "\"report_id\"", "\"future\": {\"a\": [1, null]},\n  \"report_id\""),
               "\"stage\": \"other\"", "\"color\": \"red\", \"stage\": \"other\"");
  const Result<AnalyticModelReport> read = report_from_json(newer);
  REQUIRE(sentences(read) == Sentences{});
  CHECK(to_json(value(read)) == text);
}

TEST_CASE("report JSON: text that is no UTF-8 is written with replacement characters, not thrown",
          "[serialization][report]") {
  AnalyticModelReport report = tiny_report();
  report.notes = "latin-1 \xE9";
  const Result<AnalyticModelReport> read = report_from_json(to_json(report));
  REQUIRE(ok(read));
  CHECK(value(read).notes == "latin-1 \xEF\xBF\xBD");
}
