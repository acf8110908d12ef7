#include "estimator/solve.h"

#include "estimator/required.h"
#include "estimator/sensitivity.h"
#include "run_fixture.h"

using namespace modelmeter;
using namespace modelmeter::runs;

namespace {

Requirements needs(const std::vector<std::string>& targets, bool fit = true) {
  Requirements requirements;
  requirements.fit = fit;
  for (const std::string& text : targets) {
    const Result<Target> target = target_of(text, "targets");
    if (!ok(target)) FAIL(sentence(errors(target)[0]));
    requirements.targets.push_back(value(target));
  }
  return requirements;
}

std::string fault(const std::string& target) {
  const Result<Target> read = target_of(target, "targets[0]");
  REQUIRE_FALSE(ok(read));
  return sentence(errors(read)[0]);
}

std::vector<Figure> run(Settings set, const HardwareProfile& profile = gpu()) {
  const Result<Headline> made = headline(request(std::move(set), profile.id), profile);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return figures(value(made), profile);
}

Largest largest(const std::string& key, const Requirements& requirements, Settings set = {},
                const HardwareProfile& profile = gpu()) {
  const Result<Largest> found = largest_that_meets(request(std::move(set)), profile, key, requirements);
  if (!ok(found)) FAIL(sentence(errors(found)[0]));
  return value(found);
}

HardwareProfile priced(const std::string& id, double scale, std::optional<double> price) {
  HardwareProfile profile = gpu(id, scale);
  profile.price_usd_per_h = price;
  return profile;
}

}  // namespace

TEST_CASE("targets: a metric, a side, a number", "[solve]") {
  const Target target = value(target_of("tpot_ms <= 12.5", ""));
  CHECK(std::string(metrics()[target.metric].key) == "tpot_ms");
  CHECK(target.at_most);
  CHECK(target.bound == 12.5);
  CHECK_FALSE(value(target_of("throughput_pages_per_s>=3", "")).at_most);
  CHECK(fault("ttft_ms<200") == "targets[0]: expected METRIC<=NUMBER or METRIC>=NUMBER, got \"ttft_ms<200\"");
  CHECK(fault("speed<=2").find("targets[0]: expected one of seq_len, image_tokens") == 0);
  CHECK(fault("bound<=2").find("got \"bound\"") != std::string::npos);  // text has no order
  for (const char* number : {"", ".", "1e3", "-1", "1.2.3"})
    CHECK(fault("ttft_ms<=" + std::string(number)) ==
          "targets[0]: expected a number such as 200 or 0.5, got \"" + std::string(number) + "\"");
}

TEST_CASE("numbers in sentences: four digits, no exponent", "[solve]") {
  CHECK(short_number(0) == "0");
  CHECK(short_number(200) == "200");
  CHECK(short_number(0.5) == "0.5");
  CHECK(short_number(231.4499) == "231.4");
  CHECK(short_number(123456) == "123500");
  CHECK(short_number(0.00123456) == "0.001235");
  CHECK(short_number(9.99996) == "10");
  CHECK(short_number(-2.5) == "-2.5");
}

TEST_CASE("GPUs that meet: the cheapest first, then those without a price, then those that miss", "[solve]") {
  // Rates scale together and nothing is launched: half the rates take exactly twice the time.
  const double ttft = number(run({}), "ttft_ms");
  HardwareProfile small = priced("small", 2, 0.5);
  small.memory_capacity_mib = 1000;
  HardwareProfile faulty = priced("faulty", 1, 0.1);
  faulty.memory_bandwidth_bytes_per_s = std::nullopt;
  const std::vector<HardwareProfile> gpus{priced("dear", 2, 5),     priced("slow", 0.5, 1), faulty, small,
                                          priced("unknown", 1, {}), priced("cheap", 1, 2)};
  const Requirements requirements = needs({"ttft_ms<=" + std::to_string(ttft * 1.01)});
  const std::vector<GpuAnswer> answers = value(gpus_meeting(request(), gpus, requirements, "price_usd_per_h"));
  std::vector<std::string> order;
  for (const GpuAnswer& one : answers) order.push_back(one.gpu);
  CHECK(order == std::vector<std::string>{"cheap", "dear", "unknown", "slow", "small", "faulty"});
  CHECK(answers[2].meets);
  CHECK_FALSE(answers[3].meets);
  CHECK(number(answers[3].figures, "ttft_ms") == Approx(2 * ttft));
  REQUIRE(answers[3].misses.size() == 1);
  CHECK(answers[3].misses[0].find("ttft_ms " + short_number(2 * ttft) + " is more than") == 0);
  REQUIRE(answers[4].misses.size() == 1);
  CHECK(answers[4].misses[0].find("memory needed ") == 0);
  CHECK(answers[4].misses[0].find(" GB is more than 1.049 GB") != std::string::npos);  // 1000 · 2²⁰ bytes
  CHECK(answers[5].faults.size() == 1);
  // Twice as fast for 2.5 times the price: dearer per page too. At 3 dollars it is cheaper per page.
  std::vector<HardwareProfile> two{priced("cheap", 1, 2), priced("dear", 2, 5)};
  CHECK(value(gpus_meeting(request(), two, requirements, "usd_per_1000_pages"))[0].gpu == "cheap");
  two[1].price_usd_per_h = 3;
  CHECK(value(gpus_meeting(request(), two, requirements, "usd_per_1000_pages"))[0].gpu == "dear");
  CHECK(value(gpus_meeting(request(), two, requirements, "price_usd_per_h"))[0].gpu == "cheap");
  CHECK_FALSE(ok(gpus_meeting(request(), two, requirements, "ttft_ms")));
  // Faults of the request are the answer's, not every GPU's.
  CHECK(sentence(errors(gpus_meeting(request({{"batch_size", std::int64_t{0}}}), two, {}, "price_usd_per_h"))[0]) ==
        "batch_size: expected a whole number from 1 to 4096, got 0");
}

