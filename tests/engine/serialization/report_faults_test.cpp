#include "report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

/// What the reader says of the small report with one piece of its text replaced.
Sentences faults_with(const std::string& from, const std::string& to) {
  return sentences(report_from_json(replaced(report_text("tiny.json"), from, to)));
}

}  // namespace

TEST_CASE("report reader: a wrong type, a missing field or an unknown name says where",
          "[serialization][report][faults]") {
  CHECK(faults_with("\"hidden_size\": 64", "\"hidden_size\": \"64\"") ==
        Sentences{"model.hidden_size: expected a whole number of at least 0, got string"});
  CHECK(faults_with("\"hidden_size\": 64", "\"hidden_size\": 64.5") ==
        Sentences{"model.hidden_size: expected a whole number of at least 0, got 64.5"});
  CHECK(faults_with("\"hidden_size\": 64,", "") == Sentences{"model.hidden_size: expected a value, got nothing"});
  CHECK(faults_with("\"uses_moe\": false", "\"uses_moe\": 0") ==
        Sentences{"model.uses_moe: expected true or false, got 0"});
  CHECK(faults_with("\"model_id\": \"example/tiny\"", "\"model_id\": null") ==
        Sentences{"model.model_id: expected string, got null"});
  CHECK(faults_with("\"doc_kind\": \"mixed_layout\"", "\"doc_kind\": \"novel\"") ==
        Sentences{"workload.doc_kind: expected one of text_heavy, mixed_layout, image_rich, synthetic, got \"novel\""});
  CHECK(faults_with("\"repetition\": \"parfor\"", "\"repetition\": \"while\"") ==
        Sentences{"modules[1].repetition: expected one of none, for, parfor, got \"while\""});
  CHECK(faults_with("\"bias\": true", "\"bias\": [true]") ==
        Sentences{"modules[1].constructor_params.bias: expected number, string or boolean, got array"});
  CHECK(faults_with("\"match_classes\": []", "\"match_classes\": [7]") ==
        Sentences{"operator_categories[2].match_classes[0]: expected string, got 7"});
  CHECK(faults_with("\"kv_cache\": \"fp8_e4m3\"", "\"kv_cache\": \"fp9\"") ==
        Sentences{"estimate.precision.kv_cache: expected one of fp32, tf32, bf16, fp16, fp8_e4m3, fp8_e5m2, int8, "
                  "int4-g128, nvfp4, mxfp4, got \"fp9\""});
  CHECK(faults_with("\"batch_size\": 1", "\"batch_size\": 0") ==
        Sentences{"estimate.batch_size: expected a whole number of at least 1, got 0"});
  CHECK(faults_with("\"written_kv_bytes\": 1000000,\n        \"kernels\": 11", "\"kernels\": 11") ==
        Sentences{"module_metrics[0].detail.written_kv_bytes: expected a value, got nothing"});
  CHECK(sentences(report_from_json("[]")) == Sentences{"expected object, got array"});
}

TEST_CASE("report reader: every fault of a document is told, in its order", "[serialization][report][faults]") {
  std::string text = replaced(report_text("tiny.json"), "\"seq_len\": 32", "\"seq_len\": -32");
  text = replaced(text, "\"model_variant\": \"tiny-v1-base\"", "\"model_variant\": 1");
  text = replaced(text, "\"ttft_ms\": 3.75", "\"ttft_ms\": -3.75");
  CHECK(sentences(report_from_json(text)) ==
        Sentences{"model.model_variant: expected string, got 1",
                  "workload.seq_len: expected a whole number of at least 0, got -32",
                  "totals.ttft_ms: expected a finite number of at least 0, got -3.75"});
}

TEST_CASE("report reader: whole numbers end at 63 bits", "[serialization][report][faults]") {
  const std::string from = "\"matrix_flops\": 2900000000000";
  const std::string where = "module_metrics[0].detail.matrix_flops: ";
  CHECK(faults_with(from, "\"matrix_flops\": 9223372036854775807") == Sentences{});  // 2⁶³ - 1
  CHECK(faults_with(from, "\"matrix_flops\": 9223372036854775808") ==
        Sentences{where + "expected a whole number of at most 63 bits, got 9223372036854775808"});  // 2⁶³
  CHECK(faults_with(from, "\"matrix_flops\": 1000000000000000000000") ==
        Sentences{where + "expected a whole number of at most 63 bits, got 1e+21"});
  CHECK(faults_with("\"in_channels\": 3", "\"in_channels\": 9223372036854775808") ==
        Sentences{"modules[1].constructor_params.in_channels: expected a whole number of at most 63 bits, got "
                  "9223372036854775808"});
}

