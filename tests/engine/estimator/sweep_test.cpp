#include "estimator/sweep.h"

#include "run_fixture.h"

using namespace modelmeter;
using namespace modelmeter::runs;

namespace {

SweepPlan plan(std::vector<AxisRequest> vary, Settings set = {}, const std::vector<HardwareProfile>& gpus = {gpu()}) {
  const Result<SweepPlan> made = plan_sweep({request(std::move(set)), std::move(vary)}, gpus);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made);
}

std::vector<SweepPoint> rows(std::vector<AxisRequest> vary, Settings set = {},
                             const std::vector<HardwareProfile>& gpus = {gpu()}) {
  const SweepPlan made = plan(std::move(vary), std::move(set), gpus);
  return sweep_rows(made, gpus, 0, made.points());
}

std::vector<std::int64_t> numbers(const SweepAxis& axis) {
  std::vector<std::int64_t> all;
  for (const SettingValue& one : axis.values) all.push_back(std::get<std::int64_t>(one));
  return all;
}

std::string fault(std::vector<AxisRequest> vary) {
  const Result<SweepPlan> made = plan_sweep({request(), std::move(vary)}, {gpu()});
  REQUIRE_FALSE(ok(made));
  return sentence(errors(made)[0]);
}

}  // namespace

TEST_CASE("sweep: values are lists, ranges with a step or a factor, each once", "[sweep]") {
  CHECK(numbers(plan({{"batch_size", "1,2, 8..32:8 ,2"}}).axes[0]) == std::vector<std::int64_t>{1, 2, 8, 16, 24, 32});
  CHECK(numbers(plan({{"batch_size", "3..50:x2"}}).axes[0]) == std::vector<std::int64_t>{3, 6, 12, 24, 48});
  CHECK(numbers(plan({{"batch_size", "4..7"}}).axes[0]) == std::vector<std::int64_t>{4, 5, 6, 7});
  CHECK(numbers(plan({{"max_new_tokens", "0..10:4"}}).axes[0]) == std::vector<std::int64_t>{0, 4, 8});
  // "all": every choice, every profile; every grid of 2 to 9 crops (2+2+3+2+4+2+4+3 of them) and none.
  CHECK(plan({{"expert_reads", "all"}}).points() == 3);
  CHECK(plan({{"gpu", "all"}}, {}, {gpu("a"), gpu("b")}).points() == 2);
  CHECK(plan({{"crop_grid", "all"}}).points() == 23);
}

TEST_CASE("sweep: what cannot be planned says why", "[sweep][faults]") {
  CHECK(fault({}) == "vary: expected one or two fields to vary, got 0");
  CHECK(fault({{"batch_size", "1"}, {"batch_size", "2"}}) ==
        "vary[1].key: expected a field that is not varied already, got \"batch_size\"");
  CHECK(fault({{"sequence", "1"}}).find("vary[0].key: expected one of gpu, workload, precision, seq_len") == 0);
  CHECK(fault({{"batch_size", "1,,2"}}) == "vary[0].values: expected values between the commas, got none");
  for (const char* range : {"9..1", "1..9:0", "0..8:x2", "1..8:x1", "1..", "-4..4"})
    CHECK(fault({{"batch_size", range}}) ==
          "vary[0].values: expected lo..hi, lo..hi:step or lo..hi:xfactor of whole numbers, lo first, got \"" +
              std::string(range) + "\"");
  CHECK(fault({{"seq_len", "1..1000000"}}) ==
        "vary[0].values: expected at most 20000 values; give the range a step, got more in \"1..1000000\"");
  CHECK(fault({{"seq_len", "1..201"}, {"batch_size", "1..100"}}) ==
        "vary: expected at most 20000 points, got 20100 (201 x 100)");
  CHECK(plan({{"seq_len", "1..200"}, {"batch_size", "1..100"}}).points() == 20000);
}

