#include "architectures/generic/block_rules.h"

#include <algorithm>

#include "operators/categories.h"

namespace modelmeter::generic {
namespace {

bool is_category(const Layer& row, Category category) {
  return category_of_class(row.class_name_qualified) == category;
}

/// A child that maps features: `in` × `out` parameters, with or without a bias.
bool is_dense(const Seen& child, std::int64_t& in, std::int64_t& out) {
  in = last(child.input());
  out = last(child.output());
  const std::int64_t P = child.row().num_params;
  return child.row().children.empty() && in > 0 && out > 0 && (P == in * out || P == in * out + out);
}

/// act(A x) ⊙ (B x) then C: two maps to the activation's width (or one to twice of it) and one from it.
bool gated_mlp(const Seen& module, Lowered& lowered) {
  std::int64_t inner = 0, rows = 0;
  for (const Seen& child : module.children())
    if (is_category(child.row(), Category::activation) && child.row().children.empty() && !child.output().empty()) {
      inner = last(child.output());
      rows = leading(child.output());
    }
  if (inner == 0) return false;
  int to_inner = 0, to_both = 0;
  std::string down;
  for (const Seen& child : module.children()) {
    std::int64_t in = 0, out = 0;
    if (!is_dense(child, in, out)) continue;
    if (out == inner && in != inner) ++to_inner;
    if (out == 2 * inner) ++to_both;
    if (in == inner && out != inner && out != 2 * inner) down = child.row().var_name;
  }
  if (down.empty() || (to_inner < 2 && to_both < 1)) return false;
  lowered.evidence.push_back((to_both > 0 ? "one map to twice the width " : "two maps to the width ") +
                             std::to_string(inner) + " of the activation, then " + down);
  lowered.add("gated_product", Multiply{.elements = rows * inner}, down);
  return true;
}

/// Two maps d → f → d with no activation module between them: the function between is called directly.
bool functional_activation(const Seen& module, Lowered& lowered) {
  const std::vector<Seen> children = module.children();
  for (const Seen& child : children)
    if (is_category(child.row(), Category::activation) && child.row().children.empty()) return false;
  for (std::size_t i = 0; i < children.size(); ++i) {
    std::int64_t in = 0, inner = 0;
    if (!is_dense(children[i], in, inner) || inner <= in) continue;
    for (std::size_t j = i + 1; j < children.size(); ++j) {
      std::int64_t from = 0, to = 0;
      if (!is_dense(children[j], from, to) || from != inner || to != in) continue;
      lowered.evidence.push_back(children[i].row().var_name + " to " + std::to_string(inner) + " features, " +
                                 children[j].row().var_name + " back to " + std::to_string(to));
      lowered.assumptions.push_back("The function between them is not recorded: a GELU is assumed.");
      lowered.add("activation", Activation{.kind = ActivationKind::gelu, .elements = elements(children[i].output())},
                  children[j].row().var_name);
      return true;
    }
  }
  return false;
}

/// x + f(x): one sum per norm of a transformer layer, one per residual block of a convolutional network.
bool residual(const Seen& module, Lowered& lowered) {
  const Shape out = module.output().empty() ? module.input() : module.output();
  if (out.size() < 2 ||
      !contains_any(module.row().class_name, {"Layer", "Block", "Bottleneck", "Residual", "SelfOutput", "Output"}))
    return false;
  std::int64_t norms = 0;
  bool bottleneck = contains_any(module.row().class_name, {"Bottleneck", "BasicBlock", "InvertedResidual", "Residual"});
  for (const Seen& child : module.children())
    if (is_category(child.row(), Category::norm) && child.row().class_name.find("Batch") == std::string::npos &&
        elements(child.output()) == elements(out))
      ++norms;
  const bool kept = elements(module.input()) == elements(out) || module.input().empty();
  std::size_t at = 0;
  const bool projected =
      module.child_named("downsample", at) != nullptr || module.child_named("shortcut", at) != nullptr;
  const std::int64_t sums = norms > 0 ? std::min<std::int64_t>(norms, 4) : bottleneck && (kept || projected) ? 1 : 0;
  if (sums == 0) return false;
  lowered.evidence.push_back(norms > 0
                                 ? std::to_string(norms) + " norms over the layer's width: as many residual sums"
                                 : "class name " + module.row().class_name + " with input and output of one size");
  for (std::int64_t i = 0; i < sums; ++i)
    lowered.add(i == 0 ? "residual" : ("residual_" + std::to_string(i + 1)).c_str(), Add{.elements = elements(out)});
  // Convolutional blocks write `out += x`: the sum takes the place of one of its terms.
  if (norms == 0) lowered.operators.back().call.eager_elements = 0;
  return true;
}

/// Own parameters that are whole vectors of the model's width: positions, class tokens, separators, scales.
bool own_vectors(const Seen& module, Lowered& lowered) {
  const std::int64_t P = module.own_parameters() - lowered.claimed_parameters;
  if (P <= 0) return false;
  std::vector<Shape> shapes{module.output(), module.input()};
  for (const Seen& child : module.children()) {
    shapes.push_back(child.output());
    shapes.push_back(child.input());
  }
  // Of the widths that divide the parameters the largest: an image's three channels divide almost anything.
  struct Reading {
    Shape shape;
    std::int64_t width = 0, positions = 0, vectors = 0;
  } best;
  for (const Shape& shape : shapes) {
    if (shape.size() < 3 || shape[0] == 0) continue;
    // [B, S, C] or [B, C, H, W].
    for (const bool channels_first : {false, true}) {
      if (channels_first && shape.size() != 4) continue;
      const std::int64_t width = channels_first ? shape[1] : last(shape);
      if (width < 8 || width <= best.width || P % width != 0) continue;
      const std::int64_t positions = elements(shape) / width / shape[0];
      if (P / width <= 2 * positions + 8) best = {shape, width, positions, P / width};
    }
  }
  if (best.width == 0) return false;
  lowered.evidence.push_back(std::to_string(P) + " own parameters = " + std::to_string(best.vectors) +
                             " vectors of the width " + std::to_string(best.width) + " of " + text_of(best.shape));
  lowered.claimed_parameters += P;
  if (best.vectors <= 2 && contains_any(module.row().class_name, {"Block", "Layer"})) {
    lowered.assumptions.push_back("Taken to be a scale per feature.");
    lowered.add("own_parameters", Scale{.elements = elements(best.shape), .parameters = P});
  } else {
    lowered.assumptions.push_back("Taken to be added to the positions (position embedding, class token).");
    // As many vectors as positions: added before the first child that takes the sequence.
    std::string before;
    if (best.vectors == best.positions)
      for (const Seen& child : module.children())
        if (before.empty() && child.input() == best.shape) before = child.row().var_name;
    lowered.add("own_parameters",
                LearnedPosition{.batch = best.shape[0],
                                .positions = std::min(best.positions, best.vectors),
                                .width = best.width,
                                .table_rows = best.vectors},
                before);
  }
  return true;
}

/// A module that carries a state along the sequence between its projections.
bool recurrence(const Seen& module, Lowered& lowered) {
  if (!module.executed() || !contains_any(module.row().class_name, {"MambaMixer", "Mamba2Mixer", "MambaBlock",
                                                                    "DeltaNet", "Rglru", "SSM", "S4"}))
    return false;
  for (const Seen& child : module.children())
    if (contains_any(child.row().class_name, {"Mixer", "DeltaNet", "Rglru"})) return false;
  lowered.evidence.push_back("class name " + module.row().class_name);
  lowered.reason = "the recurrence over the sequence (scan) is not costed; the projections around it are";
  return true;
}

/// Tables of one width whose rows are added: words, positions, segments.
bool embedding_sum(const Seen& module, Lowered& lowered) {
  const std::vector<Seen> children = module.children();
  std::int64_t tables = 0, sums = 0, width = 0;
  std::string behind;  // the first child after the last table
  for (const Seen& child : children) {
    const Shape out = child.output();
    if (child.row().class_name == "Embedding" && !out.empty() && (tables == 0 || last(out) == width)) {
      width = last(out);
      sums = std::max(sums, elements(out));
      ++tables;
      behind.clear();
    } else if (behind.empty()) {
      behind = child.row().var_name;
    }
  }
  if (tables < 2) return false;
  lowered.evidence.push_back(std::to_string(tables) + " tables of the width " + std::to_string(width));
  for (std::int64_t i = 1; i < tables; ++i)
    lowered.add(i == 1 ? "sum" : ("sum_" + std::to_string(i)).c_str(), Add{.elements = sums}, behind);
  return true;
}

/// A decoder of transformers numbers its tokens and tests whether sequences are packed, before its first layer.
bool token_positions(const Seen& module, Lowered& lowered) {
  const Layer& row = module.row();
  const std::string& root = module.row_at(0).class_name;
  if (row.class_name_qualified.rfind("transformers.models.", 0) != 0 || !contains_any(root, {"CausalLM", "LMHead"}))
    return false;
  if (row.class_name.size() < 5 || row.class_name.substr(row.class_name.size() - 5) != "Model") return false;
  for (const Seen& child : module.children()) {
    if (child.row().class_name != "Embedding" || child.output().size() < 2) continue;
    const std::int64_t tokens = leading(child.output());
    lowered.evidence.push_back("a Model with an embedding of " + std::to_string(tokens) + " tokens, below " + root);
    lowered.assumptions.push_back("No attention mask was given.");
    lowered.add("token_positions", Copy{.elements_read = 0, .elements_written = tokens}, child.row().var_name);
    return true;
  }
  return false;
}

/// Experts that every token visits, added to the routed ones; where a gate of its own weighs them, σ(gate) first.
bool shared_expert(const Seen& module, Lowered& lowered) {
  std::size_t at = 0;
  const bool routed = module.child_named("experts", at) != nullptr;
  const bool shared =
      module.child_named("shared_expert", at) != nullptr || module.child_named("shared_experts", at) != nullptr;
  if (!routed || !shared) return false;
  const std::int64_t width = elements(module.at(at).output());
  if (width == 0) return false;
  lowered.evidence.push_back("routed and shared experts side by side");
  std::size_t gate = 0;
  if (module.child_named("shared_expert_gate", gate) != nullptr) {
    const std::int64_t gates = elements(module.at(gate).output());
    lowered.add("shared_gate", Activation{.kind = ActivationKind::sigmoid, .elements = gates});
    lowered.add("shared_product", Multiply{.elements = width});
  }
  lowered.add("shared_sum", Add{.elements = width});
  return true;
}

struct BlockRule {
  const char* id;
  const char* title;
  const char* description;
  bool (*lower)(const Seen&, Lowered&);
};

constexpr BlockRule kRules[] = {
    {"recurrence-by-name", "State-space recurrence by name",
     "A class that scans a state along the sequence: its projections are costed, the scan is listed as not modeled.",
     recurrence},
    {"gated-mlp", "Gated MLP",
     "Two maps to one inner width, or one to twice of it, and an activation of that width: their "
     "product is computed between the modules.",
     gated_mlp},
    {"functional-activation", "Activation called as a function",
     "Two maps d → f → d with no activation module between them.", functional_activation},
    {"residual-sum", "Residual sum", "A layer or block that keeps its shape adds its input to its result.", residual},
    {"embedding-sum", "Sum of embeddings", "Several tables of one width in a module: their rows are added.",
     embedding_sum},
    {"token-positions", "Positions and packing",
     "A decoder of transformers numbers its tokens and tests whether sequences are packed: a dozen small kernels.",
     token_positions},
    {"shared-expert", "Shared experts",
     "Experts beside the routed ones: a sum, and a sigmoid and a product where a gate weighs them.", shared_expert},
    {"own-vectors", "Own vectors of the width",
     "Parameters of a module with children that are whole vectors: positions, "
     "class tokens, scales.",
     own_vectors},
};

}  // namespace

void lower_block(const Seen& module, Lowered& lowered) {
  for (const BlockRule& rule : kRules) {
    if (!module.options.allows(rule.id)) continue;
    Lowered attempt = lowered;
    attempt.recognised(rule.id, rule.title);
    if (rule.lower(module, attempt)) lowered = std::move(attempt);
  }
}

std::vector<RuleDescription> block_rules() {
  std::vector<RuleDescription> list;
  for (const BlockRule& rule : kRules) list.push_back({rule.id, "block", rule.title, rule.description});
  return list;
}

}  // namespace modelmeter::generic
