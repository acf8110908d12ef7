#include <chrono>

#include "../serialization/report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

namespace {

using Modules = std::vector<AnalyticModuleNode>;

/// A report of these modules alone, with metrics for each.
AnalyticModelReport report_of(const Modules& modules) {
  AnalyticModelReport report = tiny_report();
  report.modules = modules;
  ModuleMetricsSnapshot snapshot;
  snapshot.profile_id = report.workload.profile_id;
  report.module_metrics.clear();
  for (const AnalyticModuleNode& node : modules) {
    snapshot.module_id = node.module_id;
    report.module_metrics.push_back(snapshot);
  }
  return report;
}

AnalyticModuleNode node(const std::string& id, std::optional<std::string> parent, std::vector<std::string> children) {
  AnalyticModuleNode made;
  made.module_id = id;
  made.parent_id = std::move(parent);
  made.children = std::move(children);
  return made;
}

Sentences faults_of(const Modules& modules) {
  return sentences(validate(report_of(modules)));
}

constexpr auto kNoParent = std::nullopt;

}  // namespace

TEST_CASE("module tree: parents and children that agree", "[entities][tree]") {
  CHECK(faults_of({node("r", kNoParent, {"a", "b"}), node("a", "r", {}), node("b", "r", {"c"}), node("c", "b", {})})
            .empty());
  // Any order of the list is a tree.
  CHECK(faults_of({node("c", "b", {}), node("b", "r", {"c"}), node("r", kNoParent, {"b"})}).empty());
}

TEST_CASE("module tree: exactly one root", "[entities][tree]") {
  CHECK(faults_of({}) == Sentences{"modules: expected a root (a module whose parent_id is null), got no modules"});
  CHECK(faults_of({node("r", kNoParent, {}), node("s", kNoParent, {})}) ==
        Sentences{"modules[1].parent_id: expected a module_id (modules[0] is the root), got null"});
}

TEST_CASE("module tree: a duplicate id is told with the module that has it", "[entities][tree]") {
  AnalyticModelReport report = report_of({node("r", kNoParent, {"a"}), node("a", "r", {})});
  report.modules.push_back(report.modules[1]);
  CHECK(sentences(validate(report)) ==
        Sentences{"modules[2].module_id: expected a unique module_id, got \"a\" as in modules[1]"});
}

TEST_CASE("module tree: references that do not resolve or do not agree", "[entities][tree]") {
  CHECK(faults_of({node("r", kNoParent, {}), node("a", "gone", {})}) ==
        Sentences{"modules[1].parent_id: expected a module_id of modules, got \"gone\""});
  CHECK(faults_of({node("r", kNoParent, {"gone"})}) ==
        Sentences{"modules[0].children[0]: expected a module_id of modules, got \"gone\""});
  CHECK(faults_of({node("r", kNoParent, {}), node("a", "r", {})}) ==
        Sentences{"modules[1].parent_id: expected a module that lists \"a\" in children, got \"r\""});
  CHECK(faults_of({node("r", kNoParent, {"a", "b"}), node("a", "r", {"b"}), node("b", "r", {})}) ==
        Sentences{"modules[1].children[0]: expected a module whose parent_id is \"a\", got \"b\""});
  CHECK(faults_of({node("r", kNoParent, {"a", "a"}), node("a", "r", {})}) ==
        Sentences{"modules[0].children[1]: expected each child once, got \"a\" again"});
}

TEST_CASE("module tree: a cycle is told once, at its first module", "[entities][tree]") {
  CHECK(faults_of({node("a", "a", {"a"})}) ==
        Sentences{"modules: expected a root (a module whose parent_id is null), got none",
                  "modules[0].parent_id: expected an acyclic tree, got the cycle \"a\" in \"a\""});
  // `d` hangs below the cycle a-b-c and is itself in order.
  CHECK(faults_of({node("r", kNoParent, {}), node("d", "b", {}), node("a", "c", {"b"}), node("b", "a", {"d", "c"}),
                   node("c", "b", {"a"})}) ==
        Sentences{"modules[2].parent_id: expected an acyclic tree, got the cycle \"a\" in \"c\" in \"b\" in \"a\""});
}

TEST_CASE("module tree: deep and broad trees are checked in linear time", "[entities][tree]") {
  constexpr int count = 50000;
  Modules deep{node("0", kNoParent, {"1"})};
  Modules broad{node("0", kNoParent, {})};
  for (int i = 1; i < count; ++i) {
    const std::string id = std::to_string(i);
    deep.push_back(node(id, std::to_string(i - 1), {}));
    if (i + 1 < count) deep.back().children = {std::to_string(i + 1)};
    broad.push_back(node(id, "0", {}));
    broad[0].children.push_back(id);
  }
  const AnalyticModelReport deep_report = report_of(deep);
  const AnalyticModelReport broad_report = report_of(broad);
  const auto start = std::chrono::steady_clock::now();
  CHECK(validate(deep_report).empty());
  CHECK(validate(broad_report).empty());
  // About 0.05 s; what grows with the square would take minutes, also under sanitizers.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
