#include "estimator/estimate.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using namespace modelmeter;

namespace {

HardwareProfile gpu() {
  HardwareProfile profile;
  profile.id = "test-gpu";
  profile.name = "Test GPU";
  profile.memory_capacity_mib = 80'000;
  profile.memory_bandwidth_bytes_per_s = 4e12;
  profile.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::bf16)] = 1e15;
  profile.vector_peak_flops_per_s[static_cast<std::size_t>(DType::fp32)] = 6e13;
  profile.achieved = {0.75, 0.8, 2e-6};
  return profile;
}

using Settings = std::vector<std::pair<std::string, SettingValue>>;

EstimateRequest request(Settings set, const std::string& workload = "dsocr-standard-v1") {
  EstimateRequest made;
  made.workload = workload;
  made.gpu = "test-gpu";
  made.set = std::move(set);
  return made;
}

AnalyticModelReport report(Settings set, const std::string& workload = "dsocr-standard-v1") {
  const Result<Estimate> made = estimate(request(std::move(set), workload), gpu());
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made).report;
}

std::vector<std::string> faults(Settings set) {
  const Result<Estimate> made = estimate(request(std::move(set)), gpu());
  REQUIRE_FALSE(ok(made));
  std::vector<std::string> sentences;
  for (const Diagnostic& one : errors(made)) sentences.push_back(sentence(one));
  return sentences;
}

const ModuleMetricsSnapshot& metrics(const AnalyticModelReport& of, const std::string& id) {
  for (const ModuleMetricsSnapshot& one : of.module_metrics)
    if (one.module_id == id) return one;
  throw std::runtime_error("no module " + id);
}

std::int64_t io(const MetricsDetail& d) {
  return d.read_weight_bytes + d.read_activation_bytes + d.written_activation_bytes + d.read_kv_bytes +
         d.written_kv_bytes;
}

}  // namespace

TEST_CASE("every report obeys the data model", "[estimate]") {
  for (const Model* model : built_in_models())
    for (const OCRWorkloadProfile& workload : model->workloads()) {
      const AnalyticModelReport made = report({}, workload.profile_id);
      const Diagnostics found = validate(made);
      INFO(workload.profile_id);
      CHECK(found == Diagnostics{});
      CHECK(flags(made) == Diagnostics{});
    }
}

TEST_CASE("own operators and children make the module", "[estimate][property]") {
  const AnalyticModelReport made = report({{"batch_size", std::int64_t{3}}, {"num_pages", std::int64_t{6}}});
  std::map<std::string, const ModuleMetricsSnapshot*> by_id;
  for (const ModuleMetricsSnapshot& one : made.module_metrics) by_id[one.module_id] = &one;
  for (const AnalyticModuleNode& node : made.modules) {
    const ModuleMetricsSnapshot& m = *by_id[node.module_id];
    std::int64_t matrix = 0, vector = 0, bytes = 0, kernels = 0;
    double time = 0;
    for (const OperatorRow& op : m.own_operators) {
      matrix += op.detail.matrix_flops;
      vector += op.detail.vector_flops;
      bytes += io(op.detail);
      kernels += op.detail.kernels;
      time += op.detail.time_ms;
    }
    for (const std::string& child : node.children) {
      const MetricsDetail& d = *by_id[child]->detail;
      matrix += d.matrix_flops;
      vector += d.vector_flops;
      bytes += io(d);
      kernels += d.kernels;
      time += d.time_ms;
    }
    INFO(node.module_id);
    CHECK(m.detail->io_bytes == io(*m.detail));
    CHECK(matrix == m.detail->matrix_flops);
    CHECK(vector == m.detail->vector_flops);
    CHECK(bytes == io(*m.detail));
    CHECK(kernels == m.detail->kernels);
    CHECK(time == Approx(m.total_time_ms).epsilon(1e-9));
    double shares = 0;
    for (const OperatorMetrics& category : m.operator_breakdown) shares += category.share_of_module_flops;
    if (m.total_flops_tflops > 0) CHECK(shares == Approx(1).epsilon(1e-9));
  }
}

