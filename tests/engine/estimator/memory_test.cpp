#include "estimator/memory.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "architectures/generic/frames.h"
#include "estimator/estimate.h"
#include "estimator/totals.h"
#include "operators/allocation.h"

using namespace modelmeter;

namespace {

/// A run laid out for a runtime, with nothing timed.
struct Laid {
  ResolvedRequest resolved;
  BuiltRun run;
  Walk walk;
  MemoryPlan plan;

  Laid(std::vector<std::pair<std::string, SettingValue>> set, Runtime runtime) {
    EstimateRequest request;
    request.gpu = "none";
    request.set = std::move(set);
    Result<ResolvedRequest> made = resolve(request);
    if (!ok(made)) FAIL(sentence(errors(made)[0]));
    resolved = value(std::move(made));
    resolved.scenario.estimate.runtime = runtime;
    Result<BuiltRun> built = resolved.model->build(resolved.scenario);
    if (!ok(built)) FAIL(sentence(errors(built)[0]));
    run = value(std::move(built));
    HardwareProfile gpu;
    gpu.id = gpu.name = "none";
    gpu.memory_bandwidth_bytes_per_s = 1e12;
    gpu.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::bf16)] = 1e15;
    gpu.vector_peak_flops_per_s[static_cast<std::size_t>(DType::fp32)] = 1e14;
    const auto execution = execution_model(gpu, resolved.scenario.estimate.precision, Execution::roofline);
    REQUIRE(ok(execution));
    walk = modelmeter::walk(run.tree, resolved.scenario.estimate.precision, value(execution));
    plan = plan_memory(run.tree, resolved.scenario.estimate, walk);
  }

  std::size_t module(const std::string& id) const {
    for (std::size_t i = 0; i < walk.modules.size(); ++i)
      if (walk.modules[i].node->id == id) return i;
    FAIL("no module " + id);
    return 0;
  }
  /// Most that a module and its children add to what was there before.
  std::int64_t above_entry(const std::string& id) const {
    const std::size_t at = module(id);
    return (Totals(walk).of(at).activation_peak - plan.entry[at]).count();
  }
  std::size_t op(const std::string& module_id, const std::string& name) const {
    for (std::size_t i = 0; i < walk.operators.size(); ++i)
      if (walk.modules[walk.operators[i].module].node->id == module_id && walk.operators[i].call->name == name)
        return i;
    FAIL("no operator " + name);
    return 0;
  }
};

constexpr std::int64_t kBf16 = 2;

}  // namespace

TEST_CASE("memory: SAM's global attention holds the bias and nine images' worth of activations", "[memory]") {
  const Laid eager({{"crop_grid", std::string("none")}, {"seq_len", std::int64_t{300}}}, Runtime::eager);
  // Bias 12 heads × 4096² scores. Nine of 4096 × 768: the block's input, its norm, qkv (3), rel_h + rel_w (2), the
  // heads side by side, the projection's output. Eight tensors over 1 MiB, an eighth of a MiB each.
  const std::int64_t image = 4096 * 768 * kBf16;
  const std::int64_t bias = 12LL * 4096 * 4096 * kBf16;
  const std::int64_t slack = eager.above_entry("deepseek-ocr/vision/global/sam_model") - bias - 9 * image;
  CHECK(slack % kSlackBytes == 0);
  CHECK(slack / kSlackBytes >= 7);
  CHECK(slack / kSlackBytes <= 10);
}

TEST_CASE("memory: eager logits of the whole prompt are there twice, in bf16 and in fp32", "[memory]") {
  const Laid eager({{"crop_grid", std::string("none")}, {"seq_len", std::int64_t{703}}}, Runtime::eager);
  const std::size_t at = eager.op("deepseek-ocr/prefill", "greedy_choice");
  // 703 × 129,280 × (2 + 4) bytes = 545,303,040; the rest is two hidden states.
  const std::int64_t logits = 703LL * 129280 * 6;
  CHECK(eager.plan.operators[at].activations.count() > logits);
  CHECK(eager.plan.operators[at].activations.count() < logits + 4 * 703 * 1280 * kBf16 + 8 * kSlackBytes);
}

TEST_CASE("memory: the cache of the reference implementation grows, every other runtime sets it aside", "[memory]") {
  const std::vector<std::pair<std::string, SettingValue>> set{
      {"crop_grid", std::string("none")}, {"seq_len", std::int64_t{300}}, {"max_new_tokens", std::int64_t{10}}};
  // One token: keys and values of 12 layers × 1280.
  const std::int64_t token = 2 * 12 * 1280;
  const Laid eager(set, Runtime::eager), graph(set, Runtime::graph);
  const std::size_t vision = 0;
  const std::size_t head = eager.op("deepseek-ocr/decode", "greedy_choice");
  CHECK(eager.plan.operators[vision].kv_last == 0);
  CHECK(eager.plan.operators[eager.op("deepseek-ocr/prefill", "greedy_choice")].kv_last == 300 * token);
  CHECK(eager.plan.operators[head].kv_first == 301 * token);
  CHECK(eager.plan.operators[head].kv_last == 310 * token);
  CHECK(graph.plan.operators[vision].kv_last == 310 * token);
}