TEST_CASE("largest batch that fits: this one fits, the next does not", "[solve]") {
  const Largest found = largest("batch_size", needs({}));
  REQUIRE(found.value);
  CHECK(std::get<bool>(cell(run({{"batch_size", *found.value}}), "fits")));
  CHECK_FALSE(std::get<bool>(cell(run({{"batch_size", *found.value + 1}}), "fits")));
  CHECK(found.next == *found.value + 1);
  REQUIRE(found.limits.size() == 1);
  CHECK(found.limits[0].find("memory needed ") == 0);
  CHECK(found.exceptions.empty());
  CHECK(found.figures == run({{"batch_size", *found.value}}));
  // From any start the same answer.
  for (std::int64_t start : {std::int64_t{2}, *found.value, *found.value + 1, std::int64_t{4096}})
    CHECK(largest("batch_size", needs({}), {{"batch_size", start}}).value == found.value);
  // Gallop, bisection and verification each try about log2(4096) values.
  CHECK(found.estimates <= 60);
  CHECK(found.verified > 0);
}

TEST_CASE("largest value: the field's end, the model's limit, no value at all", "[solve]") {
  HardwareProfile vast = gpu();
  vast.memory_capacity_mib = std::int64_t{1} << 40;
  const Largest all = largest("batch_size", needs({}), {}, vast);
  CHECK(all.value == 4096);
  CHECK_FALSE(all.next);
  CHECK(all.limits.empty());

  // 8192 positions less 512 generated tokens.
  const Largest prompt = largest("seq_len", needs({}), {}, vast);
  CHECK(prompt.value == 8192 - 512);
  REQUIRE(prompt.limits.size() == 1);
  CHECK(prompt.limits[0].find("at most 8192 positions") != std::string::npos);
  CHECK(largest("seq_len", needs({}), {{"seq_len", std::int64_t{100000}}}, vast).value == 8192 - 512);

  // The smallest prompt holds the image's 903 tokens: no prompt is fast enough, and that one is shown.
  const Largest none = largest("seq_len", needs({"ttft_ms<=0.0001"}));
  CHECK_FALSE(none.value);
  CHECK(none.next == 903);
  REQUIRE(none.limits.size() == 1);
  CHECK(none.limits[0].find("ttft_ms") == 0);

  // Pages come in whole batches of 4; the time is proportional to them.
  const double one_batch = number(run({{"batch_size", std::int64_t{4}}}), "total_ms");
  const Largest pages = largest("num_pages", needs({"total_ms<=" + std::to_string(one_batch * 25.5)}),
                                {{"batch_size", std::int64_t{4}}, {"num_pages", std::int64_t{8}}});
  CHECK(pages.step == 4);
  CHECK(pages.value == 100);
  CHECK(pages.next == 104);

  CHECK_FALSE(ok(largest_that_meets(request(), gpu(), "crop_grid", {})));
  const Result<Largest> bad = largest_that_meets(request({{"crop_grid", std::string("7x7")}}), gpu(), "seq_len", {});
  REQUIRE_FALSE(ok(bad));
  CHECK(errors(bad)[0].path == "crop_grid");
}

TEST_CASE("misses: as many digits as tell a figure from its bound", "[solve]") {
  const double ttft = number(run({}), "ttft_ms");
  const Result<std::vector<GpuAnswer>> made =
      gpus_meeting(request(), {gpu()}, needs({"ttft_ms<=" + std::to_string(ttft * 0.99999)}), "price_usd_per_h");
  REQUIRE(ok(made));
  REQUIRE(value(made)[0].misses.size() == 1);
  const std::string& miss = value(made)[0].misses[0];
  const std::size_t than = miss.find(" is more than ");
  REQUIRE(than != std::string::npos);
  CHECK(miss.substr(8, than - 8) != miss.substr(than + 14));
}

