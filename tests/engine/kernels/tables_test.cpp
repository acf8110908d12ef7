#include <catch2/catch.hpp>
#include <set>

#include "kernels/lowering.h"

using namespace modelmeter;

namespace {

RuntimeForm form_of(Runtime runtime) {
  return {.runtime = runtime, .compute_units = 132};
}

std::vector<Launch> launches(const Operator& op, Runtime runtime = Runtime::graph, std::string_view module = "",
                             std::string_view class_name = "") {
  Site site{.op = &op, .name = {}};
  site.modules[0] = {class_name, module};
  return lower(site, form_of(runtime));
}

std::vector<std::string> names(const std::vector<Launch>& launches) {
  std::vector<std::string> all;
  for (const Launch& launch : launches) all.push_back(launch.kernel.name);
  return all;
}

template <std::size_t... I>
std::vector<Operator> one_of_each(std::index_sequence<I...>) {
  return {Operator(std::in_place_index<I>)...};
}

}  // namespace

TEST_CASE("kernel tables: every type of operator has an entry in every runtime", "[kernels][tables]") {
  for (const Operator& op : one_of_each(std::make_index_sequence<std::variant_size_v<Operator>>())) {
    const Site site{.op = &op, .name = {}};
    INFO("operator " << op.index());
    CHECK(entry_of(site, form_of(Runtime::graph)) != nullptr);
    CHECK(entry_of(site, form_of(Runtime::compiled)) != nullptr);
  }
}

TEST_CASE("kernel tables: an eager RMS norm is eight kernels and six in fp32", "[kernels][tables]") {
  const Operator norm = RmsNorm{.rows = 3, .width = 5};
  const std::vector<Launch> bf16 = launches(norm);
  REQUIRE(bf16.size() == 8);
  // x.to(fp32): 15 elements read at 2 bytes, written at 4.
  CHECK(bf16[0].kernel.bytes == Bytes{15 * 2 + 15 * 4});
  // The mean of rows of 5: 15 fp32 read, 3 written.
  CHECK(bf16[2].kernel.bytes == Bytes{15 * 4 + 3 * 4});
  CHECK(std::get<PassShape>(bf16[2].kernel.shape).access == Access::reduction);
  CHECK(std::get<PassShape>(bf16[2].kernel.shape).row_elements == 5);
  // weight · x: the weight comes from memory.
  CHECK(bf16[7].kernel.cold_bytes == Bytes{5 * 2});

  RuntimeForm form = form_of(Runtime::graph);
  form.precision = {Format::fp32, Format::fp32, Format::fp32};
  CHECK(lower(Site{.op = &norm, .name = {}}, form).size() == 6);
  CHECK(launches(norm, Runtime::compiled).size() == 1);
}

TEST_CASE("kernel tables: rotation of fewer key heads than query heads", "[kernels][tables]") {
  // 2 tokens, 4 query heads and 1 key head of 8: 64 query elements, 16 key elements.
  const Operator rotary = RotaryApply{.tokens = 2, .heads = 5, .head_dim = 8, .key_heads = 1};
  const std::vector<Launch> graph = launches(rotary);
  REQUIRE(graph.size() == 10);
  CHECK(graph[1].kernel.bytes == Bytes{2 * 2 * 32});  // half of the queries negated: 32 read, 32 written
  CHECK(graph[9].kernel.bytes == Bytes{2 * 3 * 16});  // two key tensors added to one
  CHECK(names(launches(rotary, Runtime::compiled)) == std::vector<std::string>{"rotary.query", "rotary.key"});
}

TEST_CASE("kernel tables: experts grouped and in a loop", "[kernels][tables]") {
  const Operator gate = GroupedLinear{.rows = 12,
                                      .experts = 8,
                                      .active_experts_fixed = 3 * GroupedLinear::fixed_point,
                                      .in_features = 5,
                                      .out_features = 7};
  Site site{.op = &gate, .name = {}};
  site.modules[0] = {"", "gate_proj"};
  RuntimeForm form = form_of(Runtime::eager);
  const std::vector<Launch> grouped = lower(site, form);
  const auto shape = std::get<GroupedGemmShape>(grouped.back().kernel.shape);
  CHECK(shape.n == 14);  // gate and up in one product
  CHECK(shape.groups == 3);
  CHECK(grouped.back().kernel.matrix_flops == Flops{2 * 12 * 14 * 5});

  form.experts = ExpertForm::looped;
  const std::vector<Launch> looped = lower(site, form);
  REQUIRE(looped.size() == 1);
  CHECK(looped[0].times == 3);
  CHECK(std::get<GemmShape>(looped[0].kernel.shape).m == 4);            // 12 rows over 3 experts
  CHECK(looped[0].kernel.bytes == Bytes{2 * (4 * 5 + 5 * 7 + 4 * 7)});  // each reads its own weight
}

TEST_CASE("kernel tables: the loop over experts waits for the host once a layer", "[kernels][tables]") {
  const Operator dispatch = ExpertDispatch{.tokens = 703, .top_k = 6, .width = 1280, .experts = 64};
  RuntimeForm form = form_of(Runtime::eager);
  const auto waits = [&] {
    int count = 0;
    for (const Launch& launch : lower(Site{.op = &dispatch, .name = {}}, form))
      count += launch.kernel.synchronises ? 1 : 0;
    return count;
  };
  CHECK(waits() == 0);
  form.experts = ExpertForm::looped;
  CHECK(waits() == 1);
}