TEST_CASE("sweep: a row is the report of its request", "[sweep][property]") {
  const std::vector<HardwareProfile> gpus{gpu(), gpu("half", 0.5)};
  const SweepPlan made =
      plan({{"gpu", "half,big"}, {"batch_size", "1,3"}}, {{"max_new_tokens", std::int64_t{20}}}, gpus);
  const std::vector<SweepPoint> all = sweep_rows(made, gpus, 0, 4);
  REQUIRE(all.size() == 4);
  std::size_t index = 0;
  for (const char* id : {"half", "big"})
    for (std::int64_t batch : {1, 3}) {
      const SweepPoint& point = all[index++];
      CHECK(point.at == std::vector<SettingValue>{std::string(id), batch});
      const Result<Estimate> single =
          estimate(request({{"max_new_tokens", std::int64_t{20}}, {"batch_size", batch}}, id),
                   id == std::string("big") ? gpus[0] : gpus[1]);
      const AnalyticModelReport& report = value(single).report;
      const MetricsDetail& root = *report.module_metrics[0].detail;
      CHECK(count(point.figures, "matrix_flops") == root.matrix_flops);
      CHECK(count(point.figures, "vector_flops") == root.vector_flops);
      CHECK(count(point.figures, "io_bytes") == root.read_weight_bytes + root.read_activation_bytes +
                                                    root.written_activation_bytes + root.read_kv_bytes +
                                                    root.written_kv_bytes);
      CHECK(count(point.figures, "kernels") == root.kernels);
      CHECK(count(point.figures, "memory_needed_bytes") == report.totals->memory_needed_bytes);
      CHECK(count(point.figures, "activation_peak_bytes") == report.totals->activation_peak_bytes);
      CHECK(std::get<bool>(cell(point.figures, "fits")) == report.totals->fits);
      CHECK(number(point.figures, "ttft_ms") == report.totals->ttft_ms);
      CHECK(number(point.figures, "tpot_ms") == report.totals->tpot_ms);
      CHECK(number(point.figures, "total_ms") == report.predicted_total_time_ms);
      for (const StageMetrics& stage : report.stages)
        if (stage.stage == Stage::decode) CHECK(number(point.figures, "decode_ms") == stage.detail.time_ms);
    }
}

TEST_CASE("sweep: any chunks give the same rows, and none beyond the end", "[sweep][property]") {
  const std::vector<HardwareProfile> gpus{gpu()};
  const SweepPlan made = plan({{"batch_size", "1..3"}, {"max_new_tokens", "1,2"}});
  const std::vector<SweepPoint> whole = sweep_rows(made, gpus, 0, 6);
  std::vector<SweepPoint> chunks;
  for (std::int64_t first = 0; first < 6; first += 4)
    for (SweepPoint& point : sweep_rows(made, gpus, first, 4)) chunks.push_back(point);
  REQUIRE(chunks.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(chunks[i].at == whole[i].at);
    CHECK(chunks[i].figures == whole[i].figures);
  }
  CHECK(sweep_rows(made, gpus, 6, 1).empty());
  CHECK(sweep_rows(made, gpus, -1, 3).empty());
  CHECK(sweep_rows(made, gpus, 5, INT64_MAX).size() == 1);
}

TEST_CASE("sweep: every page costs the same matrix FLOPs and cache, weights do not change", "[sweep][property]") {
  const std::vector<SweepPoint> all = rows({{"batch_size", "1,2,5"}});
  const auto at = [&](std::size_t i, const char* key) { return count(all[i].figures, key); };
  // Position tables are resized once a batch, whatever is in it: affine, with less than a millionth that is constant.
  const std::int64_t page = at(1, "matrix_flops") - at(0, "matrix_flops");
  CHECK(at(2, "matrix_flops") - at(1, "matrix_flops") == 3 * page);
  CHECK(at(0, "matrix_flops") >= page);
  CHECK(at(0, "matrix_flops") - page < page / 1'000'000);
  CHECK(at(1, "kv_cache_bytes") == 2 * at(0, "kv_cache_bytes"));
  CHECK(at(2, "kv_cache_bytes") == 5 * at(0, "kv_cache_bytes"));
  CHECK(at(2, "weight_bytes") == at(0, "weight_bytes"));
  // 12 layers, keys and values of 10 x 128 in 2 bytes, 1024 + 512 tokens.
  CHECK(at(0, "kv_cache_bytes") == 12 * 2 * 1280 * 2 * (1024 + 512));
}

