// The Markdown of a model made from artifacts: what was recognised, what is not modeled, what was verified.
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "architectures/generic/lowering.h"
#include "documents/artifact_sections.h"
#include "documents/documents.h"
#include "documents/text.h"
#include "serialization/service.h"

using namespace modelmeter;
using nlohmann::json;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(std::string(MODELMETER_SOURCE_DIR) + "/" + path, std::ios::binary);
  INFO(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Markdown less its code spans, inside which nothing is markup.
std::string without_code(const std::string& text) {
  std::string rest;
  bool code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = i > 0 && text[i - 1] == '\\';
    if (text[i] == '`' && !escaped)
      code = !code;
    else if (!code)
      rest += text[i];
  }
  return rest;
}

/// A dense map under a name that is markup, an unknown layer named as the summary's file, one whose name is a path.
constexpr const char* kLayers = R"({"layers_flat": [
  {"class_name": "Net", "depth": 0, "executed": true, "input_size": [1, 7, 3], "output_size": [1, 7, 5],
   "num_params": 15},
  {"class_name": "We|ird`<b>x</b>", "class_name_qualified": "own.We|ird`<b>x</b>", "var_name": "a_*b*",
   "instance_name": "a_*b*", "is_leaf_layer": true, "depth": 1,
   "executed": true, "input_size": [1, 7, 3], "output_size": [1, 7, 5], "num_params": 15},
  {"class_name": "summary", "class_name_qualified": "own.summary", "var_name": "c",
   "instance_name": "c", "is_leaf_layer": true, "depth": 1, "executed": true,
   "input_size": [1, 7, 5], "output_size": [1, 7, 11], "num_params": 0},
  {"class_name": "/../../x", "class_name_qualified": "/../../x", "var_name": "d",
   "instance_name": "d", "is_leaf_layer": true, "depth": 1, "executed": true,
   "input_size": [1, 7, 11], "output_size": [1, 7, 5], "num_params": 0}]})";

json reply_of(const std::string& text) {
  const json reply = json::parse(text);
  INFO(text.substr(0, 400));
  REQUIRE(reply.at("ok").get<bool>());
  return reply.at("value");
}

/// Path and text of every file of the download.
std::map<std::string, std::string> files_of(const std::string& artifact, const std::string& request) {
  Service service;
  reply_of(service.add_gpu(read("hwprofiles/h200-sxm.json")));
  if (!artifact.empty()) {
    std::vector<unsigned char>& room = service.begin_artifact(artifact.size());
    std::memcpy(room.data(), artifact.data(), artifact.size());
    reply_of(service.finish_artifact("layers.json"));
  }
  std::map<std::string, std::string> files;
  const json reply = reply_of(service.files(request));
  for (const json& file : reply.at("files")) files[file.at("path")] = file.at("text");
  return files;
}

constexpr const char* kOfArtifact = R"({"model": "artifact", "workload": "", "gpu": "h200-sxm", "set": {}})";

}  // namespace

TEST_CASE("summary of a model from artifacts: one pass, its rules, its gaps, its check", "[documents][artifact]") {
  const std::string text = files_of(kLayers, kOfArtifact).at("layers/summary.md");
  INFO(text);
  CHECK(has(text, "| matrix FLOPs | 210 |"));  // 2 · 7 · 3 · 5
  // There is no prompt, no generated token, no page.
  CHECK_FALSE(has(text, "time to first token"));
  CHECK_FALSE(has(text, "time per output token"));
  CHECK_FALSE(has(text, "page/s"));
  CHECK_FALSE(has(text, "KV cache at the end"));
  CHECK_FALSE(has(text, "## Stages"));

  CHECK(has(text, "## How modules were recognised"));
  CHECK(has(text, "### Dense map by parameter count\n\nRule `dense-by-parameters`: 1 module (1 instance)."));
  CHECK(has(text, "15 parameters = 3 input × 5 output features; \\[1, 7, 3\\] → \\[1, 7, 5\\]"));
  CHECK(has(text, "Assumed:\n\n- Every position goes through the one weight."));

  CHECK(has(text, "| c | summary | 1 | a bound is in the figures | class summary is not known;"));
  CHECK(has(text, "## Verification\n\n- Parameters: all 4 modules equal, against layers.json."));
  CHECK(has(text, "- Matrix FLOPs: nothing to compare with."));
}

TEST_CASE("documents of artifacts: names are text and files stay in their folder", "[documents][artifact]") {
  const std::map<std::string, std::string> files = files_of(kLayers, kOfArtifact);
  std::size_t pages = 0;
  for (const auto& [path, text] : files) {
    INFO(path);
    if (path.rfind("layers/", 0) != 0) continue;
    CHECK_FALSE(has(without_code(text), "<b>"));
    ++pages;
    const std::string name = path.substr(7);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
          std::string::npos);
    CHECK(name[0] != '.');
  }
  CHECK(pages == 5);  // the summary and four classes
  CHECK(files.count("layers/summary_class.md") == 1);
  const std::string& weird = files.at("layers/We_ird__b_x__b_.md");
  CHECK(has(weird, "# We\\|ird\\`&lt;b&gt;x&lt;/b&gt;\n"));
  CHECK(has(weird, "Instances: a\\_\\*b\\*."));
  CHECK(has(weird, "## Recognised by\n\nDense map by parameter count (rule `dense-by-parameters`), in a\\_\\*b\\*."));
  CHECK(has(files.at("layers/summary_class.md"), "## Not modeled\n\n- c: class summary is not known;"));
}