TEST_CASE("stages add up to the model, and nothing is 'other'", "[estimate]") {
  const AnalyticModelReport made = report({});
  double time = 0;
  std::int64_t matrix = 0;
  for (const StageMetrics& stage : made.stages) {
    time += stage.detail.time_ms;
    matrix += stage.detail.matrix_flops;
  }
  CHECK(time == Approx(made.predicted_total_time_ms).epsilon(1e-12));
  CHECK(matrix == made.module_metrics[0].detail->matrix_flops);
  for (const OperatorMetrics& category : made.module_metrics[0].operator_breakdown)
    if (category.category_id == "other") CHECK(category.flops_tflops == 0);
  CHECK(made.totals->ttft_ms + made.totals->tpot_ms * 512 == Approx(made.predicted_total_time_ms).epsilon(1e-9));
}

TEST_CASE("decode reads its active weights every step: about 1 FLOP per byte at batch 1", "[estimate]") {
  const AnalyticModelReport made = report({{"crop_grid", std::string("2x2")}, {"seq_len", std::int64_t{703}}});
  const MetricsDetail& decode = *metrics(made, "deepseek-ocr/decode").detail;
  const double intensity = static_cast<double>(decode.matrix_flops) / static_cast<double>(io(decode));
  CHECK(intensity > 0.9);
  CHECK(intensity < 1.1);
  // Weights of one step at batch 1: dense parts, 6 of 64 experts, the head; the embedding only one row.
  const std::int64_t per_layer_attention = 4 * 1280 * 1280;
  const std::int64_t dense_mlp = 3 * 1280 * 6848;
  const std::int64_t moe = (6 + 2) * 3 * 1280 * 896 + 64 * 1280;
  const std::int64_t norms = 25 * 1280;
  const std::int64_t step = 12 * per_layer_attention + dense_mlp + 11 * moe + norms + 1280 * 129280 + 1280;
  CHECK(decode.read_weight_bytes == 512 * 2 * step);
  CHECK(decode.bound == Bound::memory);
}