TEST_CASE("sweep: a point that faults carries its diagnostic, the others their figures", "[sweep][faults]") {
  const std::vector<SweepPoint> all = rows({{"seq_len", "1000,8000"}});  // 8000 + 512 > 8192 positions
  REQUIRE(all.size() == 2);
  CHECK(all[0].faults.empty());
  CHECK(all[1].figures.empty());
  REQUIRE(all[1].faults.size() == 1);
  CHECK(all[1].faults[0].got == "8000 + 512 = 8512");
  const std::vector<SweepPoint> gpus = rows({{"gpu", "nowhere,big"}});
  CHECK(sentence(gpus[0].faults[0]) == "gpu: expected one of big, got \"nowhere\"");
  CHECK(gpus[1].faults.empty());
  CHECK(sentence(rows({{"batch_size", "0"}})[0].faults[0]) ==
        "batch_size: expected a whole number from 1 to 4096, got 0");
}

TEST_CASE("sweep: the prompt's text stays where the image varies", "[sweep]") {
  // Image tokens: 16 x 17 + 1 = 273 of the global view, (w x 10 + 1) x (h x 10) of w x h crops.
  const std::vector<SweepPoint> all = rows({{"crop_grid", "none,1x2,2x3,3x3"}});
  const std::int64_t image[] = {273, 273 + 11 * 20, 273 + 21 * 30, 273 + 31 * 30};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(i);
    CHECK(count(all[i].figures, "image_tokens") == image[i]);
    CHECK(count(all[i].figures, "seq_len") - image[i] == 1024 - image[2]);  // standard page: 2x3 crops, 1024 tokens
  }
  // A length that is set is held: 273 + 930 tokens do not fit 1024.
  const std::vector<SweepPoint> held = rows({{"crop_grid", "none,3x3"}}, {{"seq_len", std::int64_t{1024}}});
  CHECK(count(held[0].figures, "seq_len") == 1024);
  CHECK_FALSE(held[1].faults.empty());
}

TEST_CASE("sweep: prices follow from rates and the hourly price", "[sweep]") {
  HardwareProfile priced = gpu();
  priced.price_usd_per_h = 3.6;  // a thousandth of a dollar per second
  const std::vector<SweepPoint> all = rows({{"batch_size", "2"}}, {}, {priced});
  const std::vector<Figure>& row = all[0].figures;
  const double pages = number(row, "throughput_pages_per_s");
  CHECK(pages == Approx(2000 / number(row, "total_ms")));
  CHECK(number(row, "throughput_tokens_per_s") == Approx(512 * pages));
  CHECK(number(row, "usd_per_1000_pages") == Approx(1 / pages));  // 0.001 · 1000 / pages
  CHECK(number(row, "usd_per_million_tokens") == Approx(1000 / (512 * pages)));
  CHECK(std::holds_alternative<std::monostate>(cell(rows({{"batch_size", "2"}})[0].figures, "usd_per_million_tokens")));
}

TEST_CASE("sweep: no generated tokens, no time per token", "[sweep]") {
  const std::vector<SweepPoint> all = rows({{"max_new_tokens", "0"}});
  CHECK(std::holds_alternative<std::monostate>(cell(all[0].figures, "tpot_ms")));
  CHECK(number(all[0].figures, "throughput_tokens_per_s") == 0);
}
