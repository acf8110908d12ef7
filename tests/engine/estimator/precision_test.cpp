#include "estimator/largest_fit.h"
#include "hardware/execution.h"
#include "run_fixture.h"

using namespace modelmeter;
using namespace modelmeter::runs;

namespace {

constexpr std::int64_t kParameters = 3'336'106'240;

AnalyticModelReport report(Settings set, const HardwareProfile& profile = gpu()) {
  const Result<Estimate> made = estimate(request(std::move(set)), profile);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made).report;
}

std::int64_t weight_bytes(const char* precision, const char* layers = "linear") {
  return report({{"precision", std::string(precision)}, {"quantized_layers", std::string(layers)}})
      .totals->weight_bytes;
}

}  // namespace

// Linear layers and experts of DeepSeek-OCR, rows x inputs:
//   SAM        12 · (2304 + 768 + 3072)·768 + 12 · 768·3072               84,934,656
//   CLIP       24 · (3072 + 1024 + 4096)·1024 + 24 · 1024·4096           301,989,888
//   projector  1280·2048                                                   2,621,440
//   attention  12 · 4 · 1280·1280                                         78,643,200
//   dense MLP  3 · 6848·1280                                              26,296,320
//   experts    11 · 64 · 3 · 896·1280                                  2,422,210,560
//   shared     11 · 3 · 1792·1280                                         75,694,080
// together 2,992,390,144 of 3,336,106,240; the other 343,716,096 (head, embedding, router, …) stay bf16: 687,432,192 B.
TEST_CASE("weights of DeepSeek-OCR in every format, to the byte", "[precision]") {
  CHECK(weight_bytes("bf16") == kParameters * 2);
  CHECK(weight_bytes("fp32") == kParameters * 4);
  // mxfp4: every input count is a multiple of 32: 4 + 8/32 bits, 2,992,390,144 · 4.25 / 8.
  CHECK(weight_bytes("mxfp4") == std::int64_t{1'589'707'264} + 687'432'192);
  // int4-g128: 4 + 20/128 bits, and half a group more in each of the 1280 rows of 6848 inputs:
  // 2,992,390,144 · 4.15625 / 8 + 1280 · 10 / 8 = 1,554,640,192 + 1600.
  CHECK(weight_bytes("int4-g128") == std::int64_t{1'554'640'192} + 1600 + 687'432'192);
  CHECK(weight_bytes("int4") == weight_bytes("int4-g128"));
  // nvfp4: 4.5 bits, and 4 bytes for each of 48 + 96 + 1 + 48 + 3 + 11·64·3 + 33 = 2341 matrices.
  CHECK(weight_bytes("nvfp4/bf16/bf16") == std::int64_t{1'683'219'456} + 4 * 2341 + 687'432'192);
  // In the decoder alone: 389,545,984 numbers of vision and projector stay bf16 too.
  CHECK(weight_bytes("mxfp4", "decoder") == 2'602'844'160 / 32 * 17 + std::int64_t{343'716'096 + 389'545'984} * 2);
  // All of them: half a byte each and a scale per 32 of a row; no less than 4.25 bits.
  CHECK(weight_bytes("mxfp4", "all") >= kParameters / 32 * 17);
  CHECK(weight_bytes("mxfp4", "all") < kParameters / 32 * 17 + 1'000'000);
}

TEST_CASE("KV cache in every format, to the byte", "[precision]") {
  // 12 layers · 2 · 10 heads · 128 · (1024 + 512) tokens = 47,185,920 numbers.
  const auto kv = [](const char* format) { return report({{"kv_cache", std::string(format)}}).totals->kv_cache_bytes; };
  CHECK(kv("bf16") == 94'371'840);
  CHECK(kv("fp8") == 47'185'920);
  CHECK(kv("int8") == 47'185'920);
  CHECK(kv("nvfp4") == 47'185'920 / 16 * 9);
  CHECK(kv("mxfp4") == 47'185'920 / 32 * 17);
  CHECK(kv("int4") == 23'592'960 + 368'640 * 20 / 8);
}

TEST_CASE("memory needed follows the formats: weights, KV cache, activations and reserve", "[precision]") {
  for (const char* precision : {"bf16", "int4", "nvfp4/bf16/fp8"}) {
    const AnalyticModelReport made = report({{"precision", std::string(precision)}});
    CHECK(made.totals->memory_needed_bytes == made.totals->weight_bytes + made.memory->kv_bytes +
                                                  made.memory->activation_bytes + (std::int64_t{1024} << 20));
  }
}

TEST_CASE("weight-only: decode moves less and is faster, prefill's matrix work takes as long", "[precision]") {
  const AnalyticModelReport wide = report({});
  const AnalyticModelReport narrow = report({{"precision", std::string("int4")}});
  CHECK(narrow.totals->tpot_ms < 0.6 * wide.totals->tpot_ms);
  CHECK(narrow.totals->tpot_ms > 0.25 * wide.totals->tpot_ms);
  CHECK(narrow.module_metrics[0].detail->matrix_flops == wide.module_metrics[0].detail->matrix_flops);
  CHECK(narrow.module_metrics[0].detail->vector_flops > wide.module_metrics[0].detail->vector_flops);
  CHECK(narrow.notes.find("Weight-only") != std::string::npos);
  CHECK(narrow.notes.find("routers") != std::string::npos);
  CHECK(wide.notes.find("Weight-only") == std::string::npos);
}

TEST_CASE("full: a GPU without the unit rejects it with what it has, and names the field", "[precision]") {
  const Result<Estimate> made = estimate(request({{"precision", std::string("nvfp4/nvfp4/fp8")}}), gpu());
  REQUIRE_FALSE(ok(made));
  CHECK(sentence(errors(made)[0]) ==
        "activations: expected a format with a known matrix peak on big (fp32, bf16), got nvfp4, whose peak is not "
        "known");
  HardwareProfile four = gpu();
  four.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::fp4)] = 4e15;
  CHECK(report({{"precision", std::string("nvfp4/nvfp4/fp8")}}, four).totals->fits);
  // A unit that takes MXFP4 only.
  four.unsupported_formats = {"nvfp4"};
  const Result<Estimate> other = estimate(request({{"precision", std::string("nvfp4/nvfp4/fp8")}}), four);
  REQUIRE_FALSE(ok(other));
  CHECK(errors(other)[0].got == "nvfp4, which it has no unit for");
  CHECK(report({{"precision", std::string("mxfp4/mxfp4/fp8")}}, four).totals->fits);
}

TEST_CASE("choices that a GPU rules out come with the reason", "[precision]") {
  HardwareProfile profile = gpu();
  profile.unsupported_formats = {"fp8"};
  const std::vector<UnavailableChoice> out = unavailable_formats({Format::mxfp4, Format::bf16, Format::bf16}, profile);
  const auto reason = [&](const std::string& key, const std::string& format) {
    for (const UnavailableChoice& one : out)
      if (one.key == key && one.value == format) return one.reason;
    return std::string();
  };
  CHECK(reason("activations", "fp8_e4m3") == "big has no unit that multiplies fp8_e4m3");
  CHECK(reason("activations", "int8") == "The peak of big for int8 is not known");
  CHECK(reason("activations", "bf16").empty());
  CHECK(reason("weights", "fp8_e4m3").empty());  // weight-only runs in bf16
}

TEST_CASE("largest that fit: the value fits and the next does not, or the model ends there", "[precision][fit]") {
  const HardwareProfile profile = gpu();
  const std::vector<LargestFit> found = largest_fit(request(), profile);
  REQUIRE(found.size() == 2);
  CHECK(found[0].key == "batch_size");
  const std::int64_t capacity = std::int64_t{80'000} << 20;
  for (const LargestFit& fit : found) {
    INFO(fit.key);
    REQUIRE(fit.value);
    const auto needed = [&](std::int64_t at) {
      EstimateRequest tried = request({{fit.key, at}});
      if (fit.key == "batch_size") tried.set.emplace_back("num_pages", at);
      return memory_needed(tried);
    };
    CHECK(value(needed(*fit.value)) == fit.needed_bytes);
    CHECK(fit.needed_bytes <= capacity);
    const Result<std::int64_t> next = needed(*fit.value + 1);
    if (fit.limit == FitLimit::memory) {
      REQUIRE(ok(next));
      CHECK(value(next) == *fit.next_bytes);
      CHECK(*fit.next_bytes > capacity);
    }
    if (fit.limit == FitLimit::model) CHECK_FALSE(ok(next));
  }
  // The same need as the estimate's own.
  CHECK(value(memory_needed(request())) == report({}).totals->memory_needed_bytes);
}

TEST_CASE("largest that fit: none where weights alone are too much", "[precision][fit]") {
  HardwareProfile small = gpu();
  small.memory_capacity_mib = 4'000;
  for (const LargestFit& fit : largest_fit(request(), small)) CHECK_FALSE(fit.value);
}