TEST_CASE("memory: needed is weights, cache, activations and reserve, and the margin is what is left", "[estimate]") {
  const EstimateTotals t = *report({}).totals;
  CHECK(t.memory_needed_bytes == t.weight_bytes + t.kv_cache_bytes + t.activation_peak_bytes + 1024LL * 1024 * 1024);
  CHECK(t.memory_capacity_bytes == 80'000LL * 1024 * 1024);
  CHECK(*t.memory_margin_bytes == t.memory_capacity_bytes - t.memory_needed_bytes);
  CHECK(t.fits);
  const EstimateTotals full = *report({{"memory_reserve_mib", std::int64_t{80'000}}}).totals;
  CHECK_FALSE(full.fits);
  CHECK(*full.memory_margin_bytes < 0);
}

TEST_CASE("KV cache: 61,440 bytes per token, counted at the end of generation", "[estimate]") {
  const AnalyticModelReport made = report({{"batch_size", std::int64_t{4}}, {"num_pages", std::int64_t{8}}});
  CHECK(made.totals->kv_cache_bytes == 61'440 * 4 * (1024 + 512));  // of one batch: pages run one batch after the other
  const MetricsDetail& root = *made.module_metrics[0].detail;
  CHECK(root.written_kv_bytes == 61'440 * 8 * (1024 + 512));
  // Step t reads S + t tokens of every page.
  CHECK(root.read_kv_bytes == 8 * 61'440 * (512LL * 1024 + 512LL * 513 / 2));
}

TEST_CASE("weights count once in two stages and two views", "[estimate]") {
  const AnalyticModelReport made = report({});
  CHECK(made.totals->parameters == 3'336'106'240);
  CHECK(made.totals->weight_bytes == 6'672'212'480);
  CHECK(metrics(made, "deepseek-ocr").memory_weights_gb == Approx(6.67221248));
  CHECK(metrics(made, "deepseek-ocr/vision").detail->parameters == 398'746'880);
  CHECK(report({{"weights", std::string("int4")}}).totals->weight_bytes == 2'242'073'984);
}

TEST_CASE("pages are independent requests, batch says how many run together", "[estimate]") {
  const AnalyticModelReport one = report({});
  const AnalyticModelReport four = report({{"num_pages", std::int64_t{4}}});
  const AnalyticModelReport batched = report({{"num_pages", std::int64_t{4}}, {"batch_size", std::int64_t{4}}});
  const auto root = [](const AnalyticModelReport& r) { return *r.module_metrics[0].detail; };
  CHECK(root(four).matrix_flops == 4 * root(one).matrix_flops);
  CHECK(four.predicted_total_time_ms == Approx(4 * one.predicted_total_time_ms));
  CHECK(four.totals->ttft_ms == Approx(one.totals->ttft_ms));
  CHECK(four.totals->tpot_ms == Approx(one.totals->tpot_ms));
  // One batch of four: the same work but for the rotary tables, which a batch shares; weights are read once.
  const std::int64_t rotary = 1536 * (1024 + 512);
  CHECK(root(batched).matrix_flops == 4 * root(one).matrix_flops - 3 * rotary);
  CHECK(root(batched).read_weight_bytes < root(four).read_weight_bytes);
  CHECK(batched.predicted_total_time_ms < four.predicted_total_time_ms);
}

TEST_CASE("switches: causal attention and the head on the last token", "[estimate]") {
  const std::int64_t S = 1024;
  const auto prefill = [](const AnalyticModelReport& r) {
    return metrics(r, "deepseek-ocr/prefill").detail->matrix_flops;
  };
  const std::int64_t full = prefill(report({}));
  CHECK(prefill(report({{"head_tokens", std::string("last")}})) == full - 2 * (S - 1) * 165'478'400);
  // Full 61'440·S² becomes 61'440·S·(S+1)/2.
  CHECK(prefill(report({{"attention_counting", std::string("causal")}})) ==
        full - 61'440 * S * S + 61'440 * S * (S + 1) / 2);
}

TEST_CASE("every workload field matters", "[estimate]") {
  const AnalyticModelReport base = report({});
  const Settings changes{{"seq_len", std::int64_t{1100}},      {"base_size", std::int64_t{640}},
                         {"image_size", std::int64_t{512}},    {"crop_mode", false},
                         {"max_new_tokens", std::int64_t{64}}, {"doc_kind", std::string("text_heavy")},
                         {"num_pages", std::int64_t{2}},       {"batch_size", std::int64_t{2}},
                         {"page_width", std::int64_t{5000}},   {"crop_grid", std::string("none")}};
  for (const auto& change : changes) {
    INFO(change.first);
    Settings set{change};
    if (change.first == "page_width") set.push_back({"seq_len", std::int64_t{2000}});
    const AnalyticModelReport changed = report(set);
    CHECK(changed.predicted_total_time_ms != base.predicted_total_time_ms);
    CHECK(changed.report_id != base.report_id);
  }
}

TEST_CASE("a document kind brings its tokens, unless they are set", "[settings]") {
  const AnalyticModelReport heavy = report({{"doc_kind", std::string("text_heavy")}});
  CHECK(heavy.workload.seq_len == 903 + 185);
  CHECK(heavy.workload.max_new_tokens == 1536);
  const AnalyticModelReport own =
      report({{"doc_kind", std::string("text_heavy")}, {"max_new_tokens", std::int64_t{7}}});
  CHECK(own.workload.max_new_tokens == 7);
}

TEST_CASE("the model's limits are diagnostics that say what would be valid", "[settings][bad-input]") {
  CHECK(faults({{"crop_grid", std::string("4x3")}}) ==
        std::vector<std::string>{
            "crop_grid: expected none, auto, or WxH with 2 to 9 crops (columns x rows), got 4x3 = 12 crops"});
  CHECK(faults({{"crop_grid", std::string("1x1")}})[0].find("got 1x1 = 1 crops") != std::string::npos);
  CHECK(faults({{"crop_grid", std::string("two")}})[0].find("got \"two\"") != std::string::npos);
  CHECK(faults({{"seq_len", std::int64_t{500}}}) ==
        std::vector<std::string>{"seq_len: expected at least 903, the image tokens that the prompt contains, got 500"});
  CHECK(faults({{"seq_len", std::int64_t{8000}}}) ==
        std::vector<std::string>{
            "max_new_tokens: expected seq_len + max_new_tokens of at most 8192 positions, got 8000 + 512 = 8512"});
  CHECK(faults({{"crop_mode", false}, {"crop_grid", std::string("2x2")}}) ==
        std::vector<std::string>{"crop_grid: expected none or auto while crop_mode is off, got 2x2"});
  CHECK(faults({{"num_pages", std::int64_t{5}}, {"batch_size", std::int64_t{2}}}) ==
        std::vector<std::string>{"num_pages: expected a multiple of batch_size 2, got 5"});
  CHECK(faults({{"num_attention_heads", std::int64_t{7}}}).size() >= 1);
  CHECK(faults({{"vision_backbone", std::string("other")}})[0].find("expected sam_vit_b") != std::string::npos);
}

TEST_CASE("wrong settings: every fault is told, with its key", "[settings][bad-input]") {
  const std::vector<std::string> all = faults({{"seq_len", std::string("many")},
                                               {"batch_size", std::int64_t{0}},
                                               {"crop_mode", std::string("maybe")},
                                               {"colour", std::int64_t{1}},
                                               {"precision", std::string("bf17")},
                                               {"base_size", 1.5}});
  REQUIRE(all.size() == 6);
  CHECK(all[0] == "seq_len: expected a whole number from 1 to 1048576, got \"many\"");
  CHECK(all[1] == "batch_size: expected a whole number from 1 to 4096, got 0");
  CHECK(all[2] == "crop_mode: expected true or false, got \"maybe\"");
  CHECK(all[3].find("colour: expected a setting (precision, seq_len,") == 0);
  CHECK(all[4].find("precision: expected a format") == 0);
  CHECK(all[5] == "base_size: expected a whole number from 64 to 4096, got a fraction");
  CHECK(faults({{"runtime", std::string("eager")}})[0].find("execution: expected calibrated for the eager runtime") ==
        0);
  CHECK(faults({{"execution", std::string("calibrated")}})[0].find("execution: expected roofline") == 0);
}

TEST_CASE("numbers may come as text, as from a command line", "[settings]") {
  CHECK(report({{"seq_len", std::string("1100")}}).report_id == report({{"seq_len", std::int64_t{1100}}}).report_id);
  CHECK(report({{"crop_mode", std::string("false")}}).estimate->crop_grid == "none");
}

TEST_CASE("precision: shorthand and triple", "[settings]") {
  HardwareProfile profile = gpu();
  profile.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::fp8)] = 2e15;
  const auto precision = [&](const char* text) {
    const Result<Estimate> made = estimate(request({{"precision", std::string(text)}}), profile);
    if (!ok(made)) FAIL(sentence(errors(made)[0]));
    return value(made).report.estimate->precision;
  };
  CHECK(precision("fp8") == Precision{Format::fp8_e4m3, Format::fp8_e4m3, Format::fp8_e4m3});
  CHECK(precision("int4") == Precision{Format::int4_g128, Format::bf16, Format::bf16});
  CHECK(precision("int8/bf16/fp8") == Precision{Format::int8, Format::bf16, Format::fp8_e4m3});
}

TEST_CASE("time: the range holds the roofline and what kernels reach", "[estimate]") {
  const AnalyticModelReport made = report({});
  for (const ModuleMetricsSnapshot& one : made.module_metrics) {
    CHECK(one.detail->time_low_ms <= one.detail->time_ms);
    REQUIRE(one.detail->time_high_ms);
    CHECK(*one.detail->time_high_ms >= one.detail->time_ms);
  }
  HardwareProfile unmeasured = gpu();
  unmeasured.achieved = {};
  const Estimate plain = value(estimate(request({}), unmeasured));
  CHECK_FALSE(plain.report.module_metrics[0].detail->time_high_ms);
  CHECK(plain.report.notes.find("no upper time") != std::string::npos);
}

TEST_CASE("the crop grid of a page is the vendor's", "[deepseek-ocr]") {
  // dynamic_preprocess: A4 at 200 dpi (0.707) is nearest 2x3 (0.667); a page that fits one crop has none.
  const auto grid = [](std::int64_t w, std::int64_t h) {
    return report({{"page_width", w}, {"page_height", h}, {"seq_len", std::int64_t{2000}}}).estimate->crop_grid;
  };
  CHECK(grid(1654, 2339) == "2x3");
  CHECK(grid(2339, 1654) == "3x2");
  CHECK(grid(640, 640) == "none");
  CHECK(grid(641, 640) == "2x2");
  CHECK(grid(3000, 1000) == "3x1");
  CHECK(grid(1000, 9000) == "1x9");
  CHECK(grid(4000, 4000) == "3x3");  // tie with 2x2: over half of its pixels
}

TEST_CASE("explain: the module's own operators with this run's numbers", "[explain]") {
  const Result<ModuleExplanation> made =
      explain(request({}), "deepseek-ocr/vision/global/sam_model/blocks/blocks[global]/attn/qkv");
  REQUIRE(ok(made));
  REQUIRE(value(made).operators.size() == 1);
  const FormulaLine& line = value(made).operators[0].formulas[0];
  CHECK(line.latex == "2 \\cdot M \\cdot K \\cdot N");
  CHECK(line.substituted == "2 \\cdot 4096 \\cdot 768 \\cdot 2304");
  CHECK(line.result == 2LL * 4096 * 768 * 2304);
  CHECK_FALSE(ok(explain(request({}), "nowhere")));
}
