#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "estimator/artifact_match.h"
#include "serialization/service.h"
#include "serialization/torchinfo_json.h"
#include "torchinfo/artifact_set.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

std::string read(const std::string& name) {
  std::ifstream file(MODELMETER_FIXTURES "/torchinfo/" + name, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Artifact load(const std::string& name) {
  Result<Artifact> artifact = read_artifact(read(name));
  if (!ok(artifact)) FAIL(sentence(errors(artifact)[0]));
  return value(std::move(artifact));
}

std::vector<std::string> faults(const std::string& text) {
  const Result<Artifact> artifact = read_artifact(text);
  REQUIRE_FALSE(ok(artifact));
  std::vector<std::string> sentences;
  for (const Diagnostic& one : errors(artifact)) sentences.push_back(sentence(one));
  return sentences;
}

/// A root with one Linear; `linear` and `more` are put into its row and after it.
std::string small(const std::string& linear = "", const std::string& more = "") {
  return R"({"total_params": 12, "layers_flat": [
    {"index": 0, "class_name": "Net", "class_name_qualified": "my.Net", "instance_name": "", "depth": 0, "num_params": 12},
    {"index": 1, "class_name": "Linear", "class_name_qualified": "torch.nn.modules.linear.Linear", "instance_name": "fc",
     "depth": 1, "num_params": 12, "input_size": [2, 3], "output_size": [2, 4])" +
         (linear.empty() ? "" : ", " + linear) + "}" + more + "]}";
}

const Finding* find(const std::vector<Finding>& found, const std::string& id) {
  for (const Finding& one : found)
    if (one.id == id) return &one;
  return nullptr;
}

ArtifactSet deepseek() {
  ArtifactSet set;
  for (const char* name : {"layers", "unique-layers", "stages"})
    set.add(load(std::string("deepseek-ocr-trimmed/torchinfo-") + name + ".json"));
  return set;
}

}  // namespace

TEST_CASE("artifact: kinds are told by content", "[torchinfo]") {
  CHECK(load("lstm/torchinfo-layers.json").kind == ArtifactKind::layers);
  CHECK(load("lstm/torchinfo-unique-layers.json").kind == ArtifactKind::unique_layers);
  CHECK(load("lstm/torchinfo-stages.json").kind == ArtifactKind::stages);
}

TEST_CASE("artifact: a real layer list becomes a tree", "[torchinfo]") {
  const Artifact lstm = load("lstm/torchinfo-layers.json");
  REQUIRE(lstm.tree.layers.size() == 5);
  CHECK(lstm.tree.layers[0].children.size() == 4);
  CHECK(lstm.tree.layers[1].input_size == Shape{1, 128});
  CHECK(lstm.tree.layers[1].output_size == Shape{1, 128, 512});
  CHECK(lstm.tree.layers[0].num_params == 27'911'144);
  CHECK(*lstm.tree.header.total_params == 27'911'144);
  CHECK(lstm.tree.layers[0].class_name == "TextLSTM");
}

TEST_CASE("artifact: the odd model loads whole", "[torchinfo]") {
  const Artifact odd = load("odd/torchinfo-layers.json");
  CHECK(odd.tree.layers.size() == 48);
  for (std::size_t i = 1; i < odd.tree.layers.size(); ++i) {
    REQUIRE(odd.tree.layers[i].parent);
    CHECK(odd.tree.layers[*odd.tree.layers[i].parent].depth == odd.tree.layers[i].depth - 1);
  }
}

TEST_CASE("DeepSeek-OCR: every one of its 29 classes is in the analytic model", "[torchinfo][deepseek-ocr]") {
  const ArtifactMatch found = match(deepseek());
  REQUIRE(found.model != nullptr);
  CHECK(found.model->id() == "deepseek-ocr");
  CHECK(found.coverage.size() == 29);
  for (const CoverageRow& row : found.coverage) {
    INFO(row.class_name_qualified);
    CHECK(row.covered);
    CHECK_FALSE(row.module_ids.empty());
    CHECK(row.category_id != "other");
  }
}

TEST_CASE("DeepSeek-OCR: parameters of every module equal the artifact's", "[torchinfo][deepseek-ocr][exact]") {
  const ArtifactMatch found = match(deepseek());
  CHECK(found.parameter_checks.size() == 87);
  for (const ParameterCheck& check : found.parameter_checks) {
    INFO(check.name);
    CHECK(check.equal());
    CHECK(check.instances > 0);
    CHECK(check.artifact_parameters == check.model_parameters);
  }
}

TEST_CASE("DeepSeek-OCR: the artifact's own run is suggested", "[torchinfo][deepseek-ocr]") {
  const ArtifactMatch found = match(deepseek());
  const std::vector<std::pair<std::string, ParamValue>> expected{{"base_size", std::int64_t{1024}},
                                                                 {"image_size", std::int64_t{640}},
                                                                 {"crop_mode", true},
                                                                 {"crop_grid", std::string("2x2")},
                                                                 {"seq_len", std::int64_t{703}}};
  CHECK(found.suggested_set == expected);
}

TEST_CASE("operator list: every class with a category, custom and built-in told apart", "[torchinfo]") {
  const TargetOperatorList list = *deepseek().target_operators();
  CHECK(list.operators.size() == 29);
  CHECK(validate(list) == Diagnostics{});
  std::int64_t custom = 0;
  for (const OperatorSpec& one : list.operators) {
    CHECK(one.is_custom != one.is_pytorch_builtin);
    CHECK_FALSE(one.default_category_id.empty());
    custom += one.is_custom ? 1 : 0;
  }
  CHECK(custom ==
        21);  // 8 classes of torch.nn: GELU, SiLU, ModuleList, Sequential, Conv2d, Linear, LayerNorm, Embedding
  ArtifactSet only_classes;
  only_classes.add(load("deepseek-ocr-trimmed/torchinfo-unique-layers.json"));
  CHECK(only_classes.target_operators()->operators.size() == 29);
}

TEST_CASE("forensics: what the artifact gets wrong", "[torchinfo][forensics]") {
  const std::vector<Finding> found = findings_of(deepseek());
  const Finding* macs = find(found, "macs_ignore_positions");
  REQUIRE(macs != nullptr);
  CHECK(macs->severity == Severity::warning);
  // qkv of a windowed block on 4 crops: 36 windows, recorded as if each had one position.
  CHECK(macs->detail.find("times as many") != std::string::npos);
  const Finding* head = find(found, "missing_head");
  REQUIRE(head != nullptr);
  CHECK(head->detail.find("129,280 x 1,280 = 165,478,400") != std::string::npos);
  CHECK(find(found, "shared_modules")->count == 52);  // recursive rows of the trimmed file, counted apart
  CHECK(find(found, "machine_paths") != nullptr);
  CHECK(find(found, "not_recorded") != nullptr);
  CHECK(find(found, "missing_shapes") != nullptr);
  CHECK(find(found, "root_output_is_cache") != nullptr);
  CHECK(find(found, "zero_stages") == nullptr);
  CHECK(find(found, "stage_sums_differ")->detail.find("2,560") != std::string::npos);  // newline and separator vectors
}

TEST_CASE("forensics: zero stages, hash names, differing totals", "[torchinfo][forensics]") {
  ArtifactSet set;
  set.add(value(read_artifact(R"({"stages": {"sam": {"params": 0, "macs": 0}, "decode": {"params": 0, "macs": 0}}})")));
  CHECK(find(findings_of(set), "zero_stages")->count == 2);
  set.clear();
  std::string text = small();
  text.replace(text.find("my.Net"), 6, "transformers_modules.9f30c71f441d010e5429c532364a86705536c53a.Net");
  text.replace(text.find("\"total_params\": 12"), 18, "\"total_params\": 24");
  set.add(value(read_artifact(text)));
  CHECK(find(findings_of(set), "hash_modules")->count == 1);
  CHECK(find(findings_of(set), "total_params_differ") != nullptr);
}

TEST_CASE("a later file of a kind takes the place of the earlier", "[torchinfo]") {
  ArtifactSet set = deepseek();
  set.add(load("lstm/torchinfo-layers.json"));
  CHECK(set.files().size() == 3);
  CHECK(set.root_class() == "TextLSTM");
  CHECK(match(ArtifactSet()).model == nullptr);
}

TEST_CASE("bad artifact: each fault with its path", "[torchinfo][bad-input]") {
  CHECK(faults("") == std::vector<std::string>{"expected a TorchInfo JSON file, got an empty file"});
  CHECK(faults("hello") ==
        std::vector<std::string>{"expected a TorchInfo JSON file or the text of torchinfo's summary, got \"hello\""});
  CHECK(faults(small().substr(0, 150))[0].find("the end of the file: it is truncated") != std::string::npos);
  CHECK(faults("[1, 2]")[0] ==
        "expected a TorchInfo artifact (layers_flat, layers or stages at its top), got another JSON document");
  CHECK(faults(R"({"name": "a package"})")[0] ==
        "expected a TorchInfo artifact (layers_flat, layers or stages at its top), got another JSON document");
  CHECK(faults(R"({"layers_flat": []})")[0] == "layers_flat: expected at least one row, got an empty array");
  CHECK(faults(R"({"layers_flat": {}})")[0] == "layers_flat: expected array of objects, got object");
  CHECK(faults(R"({"layers_flat": [3]})")[0] == "layers_flat[0]: expected object, got 3");
}

TEST_CASE("bad artifact: wrong types deep inside", "[torchinfo][bad-input]") {
  CHECK(faults(small("\"input_size\": \"2x3\"")) ==
        std::vector<std::string>{"layers_flat[1].input_size: expected array of ints, got string"});
  CHECK(faults(small("\"output_size\": [2, \"four\"]")) ==
        std::vector<std::string>{"layers_flat[1].output_size[1]: expected an int, got string"});
  CHECK(faults(small("\"executed\": 1")) ==
        std::vector<std::string>{"layers_flat[1].executed: expected true or false, got 1"});
  CHECK(faults(small("\"class_name\": null")) ==
        std::vector<std::string>{"layers_flat[1].class_name: expected string, got null"});
  CHECK(faults(small("", R"(, {"depth": 1})")) ==
        std::vector<std::string>{"layers_flat[2].class_name: expected string, got nothing"});
}

TEST_CASE("bad artifact: numbers that no model has", "[torchinfo][bad-input]") {
  CHECK(faults(small("\"output_size\": [1000000000000000000, 4]")) ==
        std::vector<std::string>{
            "layers_flat[1].output_size[0]: expected a whole number from 0 to 2^53, got 1000000000000000000"});
  CHECK(faults(small("\"num_params\": -5")) ==
        std::vector<std::string>{"layers_flat[1].num_params: expected a whole number from 0 to 2^53, got -5"});
  CHECK(faults(small("\"num_params\": 99999999999999999999"))[0].find("layers_flat[1].num_params: expected") == 0);
  CHECK(faults(small("\"macs\": NaN"))[0].find("NaN or Infinity, which JSON does not have") != std::string::npos);
  CHECK(faults(small("\"macs\": 1.5")) ==
        std::vector<std::string>{"layers_flat[1].macs: expected a whole number of at least 0, got a fraction"});
}

TEST_CASE("bad artifact: duplicate ids, rows out of order, cycles", "[torchinfo][bad-input]") {
  CHECK(faults(small("", R"(, {"index": 1, "class_name": "X", "depth": 1})")) ==
        std::vector<std::string>{"layers_flat[2].index: expected a unique index, got 1 again"});
  CHECK(faults(small("", R"(, {"index": 2, "class_name": "X", "depth": 5})")) ==
        std::vector<std::string>{"layers_flat[2].depth: expected 1 to 2 (rows are in pre-order), got 5"});
  CHECK(faults(small("", R"(, {"index": 2, "class_name": "X", "depth": 0})")) ==
        std::vector<std::string>{"layers_flat[2].depth: expected 1 to 2 (rows are in pre-order), got 0"});
  const std::string good = small();
  const std::string cyclic =
      good.substr(0, good.size() - 1) +
      R"(, "hierarchy": [{"index": 0, "children": [{"index": 1, "children": [{"index": 0, "children": []}]}]}]})";
  CHECK(faults(cyclic) ==
        std::vector<std::string>{
            "hierarchy[0].children[0].children[0]: expected a tree, got a cycle: index 0 is its own ancestor"});
  std::string marked = cyclic;
  marked.replace(marked.rfind("\"children\": []"), 14, "\"recursive_ref\": true");
  CHECK(ok(read_artifact(marked)));
}

TEST_CASE("bad artifact: bounds end the reading", "[torchinfo][bad-input]") {
  CHECK(faults("{\"a\": " + std::string(10'000, '['))[0].find("at most 4000 levels of nesting") != std::string::npos);
  CHECK(faults(small("\"var_name\": \"" + std::string(70'000, 'x') + "\""))[0] ==
        "layers_flat[1].var_name: expected strings of at most 65536 bytes, got 70000 bytes");
}

TEST_CASE("a class name with markup stays text", "[torchinfo][bad-input]") {
  ArtifactSet set;
  std::string text = small();
  text.replace(text.find("my.Net"), 6, "my.<img src=x onerror=alert(1)>");
  set.add(value(read_artifact(text)));
  CHECK(set.target_operators()->operators[0].class_name_qualified == "my.<img src=x onerror=alert(1)>");
}

TEST_CASE("a faulty artifact changes nothing", "[torchinfo][service][bad-input]") {
  Service service;
  const auto give = [&](const std::string& text) {
    std::vector<unsigned char>& room = service.begin_artifact(text.size());
    std::copy(text.begin(), text.end(), room.begin());
    return service.finish_artifact("file.json");
  };
  give(read("lstm/torchinfo-layers.json"));
  const std::string before = service.artifacts();
  CHECK(give("{\"layers_flat\": 3}").find("\"ok\":false") != std::string::npos);
  CHECK(service.artifacts() == before);
  CHECK(service.remove_artifacts().find("\"files\":[]") != std::string::npos);
}

TEST_CASE("layers file: what the run was given, flat, with the names of the call", "[torchinfo]") {
  const std::string header = R"({"inputs": {"input_ids": {"shape": [1, 5], "dtype": "int64"},
      "past_key_values": [[{"shape": [1, 2, 9, 4], "dtype": "bfloat16"}, {"shape": [1, 2, 9, 4], "dtype": "bfloat16"}]],
      "batch": {"image": {"shape": [], "dtype": "float32"}}, "use_cache": false, "shape": [224, 224], "scale": 0.5},)";
  const std::vector<RecordedInput> inputs = value(read_artifact(header + small().substr(1))).header().inputs;
  REQUIRE(inputs.size() == 4);
  CHECK(inputs[0].name == "input_ids");
  CHECK(inputs[0].shape == Shape{1, 5});
  CHECK(inputs[0].dtype == "int64");
  CHECK(inputs[1].name == "past_key_values[0][0]");
  CHECK(inputs[2].name == "past_key_values[0][1]");
  CHECK(inputs[2].shape == Shape{1, 2, 9, 4});
  CHECK(inputs[3].name == "batch.image");
  CHECK(inputs[3].shape.empty());

  const std::string positional = R"({"inputs": [{"shape": [2, 3], "dtype": "float32"}, 7, "text", null],)";
  const std::vector<RecordedInput> unnamed = value(read_artifact(positional + small().substr(1))).header().inputs;
  REQUIRE(unnamed.size() == 1);
  CHECK(unnamed[0].name.empty());
  CHECK(unnamed[0].shape == Shape{2, 3});
  const std::string single = R"({"inputs": {"shape": [2, 3], "dtype": "float32"},)";
  CHECK(value(read_artifact(single + small().substr(1))).header().inputs[0].shape == Shape{2, 3});
  // No tensors: an argument called "shape", sizes that are none.
  const std::string none = R"({"inputs": {"a": {"shape": ["x"], "dtype": "f"}, "b": {"shape": [-1], "dtype": "f"},
      "c": {"shape": [[1]], "dtype": "f"}, "d": {"dtype": "f"}, "e": null},)";
  CHECK(value(read_artifact(none + small().substr(1))).header().inputs.empty());
  CHECK(load("lstm/torchinfo-layers.json").header().inputs.size() == 1);
}

TEST_CASE("layers file: shared parameters and identities of modules", "[torchinfo]") {
  const std::string header = R"({"shared_parameters": [["embed.weight", "head.weight"], ["a.w", "b.w", "c.w"]],)";
  CHECK(value(read_artifact(header + small("\"layer_id\": 140417100313904").substr(1))).header().shared_parameters ==
        std::vector<std::vector<std::string>>{{"embed.weight", "head.weight"}, {"a.w", "b.w", "c.w"}});
  CHECK(value(read_artifact(small("\"layer_id\": 140417100313904"))).tree.layers[1].layer_id == 140'417'100'313'904);
  CHECK(value(read_artifact(small("\"layer_id\": \"fc\""))).tree.layers[1].layer_id == 0);
  CHECK(faults(R"({"shared_parameters": [["a", 3], "b", {"c": 1}],)" + small().substr(1)) ==
        std::vector<std::string>{"shared_parameters[0][1]: expected string, got 3",
                                 "shared_parameters[1]: expected array of names, got string",
                                 "shared_parameters[2]: expected array of names, got object"});
}

TEST_CASE("forensics: a second recording is no file of a different run", "[torchinfo][forensics]") {
  const auto recorded = [](const std::string& path, const std::string& sizes) {
    return value(read_artifact("{\"model_path\": \"" + path + "\"," + small(sizes).substr(1)));
  };
  ArtifactSet set;
  set.add(recorded("net", ""));
  set.add(recorded("net-long", R"("input_size": [2, 7], "output_size": [2, 7])"));
  REQUIRE(set.second_recording() != nullptr);
  CHECK(find(findings_of(set), "different_sources") == nullptr);
}