TEST_CASE("summary of the built-in model: stages and token times, nothing of artifacts", "[documents]") {
  const std::string text =
      files_of("", R"({"model": "deepseek-ocr", "workload": "dsocr-tiny-v1", "gpu": "h200-sxm", "set": {}})")
          .at("layers/summary.md");
  for (const char* part :
       {"## Stages", "time to first token", "time per output token", "page/s", "KV cache at the end"})
    CHECK(has(text, part));
  for (const char* part : {"Not modeled", "recognised", "Verification"}) CHECK_FALSE(has(text, part));
}

TEST_CASE("verification: the whole first, then what differs, with relative differences", "[documents][verification]") {
  Verification verification;
  verification.artifact = "layers.json";
  verification.counter = "flops.json";
  const auto row = [](const char* instance, std::int64_t parameters, std::int64_t flops, std::int64_t counted) {
    return VerificationRow{.module_id = instance,
                           .instance = instance,
                           .class_name = "C",
                           .parameters = {parameters, 100},
                           .matrix_flops = {flops, counted},
                           .artifact_flops = {flops, std::nullopt}};
  };
  verification.rows = {row("", 100, 1010, 1000), row("same", 100, 40, 40), row("less", 98, 7, 7),
                       row("more", 100, 3, 0)};
  const std::string text = verification_section(verification);
  INFO(text);
  CHECK(has(text, "- Parameters: 1 of 4 modules differ, against layers.json."));
  CHECK(has(text, "- Matrix FLOPs: 2 of 4 modules differ, against flops.json; the whole differs by +1.000 %."));
  const std::size_t whole = text.find("| the whole model | C |"), less = text.find("| less |"),
                    more = text.find("| more |"), same = text.find("| same |");
  CHECK(whole < less);
  CHECK(less < more);
  CHECK(more < same);
  CHECK(has(text, "| less | C | 1 | 98 | 100 | −2.000 % | 7 | 7 | 0 | – |"));
  CHECK(has(text, "| more | C | 1 | 100 | 100 | 0 | 3 | 0 | reference is 0 | – |"));
  CHECK(verification_section({}).empty());
}

TEST_CASE("verification: a long table is cut and says so", "[documents][verification]") {
  Verification verification;
  for (int i = 0; i < 250; ++i)
    verification.rows.push_back({.module_id = std::to_string(i),
                                 .instance = "m" + std::to_string(i),
                                 .class_name = "C",
                                 .parameters = {1, i == 249 ? 2 : 1},
                                 .matrix_flops = {},
                                 .artifact_flops = {}});
  const std::string text = verification_section(verification);
  CHECK(has(text, "| m249 |"));  // it differs, so it is not cut
  CHECK(has(text, "| m198 |"));
  CHECK_FALSE(has(text, "| m199 |"));
  CHECK(has(text, "And 50 more modules"));
}

TEST_CASE("nothing left out is said, a report without artifacts says nothing", "[documents]") {
  AnalyticModelReport report;
  CHECK(not_modeled_section(report).empty());
  CHECK(recognition_section(report).empty());
  report.not_modeled.emplace();
  CHECK(not_modeled_section(report) == "\n## Not modeled\n\nNothing: every module that ran is in the figures.\n");
}

TEST_CASE("relative differences keep three decimals", "[documents][text]") {
  CHECK(signed_percent(0) == "0");
  CHECK(signed_percent(0.0125) == "+1.250 %");
  CHECK(signed_percent(-0.00004) == "−0.004 %");
  CHECK(signed_percent(0.000001) == "+<0.001 %");
  CHECK(signed_percent(-1) == "−100.000 %");
  CHECK(signed_percent(12.5) == "+1,250.000 %");
  CHECK(code_span("a`b\nc") == "`a'b c`");
}

TEST_CASE("docs/any-model.md lists every rule", "[documents][rules]") {
  const std::string page = read("docs/any-model.md");
  std::string expected, family;
  for (const generic::RuleDescription& rule : generic::all_rules()) {
    if (rule.family != family) {
      family = rule.family;
      expected += "<!-- rules: " + family + " -->\n\n";
    }
    expected += "- `" + rule.id + "`: **" + rule.title + ".** " + rule.description + "\n";
  }
  INFO("The lists between the markers should be:\n" << expected);
  std::string listed;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("<!-- rules: ", 0) == 0) listed += line + "\n\n";
    if (line.rfind("- `", 0) == 0 && has(line, "`: **")) listed += line + "\n";
  }
  CHECK(listed == expected);
}