TEST_CASE("report reader: not-a-number is no number, as null or as a token", "[serialization][report][faults]") {
  const std::string from = "\"predicted_total_time_ms\": 5.0";
  CHECK(faults_with(from, "\"predicted_total_time_ms\": null") ==
        Sentences{"predicted_total_time_ms: expected a finite number, got null"});
  CHECK(sentences(report_from_json("{\"a\": NaN}")) ==
        Sentences{"line 1, column 7: expected JSON, which knows no NaN and no Infinity, got \"NaN}\""});
  CHECK(sentences(report_from_json("{\n \"é\": -Infinity}")) ==
        Sentences{"line 2, column 7: expected JSON, which knows no NaN and no Infinity, got \"-Infinity}\""});
  CHECK(sentences(report_from_json("[1e400]")) ==
        Sentences{"line 1, column 2: expected a number within the range of doubles, got \"1e400]\""});
}

TEST_CASE("report reader: a syntax fault says line, column and what stands there", "[serialization][report][faults]") {
  CHECK(sentences(report_from_json("")) == Sentences{"expected a JSON document, got an empty file"});
  CHECK(sentences(report_from_json("{\"a\": 1")) ==
        Sentences{"line 1, column 8: expected JSON, got the end of the file: it is truncated"});
  CHECK(sentences(report_from_json("{\"a\": \"x")) ==
        Sentences{"line 1, column 9: expected JSON, got the end of the file: it is truncated"});
  CHECK(sentences(report_from_json("{'a': 1}")) ==
        Sentences{"line 1, column 2: expected string literal, got \"'a': 1}\""});
  CHECK(sentences(report_from_json("{\"a\": 1} x")) ==
        Sentences{"line 1, column 10: expected end of input, got \"x\""});
  CHECK(sentences(report_from_json("[\"\xFF\"]")) == Sentences{"line 1, column 3: expected JSON, got byte 0xFF"});
  CHECK(sentences(report_from_json("{\"a\" \"b\"}")) == Sentences{"line 1, column 6: expected ':', got \"\"b\"}\""});
  CHECK(sentences(report_from_json("[truu]")) == Sentences{"line 1, column 2: expected JSON, got \"truu]\""});
  const std::string text = report_text("tiny.json");
  for (const std::size_t length : {text.size() / 3, text.size() / 2, text.size() - 3})
    CHECK(sentences(report_from_json(text.substr(0, length))).at(0).find("the end of the file: it is truncated") !=
          std::string::npos);
}

TEST_CASE("report reader: a key that occurs twice is told with the object that holds it",
          "[serialization][report][faults]") {
  CHECK(faults_with("\"calls\": 4,", "\"calls\": 4, \"calls\": 5,") ==
        Sentences{"module_metrics[0].operator_breakdown[3]: expected each key once, got \"calls\" again"});
  CHECK(sentences(report_from_json("{\"a\": 1, \"b\": {}, \"a\": 2}")) ==
        Sentences{"expected each key once, got \"a\" again"});
}

TEST_CASE("report reader: hostile shapes end in time", "[serialization][report][faults]") {
  SECTION("a million nested arrays") {
    CHECK(sentences(report_from_json(std::string(1000000, '['))).size() == 1);
    CHECK(sentences(report_from_json(std::string(1000000, '[') + std::string(1000000, ']'))) ==
          Sentences{"expected object, got array"});
  }
  SECTION("an object of 200,000 members is read in linear time") {
    std::string members;
    for (int i = 0; i < 200000; ++i) members += "\"p" + std::to_string(i) + "\": 1, ";
    const std::string text = replaced(report_text("tiny.json"), "\"constructor_params\": {}",
                                      "\"constructor_params\": {" + members + "\"q\": 1}");
    const Result<AnalyticModelReport> report = report_from_json(text);
    REQUIRE(ok(report));
    CHECK(value(report).modules[0].constructor_params.size() == 200001);
    CHECK(report_from_json(to_json(value(report))) == report);
  }
  SECTION("no more faults than anyone reads") {
    std::string items;
    for (int i = 0; i < 5000; ++i) items += "7, ";
    const Sentences all = faults_with("\"match_classes\": []", "\"match_classes\": [" + items + "7]");
    CHECK(all.size() == 100);
    CHECK(all.front() == "operator_categories[2].match_classes[0]: expected string, got 7");
  }
}
