// Files of a FLOP counter: both forms, paths to instance names, what is refused.
#include "serialization/service.h"
#include "summary_fixture.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

using Counts = std::map<std::string, std::int64_t>;

FlopCounts counted(const std::string& text) {
  const Artifact artifact = read_good(text);
  CHECK(artifact.kind == ArtifactKind::flop_counter);
  return artifact.flops;
}

}  // namespace

TEST_CASE("flop counter: the full form", "[torchinfo][flops]") {
  const FlopCounts counts = counted(R"({"total_flops": 22348431360, "total_flops_stock": 1, "param_bytes": 437928960,
    "counter": "torch.utils.flop_counter", "flops_by_op": {"addmm": 7}, "dtype": "float32", "model": "bert-base",
    "modules": {"BertModel": {"flops": 22348431360, "bytes": 5, "self_ops": {"addmm": 1}},
                "BertModel.encoder.layer.0": {"self_flops": 3, "flops": 1862270976}},
    "shapes": [{"flops": 1}], "inputs": {"input_ids": {"shape": [1, 128], "dtype": "int64"}}})");
  CHECK(counts.total_flops == 22'348'431'360);
  CHECK(counts.parameter_bytes == 437'928'960);
  CHECK(counts.model == "bert-base");
  CHECK(counts.dtype == "float32");
  CHECK(counts.counter == "torch.utils.flop_counter");
  CHECK(counts.root_class == "BertModel");
  CHECK(counts.modules == Counts{{"", 22'348'431'360}, {"encoder.layer.0", 1'862'270'976}});
}

TEST_CASE("flop counter: the short form, fractions that are whole, counts beyond 2^53", "[torchinfo][flops]") {
  const FlopCounts counts = counted(R"({"total_flops": 9223372036854775807,
    "modules": {"Global": 9223372036854775807, "Net": 9223372036854775807, "Net.fc": 12.0, "Net.fc.in": 0}})");
  CHECK(counts.total_flops == INT64_MAX);
  CHECK(counts.modules == Counts{{"", INT64_MAX}, {"fc", 12}, {"fc.in", 0}});
  CHECK_FALSE(counts.parameter_bytes);
}

TEST_CASE("flop counter: instance names stay, whatever their first part", "[torchinfo][flops]") {
  // No common first part; one that is a module, not the root; a root class in small letters.
  CHECK(counted(R"({"total_flops": 9, "modules": {"encoder.0": 4, "head": 5}})").modules ==
        Counts{{"", 9}, {"encoder.0", 4}, {"head", 5}});
  CHECK(counted(R"({"total_flops": 9, "modules": {"encoder": 4, "encoder.0": 4}})").modules ==
        Counts{{"", 9}, {"encoder", 4}, {"encoder.0", 4}});
  CHECK(counted(R"({"total_flops": 9, "modules": {"resnet": 9, "resnet.conv": 4}})").modules ==
        Counts{{"", 9}, {"conv", 4}});
  CHECK(counted(R"({"total_flops": 9, "model": "net", "modules": {"net.conv": 4}})").modules ==
        Counts{{"", 9}, {"conv", 4}});
  // Zeros may be left out, the root too: it has the total. A name that only begins like the root is another one.
  CHECK(counted(R"({"total_flops": 9, "modules": {"Net.conv": 9}})").modules == Counts{{"", 9}, {"conv", 9}});
  CHECK(counted(R"({"total_flops": 9, "modules": {"Net": 9, "Network": 4}})").modules ==
        Counts{{"", 9}, {"Net", 9}, {"Network", 4}});
  CHECK(counted(R"({"total_flops": 0, "modules": {}})").modules == Counts{{"", 0}});
}

