#include "architectures/generic/expert_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "architectures/expert_reads.h"
#include "operators/categories.h"

namespace modelmeter::generic {
namespace {

constexpr const char* kListId = "expert-list";
constexpr const char* kListTitle = "List of routed experts";
constexpr const char* kTensorId = "expert-tensors";
constexpr const char* kTensorTitle = "Experts in three-dimensional weights";

bool all_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_activation(const Layer& row) {
  return category_of_class(row.class_name_qualified) == Category::activation;
}

/// Tokens that a mixture of experts routes: positions of the module around the experts.
std::int64_t tokens_of_block(const Seen& experts) {
  const Layer& row = experts.row();
  if (row.parent) {
    const Seen block = experts.at(*row.parent);
    const Shape shape = block.input().empty() ? block.output() : block.input();
    if (!shape.empty()) return leading(shape);
  }
  const Shape in = experts.input();
  return in.empty() ? 0 : leading(in);
}

/// Experts that the router next to them chooses from: the width of its logits.
std::int64_t router_width(const Seen& experts) {
  if (!experts.row().parent) return 0;
  for (const Seen& sibling : experts.at(*experts.row().parent).children())
    if (contains_any(sibling.row().var_name, {"gate", "router"}) &&
        sibling.row().var_name.find("shared") == std::string::npos &&
        sibling.row().var_name.find("proj") == std::string::npos) {
      const std::int64_t width = last(sibling.output());
      // A gate that returns its choice shows k; its weight shows the number of experts.
      const std::int64_t in = last(sibling.input());
      if (in > 0 && sibling.row().num_params > 0 && sibling.row().num_params % in == 0)
        return sibling.row().num_params / in;
      if (width > 1) return width;
    }
  return 0;
}

void add_routing(const Seen& experts, std::int64_t count, std::int64_t routed, std::int64_t width, Lowered& lowered) {
  const std::int64_t tokens = tokens_of_block(experts);
  if (tokens == 0 || routed % tokens != 0) {
    lowered.assumptions.push_back("The number of tokens is not recorded: choosing and sorting experts is left out.");
    return;
  }
  const std::int64_t k = routed / tokens;
  lowered.evidence.push_back(std::to_string(routed) + " routed rows for " + std::to_string(tokens) +
                             " tokens: " + std::to_string(k) + " experts per token");
  lowered.parameters.emplace_back("num_experts_per_tok", k);
  std::vector<Lowered::Placed> before;
  before.push_back(
      {OperatorCall{.name = "router_top_k", .op = RouterTopK{.tokens = tokens, .experts = count, .top_k = k}}, ""});
  before.push_back({OperatorCall{.name = "expert_dispatch",
                                 .op = ExpertDispatch{.tokens = tokens, .top_k = k, .width = width, .experts = count}},
                    ""});
  lowered.operators.insert(lowered.operators.begin(), before.begin(), before.end());
  lowered.add("expert_combine", ExpertCombine{.tokens = tokens, .top_k = k, .width = width});
}

std::int64_t active_fixed(const Seen& experts, std::int64_t count, std::int64_t routed) {
  const std::int64_t tokens = std::max<std::int64_t>(1, tokens_of_block(experts));
  const std::int64_t k = std::clamp<std::int64_t>(routed / tokens, 1, count);
  return active_experts_fixed(experts.options.expert_reads, count, k, tokens);
}

bool lower_list(const Seen& module, Lowered& lowered) {
  const std::optional<ExpertList> found = expert_list(module.recording, module.index);
  if (!found || !module.options.allows(kListId)) return false;
  const ExpertList& list = *found;
  const RunSize& run = module.options.run;
  const ScalingFacts& scaling = module.recording.scaling();
  // Tokens of the block follow the run; every one goes to as many experts as recorded.
  const std::int64_t recorded_tokens = [&] {
    LoweringOptions as_recorded;
    as_recorded.run = {scaling.batch, scaling.seq_len.value_or(0)};
    return tokens_of_block(Seen{module.recording, as_recorded, module.index});
  }();
  const std::int64_t tokens = tokens_of_block(module);
  const auto scaled = [&](std::int64_t rows) {
    return recorded_tokens > 0 ? rows * tokens / recorded_tokens
                               : rows * run.batch / std::max<std::int64_t>(1, scaling.batch);
  };
  lowered.recognised(kListId, kListTitle);
  lowered.evidence.push_back(std::to_string(list.experts) + " experts of one class, " + std::to_string(list.active) +
                             " of them ran, on " + std::to_string(list.routed_rows) + " rows together");
  lowered.assumptions.push_back(
      "How rows spread over experts changes no FLOPs; the weights that are read follow the setting expert_reads.");
  const std::int64_t routed = scaled(list.routed_rows);
  const std::int64_t active = active_fixed(module, list.experts, routed);
  lowered.parameters = {{"num_experts", list.experts}};
  std::int64_t accounted = 0;
  std::int64_t gated = 0;
  for (const ExpertLayer& layer : list.layers) {
    const Layer& row = module.row_at(layer.row);
    const std::int64_t in = last(row.input_size), out = last(row.output_size);
    if (row.num_params >= in * out && in > 0 && out > 0) {
      lowered.add(layer.name.c_str(), GroupedLinear{.rows = scaled(layer.rows),
                                                    .experts = list.experts,
                                                    .active_experts_fixed = active,
                                                    .in_features = in,
                                                    .out_features = out});
      accounted += in * out;
      gated = std::max(gated, out);
    } else if (is_activation(row)) {
      lowered.add(layer.name.c_str(),
                  Activation{.kind = ActivationKind::silu, .elements = scaled(layer.rows) * out, .gated = true});
    }
  }
  if (list.parameters > accounted)
    lowered.assumptions.push_back("Biases and other small parameters of the experts are stored and not computed with.");
  // Parameters of the experts that no product accounts for (biases, experts that the rows do not show).
  const std::int64_t rest = module.row().num_params - accounted * list.experts;
  if (rest > 0) lowered.add("other_parameters", IdleParameters{.elements = rest});
  lowered.claimed_parameters = module.row().num_params;
  add_routing(module, list.experts, routed, list.width, lowered);
  return true;
}

/// All experts in one module: weights [E, d, 2f] and [E, f, d]; the activation's row shows f and the routed rows.
bool lower_tensors(const Seen& module, Lowered& lowered) {
  const Layer& row = module.row();
  const std::int64_t P = module.own_parameters();
  if (P == 0 || !module.options.allows(kTensorId)) return false;
  if (row.var_name != "experts" && !contains_any(row.class_name, {"Experts", "NaiveMoe"})) return false;
  const std::int64_t d = last(module.output().empty() ? module.input() : module.output());
  std::int64_t routed = 0, f = 0;
  for (std::size_t child : row.children) {
    const Shape out = module.at(child).output();
    if (!is_activation(module.row_at(child)) || out.empty()) continue;
    routed += leading(out);
    f = last(out);
  }
  if (d == 0 || f == 0 || routed == 0) return false;
  const std::int64_t gated = 3 * d * f, gated_bias = 3 * d * f + 2 * f + d, plain = 2 * d * f;
  const bool is_gated = P % gated == 0 || P % gated_bias == 0;
  const std::int64_t per_expert = P % gated == 0        ? gated
                                  : P % gated_bias == 0 ? gated_bias
                                  : P % plain == 0      ? plain
                                                        : 0;
  if (per_expert == 0) return false;
  const std::int64_t experts = P / per_expert;
  const std::int64_t active = active_fixed(module, experts, routed);
  lowered.recognised(kTensorId, kTensorTitle);
  lowered.evidence.push_back(std::to_string(P) + " parameters = " + std::to_string(experts) + " experts × " +
                             std::to_string(per_expert) + " for widths " + std::to_string(d) + " and " +
                             std::to_string(f));
  lowered.evidence.push_back("the activation ran on " + std::to_string(routed) + " rows of " + std::to_string(f));
  lowered.assumptions.push_back(
      "How rows spread over experts changes no FLOPs; the weights that are read follow the setting expert_reads.");
  lowered.parameters = {{"num_experts", experts}, {"hidden_size", d}, {"intermediate_size", f}};
  lowered.claimed_parameters = P;
  lowered.add("gate_up", GroupedLinear{.rows = routed,
                                       .experts = experts,
                                       .active_experts_fixed = active,
                                       .in_features = d,
                                       .out_features = is_gated ? 2 * f : f});
  if (is_gated) lowered.add("gated_product", Multiply{.elements = routed * f});
  lowered.add(
      "down",
      GroupedLinear{
          .rows = routed, .experts = experts, .active_experts_fixed = active, .in_features = f, .out_features = d});
  if (const std::int64_t biases = P - experts * (is_gated ? gated : plain); biases > 0)
    lowered.add("biases", IdleParameters{.elements = biases});
  add_routing(module, experts, routed, d, lowered);
  return true;
}

}  // namespace

std::optional<ExpertList> expert_list(const Recording& recording, std::size_t index) {
  const Layer& list = recording.row(index);
  if (list.var_name.find("expert") == std::string::npos || list.children.size() < 2) return std::nullopt;
  ExpertList found;
  std::set<std::string> instances;
  std::map<std::string, std::size_t> layer_at;  // by name
  std::int64_t highest = -1;
  for (std::size_t child : list.children) {
    const Layer& expert = recording.row(child);
    if (!all_digits(expert.var_name) || expert.var_name.size() > 6 ||
        expert.class_name != recording.row(list.children[0]).class_name)
      return std::nullopt;
    highest = std::max<std::int64_t>(highest, std::stoll(expert.var_name));
    instances.insert(expert.instance_name);
    if (!expert.executed || expert.input_size.size() < 2) continue;
    found.routed_rows += leading(expert.input_size);
    found.width = last(expert.input_size);
    found.parameters = expert.num_params;
    for (std::size_t part : expert.children) {
      const Layer& layer = recording.row(part);
      if (!layer.executed || layer.output_size.empty() || !layer.children.empty()) continue;
      const auto known = layer_at.emplace(layer.var_name, found.layers.size());
      if (known.second) found.layers.push_back({layer.var_name, part, 0});
      found.layers[known.first->second].rows += leading(layer.output_size);
    }
  }
  if (found.layers.empty() || found.parameters == 0) return std::nullopt;
  found.active = static_cast<std::int64_t>(instances.size());
  // Experts that were not chosen have no row: the router's width, the list's parameters or the highest number tells
  // them.
  LoweringOptions as_recorded;
  as_recorded.run = {recording.scaling().batch, recording.scaling().seq_len.value_or(0)};
  found.experts = std::max(router_width(Seen{recording, as_recorded, index}), highest + 1);
  if (list.num_params > 0 && list.num_params % found.parameters == 0)
    found.experts = std::max(found.experts, list.num_params / found.parameters);
  return found;
}

bool lower_experts(const Seen& module, Lowered& lowered) {
  Lowered attempt;
  if (lower_list(module, attempt) || lower_tensors(module, attempt = {})) {
    lowered = std::move(attempt);
    return true;
  }
  return false;
}

std::vector<RuleDescription> expert_rules() {
  return {
      {kListId, "experts", kListTitle,
       "A list of equal modules named experts, each run on its share of the tokens: one grouped product per layer."},
      {kTensorId, "experts", kTensorTitle,
       "A module that holds all experts' weights: their number follows from the parameters, the routed rows and the "
       "inner "
       "width from its activation."}};
}

}  // namespace modelmeter::generic
