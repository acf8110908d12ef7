#include "estimator/timeline.h"

#include <catch2/catch.hpp>

#include "estimator/estimate.h"
#include "run_fixture.h"
#include "serialization/trace_json.h"

using namespace modelmeter;

namespace {

AnalyticModuleNode node(const std::string& id, std::optional<std::string> parent, std::vector<std::string> children) {
  AnalyticModuleNode made;
  made.module_id = id;
  made.name = id;
  made.parent_id = std::move(parent);
  made.children = std::move(children);
  return made;
}

ModuleMetricsSnapshot metrics(const std::string& id, double ms, std::int64_t calls, std::vector<OperatorRow> own = {}) {
  ModuleMetricsSnapshot made;
  made.module_id = id;
  made.calls = calls;
  made.total_time_ms = ms;
  made.own_operators = std::move(own);
  return made;
}

OperatorRow operator_row(const std::string& name, double ms) {
  OperatorRow made;
  made.name = name;
  made.category_id = "linear";
  made.calls = 3;
  made.detail.time_ms = ms;
  return made;
}

/// root 10 ms = own operator 1 + first 7 (twice) + second 2; an empty module between them.
AnalyticModelReport small() {
  AnalyticModelReport report;
  report.report_id = "small";
  report.modules = {node("root", std::nullopt, {"first", "empty", "second"}), node("first", "root", {}),
                    node("empty", "root", {}), node("second", "root", {})};
  report.module_metrics = {metrics("root", 10, 1, {operator_row("gate", 1)}), metrics("first", 7, 2),
                           metrics("empty", 0, 1), metrics("second", 2, 1)};
  return report;
}

}  // namespace

TEST_CASE("timeline: own operators, then children in execution order, each where the one before ends", "[timeline]") {
  const AnalyticModelReport report = small();
  const std::vector<TimelineSlice> slices = timeline_of(report);
  REQUIRE(slices.size() == 4);  // the empty module has no stretch
  struct Expected {
    const char* name;
    std::int64_t start_ns, duration_ns, calls;
  };
  const Expected expected[] = {{"root", 0, 10'000'000, 1},
                               {"gate", 0, 1'000'000, 3},
                               {"first", 1'000'000, 7'000'000, 2},
                               {"second", 8'000'000, 2'000'000, 1}};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(expected[i].name);
    CHECK(slices[i].name == expected[i].name);
    CHECK(slices[i].start_ns == expected[i].start_ns);
    CHECK(slices[i].duration_ns == expected[i].duration_ns);
    CHECK(slices[i].calls == expected[i].calls);
  }
}

TEST_CASE("timeline: a child never leaves its parent, whatever was rounded", "[timeline]") {
  AnalyticModelReport report = small();
  report.module_metrics[3].total_time_ms = 2.0000004;  // 0.4 ns more than is left
  report.module_metrics[1].total_time_ms = 7.0000002;
  std::int64_t end = 0;
  for (const TimelineSlice& slice : timeline_of(report)) end = std::max(end, slice.start_ns + slice.duration_ns);
  CHECK(end == 10'000'000);
}

TEST_CASE("timeline of a run: as long as the run, every slice within its parent", "[timeline]") {
  const Result<Estimate> made = estimate(runs::request(), runs::gpu());
  REQUIRE(ok(made));
  const AnalyticModelReport& report = value(made).report;
  const std::vector<TimelineSlice> slices = timeline_of(report);
  CHECK(static_cast<double>(slices[0].duration_ns) == Approx(report.predicted_total_time_ms * 1e6).margin(1));
  // Complete events nest as brackets do.
  std::vector<std::int64_t> ends;
  for (const TimelineSlice& slice : slices) {
    while (!ends.empty() && ends.back() <= slice.start_ns) ends.pop_back();
    if (!ends.empty()) CHECK(slice.start_ns + slice.duration_ns <= ends.back());
    ends.push_back(slice.start_ns + slice.duration_ns);
  }
}

TEST_CASE("the trace says that it is a prediction, in microseconds", "[timeline]") {
  const std::string trace = to_chrome_trace(small());
  CHECK(trace.find("\"ModelMeter, predicted: small\"") != std::string::npos);
  CHECK(trace.find("\"name\":\"first\",\"cat\":\"other\",\"ts\":1000.0,\"dur\":7000.0") != std::string::npos);
  CHECK(trace.back() == '\n');
}
