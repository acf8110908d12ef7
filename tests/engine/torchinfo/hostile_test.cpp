// Artifacts that no exporter writes: made to overflow, to hang or to be taken for something else.
#include <catch2/catch.hpp>

#include "serialization/torchinfo_json.h"
#include "torchinfo/artifact_set.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

std::vector<std::string> faults(const std::string& text) {
  const Result<Artifact> artifact = read_artifact(text);
  REQUIRE_FALSE(ok(artifact));
  std::vector<std::string> sentences;
  for (const Diagnostic& one : errors(artifact)) sentences.push_back(sentence(one));
  return sentences;
}

Artifact good(const std::string& text, const std::string& file_name = "") {
  Result<Artifact> artifact = read_artifact(text);
  if (!ok(artifact)) FAIL(sentence(errors(artifact)[0]));
  Artifact read = value(std::move(artifact));
  read.file_name = file_name;
  return read;
}

const Finding* find(const std::vector<Finding>& found, const std::string& id) {
  for (const Finding& one : found)
    if (one.id == id) return &one;
  return nullptr;
}

/// A layer list with a root called Net and the rows given.
std::string layers(const std::string& rows, const std::string& header = "") {
  return "{" + header + R"("layers_flat": [{"class_name": "Net", "depth": 0})" + rows + "]}";
}

std::string row(int depth, const std::string& more) {
  return R"(, {"class_name": "Linear", "depth": )" + std::to_string(depth) + ", " + more + "}";
}

constexpr const char* kLargest = "9007199254740992";  // 2^53

}  // namespace

TEST_CASE("hostile artifact: sums of the largest counts stay in range", "[torchinfo][bad-input]") {
  // 1,100 times 2^53 is more than 2^63.
  std::string rows;
  std::string stages;
  const std::string size = std::string("[1, ") + kLargest + ", 1]";
  for (int i = 0; i < 1'100; ++i) {
    rows += row(1, "\"executed\": true, \"input_size\": " + size + ", \"output_size\": " + size +
                       ", \"macs\": " + (i == 0 ? "0" : kLargest));
    stages += (i == 0 ? "\"s" : ", \"s") + std::to_string(i) + "\": {\"params\": " + kLargest +
              ", \"macs\": " + kLargest + "}";
  }
  ArtifactSet set;
  set.add(good(layers(rows)));
  set.add(good("{\"stages\": {" + stages + "}}"));
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(find(found, "stage_sums_differ") != nullptr);
  CHECK(find(found, "stage_sums_differ")->detail.find("9,223,372,036,854,775,807") != std::string::npos);
  // 2^53 multiply-adds by shape, none recorded, in the first row alone.
  REQUIRE(find(found, "macs_ignore_positions") != nullptr);
  CHECK(find(found, "macs_ignore_positions")->count == 1);
}

