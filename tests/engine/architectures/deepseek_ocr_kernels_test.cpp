// Kernels per stage against those that a profiler counted on an H200 (PyTorch 2.11, CUDA 13.0, bf16).
#include <catch2/catch.hpp>

#include "architectures/deepseek_ocr/config.h"
#include "architectures/deepseek_ocr/tree.h"
#include "estimator/walk.h"

using namespace modelmeter;
using namespace modelmeter::deepseek_ocr;

namespace {

/// Kernels of the modules whose id starts with one of `parts`.
std::int64_t kernels(const Run& run, RuntimeForm form, const std::vector<std::string>& parts) {
  const ModuleNode tree = build_tree(Config{}, run);
  ExecutionModel execution;
  execution.peak = {1e15, 1e14, 4e12, 0};
  execution.device.compute_units = 132;
  const Walk laid = walk(tree, Precision{}, execution, form);
  std::int64_t sum = 0;
  for (const WalkedOperator& op : laid.operators)
    for (const std::string& part : parts)
      if (laid.modules[op.module].node->id.rfind("deepseek-ocr/" + part, 0) == 0) sum += op.kernels;
  return sum;
}

bool within(std::int64_t counted, std::int64_t measured, double tolerance = 0.10) {
  INFO("counted " << counted << ", measured " << measured);
  const double ratio = static_cast<double>(counted) / static_cast<double>(measured);
  CHECK(ratio >= 1 - tolerance);
  CHECK(ratio <= 1 + tolerance);
  return ratio >= 1 - tolerance && ratio <= 1 + tolerance;
}

const RuntimeForm kGraph{.runtime = Runtime::graph}, kCompiled{.runtime = Runtime::compiled};
const RuntimeForm kLooped{.runtime = Runtime::eager, .experts = ExpertForm::looped};
const RuntimeForm kLoopedCat{.runtime = Runtime::eager, .experts = ExpertForm::looped, .cache = CacheForm::growing};

Run prompt(std::int64_t tokens, std::int64_t batch = 1) {
  Run run;
  run.batch = batch;
  run.seq_len = tokens;
  run.max_new_tokens = 1;
  return run;
}
/// The first decode step attends `context` tokens.
Run step(std::int64_t context, std::int64_t batch = 1) {
  return prompt(context - 1, batch);
}
const std::vector<std::string> kPrefill{"prefill/layers", "prefill/norm"}, kDecode{"decode/layers", "decode/norm"};

}  // namespace

TEST_CASE("kernels of SAM and CLIP, global view and crops", "[kernels][deepseek-ocr]") {
  Run page = prompt(703);
  page.grid = {2, 2};
  CHECK(within(kernels(page, kGraph, {"vision/global/sam"}), 504));
  CHECK(within(kernels(page, kGraph, {"vision/crops/sam"}), 545));
  CHECK(within(kernels(page, kGraph, {"vision/global/vision_model"}), 244));
  CHECK(within(kernels(page, kGraph, {"vision/crops/vision_model"}), 249));
  CHECK(within(kernels(page, kGraph, {"projector/global"}), 2));
  CHECK(within(kernels(page, kGraph, {"prefill/lm_head"}), 2));
  CHECK(within(kernels(page, kCompiled, {"vision/global/sam"}), 222));
  CHECK(within(kernels(page, kCompiled, {"vision/crops/sam"}), 236));
  CHECK(within(kernels(page, kCompiled, {"vision/global/vision_model"}), 195));
  CHECK(within(kernels(page, kCompiled, {"projector/global"}), 2));
}

TEST_CASE("kernels of prefill", "[kernels][deepseek-ocr]") {
  CHECK(within(kernels(prompt(273), kGraph, kPrefill), 846));
  CHECK(within(kernels(prompt(703), kGraph, kPrefill), 945));
  CHECK(within(kernels(prompt(2048), kGraph, kPrefill), 945));
  CHECK(within(kernels(prompt(703), kLooped, kPrefill), 4399));
  CHECK(within(kernels(prompt(273), kCompiled, kPrefill), 378));
  CHECK(within(kernels(prompt(703), kCompiled, kPrefill), 466));
  CHECK(within(kernels(prompt(2048), kCompiled, kPrefill), 455));
}

TEST_CASE("kernels of a decode step", "[kernels][deepseek-ocr]") {
  CHECK(within(kernels(step(1024), kGraph, kDecode), 882));
  CHECK(within(kernels(step(8192), kGraph, kDecode), 882));
  CHECK(within(kernels(step(1024, 32), kGraph, kDecode), 870));
  CHECK(within(kernels(step(1024), kLooped, kDecode), 1146));
  CHECK(within(kernels(step(1024), kLoopedCat, kDecode), 1146));
  CHECK(within(kernels(step(1024, 32), kLooped, kDecode), 4204));
  CHECK(within(kernels(step(1024), kCompiled, kDecode), 359));
  CHECK(within(kernels(step(1024, 32), kCompiled, kDecode), 359));
}
