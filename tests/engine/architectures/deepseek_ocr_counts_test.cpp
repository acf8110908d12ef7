// Exact counts against PyTorch's FlopCounterMode on the public model (random weights, bfloat16), torch 2.11.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "architectures/deepseek_ocr/tree.h"
#include "estimator/totals.h"

using namespace modelmeter;
using namespace modelmeter::deepseek_ocr;

namespace {

struct Counted {
  std::map<std::string, ModuleTotals> by_id;

  std::int64_t matrix(const std::string& id) const { return by_id.at(id).cost.matrix_flops.count(); }
  std::int64_t parameters(const std::string& id) const { return by_id.at(id).parameters; }
};

Counted count(const Config& config, Run run) {
  const ModuleNode tree = build_tree(config, run);
  const ExecutionModel execution{.peak = {1e15, 1e14, 1e12, 0}};
  const Walk laid = walk(tree, Precision{}, execution);
  const Totals totals(laid);
  Counted counted;
  for (std::size_t i = 0; i < laid.modules.size(); ++i) counted.by_id[laid.modules[i].node->id] = totals.of(i);
  return counted;
}

}  // namespace

TEST_CASE("DeepSeek-OCR: one global view of 1024 pixels", "[deepseek-ocr][exact]") {
  const Counted c = count({}, {.base_size = 1024, .grid = {}, .seq_len = 273, .max_new_tokens = 1});
  CHECK(c.matrix("deepseek-ocr/vision/global/sam_model") == 976'909'172'736);
  CHECK(c.matrix("deepseek-ocr/vision/global/vision_model") == 161'715'683'328);
  CHECK(c.matrix("deepseek-ocr/projector/global") == 1'342'177'280);
}

TEST_CASE("DeepSeek-OCR: crops of 640 pixels cost the same each", "[deepseek-ocr][exact]") {
  const auto [columns, rows] = GENERATE(std::pair{1, 2}, std::pair{2, 2}, std::pair{2, 3}, std::pair{3, 3});
  const Counted c = count({}, {.image_size = 640, .grid = {columns, rows}, .seq_len = 2000, .max_new_tokens = 1});
  const std::int64_t crops = columns * rows;
  CHECK(c.matrix("deepseek-ocr/vision/crops/sam_model") == crops * 325'620'793'344);
  CHECK(c.matrix("deepseek-ocr/vision/crops/vision_model") == crops * 62'004'756'480);
  CHECK(c.matrix("deepseek-ocr/projector/crops") == crops * 524'288'000);
}

TEST_CASE("DeepSeek-OCR: prefill of S tokens with the head", "[deepseek-ocr][exact]") {
  const std::int64_t S = GENERATE(273, 512, 703, 1024, 2048, 4096, 8192);
  Config config;
  const Counted c = count(config, {.grid = {}, .seq_len = S, .max_new_tokens = 0});
  CHECK(c.matrix("deepseek-ocr/prefill") == 2 * S * 574'095'360 + 61'440 * S * S + 1'536 * S);
}

TEST_CASE("DeepSeek-OCR: prefill without the head equals the counter", "[deepseek-ocr][exact]") {
  struct Row {
    std::int64_t batch, S, flops;
  };
  const Row row =
      GENERATE(Row{1, 273, 227'684'341'248}, Row{1, 512, 434'530'680'832}, Row{1, 703, 604'880'726'528},
               Row{1, 1024, 901'273'616'384}, Row{1, 2048, 1'931'396'251'648}, Row{1, 4096, 4'378'188'578'816},
               Row{1, 8192, 10'817'961'459'712}, Row{4, 703, 2'419'519'666'688});
  const Counted c = count({}, {.batch = row.batch, .grid = {}, .seq_len = row.S, .max_new_tokens = 0});
  CHECK(c.matrix("deepseek-ocr/prefill") - c.matrix("deepseek-ocr/prefill/lm_head") == row.flops);
  CHECK(c.matrix("deepseek-ocr/prefill/lm_head") == 2 * row.batch * row.S * 165'478'400);
}

TEST_CASE("DeepSeek-OCR: one decode step equals the counter", "[deepseek-ocr][exact]") {
  struct Row {
    std::int64_t batch, context, flops;
  };
  // `context` tokens are in the cache; the step attends one more.
  const Row row = GENERATE(Row{1, 512, 848'754'176}, Row{1, 1024, 880'211'456}, Row{1, 4096, 1'068'955'136},
                           Row{1, 8192, 1'320'613'376}, Row{8, 1024, 7'041'680'896}, Row{32, 1024, 28'166'718'976});
  const Counted c = count({}, {.batch = row.batch, .grid = {}, .seq_len = row.context, .max_new_tokens = 1});
  CHECK(c.matrix("deepseek-ocr/decode") - c.matrix("deepseek-ocr/decode/lm_head") == row.flops);
  CHECK(c.matrix("deepseek-ocr/decode/lm_head") == 330'956'800 * row.batch);
}

TEST_CASE("DeepSeek-OCR: decode steps add up exactly", "[deepseek-ocr][exact]") {
  const std::int64_t S = 703;
  const std::int64_t N = 512;
  const Counted c = count({}, {.grid = {2, 2}, .seq_len = S, .max_new_tokens = N});
  std::int64_t sum = 0;
  for (std::int64_t t = 1; t <= N; ++t) sum += 2 * 574'095'360 + 61'440 * (S + t) + 1'536;
  CHECK(c.matrix("deepseek-ocr/decode") == sum);
}

TEST_CASE("DeepSeek-OCR: a whole page up to the hidden states", "[deepseek-ocr][exact]") {
  struct Row {
    CropGrid grid;
    std::int64_t flops;
  };
  const Row row =
      GENERATE(Row{{0, 0}, 1'376'165'335'552}, Row{{1, 2}, 2'342'881'016'320}, Row{{2, 2}, 3'297'447'111'168},
               Row{{2, 3}, 4'266'216'510'976}, Row{{3, 3}, 5'715'023'093'248});
  const Config config;
  const std::int64_t tokens = image_tokens(config, 1024, 640, row.grid);
  // The counted runs have their image tokens and ten text tokens more than none.
  const Counted c = count(config, {.grid = row.grid, .seq_len = tokens, .max_new_tokens = 0});
  const std::int64_t vision = c.matrix("deepseek-ocr/vision") + c.matrix("deepseek-ocr/projector");
  const std::int64_t prefill = row.flops - vision;
  // 2·S·(574'095'360 − 165'478'400) + 61'440·S² + 1'536·S for a whole S.
  std::int64_t S = 0;
  for (std::int64_t s = 1; s <= 8192; ++s)
    if (2 * s * 408'616'960 + 61'440 * s * s + 1'536 * s == prefill) S = s;
  CHECK(S >= tokens);
  CHECK(S <= tokens + 16);
}

TEST_CASE("DeepSeek-OCR: parameters of every part", "[deepseek-ocr][exact]") {
  const Counted c = count({}, {.grid = {2, 3}, .max_new_tokens = 512});
  CHECK(c.parameters("deepseek-ocr") == 3'336'106'240);
  CHECK(c.parameters("deepseek-ocr") - c.parameters("deepseek-ocr/decode/lm_head") == 3'170'627'840);
  CHECK(c.parameters("deepseek-ocr/vision/global/sam_model") == 95'569'152);
  CHECK(c.parameters("deepseek-ocr/vision/global/vision_model") == 303'177'728);
  CHECK(c.parameters("deepseek-ocr/vision") == 95'569'152 + 303'177'728);
  CHECK(c.parameters("deepseek-ocr/projector/global") == 2'622'720);
  CHECK(c.parameters("deepseek-ocr/prefill") == c.parameters("deepseek-ocr/decode"));
  // KV cache: 12 layers × (K, V) × 10 heads × 128 = 30'720 elements, 61'440 bytes per token in bf16.
  CHECK(c.by_id.at("deepseek-ocr").kv_elements == 30'720 * (1024 + 512));
  CHECK(c.by_id.at("deepseek-ocr/prefill").kv_elements == 30'720 * 1024);
}