TEST_CASE("memory: a compiler frees after the last use and makes no upcasts", "[memory]") {
  const std::vector<std::pair<std::string, SettingValue>> set{{"seq_len", std::int64_t{1024}}};
  const Laid eager(set, Runtime::eager), compiled(set, Runtime::compiled);
  for (const char* id : {"deepseek-ocr/vision/global/sam_model", "deepseek-ocr/vision/global/vision_model",
                         "deepseek-ocr/prefill/layers", "deepseek-ocr/decode/layers"})
    CHECK(compiled.above_entry(id) < eager.above_entry(id));
}

TEST_CASE("memory: allocations of single operators by hand", "[memory]") {
  const Precision bf16;
  // 3 × 5 elements: two fp32 tensors of them.
  CHECK(allocation_of(RmsNorm{.rows = 3, .width = 5}, bf16).bytes == Bytes{2 * 15 * 4});
  // Output 2·7·3·3, twice, and a copy of the input 2·5·3·3.
  const Conv2d conv{.batch = 2,
                    .in_channels = 5,
                    .out_channels = 7,
                    .in_height = 3,
                    .in_width = 3,
                    .out_height = 3,
                    .out_width = 3,
                    .kernel_height = 3,
                    .kernel_width = 3};
  CHECK(allocation_of(conv, bf16).bytes == Bytes{(2 * 126 + 90) * kBf16});
  CHECK(allocation_of(conv, {Format::fp32, Format::fp32, Format::fp32}).bytes == Bytes{126 * 4});
  // A product of every position alone takes the image as it is.
  Conv2d pointwise = conv;
  pointwise.kernel_height = pointwise.kernel_width = 1;
  CHECK(allocation_of(pointwise, bf16).bytes == Bytes{126 * kBf16});
  // Eleven maxima and their int64 indices.
  CHECK(allocation_of(Pool{.kind = PoolKind::max, .in_elements = 44, .out_elements = 11, .window = 4}, bf16).bytes ==
        Bytes{11 * (kBf16 + 8)});
}

TEST_CASE("memory: queries, keys and values side by side wait for the product that takes them", "[memory]") {
  ModuleNode node;
  for (int i = 0; i < 4; ++i) node.add(ModuleNode{});
  generic::hold_tensors(node, 6,
                        {{"q_proj", "Linear", 6, 6, false},
                         {"k_proj", "Linear", 6, 6, false},
                         {"v_proj", "Linear", 6, 6, false},
                         {"o_proj", "Linear", 6, 6, false}});
  REQUIRE(node.held.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(node.held[i].first == i + 1);
    CHECK(node.held[i].last == 3);
  }
}

TEST_CASE("memory: stages of DeepSeek-OCR against measured peaks", "[memory][measured]") {
  std::ifstream file(std::string(MODELMETER_FIXTURES) + "/measured/memory-deepseek-ocr.json");
  const nlohmann::json fixture = nlohmann::json::parse(file);
  std::ostringstream table;
  table << "workload            stage                          measured MB  predicted MB   error\n";
  int within = 0, all = 0;
  for (const nlohmann::json& row : fixture.at("rows")) {
    std::vector<std::pair<std::string, SettingValue>> set;
    for (const auto& one : row.at("set").items()) {
      if (one.value().is_number())
        set.emplace_back(one.key(), one.value().get<std::int64_t>());
      else if (one.value().is_boolean())
        set.emplace_back(one.key(), one.value().get<bool>());
      else
        set.emplace_back(one.key(), one.value().get<std::string>());
    }
    const bool with_kv = row.at("with_kv").get<bool>();
    const Laid laid(set, with_kv ? Runtime::eager : Runtime::graph);
    const std::string module = row.at("module_id").get<std::string>();
    std::int64_t predicted = laid.above_entry(module);
    const Bytes kv = storage(laid.plan.operators.back().kv_last, Format::bf16);
    if (with_kv) predicted += kv.count();
    const double measured = row.at("measured_bytes").get<double>();
    const double error = static_cast<double>(predicted) / measured - 1;
    char line[160];
    std::snprintf(line, sizeof line, "%-19s %-30s %11.3f %13.3f %+6.1f %%\n",
                  row.at("workload").get<std::string>().c_str(), row.at("stage").get<std::string>().c_str(),
                  measured / 1e6, static_cast<double>(predicted) / 1e6, error * 100);
    table << line;
    ++all;
    if (error < 0.05 && error > -0.05) ++within;
    // A call of a few MB is a few blocks of the allocator, each up to 1 MiB too large.
    const double allowed = measured < 2e7 ? 0.25 : 0.075;
    INFO(line);
    CHECK(error < allowed);
    CHECK(error > -allowed);
  }
  std::printf("%s%d of %d within 5 %%\n", table.str().c_str(), within, all);
}
