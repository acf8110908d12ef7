#include "estimator/comparison.h"

#include <algorithm>
#include <array>
#include <map>

#include "documents/documents.h"
#include "run_fixture.h"
#include "serialization/comparison_wire.h"

using namespace modelmeter;
using namespace modelmeter::runs;

namespace {

AnalyticModelReport report(Settings set = {}, const HardwareProfile& profile = gpu()) {
  const Result<Estimate> made = estimate(request(std::move(set), profile.id), profile);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made).report;
}

ReportComparison comparison(const std::vector<LabelledReport>& reports) {
  const Result<ReportComparison> made = compare(reports);
  if (!ok(made)) FAIL(sentence(errors(made)[0]));
  return value(made);
}

const ComparedFigure& total(const ReportComparison& made, const std::string& key) {
  for (std::size_t m = 0; m < made.total_metrics.size(); ++m)
    if (key == made.total_metrics[m].key) return made.totals[m];
  throw std::runtime_error("no total " + key);
}
const ComparedFigure& work(const ReportComparison& made, const std::vector<ComparedFigure>& figures,
                           const std::string& key) {
  for (std::size_t m = 0; m < made.work_metrics.size(); ++m)
    if (key == made.work_metrics[m].key) return figures[m];
  throw std::runtime_error("no figure " + key);
}

/// A report of modules "id class" below their parents, each with a time of its own and nothing else.
AnalyticModelReport tree(const std::vector<std::array<std::string, 3>>& modules) {
  AnalyticModelReport made;
  made.report_id = "tree";
  std::map<std::string, std::size_t> at;
  for (const auto& [id, parent, class_name] : modules) {
    AnalyticModuleNode node;
    node.module_id = id;
    node.name = id.substr(id.rfind('/') + 1);
    node.qualified_class_name = class_name;
    if (!parent.empty()) {
      node.parent_id = parent;
      made.modules[at[parent]].children.push_back(id);
    }
    at[id] = made.modules.size();
    made.modules.push_back(node);
    ModuleMetricsSnapshot metrics;
    metrics.module_id = id;
    metrics.calls = 1;
    metrics.total_time_ms = 1;
    made.module_metrics.push_back(metrics);
  }
  return made;
}

