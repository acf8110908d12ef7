#include <algorithm>
#include <map>
#include <set>

#include "architectures/model.h"
#include "documents/artifact_sections.h"
#include "documents/documents.h"
#include "documents/text.h"
#include "operators/categories.h"

namespace modelmeter {
namespace {

constexpr std::size_t kRecognitions = 5;
constexpr std::size_t kListed = 50;

/// Every module of one class, in tree order.
struct ClassPage {
  std::string qualified;
  std::string short_name;
  std::vector<const ModuleNode*> nodes;
};

std::string short_name_of(const std::string& qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string::npos ? qualified : qualified.substr(dot + 1);
}

void collect(const ModuleNode& node, std::vector<ClassPage>& pages) {
  auto page = std::find_if(pages.begin(), pages.end(),
                           [&](const ClassPage& p) { return p.qualified == node.qualified_class_name; });
  if (page == pages.end()) {
    pages.push_back({node.qualified_class_name, short_name_of(node.qualified_class_name), {}});
    page = pages.end() - 1;
  }
  page->nodes.push_back(&node);
  for (const ModuleNode& child : node.children) collect(child, pages);
}

std::string text_of(const ParamValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return escaped_markdown(*text);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return grouped(*number);
  return std::to_string(std::get<double>(value));
}

std::string configuration(const ClassPage& page) {
  std::map<std::string, std::vector<std::string>> values;  // distinct values per parameter
  std::vector<std::string> order;
  for (const ModuleNode* node : page.nodes)
    for (const auto& param : node->constructor_params) {
      std::vector<std::string>& seen = values[param.first];
      if (seen.empty()) order.push_back(param.first);
      const std::string text = text_of(param.second);
      if (std::find(seen.begin(), seen.end(), text) == seen.end()) seen.push_back(text);
    }
  if (order.empty()) return "";
  std::string text = "\n## Configuration\n\n| parameter | values in this run |\n| --- | --- |\n";
  for (const std::string& name : order) {
    text += "| `" + name + "` | ";
    for (std::size_t i = 0; i < values[name].size(); ++i) text += (i == 0 ? "" : " · ") + values[name][i];
    text += " |\n";
  }
  return text;
}

/// "1{,}234": digit groups that LaTeX does not space like a list.
std::string grouped_latex(std::int64_t number) {
  std::string text;
  for (char c : grouped(number)) text += c == ',' ? std::string("{,}") : std::string(1, c);
  return text;
}

std::string operator_section(const OperatorCall& call, const std::string& module_id) {
  const Work what = work(call.op);
  const Words says = words(call.op);
  std::string text = "\n### " + says.title + " (" + code_span(call.name) + ")\n\n" + says.summary + "\n\n";
  text += "One call in " + escaped_markdown(module_id) + ":\n";
  for (const FormulaLine& line : formula_lines(what))
    text += "\n**" + line.quantity + "**\n\n$$" + line.latex + "$$\n\n$$" + line.substituted + " = " +
            grouped_latex(line.result) + "\\ \\text{" + line.unit + "}$$\n";
  const std::vector<Symbol> symbols = symbols_of(what);
  if (!symbols.empty()) {
    text += "\n| symbol | meaning | value |\n| --- | --- | ---: |\n";
    for (const Symbol& symbol : symbols) {
      const std::string value = symbol.denominator == 1 ? grouped(symbol.value) : substituted(Formula(symbol));
      text += "| $" + std::string(symbol.latex) + "$ | " + escaped_markdown(symbol.meaning) + " | " + value + " |\n";
    }
  }
  std::vector<std::string> assumptions = says.assumptions;
  if (call.fused)
    assumptions.push_back(
        "Runs inside the kernel of the operator before it; what stays on chip is not counted as traffic.");
  if (call.kv_growth != 0)
    assumptions.push_back(
        "Numbers of the first decode step; every further step has one more key, added exactly in the report.");
  if (!assumptions.empty()) {
    text += "\nAssumptions:\n\n";
    for (const std::string& one : assumptions) text += "- " + one + "\n";
  }
  return text + "\nSource: " + says.source + ".\n";
}

/// The operators of the class, each once, with the numbers of the module where it was first met.
std::string operators(const ClassPage& page) {
  std::vector<std::string> seen;
  std::string text;
  for (const ModuleNode* node : page.nodes)
    for (const OperatorCall& call : node->operators) {
      const std::string kind = call.name + "|" + words(call.op).title;
      if (std::find(seen.begin(), seen.end(), kind) != seen.end()) continue;
      seen.push_back(kind);
      text += operator_section(call, node->id);
    }
  if (text.empty()) return "\n## Operators\n\nNone of its own: its cost is that of its children.\n";
  return "\n## Operators\n" + text;
}

std::string children(const ClassPage& page) {
  std::vector<std::string> names;
  for (const ModuleNode* node : page.nodes)
    for (const ModuleNode& child : node->children) {
      const std::string name = short_name_of(child.qualified_class_name);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  if (names.empty()) return "";
  std::string text = "\nChildren: ";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + code_span(names[i]);
  return text + ".\n";
}

/// The modules of the user's model that the page speaks of.
std::string instances(const ClassPage& page) {
  std::vector<std::string> patterns;
  for (const ModuleNode* node : page.nodes)
    if (!node->instance.empty() && std::find(patterns.begin(), patterns.end(), node->instance) == patterns.end())
      patterns.push_back(node->instance);
  if (patterns.empty()) return "";
  std::string text = "\nInstances: ";
  for (std::size_t i = 0; i < std::min(kListed, patterns.size()); ++i)
    text += (i == 0 ? "" : ", ") + escaped_markdown(patterns[i]);
  if (patterns.size() > kListed)
    text += " and " + grouped(static_cast<std::int64_t>(patterns.size() - kListed)) + " more";
  return text + ".\n";
}

/// How the class's modules were recognised, each way once.
std::string recognised_by(const ClassPage& page) {
  std::vector<const Recognition*> ways;
  std::vector<const ModuleNode*> first;
  for (const ModuleNode* node : page.nodes) {
    if (!node->recognition) continue;
    const auto known = [&](const Recognition* way) { return *way == *node->recognition; };
    if (std::any_of(ways.begin(), ways.end(), known)) continue;
    ways.push_back(&*node->recognition);
    first.push_back(node);
  }
  if (ways.empty()) return "";
  std::string text = "\n## Recognised by\n";
  for (std::size_t i = 0; i < std::min(kRecognitions, ways.size()); ++i)
    text += "\n" + escaped_markdown(ways[i]->title) + " (rule `" + ways[i]->rule + "`), in " +
            (first[i]->instance.empty() ? "the whole model" : escaped_markdown(first[i]->instance)) + ".\n\n" +
            recognition_list(*ways[i]);
  if (ways.size() > kRecognitions)
    text += "\nAnd in " + grouped(static_cast<std::int64_t>(ways.size() - kRecognitions)) +
            " more ways, at other shapes; the report has them all.\n";
  return text;
}

/// What of the class's modules is bounded or left out, each reason once.
std::string not_modeled(const ClassPage& page, const std::vector<NotModeled>& list) {
  std::set<std::string> ids, reasons;
  for (const ModuleNode* node : page.nodes) ids.insert(node->id);
  std::string text;
  for (const NotModeled& one : list)
    if (ids.count(one.module_id) != 0 && reasons.size() < kListed && reasons.insert(one.reason).second)
      text += "- " + escaped_markdown(one.instance.empty() ? one.module_id : one.instance) + ": " +
              escaped_markdown(one.reason) + "; " + treatment_text(one.treatment) + ".\n";
  return text.empty() ? "" : "\n## Not modeled\n\n" + text;
}

/// A file name that stays one on every system and inside its folder: "layers/summary.md" is another page, and a class
/// name of an artifact may hold anything.
std::string file_name(const std::string& class_name, std::set<std::string>& taken) {
  constexpr std::size_t longest = 120;
  std::string name;
  for (char c : class_name.substr(0, longest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  if (name.empty() || name == "summary") name += "_class";
  std::string unique = name;
  for (int copy = 2; !taken.insert(unique).second; ++copy) unique = name + "-" + std::to_string(copy);
  return unique;
}

std::string costs(const ClassPage& page, const std::map<std::string, const ModuleMetricsSnapshot*>& metrics) {
  std::string text =
      "\n## Cost in this run\n\nChildren and all calls included.\n\n"
      "| module | calls | time | matrix FLOPs | vector FLOPs | weights read | activations read / written | KV read / "
      "written | parameters | "
      "activation peak | KV cache |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
  const auto bytes = [](std::int64_t count) { return with_prefix(static_cast<double>(count), "B"); };
  for (const ModuleNode* node : page.nodes) {
    const ModuleMetricsSnapshot& m = *metrics.at(node->id);
    const MetricsDetail& d = *m.detail;
    text += "| " + escaped_markdown(node->id) + " | " + grouped(m.calls) + " | " + duration(m.total_time_ms) + " | " +
            grouped(d.matrix_flops) + " | " + grouped(d.vector_flops) + " | " + bytes(d.read_weight_bytes) + " | " +
            bytes(d.read_activation_bytes) + " / " + bytes(d.written_activation_bytes) + " | " +
            bytes(d.read_kv_bytes) + " / " + bytes(d.written_kv_bytes) + " | " + grouped(d.parameters) + " | " +
            with_prefix(m.memory_activations_gb * 1e9, "B") + " | " + with_prefix(m.memory_kvcache_gb * 1e9, "B") +
            " |\n";
  }
  return text;
}

}  // namespace

Result<std::vector<Document>> layer_documents(const EstimateRequest& request, const Estimate& estimate) {
  const Result<ResolvedRequest> resolved = resolve(request);
  if (!ok(resolved)) return errors(resolved);
  const Model& model = *value(resolved).model;
  const Result<BuiltRun> built = model.build(value(resolved).scenario);
  if (!ok(built)) return errors(built);

  std::map<std::string, const ModuleMetricsSnapshot*> metrics;
  for (const ModuleMetricsSnapshot& snapshot : estimate.report.module_metrics) metrics[snapshot.module_id] = &snapshot;

  std::vector<ClassPage> pages;
  collect(value(built).tree, pages);
  std::sort(pages.begin(), pages.end(), [](const ClassPage& a, const ClassPage& b) {
    return a.short_name != b.short_name ? a.short_name < b.short_name : a.qualified < b.qualified;
  });

  const bool from_artifacts = value(built).from_artifacts;
  std::set<std::string> taken;
  std::vector<Document> documents;
  for (const ClassPage& page : pages) {
    const std::string about = model.class_summary(page.short_name);
    std::string text = "# " + escaped_markdown(page.short_name) + "\n\n" + code_span(page.qualified) + "\n\n" +
                       (from_artifacts ? escaped_markdown(about) : about) +
                       "\n\nCategory: " + std::string(category_id(category_of_class(page.qualified))) + ".\n";
    text += children(page);
    if (from_artifacts) text += instances(page);
    text += recognised_by(page);
    text += not_modeled(page, value(built).not_modeled);
    text += configuration(page);
    text += operators(page);
    text += costs(page, metrics);
    // Two classes of one short name get the module path in front.
    std::string file = page.short_name;
    for (const ClassPage& other : pages)
      if (&other != &page && other.short_name == page.short_name) file = page.qualified;
    documents.push_back({"layers/" + file_name(file, taken) + ".md", text});
  }
  return documents;
}

}  // namespace modelmeter
