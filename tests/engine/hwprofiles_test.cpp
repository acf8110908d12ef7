#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "hardware/execution.h"
#include "serialization/hardware_profile_json.h"

using namespace modelmeter;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> shipped() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(MODELMETER_SOURCE_DIR "/hwprofiles"))
    if (entry.path().extension() == ".json" && entry.path().filename() != "schema.json") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

HardwareProfile load(const std::string& id) {
  return value(hardware_profile_from_json(read(MODELMETER_SOURCE_DIR "/hwprofiles/" + id + ".json")));
}

double matrix_peak(const HardwareProfile& profile, DType dtype) {
  return profile.matrix_peak_flops_per_s[static_cast<std::size_t>(dtype)].value_or(0);
}

std::string first_fault(const std::string& json) {
  const Result<HardwareProfile> result = hardware_profile_from_json(json);
  REQUIRE_FALSE(ok(result));
  return sentence(errors(result)[0]);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

constexpr const char* kSmall = R"({
  "id": "mine", "name": "Mine", "vendor": "me", "architecture": "a",
  "memory_capacity_mib": 1000, "memory_bandwidth_bytes_per_s": 1e12,
  "matrix_peak_flops_per_s": {"bf16": 1e14}, "vector_peak_flops_per_s": {"fp32": 1e13},
  "unsupported_formats": [], "achieved": {"matrix_ratio": null, "bandwidth_ratio": null, "launch_s": null}
})";

}  // namespace

TEST_CASE("every shipped profile loads, is valid and has a source for every figure", "[hwprofiles]") {
  const auto paths = shipped();
  CHECK(paths.size() >= 33);
  for (const auto& path : paths) {
    INFO(path.filename());
    const Result<HardwareProfile> result = hardware_profile_from_json(read(path));
    if (!ok(result)) INFO(sentence(errors(result)[0]));
    REQUIRE(ok(result));
    CHECK(value(result).id == path.stem().string());
    CHECK(unsourced_figures(value(result)) == std::vector<std::string>{});
    // What is read, written and read again is the same.
    const std::string once = to_json(value(result));
    CHECK(to_json(value(hardware_profile_from_json(once))) == once);
  }
}

TEST_CASE("what a source rests on is there: references or a note, and a date for every price", "[hwprofiles]") {
  const std::regex date("20[0-9][0-9]-[0-9][0-9]|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20[0-9][0-9]");
  for (const auto& path : shipped()) {
    const HardwareProfile profile = value(hardware_profile_from_json(read(path)));
    for (const auto& [figure, source] : profile.sources) {
      INFO(profile.id << " " << figure);
      CHECK((!source.references.empty() || !source.note.empty()));
      CHECK(source.confidence != "yours");
      if (figure != "price_usd_per_h" || !profile.price_usd_per_h) continue;
      std::string words = source.note;
      for (const std::string& key : source.references) words += " " + profile.references.at(key).title;
      CHECK(std::regex_search(words, date));
    }
  }
}

TEST_CASE("peaks are dense and accumulate in fp32", "[hwprofiles]") {
  // H100 SXM whitepaper, table 1: 989.4 dense (1979 with sparsity). RTX 4090 with FP32 accumulate 165.2, 5090 209.5.
  CHECK(matrix_peak(load("h100-sxm"), DType::bf16) == 989.4e12);
  CHECK(matrix_peak(load("h200-sxm"), DType::bf16) == 989.4e12);
  CHECK(matrix_peak(load("a100-80gb-sxm"), DType::bf16) == 312e12);
  CHECK(matrix_peak(load("l4"), DType::bf16) == 121e12);
  CHECK(matrix_peak(load("rtx-4090"), DType::bf16) == 165.2e12);
  CHECK(matrix_peak(load("rtx-5090"), DType::bf16) == 209.5e12);
}

TEST_CASE("dense tensor peaks equal units x FLOP per clock x clock", "[hwprofiles]") {
  struct Row {
    const char* id;
    double flops_per_clock_and_unit;
  };
  // FLOP per clock and SM, dense bf16 with FP32 accumulate: Ampere and Ada full rate 1024 (A100 2048), halved on
  // GeForce; Hopper 4096. Within 1.5 %: vendors round.
  const Row row = GENERATE(Row{"h100-sxm", 4096}, Row{"h200-sxm", 4096}, Row{"a100-80gb-sxm", 2048}, Row{"l4", 1024},
                           Row{"rtx-4090", 512}, Row{"rtx-5090", 512}, Row{"l40s", 1024}, Row{"rtx-3090", 512});
  const HardwareProfile profile = load(row.id);
  INFO(row.id);
  REQUIRE(profile.tensor_clock_hz);
  const double expected =
      static_cast<double>(*profile.compute_units) * row.flops_per_clock_and_unit * *profile.tensor_clock_hz;
  CHECK(matrix_peak(profile, DType::bf16) == Approx(expected).epsilon(0.015));
}