TEST_CASE("flop counter: a real file names the modules of its layers file", "[torchinfo][flops][real]") {
  // By hand: 12 layers of 4 · 2·128·768·768 (projections) + 2 · 2·128·128·768 (attention) + 2 · 2·128·768·3072 (MLP),
  // and the pooler's 2·768·768.
  const std::int64_t layer = 4LL * 2 * 128 * 768 * 768 + 2LL * 2 * 128 * 128 * 768 + 2LL * 2 * 128 * 768 * 3072;
  std::ifstream file(MODELMETER_FIXTURES "/models/bert-base/flops.json", std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  const FlopCounts counts = counted(text.str());
  CHECK(counts.total_flops == 12 * layer + 2 * 768 * 768);
  CHECK(counts.modules.at("encoder.layer.11") == layer);
  CHECK(counts.modules.at("") == counts.total_flops);
}

TEST_CASE("bad flop counter: each fault with its path", "[torchinfo][flops][bad-input]") {
  using Sentences = std::vector<std::string>;
  CHECK(read_bad(R"({"total_flops": 5})") ==
        Sentences{"modules: expected an object of FLOPs by module path, got nothing"});
  CHECK(read_bad(R"({"total_flops": 5, "modules": [1]})") ==
        Sentences{"modules: expected an object of FLOPs by module path, got array"});
  CHECK(read_bad(R"({"total_flops": -5, "modules": {"Net": 1}})") ==
        Sentences{"total_flops: expected a whole number of at least 0, got -5"});
  CHECK(read_bad(R"({"total_flops": {"a": 1}, "modules": {"Net": 1}})")[0] ==
        "total_flops: expected a single value, got object");
  CHECK(read_bad(R"({"total_flops": 5, "modules": {"Net": {"flops": 1.5}, "Net.a": {"bytes": 1}, "Net.b": "7"}})") ==
        Sentences{"modules.Net.flops: expected a whole number of at least 0, got a fraction",
                  "modules.Net.a.flops: expected a whole number of at least 0, got nothing",
                  "modules.Net.b: expected a whole number of at least 0, got string"});
  CHECK(read_bad(R"({"total_flops": 5, "modules": {"a": 99999999999999999999}})")[0].find("modules.a: expected") == 0);
}

TEST_CASE("bad flop counter: several counts in one file, and files that are not needed",
          "[torchinfo][flops][bad-input]") {
  std::ifstream file(MODELMETER_FIXTURES "/flops/deepseek-ocr.json", std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  const std::vector<std::string> told = read_bad(text.str());
  REQUIRE(told.size() == 1);
  CHECK(
      told[0].find("expected a FLOP-counter file (total_flops and modules at its top), got several counts in one file "
                   "(below core") == 0);
  CHECK(read_bad(R"({"exporter": "x", "total_params": 5, "modules": {"": {"class_name": "Net"}, "fc": {"bias": true,
      "class_name": "Linear", "parameters": {"weight": {"shape": [2, 3], "dtype": "float32"}}}}})") ==
        std::vector<std::string>{"expected a TorchInfo artifact (layers_flat, layers or stages at its top), got "
                                 "torchinfo-extras.json: not needed, what it holds is inferred from the layers"});
}

TEST_CASE("flop counter: in a set, beside the layers, and of another model", "[torchinfo][flops]") {
  ArtifactSet set;
  set.add(read_good(fixture("lstm/torchinfo-layers.json")));
  CHECK(set.add(read_good(R"({"total_flops": 9, "modules": {"TextLSTM": 9, "TextLSTM.fc": 4}})")) ==
        "counted FLOPs of 2 modules, to verify against");
  CHECK(set.tree() != nullptr);
  CHECK(finding(findings_of(set), "different_sources") == nullptr);
  set.add(read_good(R"({"total_flops": 9, "modules": {"BertModel": 9}})"));
  REQUIRE(finding(findings_of(set), "different_sources") != nullptr);
  CHECK(finding(findings_of(set), "different_sources")->examples ==
        std::vector<std::string>{"flop-counter: BertModel, layers: TextLSTM"});
}

TEST_CASE("the service takes a FLOP-counter file", "[torchinfo][flops][service]") {
  Service service;
  const std::string text = R"({"total_flops": 9, "modules": {"Net": 9}})";
  std::vector<unsigned char>& room = service.begin_artifact(text.size());
  std::copy(text.begin(), text.end(), room.begin());
  const std::string reply = service.finish_artifact("flops.json");
  CHECK(reply.find("\"kind\":\"flop-counter\"") != std::string::npos);
}
