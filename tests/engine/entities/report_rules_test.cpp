#include <limits>

#include "../serialization/report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

/// What the rules say of the small report after one change.
template <class Change>
Sentences broken(Change change) {
  AnalyticModelReport report = tiny_report();
  change(report);
  return sentences(validate(report));
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Report = AnalyticModelReport;

}  // namespace

TEST_CASE("rules: the small report keeps them all", "[entities][report]") {
  CHECK(broken([](Report&) {}) == Sentences{});
  CHECK(flags(tiny_report()).empty());
}

TEST_CASE("rules: paths are absolute, on any system", "[entities][report]") {
  CHECK(broken([](Report& r) { r.model.config_path = "config.json"; }) ==
        Sentences{"model.config_path: expected an absolute path, got \"config.json\""});
  CHECK(broken([](Report& r) { r.layer_docs_dir = ""; }) ==
        Sentences{"layer_docs_dir: expected an absolute path, got \"\""});
  CHECK(broken([](Report& r) { r.layer_docs_dir = "C:layers"; }) ==
        Sentences{"layer_docs_dir: expected an absolute path, got \"C:layers\""});
  for (const char* path : {"/", "/layers", "C:\\layers", "c:/layers", "\\\\host\\share"})
    CHECK(broken([&](Report& r) { r.layer_docs_dir = path; }) == Sentences{});
}

TEST_CASE("rules: numbers are finite and not negative", "[entities][report]") {
  CHECK(broken([](Report& r) { r.model.num_layers = -1; }) ==
        Sentences{"model.num_layers: expected a whole number of at least 0, got -1"});
  CHECK(broken([](Report& r) { r.model.architecture["vocab_size"] = -2; }) ==
        Sentences{"model.architecture.vocab_size: expected a whole number of at least 0, got -2"});
  CHECK(broken([](Report& r) { r.workload.max_new_tokens = -512; }) ==
        Sentences{"workload.max_new_tokens: expected a whole number of at least 0, got -512"});
  CHECK(broken([](Report& r) { r.modules[1].constructor_params[6].second = kNaN; }) ==
        Sentences{"modules[1].constructor_params.scale: expected a finite number, got NaN"});
  CHECK(broken([](Report& r) { r.module_metrics[2].calls = -1; }) ==
        Sentences{"module_metrics[2].calls: expected a whole number of at least 0, got -1"});
  CHECK(broken([](Report& r) { r.module_metrics[2].total_time_ms = kNaN; }) ==
        Sentences{"module_metrics[2].total_time_ms: expected a finite number of at least 0, got NaN"});
  CHECK(broken([](Report& r) { r.module_metrics[2].total_flops_tflops = -0.1; }) ==
        Sentences{"module_metrics[2].total_flops_tflops: expected a finite number of at least 0, got -0.1"});
  CHECK(broken([](Report& r) { r.module_metrics[2].total_io_tb = kInfinity; }) ==
        Sentences{"module_metrics[2].total_io_tb: expected a finite number of at least 0, got Infinity"});
  CHECK(broken([](Report& r) { r.module_metrics[2].memory_weights_gb = -1e-9; }) ==
        Sentences{"module_metrics[2].memory_weights_gb: expected a finite number of at least 0, got -1e-09"});
  CHECK(broken([](Report& r) { r.module_metrics[2].memory_activations_gb = -kInfinity; }) ==
        Sentences{"module_metrics[2].memory_activations_gb: expected a finite number of at least 0, got -Infinity"});
  CHECK(broken([](Report& r) { r.module_metrics[2].memory_kvcache_gb = -2; }) ==
        Sentences{"module_metrics[2].memory_kvcache_gb: expected a finite number of at least 0, got -2"});
  CHECK(broken([](Report& r) { r.module_metrics[2].operator_breakdown[1].io_tb = kNaN; }) ==
        Sentences{"module_metrics[2].operator_breakdown[1].io_tb: expected a finite number of at least 0, got NaN"});
  CHECK(broken([](Report& r) { r.module_metrics[2].detail->read_kv_bytes = -8; }) ==
        Sentences{"module_metrics[2].detail.read_kv_bytes: expected a whole number of at least 0, got -8"});
  CHECK(broken([](Report& r) { r.module_metrics[3].own_operators[1].detail.time_high_ms = -1; }) ==
        Sentences{
            "module_metrics[3].own_operators[1].detail.time_high_ms: expected a finite number of at least 0, got -1"});
  CHECK(broken([](Report& r) { r.predicted_total_time_ms = -5; }) ==
        Sentences{"predicted_total_time_ms: expected a finite number of at least 0, got -5"});
  CHECK(broken([](Report& r) { r.measured_total_time_ms = kNaN; }) ==
        Sentences{"measured_total_time_ms: expected a finite number of at least 0, got NaN"});
  CHECK(broken([](Report& r) { r.predicted_vs_measured_ratio = -1; }) ==
        Sentences{"predicted_vs_measured_ratio: expected a finite number of at least 0, got -1"});
  CHECK(broken([](Report& r) { r.estimate->page_width = 0; }) ==
        Sentences{"estimate.page_width: expected a whole number of at least 1, got 0"});
  CHECK(broken([](Report& r) { r.totals->weight_bytes = -1; }) ==
        Sentences{"totals.weight_bytes: expected a whole number of at least 0, got -1"});
  CHECK(broken([](Report& r) { r.totals->tpot_ms = kNaN; }) ==
        Sentences{"totals.tpot_ms: expected a finite number of at least 0, got NaN"});
  CHECK(broken([](Report& r) { r.stages[2].detail.kernels = -1; }) ==
        Sentences{"stages[2].kernels: expected a whole number of at least 0, got -1"});
}