TEST_CASE("memory is what the driver reports", "[hwprofiles]") {
  CHECK(*load("h200-sxm").memory_capacity_mib == 143771);
  CHECK(*load("rtx-5090").memory_capacity_mib == 32607);
  CHECK(*load("l4").memory_bandwidth_bytes_per_s == 300e9);
}

TEST_CASE("a faulty profile says where, what was wanted and what was found", "[hwprofiles][bad-input]") {
  const std::string good = kSmall;
  CHECK(ok(hardware_profile_from_json(good)));
  CHECK(first_fault("") == "expected a JSON document, got an empty file");
  CHECK(first_fault(good.substr(0, 60)).find("truncated") != std::string::npos);
  CHECK(first_fault(replaced(good, "1e12", "-5")) ==
        "memory_bandwidth_bytes_per_s: expected a finite number of at least 0, got -5");
  CHECK(first_fault(replaced(good, "1e12", "\"fast\"")) ==
        "memory_bandwidth_bytes_per_s: expected a finite number, got string");
  CHECK(first_fault(replaced(good, "1e12", "null")).find("memory_bandwidth_bytes_per_s: expected a number") == 0);
  CHECK(first_fault(replaced(good, "\"id\": \"mine\"", "\"id\": \"Mine <b>\"")) ==
        "id: expected lower-case letters, digits and dashes, at most 64, got \"Mine <b>\"");
  CHECK(first_fault(replaced(good, "\"vendor\"", "\"vendour\"")) ==
        "vendour: expected no field of this name, got \"vendour\"");
  CHECK(first_fault(replaced(good, "1e14", "1e30")).find("matrix_peak_flops_per_s.bf16: expected a number above 0") ==
        0);
}

TEST_CASE("a format without a peak is rejected with those that have one", "[hardware][bad-input]") {
  const HardwareProfile mine = value(hardware_profile_from_json(kSmall));
  const Result<ExecutionModel> fp8 =
      execution_model(mine, {Format::fp8_e4m3, Format::fp8_e4m3, Format::fp8_e4m3}, Execution::roofline);
  REQUIRE_FALSE(ok(fp8));
  CHECK(sentence(errors(fp8)[0]) ==
        "activations: expected a format with a known matrix peak on Mine (fp32, bf16), got fp8_e4m3, whose peak is not "
        "known");
  const Result<ExecutionModel> fp4 =
      execution_model(load("h100-sxm"), {Format::nvfp4, Format::nvfp4, Format::fp8_e4m3}, Execution::roofline);
  REQUIRE_FALSE(ok(fp4));
  CHECK(errors(fp4)[0].got == "nvfp4, which it has no unit for");
}

namespace {

Kernel kernel(std::int64_t matrix_flops, std::int64_t vector_flops, std::int64_t bytes) {
  Kernel made;
  made.matrix_flops = Flops{matrix_flops};
  made.vector_flops = Flops{vector_flops};
  made.bytes = Bytes{bytes};
  return made;
}

}  // namespace

TEST_CASE("roofline: a kernel takes as long as its slowest resource", "[hardware]") {
  const Rates rates{100, 10, 5, 0};
  const auto time = [&](std::int64_t matrix, std::int64_t vector, std::int64_t bytes) {
    return roofline_time(kernel(matrix, vector, bytes), rates);
  };
  CHECK(time(700, 0, 10).seconds == Approx(7));
  CHECK(time(700, 0, 10).bound == Bound::matrix);
  CHECK(time(0, 30, 10).bound == Bound::vector);
  CHECK(time(0, 30, 10).seconds == Approx(3));
  CHECK(time(100, 10, 20).bound == Bound::memory);
  CHECK(time(100, 10, 20).seconds == Approx(4));
  const Rates with_launch{100, 10, 5, 2};
  CHECK(roofline_time(kernel(100, 0, 0), with_launch).seconds == Approx(3));
  CHECK(roofline_time(kernel(100, 0, 0), with_launch).bound == Bound::launch);
}
