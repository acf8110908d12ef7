#include "../serialization/report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

std::vector<std::string> ids(const DeepSeekOCRAnalyticReportSummary& summary) {
  std::vector<std::string> all;
  for (const AnalyticModuleSummary& row : summary.top_modules) all.push_back(row.module_id);
  return all;
}

}  // namespace

TEST_CASE("summary: leaves by time, then by id, whatever the order of the metrics", "[entities][contracts]") {
  AnalyticModelReport report = tiny_report();
  CHECK(ids(summarize(report, 10)) == Sentences{"prefill/layers", "vision", "decode"});  // 2.25, 1.5, 1.25 ms
  CHECK(ids(summarize(report, 2)) == Sentences{"prefill/layers", "vision"});
  CHECK(ids(summarize(report, 0)).empty());
  std::swap(report.module_metrics[0], report.module_metrics[4]);
  report.module_metrics[0].total_time_ms = 1.5;  // as long as "vision"
  const DeepSeekOCRAnalyticReportSummary summary = summarize(report, 10);
  CHECK(ids(summary) == Sentences{"prefill/layers", "decode", "vision"});
  CHECK(summary.top_modules[1].name == "decode");
  CHECK(summary.top_modules[1].stage == Stage::decode);
  CHECK(summary.top_modules[1].share_of_model_time == 0.25);
}
