#include "documents/artifact_sections.h"

#include <algorithm>
#include <map>

#include "documents/documents.h"
#include "documents/text.h"
#include "estimator/instances.h"

namespace modelmeter {
namespace {

constexpr std::size_t kTableRows = 200;
constexpr std::size_t kExamples = 3;
constexpr std::size_t kAssumptions = 8;

std::string plural(std::int64_t count, const char* one, const char* many) {
  return grouped(count) + " " + (count == 1 ? one : many);
}

std::string name_of(const std::string& instance) {
  return instance.empty() ? "the whole model" : escaped_markdown(instance);
}

std::string short_name(const std::string& qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string::npos ? qualified : qualified.substr(dot + 1);
}

/// Modules that one rule, or one combination of rules, recognised.
struct Recognised {
  std::string rule;
  std::string title;
  std::vector<const AnalyticModuleNode*> modules;
  std::int64_t instances = 0;
  std::vector<std::string> assumptions;  ///< each once, in order
};

std::vector<Recognised> by_rule(const AnalyticModelReport& report) {
  std::vector<Recognised> list;
  for (const AnalyticModuleNode& module : report.modules) {
    if (!module.recognition) continue;
    const Recognition& seen = *module.recognition;
    auto group = std::find_if(list.begin(), list.end(), [&](const Recognised& r) { return r.rule == seen.rule; });
    if (group == list.end()) {
      list.push_back({seen.rule, seen.title, {}, 0, {}});
      group = list.end() - 1;
    }
    group->modules.push_back(&module);
    group->instances += static_cast<std::int64_t>(expand_instances(module.instance.value_or("")).size());
    for (const std::string& assumption : seen.assumptions)
      if (std::find(group->assumptions.begin(), group->assumptions.end(), assumption) == group->assumptions.end())
        group->assumptions.push_back(assumption);
  }
  return list;
}

std::string difference_text(const Comparison& comparison) {
  if (!comparison.reference) return "–";
  const std::optional<double> difference = comparison.difference();
  return difference ? signed_percent(*difference) : "reference is 0";
}

std::string reference_text(const Comparison& comparison) {
  return comparison.reference ? grouped(*comparison.reference) : "–";
}

bool differs(const Comparison& comparison) {
  return comparison.reference && comparison.report != *comparison.reference;
}

/// "all 12 modules equal" or "2 of 12 modules differ"
std::string verdict(const std::vector<VerificationRow>& rows, Comparison VerificationRow::*figure) {
  std::int64_t compared = 0, differing = 0;
  for (const VerificationRow& row : rows) {
    compared += (row.*figure).reference ? 1 : 0;
    differing += differs(row.*figure) ? 1 : 0;
  }
  if (compared == 0) return "nothing to compare with";
  if (differing == 0) return "all " + plural(compared, "module", "modules") + " equal";
  return grouped(differing) + " of " + plural(compared, "module", "modules") + " differ";
}

}  // namespace

std::string recognition_list(const Recognition& recognition) {
  std::string text = "Seen:\n\n";
  for (const std::string& one : recognition.evidence) text += "- " + escaped_markdown(one) + "\n";
  if (recognition.evidence.empty()) text += "- its class name\n";
  if (recognition.assumptions.empty()) return text;
  text += "\nAssumed:\n\n";
  for (const std::string& one : recognition.assumptions) text += "- " + escaped_markdown(one) + "\n";
  return text;
}

std::string treatment_text(Treatment treatment) {
  return treatment == Treatment::bound ? "a bound is in the figures" : "nothing is in the figures";
}

std::string recognition_section(const AnalyticModelReport& report) {
  const std::vector<Recognised> rules = by_rule(report);
  if (rules.empty()) return "";
  std::string text =
      "\n## How modules were recognised\n\nMost layers are known by their class. What the others compute was told by "
      "these rules; each module says in its own page what was seen there.\n";
  for (const Recognised& rule : rules) {
    text += "\n### " + escaped_markdown(rule.title) + "\n\nRule `" + rule.rule +
            "`: " + plural(static_cast<std::int64_t>(rule.modules.size()), "module", "modules") + " (" +
            plural(rule.instances, "instance", "instances") + "). For example:\n\n";
    for (std::size_t i = 0; i < std::min(kExamples, rule.modules.size()); ++i) {
      const AnalyticModuleNode& module = *rule.modules[i];
      text += "- " + name_of(module.instance.value_or(""));
      const std::vector<std::string>& evidence = module.recognition->evidence;
      for (std::size_t e = 0; e < evidence.size(); ++e) text += (e == 0 ? ": " : "; ") + escaped_markdown(evidence[e]);
      text += "\n";
    }
    if (rule.assumptions.empty()) continue;
    text += "\nAssumed:\n\n";
    for (std::size_t i = 0; i < std::min(kAssumptions, rule.assumptions.size()); ++i)
      text += "- " + escaped_markdown(rule.assumptions[i]) + "\n";
    if (rule.assumptions.size() > kAssumptions)
      text += "- and " + grouped(static_cast<std::int64_t>(rule.assumptions.size() - kAssumptions)) +
              " more, which the modules' pages list\n";
  }
  return text;
}

std::string not_modeled_section(const AnalyticModelReport& report) {
  if (!report.not_modeled) return "";
  const std::vector<NotModeled>& list = *report.not_modeled;
  std::string text = "\n## Not modeled\n\n";
  if (list.empty()) return text + "Nothing: every module that ran is in the figures.\n";
  text += "| modules | class | instances | in the figures | why |\n| --- | --- | ---: | --- | --- |\n";
  for (std::size_t i = 0; i < std::min(kTableRows, list.size()); ++i) {
    const NotModeled& one = list[i];
    text += "| " + name_of(one.instance) + " | " + escaped_markdown(short_name(one.qualified_class_name)) + " | " +
            grouped(one.instances) + " | " + treatment_text(one.treatment) + " | " + escaped_markdown(one.reason) +
            " |\n";
  }
  if (list.size() > kTableRows)
    text +=
        "\nAnd " + grouped(static_cast<std::int64_t>(list.size() - kTableRows)) + " more; the report has them all.\n";
  return text;
}

std::string verification_section(const Verification& verification) {
  const std::vector<VerificationRow>& rows = verification.rows;
  if (rows.empty()) return "";
  std::string text = "\n## Verification\n\n- Parameters: " + verdict(rows, &VerificationRow::parameters);
  if (verification.artifact) text += ", against " + escaped_markdown(*verification.artifact);
  text += ".\n- Matrix FLOPs: " + verdict(rows, &VerificationRow::matrix_flops);
  if (verification.counter)
    text += ", against " + escaped_markdown(*verification.counter) +
            (differs(rows[0].matrix_flops) ? "; the whole differs by " + difference_text(rows[0].matrix_flops) : "");
  text += ".\n";
  for (const std::string& note : verification.notes) text += "- " + escaped_markdown(note) + "\n";

  // The whole first, then what differs, then the rest, each in the order of the tree.
  std::vector<const VerificationRow*> order{&rows[0]};
  for (const bool differing : {true, false})
    for (std::size_t i = 1; i < rows.size(); ++i)
      if ((differs(rows[i].parameters) || differs(rows[i].matrix_flops)) == differing) order.push_back(&rows[i]);
  text +=
      "\n| modules | class | instances | parameters of one | artifact | difference | matrix FLOPs of all | counted | "
      "difference | 2 × multiply-adds of the artifact |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: "
      "| "
      "---: |\n";
  for (std::size_t i = 0; i < std::min(kTableRows, order.size()); ++i) {
    const VerificationRow& row = *order[i];
    text += "| " + name_of(row.instance) + " | " + escaped_markdown(row.class_name) + " | " + grouped(row.instances) +
            " | " + grouped(row.parameters.report) + " | " + reference_text(row.parameters) + " | " +
            difference_text(row.parameters) + " | " + grouped(row.matrix_flops.report) + " | " +
            reference_text(row.matrix_flops) + " | " + difference_text(row.matrix_flops) + " | " +
            reference_text(row.artifact_flops) + " |\n";
  }
  if (order.size() > kTableRows)
    text += "\nAnd " + grouped(static_cast<std::int64_t>(order.size() - kTableRows)) +
            " more modules; `modelmeter compare` lists them all.\n";
  return text;
}

}  // namespace modelmeter
