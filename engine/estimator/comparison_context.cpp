#include "estimator/comparison_context.h"

#include <algorithm>

#include "estimator/precision_rules.h"

namespace modelmeter {
namespace {

struct Field {
  const char* key;
  const char* label;
  std::string (*of_report)(const AnalyticModelReport&) = nullptr;
  std::string (*of_settings)(const EstimateSettings&) = nullptr;  ///< empty where a report has no settings

  std::string of(const AnalyticModelReport& report) const {
    if (of_report != nullptr) return of_report(report);
    return report.estimate ? of_settings(*report.estimate) : "";
  }
};

template <class Enum, std::size_t N>
std::string named(const char* const (&names)[N], Enum one) {
  return names[static_cast<std::size_t>(one)];
}

constexpr const char* kDocKinds[] = {"text_heavy", "mixed_layout", "image_rich", "synthetic"};
constexpr const char* kExecutions[] = {"roofline", "calibrated"};
constexpr const char* kRuntimes[] = {"fused", "compiled", "graph", "eager"};
constexpr const char* kCountings[] = {"full", "causal"};
constexpr const char* kHeads[] = {"all", "last"};
constexpr const char* kExperts[] = {"expected", "all", "top_k"};
constexpr const char* kExpertForms[] = {"grouped", "vendor"};
constexpr const char* kCacheForms[] = {"static", "cat"};

const Field kFields[] = {
    {"model_id", "Model", [](const AnalyticModelReport& r) { return r.model.model_id; }, nullptr},
    {"model_variant", "Variant", [](const AnalyticModelReport& r) { return r.model.model_variant; }, nullptr},
    {"gpu", "GPU", nullptr, [](const EstimateSettings& s) { return s.gpu_id; }},
    {"precision", "Precision", nullptr, [](const EstimateSettings& s) { return precision_text(s.precision); }},
    {"execution", "Time model", nullptr, [](const EstimateSettings& s) { return named(kExecutions, s.execution); }},
    {"runtime", "Runtime", nullptr, [](const EstimateSettings& s) { return named(kRuntimes, s.runtime); }},
    {"workload", "Workload", [](const AnalyticModelReport& r) { return r.workload.profile_id; }, nullptr},
    {"doc_kind", "Document kind", [](const AnalyticModelReport& r) { return named(kDocKinds, r.workload.doc_kind); },
     nullptr},
    {"seq_len", "Prompt length", [](const AnalyticModelReport& r) { return std::to_string(r.workload.seq_len); },
     nullptr},
    {"max_new_tokens", "Generated tokens",
     [](const AnalyticModelReport& r) { return std::to_string(r.workload.max_new_tokens); }, nullptr},
    {"num_pages", "Pages", [](const AnalyticModelReport& r) { return std::to_string(r.workload.num_pages); }, nullptr},
    {"batch_size", "Batch size", nullptr, [](const EstimateSettings& s) { return std::to_string(s.batch_size); }},
    {"base_size", "Global view", [](const AnalyticModelReport& r) { return std::to_string(r.workload.base_size); },
     nullptr},
    {"image_size", "Crop size", [](const AnalyticModelReport& r) { return std::to_string(r.workload.image_size); },
     nullptr},
    {"crop_grid", "Crop grid", nullptr, [](const EstimateSettings& s) { return s.crop_grid; }},
    {"attention_counting", "Attention counting", nullptr,
     [](const EstimateSettings& s) { return named(kCountings, s.attention_counting); }},
    {"head_tokens", "Head on", nullptr, [](const EstimateSettings& s) { return named(kHeads, s.head_tokens); }},
    {"expert_reads", "Experts read", nullptr,
     [](const EstimateSettings& s) { return named(kExperts, s.expert_reads); }},
    {"moe_implementation", "Experts run", nullptr,
     [](const EstimateSettings& s) { return named(kExpertForms, s.moe_implementation); }},
    {"kv_cache_form", "KV cache", nullptr,
     [](const EstimateSettings& s) { return named(kCacheForms, s.kv_cache_form); }},
    {"memory_reserve_mib", "Memory reserve", nullptr,
     [](const EstimateSettings& s) { return std::to_string(s.memory_reserve_mib); }},
};

const ContextRow& row_of(const std::vector<ContextRow>& context, const std::string& key) {
  return *std::find_if(context.begin(), context.end(), [&](const ContextRow& row) { return row.key == key; });
}

/// "full, causal": the different values of a row, in the order they come.
std::string values_of(const ContextRow& row) {
  std::vector<std::string> seen;
  std::string text;
  for (const std::string& one : row.values) {
    const std::string shown = one.empty() ? "not said" : one;
    if (std::find(seen.begin(), seen.end(), shown) != seen.end()) continue;
    seen.push_back(shown);
    text += (text.empty() ? "" : ", ") + shown;
  }
  return text;
}

/// The values that are said differ from each other.
bool contradicts(const ContextRow& row) {
  const std::string* first = nullptr;
  for (const std::string& one : row.values) {
    if (one.empty()) continue;
    if (first != nullptr && *first != one) return true;
    if (first == nullptr) first = &one;
  }
  return false;
}

}  // namespace

std::vector<ContextRow> context_of(const std::vector<LabelledReport>& reports) {
  std::vector<ContextRow> context;
  for (const Field& field : kFields) {
    ContextRow row{field.key, field.label, {}, false};
    for (const LabelledReport& one : reports) row.values.push_back(field.of(one.report));
    row.differs =
        std::any_of(row.values.begin(), row.values.end(), [&](const std::string& one) { return one != row.values[0]; });
    context.push_back(std::move(row));
  }
  return context;
}

std::vector<ComparisonMark> marks_of(const std::vector<LabelledReport>& reports,
                                     const std::vector<ContextRow>& context) {
  using G = FigureGroup;
  std::vector<ComparisonMark> marks;
  const auto row = [&](const char* key) -> const ContextRow& { return row_of(context, key); };
  if (contradicts(row("execution")))
    marks.push_back({"Times come from different time models (" + values_of(row("execution")) +
                         "): their differences would be of the models, not of the runs.",
                     {G::time}});
  if (contradicts(row("attention_counting")))
    marks.push_back({"Attention is counted differently (" + values_of(row("attention_counting")) +
                         "): FLOPs and the times that follow from them are not of the same counting.",
                     {G::flops, G::time}});
  if (contradicts(row("expert_reads")))
    marks.push_back({"The experts that are read are assumed differently (" + values_of(row("expert_reads")) +
                         "): traffic and the times that follow from it rest on different assumptions.",
                     {G::io, G::time}});
  if (contradicts(row("memory_reserve_mib")))
    marks.push_back({"The memory reserve differs (" + values_of(row("memory_reserve_mib")) +
                         " MiB): it is part of the memory needed.",
                     {}});
  for (const LabelledReport& one : reports) {
    const std::string name = one.label.empty() ? one.report.report_id : one.label;
    if (!one.report.estimate)
      marks.push_back({name + " does not say its settings: that its FLOPs, traffic and times are counted as the others'"
                              " are cannot be checked.",
                       {}});
    if (one.report.not_modeled && !one.report.not_modeled->empty())
      marks.push_back({std::to_string(one.report.not_modeled->size()) + " modules of " + name +
                           " are not modeled or only bounded: its figures may be too small.",
                       {}});
  }
  if (contradicts(row("model_id")))
    marks.push_back({"Different models (" + values_of(row("model_id")) +
                         "): modules are aligned by name and class, and what only one has stands alone.",
                     {}});
  if (contradicts(row("num_pages")) || contradicts(row("batch_size")))
    marks.push_back(
        {"The runs process different numbers of pages: total times and work are of the whole run; "
         "throughput compares them page by page.",
         {}});
  return marks;
}

}  // namespace modelmeter
