#include "architectures/generic/layer_rules.h"

#include <algorithm>

#include "architectures/generic/attention_rules.h"
#include "architectures/generic/expert_rules.h"

namespace modelmeter::generic {
namespace {

const std::vector<LayerRule>& rules() {
  static const std::vector<LayerRule> all = [] {
    std::vector<LayerRule> list;
    for (const auto& family : {matrix_rules(), pointwise_rules(), rearranging_rules()})
      list.insert(list.end(), family.begin(), family.end());
    return list;
  }();
  return all;
}

bool try_rule(const LayerRule& rule, const Seen& layer, Lowered& lowered) {
  if (!layer.options.allows(rule.id)) return false;
  Lowered attempt;
  if (!rule.lower(layer, attempt)) return false;
  lowered = std::move(attempt);
  return true;
}

constexpr const char* kDenseId = "dense-by-parameters";
constexpr const char* kDenseTitle = "Dense map by parameter count";

/// A class of its own with exactly in × out parameters (or out more) maps features like a linear layer.
bool lower_dense(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  const std::int64_t K = last(in), N = last(out);
  if (!layer.options.allows(kDenseId) || P == 0 || K < 2 || leading(in) != leading(out)) return false;
  if (P != K * N && P != K * N + N) return false;
  lowered.recognised(kDenseId, kDenseTitle);
  lowered.evidence.push_back(std::to_string(P) + " parameters = " + std::to_string(K) + " input × " +
                             std::to_string(N) + " output features" + (P == K * N ? "" : " + a bias") + "; " +
                             text_of(in) + " → " + text_of(out));
  lowered.assumptions.push_back("Every position goes through the one weight.");
  lowered.parameters = {{"in_features", K}, {"out_features", N}, {"bias", P != K * N}};
  lowered.claimed_parameters = P;
  lowered.add("linear", Linear{.rows = leading(out), .in_features = K, .out_features = N, .bias = P != K * N});
  return true;
}

constexpr const char* kRouterId = "router-by-parameters";
constexpr const char* kRouterTitle = "Router by name and parameters";

/// A gate that returns its choice, not its logits: its parameters are one weight per expert.
bool lower_router(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input();
  const std::int64_t P = layer.own_parameters(), K = last(in);
  if (!layer.options.allows(kRouterId) || !contains_any(layer.row().class_name, {"Gate", "Router"})) return false;
  if (K < 2 || P == 0 || (P % K != 0 && P % (K + 1) != 0)) return false;
  const bool bias = P % K != 0;
  const std::int64_t experts = bias ? P / (K + 1) : P / K;
  lowered.recognised(kRouterId, kRouterTitle);
  lowered.evidence.push_back("class name " + layer.row().class_name + ", " + std::to_string(P) +
                             " parameters = " + std::to_string(K) + " features × " + std::to_string(experts) +
                             " experts" + (bias ? " + a bias" : ""));
  lowered.parameters = {{"in_features", K}, {"num_experts", experts}};
  lowered.claimed_parameters = P;
  lowered.add("router", Linear{.rows = leading(in), .in_features = K, .out_features = experts, .bias = bias});
  return true;
}

constexpr const char* kFourierId = "fourier-features";
constexpr const char* kFourierTitle = "Fourier features by parameter count";

/// sin and cos of coordinates times a matrix: half as many products as output features (SAM's prompt encoder).
bool lower_fourier(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters(), K = last(in), N = last(out);
  if (!layer.options.allows(kFourierId) || P == 0 || K == 0 || 2 * P != K * N || leading(in) != leading(out))
    return false;
  if (!contains_any(layer.row().class_name, {"PositionalEmbedding", "Fourier"})) return false;
  lowered.recognised(kFourierId, kFourierTitle);
  lowered.evidence.push_back("class name " + layer.row().class_name + ", " + std::to_string(P) + " parameters = " +
                             std::to_string(K) + " coordinates × " + std::to_string(N / 2) + " frequencies");
  lowered.claimed_parameters = P;
  lowered.add("frequencies", Linear{.rows = leading(out), .in_features = K, .out_features = N / 2});
  return true;
}

/// What is known of a module whose arithmetic is not: its tensors, its parameters.
void lower_unknown(const Seen& layer, Lowered& lowered) {
  const Layer& row = layer.row();
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  lowered = {};
  if (in.empty() && out.empty() && P == 0) {
    lowered.reason = "no shapes were recorded and it has no parameters: no cost is known";
    return;
  }
  lowered.bounded = true;
  lowered.claimed_parameters = P;
  Unmodeled op{.in_elements = elements(in),
               .out_elements = elements(out),
               .rows = leading(out.empty() ? in : out),
               .parameters = P};
  // A vector of parameters scales features; more than that may be a weight that every position is multiplied with.
  const std::int64_t width = std::max(last(in), last(out));
  op.dense = P > 2 * width && width > 0 && !row.children_hidden;
  if (row.children_hidden) op.dense = P > 0;
  lowered.reason = "class " + row.class_name + " is not known";
  if (row.children_hidden)
    lowered.reason += " and its children are not shown (the table's depth ends here)";
  else if (!row.is_leaf && row.children.empty())
    lowered.reason += " and none of its children ran as a module of its own";
  if (out.empty()) lowered.reason += "; its output's shape was not recorded";
  lowered.reason += op.dense
                        ? "; bound: every parameter as a weight at each of " + std::to_string(op.rows) + " positions"
                    : P > 0 ? "; bound: one operation per element, tensors and parameters moved once"
                            : "; bound: one operation per element, tensors moved once";
  lowered.add("unmodeled", op);
}

}  // namespace

void lower_layer(const Seen& layer, Lowered& lowered) {
  const Layer& row = layer.row();
  if (lower_experts(layer, lowered)) return;
  if (!layer.executed()) {
    if (layer.own_parameters() > 0 || row.is_leaf)
      lowered.reason = "it did not run in the recorded pass (or was called past its hooks)";
    return;
  }
  if (lower_attention_module(layer, lowered)) return;
  for (const LayerRule& rule : rules())
    if (equals_any(row.class_name, rule.classes) && try_rule(rule, layer, lowered)) return;
  for (const LayerRule& rule : rules())
    if (contains_any(row.class_name, rule.words) && try_rule(rule, layer, lowered)) return;
  if (lower_dense(layer, lowered) || lower_router(layer, lowered) || lower_fourier(layer, lowered)) return;
  lower_unknown(layer, lowered);
}

std::vector<RuleDescription> layer_rules() {
  std::vector<RuleDescription> list;
  for (const LayerRule& rule : rules()) list.push_back({rule.id, "layer", rule.title, rule.description});
  list.push_back({kDenseId, "layer", kDenseTitle,
                  "A class of its own whose parameters are exactly input × output features, with or without a bias."});
  list.push_back({kRouterId, "layer", kRouterTitle,
                  "A gate or router whose output is its choice: one weight of the input's width per expert."});
  list.push_back({kFourierId, "layer", kFourierTitle,
                  "sin and cos of coordinates times a matrix of half as many columns as output features."});
  return list;
}

}  // namespace modelmeter::generic