TEST_CASE("largest value: what is not monotone is said", "[solve]") {
  // At least 10 ms in total: fails for short prompts, holds for all longer ones, so the largest is the limit; the
  // verification below it finds the short ones.
  const double middle = number(run({{"seq_len", std::int64_t{4000}}}), "ttft_ms");
  const Largest found = largest("seq_len", needs({"ttft_ms>=" + std::to_string(middle)}));
  CHECK(found.value == 8192 - 512);
  REQUIRE_FALSE(found.exceptions.empty());
  for (std::int64_t value : found.exceptions) {
    INFO(value);
    CHECK(number(run({{"seq_len", value}}), "ttft_ms") < middle);
  }
}

TEST_CASE("required rates: rate times target is the work, closed form for decode", "[solve]") {
  const std::vector<HardwareProfile> gpus{gpu(), gpu("half", 0.5)};
  const RequiredRates tpot = value(required_rates(
      request({{"seq_len", std::int64_t{1000}}, {"max_new_tokens", std::int64_t{7}}}), gpus, "tpot_ms", 20));
  // Matrix FLOPs of decode step t: 2 · 574,095,360 + 61,440 · (S + t) + 1,536; t = 1 … 7 is 4 on average.
  CHECK(tpot.work.matrix_flops == Approx(2 * 574'095'360.0 + 61'440.0 * 1004 + 1'536).epsilon(1e-12));
  CHECK(tpot.matrix_flops_per_s * 0.020 == Approx(tpot.work.matrix_flops));
  CHECK(tpot.vector_flops_per_s * 0.020 == Approx(tpot.work.vector_flops));
  CHECK(tpot.bytes_per_s * 0.020 == Approx(tpot.work.io_bytes));
  CHECK(tpot.launches_per_s * 0.020 == Approx(tpot.work.launches));
  CHECK(tpot.speed_up == Approx(tpot.work.predicted_ms / 20));
  CHECK(tpot.gpus[0].bandwidth == Approx(4e12 / tpot.bytes_per_s));
  CHECK(tpot.gpus[0].matrix == Approx(1e15 / tpot.matrix_flops_per_s));
  CHECK_FALSE(tpot.gpus[0].launch);  // the profile knows no launch time
  CHECK(*tpot.gpus[1].predicted_ms == Approx(2 * *tpot.gpus[0].predicted_ms));

  // A run of several batches asks for one batch's first token.
  const RequiredRates one = value(required_rates(request(), gpus, "ttft_ms", 100));
  const RequiredRates five = value(required_rates(request({{"num_pages", std::int64_t{5}}}), gpus, "ttft_ms", 100));
  CHECK(five.matrix_flops_per_s == Approx(one.matrix_flops_per_s));
  CHECK(five.work.predicted_ms == Approx(one.work.predicted_ms));
  // The rates are necessary: a GPU that meets the target has every one of them.
  const RequiredRates tight = value(required_rates(request(), gpus, "ttft_ms", one.work.predicted_ms));
  CHECK(tight.gpus[0].meets);
  CHECK_FALSE(tight.gpus[1].meets);
  for (const std::optional<double>& ratio : {tight.gpus[0].matrix, tight.gpus[0].vector, tight.gpus[0].bandwidth})
    CHECK(*ratio >= 1);

  CHECK(errors(required_rates(request(), gpus, "total_ms", 1))[0].path == "metric");
  CHECK(errors(required_rates(request(), gpus, "ttft_ms", 0))[0].path == "target_ms");
  CHECK(errors(required_rates(request({{"max_new_tokens", std::int64_t{0}}}), gpus, "tpot_ms", 1))[0].path ==
        "max_new_tokens");
}

TEST_CASE("sensitivity: one percent of everything is one percent of time", "[solve][property]") {
  const Sensitivity made = value(sensitivity(request(), gpu()));
  REQUIRE(made.rows.size() == 5);
  // Time is homogeneous in the rates (Euler): the percents add up to minus one, central differences of 1/x to
  // (1/1.01 − 1/0.99) / 0.02 = −1.0001; kernels near a ridge cross it within the step.
  double ttft = 0, tpot = 0;
  for (const SensitivityRow& row : made.rows) {
    ttft += row.ttft_percent;
    tpot += row.tpot_percent.value_or(0);
  }
  CHECK(ttft == Approx(-1.0001).margin(2e-3));
  CHECK(tpot == Approx(-1.0001).margin(2e-3));
  // One page decodes at the speed of memory.
  CHECK(made.rows[2].tpot_percent == Approx(-1.0001).margin(2e-3));
  CHECK(made.best_for_tpot == Resource::bandwidth);
  // Throughput goes the other way: f(0.99 r) … f(1.01 r) of pages / time.
  double throughput = 0;
  for (const SensitivityRow& row : made.rows) throughput += row.throughput_percent;
  CHECK(throughput == Approx(1).margin(2e-3));
  // Capacity: one percent of 80,000 MiB, and no time.
  CHECK(made.rows[4].margin_bytes == std::int64_t{800} << 20);
  CHECK(made.rows[4].total_percent == 0);
  // Without generated tokens there is no time per token.
  CHECK_FALSE(value(sensitivity(request({{"max_new_tokens", std::int64_t{0}}}), gpu())).rows[0].tpot_percent);
}
