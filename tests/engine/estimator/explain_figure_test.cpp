#include "estimator/explain_figure.h"

#include "estimator/roofline_view.h"
#include "run_fixture.h"

using namespace modelmeter;
using namespace modelmeter::runs;

namespace {

FigureExplanation explained(const std::string& subject) {
  const Result<FigureExplanation> made = explain_figure(request(), gpu(), subject);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made);
}

double sum_of(const FigureExplanation& made) {
  double sum = made.rest_value;
  for (const FigurePart& part : made.parts) sum += part.value;
  return sum;
}

}  // namespace

TEST_CASE("explain figure: parts add up to the figure, and lead to parts of their own", "[explain]") {
  for (const char* subject : {"total_ms", "ttft_ms", "tpot_ms", "memory_needed_bytes", "matrix_flops", "io_bytes",
                              "kv_cache_bytes", "activation_peak_bytes"}) {
    const FigureExplanation made = explained(subject);
    INFO(subject);
    CHECK(made.value > 0);
    CHECK(sum_of(made) == Approx(made.value).epsilon(1e-9));
  }
  for (const std::string& key : explained_figures()) CHECK_FALSE(explained(key).title.empty());
  const FigureExplanation total = explained("total_ms");
  CHECK(total.parts[0].subject == "decode_ms");
  const FigureExplanation decode = explained(total.parts[0].subject);
  const FigureExplanation module = explained(decode.parts[0].subject);
  CHECK(sum_of(module) == Approx(module.value).epsilon(1e-9));
}

TEST_CASE("explain figure: memory in its formula, with this run's numbers", "[explain]") {
  // 12 layers · 2 · 10 heads · 128 · (1024 + 512) tokens = 47,185,920 numbers of 16 bits.
  CHECK(explained("kv_cache_bytes").substituted == "47185920 \\cdot 16 / 8");
  CHECK(explained("weight_bytes").substituted == "3336106240 \\cdot 16 / 8");
  const Result<FigureExplanation> narrow = explain_figure(
      request({{"weights", std::string("nvfp4")}, {"kv_cache", std::string("nvfp4")}}), gpu(), "kv_cache_bytes");
  REQUIRE(ok(narrow));
  CHECK(value(narrow).substituted == "47185920 \\cdot 4 / 8 + \\lceil 47185920 / 16 \\rceil \\cdot 8 / 8");
}

TEST_CASE("explain figure: a time says its bound, the rates with their origin, and no upper end without measurements",
          "[explain]") {
  const FigureExplanation made = explained("decode_ms");
  REQUIRE(made.bound);
  CHECK(*made.bound == Bound::memory);
  REQUIRE(made.bound_times.size() == 3);
  // Memory alone takes at most the time itself: no kernel is faster than its bytes.
  CHECK(made.bound_times[2].value <= made.value * (1 + 1e-9));
  CHECK_FALSE(made.high);
  CHECK(made.inputs[0].origin == "gpu profile");
  CHECK(made.inputs[0].value == "1000000000000000 FLOP/s");
}

TEST_CASE("explain figure: an unknown subject says what there is", "[explain]") {
  const Result<FigureExplanation> made = explain_figure(request(), gpu(), "vibes");
  REQUIRE_FALSE(ok(made));
  CHECK(sentence(errors(made)[0]).find("ttft_ms") != std::string::npos);
}

TEST_CASE("roofline view: ridge, points on their roof, bytes-only operators counted apart", "[roofline-view]") {
  const Result<RooflineView> made = roofline_view(request(), gpu());
  REQUIRE(ok(made));
  const RooflineView& view = value(made);
  // 1e15 FLOP/s over 4e12 B/s is 250 FLOP/B.
  CHECK(view.roofs[0].ridge == Approx(250));
  CHECK(view.roofs[0].in_force);
  CHECK(view.without_flops > 0);
  for (const RooflinePoint& point : view.points) {
    INFO(point.module_id << " " << point.name);
    CHECK(point.intensity_flops_per_byte == Approx(point.flops / point.io_bytes));
  }
}

// An operator that runs inside another's kernel is charged what the kernel takes longer with it, which can be next to
// nothing: points are whole kernels.
TEST_CASE("roofline view: no point lies above its roof", "[roofline-view]") {
  const Result<RooflineView> made = roofline_view(request(), gpu());
  REQUIRE(ok(made));
  for (const RooflinePoint& point : value(made).points) {
    INFO(point.module_id << " " << point.name);
    CHECK(point.share_of_roof <= 1 + 1e-9);
  }
}

TEST_CASE("breakdown: cells add up to the whole, by stage and by category", "[roofline-view]") {
  const Result<Estimate> made = estimate(request(), gpu());
  REQUIRE(ok(made));
  const Breakdown breakdown = breakdown_of(value(made).report);
  double cells = 0, stages = 0, categories = 0;
  for (const BreakdownCell& cell : breakdown.cells) cells += cell.time_ms;
  for (const BreakdownCell& cell : breakdown.stages) stages += cell.time_ms;
  for (const BreakdownCell& cell : breakdown.categories) categories += cell.time_ms;
  const double total = value(made).report.predicted_total_time_ms;
  CHECK(cells == Approx(total).epsilon(1e-9));
  CHECK(stages == Approx(total).epsilon(1e-9));
  CHECK(categories == Approx(total).epsilon(1e-9));
}