TEST_CASE("kernel tables: 4,218 keys are sorted by radix in eight passes, 1,638 in one block", "[kernels][tables]") {
  const auto sorts = [](std::int64_t tokens) {
    std::int64_t kernels = 0;
    for (const Launch& launch : launches(ExpertDispatch{.tokens = tokens, .top_k = 6, .width = 8, .experts = 64}))
      if (launch.kernel.name.rfind("sort.", 0) == 0 && launch.kernel.name != "sort.order" && !launch.memory_operation)
        kernels += launch.times;
    return kernels;
  };
  CHECK(sorts(703) == 10);  // histogram, scan, eight passes
  CHECK(sorts(273) == 1);
}

TEST_CASE("kernel tables: keys are split where one query per sequence cannot fill the device", "[kernels][tables]") {
  const auto reduces = [](std::int64_t batch, std::int64_t queries) {
    return names(launches(Attention{.batch = batch,
                                    .num_heads = 10,
                                    .num_key_value_heads = 10,
                                    .seq_q = queries,
                                    .seq_kv = 1024,
                                    .head_dim = 128}))
               .back() == "attention.reduce";
  };
  CHECK(reduces(1, 1));         // 10 of 132
  CHECK_FALSE(reduces(32, 1));  // 320
  CHECK_FALSE(reduces(1, 703));
}

TEST_CASE("kernel tables: a product of few tiles over a long depth is split, and its sum is a kernel",
          "[kernels][tables]") {
  const auto split = [](std::int64_t rows, std::int64_t depth) {
    const std::vector<Launch> made = launches(Linear{.rows = rows, .in_features = depth, .out_features = 768});
    return made.size() == 2 && !made[1].timed;
  };
  // Tiles of 64 × 32: 768/64 · 128/32 = 48, less than half of 132; 256 rows make 96.
  CHECK(split(128, 3072));
  CHECK_FALSE(split(256, 3072));
  CHECK_FALSE(split(128, 2048));
}

TEST_CASE("kernel tables: the positions of a decoder's tokens are ten kernels and a wait", "[kernels][tables]") {
  const Operator positions = Copy{.elements_read = 0, .elements_written = 7};
  const Site site{.op = &positions, .name = "token_positions"};
  std::int64_t kernels = 0, waits = 0;
  for (const Launch& launch : lower(site, form_of(Runtime::graph))) {
    kernels += launch.memory_operation ? 0 : 1;
    waits += launch.kernel.synchronises ? 1 : 0;
  }
  CHECK(kernels == 10);
  CHECK(waits == 1);
  CHECK(lower(site, form_of(Runtime::compiled)).size() == 1);
}

TEST_CASE("kernel tables: a further launch inside a call costs the host less than a call", "[kernels][tables]") {
  const std::vector<Launch> norm = launches(BatchNorm{.elements = 15, .channels = 3});
  REQUIRE(norm.size() == 3);
  CHECK(norm[0].kernel.host_calls == 0.45);
  CHECK(norm[2].kernel.host_calls == 1);
  CHECK(launches(Linear{.rows = 2, .in_features = 3, .out_features = 5})[0].kernel.host_calls == 2.07);
}

TEST_CASE("compiled: a residual sum and the norm behind it are one kernel", "[kernels][fuse]") {
  // Add writes 20 elements that stay (residual stream), the norm reads them on chip: 2·20 read, 20 + 20 written,
  // weights 2·5.
  const Operator add = Add{.elements = 20};
  const Operator norm = LayerNorm{.rows = 4, .width = 5};
  const Launch sum = launches(add, Runtime::compiled)[0], layer = launches(norm, Runtime::compiled)[0];
  const std::vector<PlacedLaunch> fused = fuse_passes({{.op = 0, .launch = sum}, {.op = 1, .launch = layer}});
  REQUIRE(fused.size() == 1);
  CHECK(fused[0].op == 1);  // it belongs to the norm, whose rows it walks
  CHECK(fused[0].launch.kernel.bytes == Bytes{2 * (20 + 20 + 20 + 20 + 10)});
  CHECK(std::get<PassShape>(fused[0].launch.kernel.shape).access == Access::layer_norm);
}

TEST_CASE("compiled: products end a kernel, and bodies of loops do too", "[kernels][fuse]") {
  const Operator act = Activation{.kind = ActivationKind::relu, .elements = 20};
  const Operator linear = Linear{.rows = 4, .in_features = 5, .out_features = 5};
  const Launch pass = launches(act, Runtime::compiled)[0], product = launches(linear, Runtime::compiled)[0];
  CHECK(fuse_passes({{.op = 0, .launch = pass}, {.op = 1, .launch = product}, {.op = 2, .launch = pass}}).size() == 3);
  CHECK(fuse_passes({{.op = 0, .loop = 1, .launch = pass}, {.op = 1, .loop = 2, .launch = pass}}).size() == 2);
  // In a body that repeats, the last pass runs in the first one of the next turn.
  CHECK(fuse_passes({{.op = 0, .loop = 1, .repeats = true, .launch = pass},
                     {.op = 1, .loop = 1, .repeats = true, .launch = product},
                     {.op = 2, .loop = 1, .repeats = true, .launch = pass}})
            .size() == 2);
}