TEST_CASE("rules: shares end at 1.5, and those above 1 are flagged", "[entities][report]") {
  CHECK(broken([](Report& r) { r.module_metrics[1].share_of_model_time = 1.6; }) ==
        Sentences{"module_metrics[1].share_of_model_time: expected a share from 0 to 1.5, got 1.6"});
  CHECK(broken([](Report& r) { r.module_metrics[1].share_of_model_time = -0.1; }) ==
        Sentences{"module_metrics[1].share_of_model_time: expected a share from 0 to 1.5, got -0.1"});
  CHECK(broken([](Report& r) { r.module_metrics[0].operator_breakdown[2].share_of_module_flops = kNaN; }) ==
        Sentences{
            "module_metrics[0].operator_breakdown[2].share_of_module_flops: expected a share from 0 to 1.5, got NaN"});

  AnalyticModelReport drifted = tiny_report();
  drifted.module_metrics[1].share_of_model_time = 1.2;
  drifted.module_metrics[0].operator_breakdown[2].share_of_module_flops = 1.5;
  CHECK(validate(drifted).empty());
  CHECK(
      sentences(flags(drifted)) ==
      Sentences{"module_metrics[0].operator_breakdown[2].share_of_module_flops: expected a share of at most 1, got 1.5",
                "module_metrics[1].share_of_model_time: expected a share of at most 1, got 1.2"});
}

TEST_CASE("rules: ids are unique and every reference resolves", "[entities][report]") {
  CHECK(broken([](Report& r) { r.report_id = ""; }) == Sentences{"report_id: expected a name, got \"\""});
  CHECK(broken([](Report& r) { r.operator_categories[2].category_id = "linear"; }) ==
        Sentences{"operator_categories[2].category_id: expected a unique category_id, got \"linear\" again",
                  "module_metrics[0].operator_breakdown[2].category_id: expected a category_id of operator_categories, "
                  "got \"norm\"",
                  "module_metrics[2].operator_breakdown[1].category_id: expected a category_id of operator_categories, "
                  "got \"norm\"",
                  "module_metrics[3].operator_breakdown[1].category_id: expected a category_id of operator_categories, "
                  "got \"norm\"",
                  "module_metrics[3].own_operators[1].category_id: expected a category_id of operator_categories, got "
                  "\"norm\""});
  CHECK(broken([](Report& r) { r.module_metrics[3].profile_id = "other"; }) ==
        Sentences{"module_metrics[3].profile_id: expected the workload's profile_id \"tiny-v1\", got \"other\""});
  CHECK(broken([](Report& r) { r.stages[1].stage = Stage::vision; }) ==
        Sentences{"stages[1].stage: expected each stage once, got the same stage again"});
}

TEST_CASE("rules: every module has its metrics exactly once", "[entities][report]") {
  CHECK(broken([](Report& r) { r.module_metrics[3].module_id = "foo"; }) ==
        Sentences{"module_metrics[3].module_id: expected a module_id of modules, got \"foo\"",
                  "module_metrics: expected a snapshot of every module, got none of \"prefill/layers\""});
  CHECK(broken([](Report& r) { r.module_metrics.push_back(r.module_metrics[1]); }) ==
        Sentences{"module_metrics[5].module_id: expected one snapshot per module, got \"vision\" again"});
  CHECK(broken([](Report& r) { r.module_metrics.pop_back(); }) ==
        Sentences{"module_metrics: expected a snapshot of every module, got none of \"decode\""});
}

TEST_CASE("rules: a count of repetitions, exactly where a module repeats", "[entities][report]") {
  CHECK(broken([](Report& r) { r.modules[0].repetition_count = 2; }) ==
        Sentences{"modules[0].repetition_count: expected null (repetition is none), got 2"});
  CHECK(broken([](Report& r) { r.modules[3].repetition_count.reset(); }) ==
        Sentences{"modules[3].repetition_count: expected a whole number of at least 1, got null"});
  CHECK(broken([](Report& r) { r.modules[3].repetition_count = 0; }) ==
        Sentences{"modules[3].repetition_count: expected a whole number of at least 1, got 0"});
  CHECK(broken([](Report& r) { r.modules[3].constructor_params.emplace_back("hidden_size", std::int64_t{1}); }) ==
        Sentences{"modules[3].constructor_params: expected unique names, got \"hidden_size\" again"});
}
