// The native build gives the bytes that the WebAssembly build gave (npm run golden).
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "estimator/estimate.h"
#include "estimator/largest_fit.h"
#include "serialization/hardware_profile_json.h"
#include "serialization/report_json.h"

using namespace modelmeter;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(std::string(MODELMETER_SOURCE_DIR) + "/" + path, std::ios::binary);
  INFO(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("golden reports: the same bytes here", "[golden]") {
  const std::string workload = GENERATE(as<std::string>(), "dsocr-standard-v1", "dsocr-tiny-v1", "dsocr-text-heavy-v1");
  const std::string gpu = GENERATE(as<std::string>(), "h200-sxm", "rtx-4090");
  INFO(workload << " on " << gpu);
  const std::string golden = read("tests/golden/" + workload + "--" + gpu + ".json");
  const HardwareProfile profile = value(hardware_profile_from_json(read("hwprofiles/" + gpu + ".json")));
  EstimateRequest request;
  request.workload = workload;
  request.gpu = gpu;
  AnalyticModelReport report = value(estimate(request, profile)).report;
  report.memory->largest = largest_fit(request, profile);  // as every written report has it
  const std::string made = to_json(report);
  CHECK((made == golden));  // the bytes are too many to print
  // Read, validated and written again: the same bytes.
  const Result<AnalyticModelReport> again = report_from_json(golden);
  REQUIRE(ok(again));
  CHECK((to_json(value(again)) == golden));
}