TEST_CASE("hostile artifact: a far number in a list is counted, not walked", "[torchinfo][bad-input]") {
  std::string rows;
  for (int i = 0; i < 20'000; ++i)
    rows += row(1, "\"instance_name\": \"experts\"") + row(2, "\"var_name\": \"999999\"");
  ArtifactSet set;
  set.add(good(layers(rows)));
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(find(found, "not_recorded") != nullptr);
  CHECK(find(found, "not_recorded")->count == 20'000LL * 999'999);
  CHECK(find(found, "not_recorded")->examples ==
        std::vector<std::string>{"experts.0", "experts.1", "experts.2", "experts.3", "experts.4"});
}

TEST_CASE("forensics: gaps between numbered modules", "[torchinfo][forensics]") {
  ArtifactSet set;
  set.add(good(layers(row(1, "\"instance_name\": \"experts\"") + row(2, "\"var_name\": \"1\"") +
                      row(2, "\"var_name\": \"4\""))));
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(find(found, "not_recorded") != nullptr);
  CHECK(find(found, "not_recorded")->count == 3);
  CHECK(find(found, "not_recorded")->examples == std::vector<std::string>{"experts.0", "experts.2", "experts.3"});
}

TEST_CASE("forensics: total_macs with the Linear rows by shape", "[torchinfo][forensics]") {
  // [1, 7, 3] -> [1, 7, 5]: 7 positions of 3 x 5 = 105 multiply-adds, recorded as 15 (1 position).
  ArtifactSet set;
  set.add(
      good(layers(row(1, R"("input_size": [1, 7, 3], "output_size": [1, 7, 5], "macs": 15)"), "\"total_macs\": 40, ")));
  const std::vector<Finding> found = findings_of(set);
  const Finding* macs = find(found, "macs_ignore_positions");
  REQUIRE(macs != nullptr);
  CHECK(macs->detail.find("record 15 multiply-adds; their shapes give 105, 7.0 times as many; "
                          "total_macs would be 130 instead of 40 ") != std::string::npos);
  set.clear();
  // 105 and 5 x 7 for the bias is what the git version records: nothing is lost.
  set.add(good(layers(row(1, R"("input_size": [1, 7, 3], "output_size": [1, 7, 5], "macs": 140)"))));
  CHECK(find(findings_of(set), "macs_ignore_positions") == nullptr);
}

TEST_CASE("forensics: containers and modules called through forward are told apart", "[torchinfo][forensics]") {
  ArtifactSet set;
  set.add(good(layers(R"(, {"class_name": "ModuleList", "depth": 1, "executed": false})"
                      R"(, {"class_name": "Attention", "depth": 1, "executed": false})"
                      R"(, {"class_name": "FeedForward", "depth": 1, "executed": false})")));
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(find(found, "not_executed") != nullptr);
  CHECK(find(found, "not_executed")->count == 3);
  CHECK(find(found, "not_executed")
            ->detail.find("1 are containers (ModuleList, ModuleDict), which never run; 2 were called") == 0);
}

TEST_CASE("files of different runs are told, replaced ones too", "[torchinfo][forensics]") {
  ArtifactSet set;
  CHECK(set.add(good(layers("", R"("model_path": "a", "total_params": 5, )"), "one.json")) ==
        "the module tree: 1 row with shapes and parameters");
  set.add(good(R"({"model_path": "a", "total_params": 5, "stages": {"x": {"params": 5, "macs": 1}}})"));
  CHECK(find(findings_of(set), "different_sources") == nullptr);
  set.add(good(R"({"model_path": "a", "total_params": 6, "stages": {"x": {"params": 5, "macs": 1}}})"));
  REQUIRE(find(findings_of(set), "different_sources") != nullptr);
  CHECK(find(findings_of(set), "different_sources")->examples ==
        std::vector<std::string>{"stages: 6 parameters, layers: 5"});
  CHECK(set.add(good(layers("", R"("model_path": "b", "generated_at": "today", )"), "two.json")) ==
        "the module tree: 1 row with shapes and parameters; in place of the earlier one.json");
  CHECK(find(findings_of(set), "different_sources")->examples == std::vector<std::string>{"layers: b, stages: a"});
  CHECK(set.target_operators()->snapshot_id == "b@today");  // of the layers, whatever came first
}

TEST_CASE("bad artifact: wrong kinds are named", "[torchinfo][bad-input]") {
  CHECK(faults(R"({"report_id": "r", "modules": [], "stages": [{"stage": "vision"}]})") ==
        std::vector<std::string>{
            "expected a TorchInfo artifact (layers_flat, layers or stages at its top), got a report of this program"});
  CHECK(faults(R"({"total_params": 3, "hierarchy": [{"index": 0, "depth": 0}]})") ==
        std::vector<std::string>{"hierarchy[0].class_name: expected string, got nothing"});
  CHECK(faults(R"({"stages": {"build": {"script": "make"}}})") ==
        std::vector<std::string>{"stages.build.params: expected a whole number of at least 0, got nothing",
                                 "stages.build.macs: expected a whole number of at least 0, got nothing"});
}

TEST_CASE("bad artifact: a list or a stage given twice", "[torchinfo][bad-input]") {
  CHECK(faults(R"({"layers_flat": [{"class_name": "A", "depth": 0}], "layers_flat": []})") ==
        std::vector<std::string>{"layers_flat: expected one list of this name, got another"});
  CHECK(faults(R"({"stages": {"sam": {"params": 1, "macs": 1}, "sam": {"params": 2, "macs": 2}}})") ==
        std::vector<std::string>{"stages.sam: expected each stage once, got \"sam\" again"});
}

TEST_CASE("bad artifact: a hundred faults are told, the others counted", "[torchinfo][bad-input]") {
  std::string many = R"({"layers_flat": [7)";
  for (int i = 1; i < 300; ++i) many += ", 7";
  const std::vector<std::string> told = faults(many + "]}");
  REQUIRE(told.size() == 101);
  CHECK(told[99] == "layers_flat[99]: expected object, got 7");
  CHECK(told[100] == "expected no further faults, got 200 more");
  // What ends the reading is told even after the hundredth fault.
  const std::vector<std::string> ended = faults(many + ", " + std::string(5'000, '['));
  CHECK(ended[99].find("expected at most 4000 levels of nesting, got more") != std::string::npos);
}

TEST_CASE("bad artifact: long names do not flood the messages", "[torchinfo][bad-input]") {
  CHECK(faults("{\"stages\": {\"" + std::string(70'000, 'x') + "\": {}}}") ==
        std::vector<std::string>{"stages.(a long name): expected names of at most 65536 bytes, got 70000 bytes"});
  const std::vector<std::string> told =
      faults("{\"stages\": {\"" + std::string(60'000, 'x') + "\": {\"params\": -1, \"macs\": -1}}}");
  REQUIRE(told.size() == 2);
  CHECK(told[0].size() < 1'200);
}

TEST_CASE("hostile artifact: a deep hierarchy with many leaves is read in one pass", "[torchinfo][bad-input]") {
  // 1,900 nested nodes over 200,000 leaves: comparing each leaf with every ancestor would be 380 million steps.
  std::string deep;
  std::string end;
  for (int i = 0; i < 1'900; ++i) {
    deep += "{\"index\": " + std::to_string(i) + ", \"children\": [";
    end += "]}";
  }
  for (int i = 0; i < 200'000; ++i)
    deep += (i == 0 ? "{\"index\": " : ", {\"index\": ") + std::to_string(10'000 + i) + "}";
  CHECK(ok(read_artifact(R"({"layers_flat": [{"class_name": "A", "depth": 0}], "hierarchy": [)" + deep + end + "]}")));
  const std::vector<std::string> told = faults(R"({"layers_flat": [{"class_name": "A", "depth": 0}], "hierarchy": [)" +
                                               deep + ", {\"index\": 3}" + end + "]}");
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("got a cycle: index 3 is its own ancestor") != std::string::npos);
}