std::vector<std::string> rows(const std::vector<LabelledReport>& reports) {
  const AlignedModules aligned = align(reports);
  std::vector<std::string> lines;
  for (std::size_t g = 0; g < aligned.groups.size(); ++g) {
    std::string line = std::to_string(aligned.depths[g]);
    for (std::size_t r = 0; r < reports.size(); ++r) {
      const std::int64_t index = aligned.groups[g][r];
      line += index < 0 ? " -" : " " + reports[r].report.modules[static_cast<std::size_t>(index)].module_id;
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("compare: twice the rates are half the time everywhere, and the work is equal", "[compare]") {
  const ReportComparison made = comparison({{"base", report()}, {"twice", report({}, gpu("fast", 2))}});
  CHECK(made.labels == std::vector<std::string>{"base", "twice"});
  CHECK(made.marks.empty());
  for (const ContextRow& row : made.context) CHECK(row.differs == (row.key == "gpu"));
  CHECK(*total(made, "ttft_ms").ratios[1] == Approx(0.5));
  CHECK(*total(made, "throughput_pages_per_s").ratios[1] == Approx(2));
  CHECK(total(made, "matrix_flops").differences[1] == 0.0);
  CHECK_FALSE(total(made, "measured_total_ms").values[0]);
  CHECK(made.stages.size() == 4);  // nothing runs outside the stages
  REQUIRE(made.modules.size() == report().modules.size());
  for (const ComparedModule& module : made.modules) {
    INFO(module.name);
    CHECK(module.ids[0] == module.ids[1]);
    const ComparedFigure& time = work(made, module.figures, "time_ms");
    CHECK(*time.values[1] == Approx(*time.values[0] / 2));
    CHECK(*time.differences[1] == *time.values[1] - *time.values[0]);
    CHECK(work(made, module.figures, "io_bytes").differences[1] == 0.0);
  }
}

TEST_CASE("compare: categories and stages add up to the totals", "[compare][property]") {
  const ReportComparison made = comparison({{"a", report()}, {"b", report({{"batch_size", std::int64_t{4}}})}});
  for (const char* key : {"matrix_flops", "vector_flops", "io_bytes", "kernels"})
    for (std::size_t r = 0; r < 2; ++r) {
      double categories = 0, stages = 0;
      for (const ComparedRow& row : made.categories) categories += work(made, row.figures, key).values[r].value_or(0);
      for (const ComparedRow& row : made.stages) stages += work(made, row.figures, key).values[r].value_or(0);
      INFO(key);
      CHECK(categories == Approx(*total(made, key).values[r]).epsilon(1e-12));
      CHECK(stages == Approx(*total(made, key).values[r]).epsilon(1e-12));
    }
  // 12 layers, keys and values of 1280 in 2 bytes, 1536 tokens; four pages have four caches.
  CHECK(total(made, "kv_cache_bytes").differences[1] == 3.0 * 12 * 2 * 1280 * 2 * 1536);
  REQUIRE(made.marks.size() == 1);
  CHECK(made.marks[0].withheld.empty());
  CHECK(made.marks[0].reason.find("different numbers of pages") != std::string::npos);
}

TEST_CASE("compare: what only one run has stands where it stands there", "[compare]") {
  // Without crops there is no crop branch.
  const ReportComparison made = comparison(
      {{"a", report({{"crop_grid", std::string("none")}, {"seq_len", std::int64_t{1024}}})}, {"b", report()}});
  std::size_t alone = 0;
  for (const ComparedModule& module : made.modules) {
    CHECK(module.ids[1]);
    if (module.ids[0]) continue;
    ++alone;
    const ComparedFigure& time = work(made, module.figures, "time_ms");
    CHECK_FALSE(time.values[0]);
    CHECK(time.values[1]);
    CHECK_FALSE(time.differences[1]);
  }
  CHECK(alone > 0);
  CHECK(alone + report({{"crop_grid", std::string("none")}}).modules.size() == report().modules.size());
}

TEST_CASE("compare: alignment by id, then by class and name, then by class in order", "[compare]") {
  const AnalyticModelReport one = tree({{"m", "", "Net"},
                                        {"m/stem", "m", "Conv"},
                                        {"m/a", "m", "Block"},
                                        {"m/a/fc", "m/a", "Linear"},
                                        {"m/b", "m", "Block"},
                                        {"m/head", "m", "Linear"}});
  const AnalyticModelReport two = tree({{"n", "", "Net"},
                                        {"n/a", "n", "Block"},
                                        {"n/a/up", "n/a", "Linear"},
                                        {"n/a/drop", "n/a", "Dropout"},
                                        {"n/c", "n", "Block"},
                                        {"n/norm", "n", "Norm"},
                                        {"n/head", "n", "Linear"}});
  CHECK(rows({{"1", one}, {"2", two}}) == std::vector<std::string>{"0 m n", "1 m/stem -", "1 m/a n/a",
                                                                   "2 m/a/fc n/a/up", "2 - n/a/drop", "1 m/b n/c",
                                                                   "1 - n/norm", "1 m/head n/head"});
  // A third one joins what the second brought.
  const AnalyticModelReport three = tree({{"o", "", "Net"}, {"o/norm", "o", "Norm"}, {"o/pool", "o", "Pool"}});
  const std::vector<std::string> all = rows({{"1", one}, {"2", two}, {"3", three}});
  CHECK(std::count(all.begin(), all.end(), "1 - n/norm o/norm") == 1);
  CHECK(std::count(all.begin(), all.end(), "1 - - o/pool") == 1);
  CHECK(all.size() == 9);
}

TEST_CASE("compare: conventions that differ withhold what they touch", "[compare]") {
  const auto marked = [](Settings set) { return comparison({{"a", report()}, {"b", report(std::move(set))}}); };
  const ReportComparison counting = marked({{"attention_counting", std::string("causal")}});
  REQUIRE(counting.marks.size() == 1);
  CHECK(counting.marks[0].reason.find("(full, causal)") != std::string::npos);
  CHECK_FALSE(total(counting, "matrix_flops").ratios[1]);
  CHECK_FALSE(total(counting, "ttft_ms").differences[1]);
  CHECK(total(counting, "matrix_flops").values[1]);  // the figure itself is shown
  CHECK(total(counting, "memory_needed_bytes").differences[1] == 0.0);

  const ReportComparison experts = marked({{"expert_reads", std::string("all")}});
  CHECK_FALSE(total(experts, "io_bytes").ratios[1]);
  CHECK(total(experts, "matrix_flops").ratios[1] == 1.0);

  AnalyticModelReport calibrated = report();
  calibrated.estimate->execution = Execution::calibrated;
  const ReportComparison models = comparison({{"a", report()}, {"b", calibrated}});
  REQUIRE(models.marks.size() == 1);
  CHECK(models.marks[0].withheld == std::vector<FigureGroup>{FigureGroup::time});

  AnalyticModelReport silent = report();
  silent.estimate.reset();
  silent.totals.reset();
  const ReportComparison old = comparison({{"a", report()}, {"old", silent}});
  REQUIRE(old.marks.size() == 1);
  CHECK(old.marks[0].reason.find("old does not say its settings") == 0);
  CHECK_FALSE(total(old, "ttft_ms").values[1]);
  CHECK(total(old, "matrix_flops").ratios[1] == 1.0);
}

TEST_CASE("compare: refuses one report, too many, and reports that share nothing", "[compare][faults]") {
  const auto fault = [](const std::vector<LabelledReport>& reports) {
    const Result<ReportComparison> made = compare(reports);
    REQUIRE_FALSE(ok(made));
    return sentence(errors(made)[0]);
  };
  CHECK(fault({{"a", report()}}) == "runs: expected 2 to 8 reports, got 1");
  CHECK(fault(std::vector<LabelledReport>(9, {"a", report()})) == "runs: expected 2 to 8 reports, got 9");
  AnalyticModelReport other = tree({{"x", "", "Other"}, {"x/y", "x", "Thing"}});
  other.model.model_id = "someone/other";
  CHECK(fault({{"a", report()}, {"b", other}}) ==
        "runs: expected reports that have a module in common, got none: deepseek-ai/DeepSeek-OCR and someone/other");
}

TEST_CASE("compare: CSV has a row per figure, and Markdown shows names as text", "[compare]") {
  const ReportComparison made = comparison({{"a", report()}, {"=b|<i>", report({}, gpu("fast", 2))}});
  const std::string csv = comparison_csv(made);
  CHECK(csv.rfind("section,id,name,metric,a,'=b|<i>,'=b|<i> difference,'=b|<i> ratio\r\n", 0) == 0);
  const auto lines = static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n'));
  CHECK(lines == 1 + made.total_metrics.size() +
                     made.work_metrics.size() * (made.stages.size() + made.categories.size() + made.modules.size()));
  const std::string text = comparison_markdown(made);
  CHECK(text.find("<i>") == std::string::npos);
  CHECK(text.find("=b\\|&lt;i&gt;") != std::string::npos);
  CHECK(text.find("| Time to first token | ") != std::string::npos);
  CHECK(text.find("(−50.000 %)") != std::string::npos);
}

TEST_CASE("compare: a chain of a hundred thousand modules", "[compare]") {
  AnalyticModelReport deep = tree({{"m", "", "Net"}});
  for (int i = 0; i < 100'000; ++i) {
    AnalyticModuleNode node;
    node.module_id = "m" + std::to_string(i);
    node.qualified_class_name = "Net";
    node.parent_id = deep.modules.back().module_id;
    deep.modules.back().children.push_back(node.module_id);
    deep.modules.push_back(node);
  }
  CHECK(align({{"a", deep}, {"b", deep}}).groups.size() == 100'001);
}
