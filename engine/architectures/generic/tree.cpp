#include "architectures/generic/tree.h"

#include <algorithm>
#include <map>

#include "architectures/generic/attention_rules.h"
#include "architectures/generic/block_rules.h"
#include "architectures/generic/expert_rules.h"
#include "architectures/generic/frames.h"
#include "architectures/generic/fusion.h"
#include "architectures/generic/layer_rules.h"

namespace modelmeter::generic {
namespace {

/// A part of an id: no slash, which separates them.
std::string id_segment(const std::string& name) {
  std::string safe = name.empty() ? "module" : name;
  std::replace(safe.begin(), safe.end(), '/', '_');
  return safe;
}

/// Heads and routers by the names that quantisers leave out ("lm_head", "re:.*mlp.gate$").
bool keeps_format(const std::string& instance) {
  const std::size_t dot = instance.rfind('.');
  const std::string last = dot == std::string::npos ? instance : instance.substr(dot + 1);
  return last == "lm_head" || last == "gate" || last == "router";
}

Stage stage_of(const Layer& row, Stage above) {
  if (contains_any(row.var_name, {"vision_tower", "vision_model", "visual", "vision_encoder", "image_encoder"}))
    return Stage::vision;
  if (contains_any(row.var_name, {"multi_modal_projector", "mm_projector", "connector"})) return Stage::projector;
  return above;
}

class Builder {
 public:
  Builder(const Recording& recording, const LoweringOptions& options) : recording_(recording), options_(options) {}

  ModuleNode node(const Group& group, const std::string& id, const std::string& instance, Stage stage,
                  std::int64_t instances) {
    const Layer& row = recording_.row(group.row);
    const Seen seen{recording_, options_, group.row};
    instances *= group.distinct ? group.count : 1;
    ModuleNode made;
    made.id = id;
    made.name =
        group.members.empty() || !group.distinct ? id.substr(id.rfind('/') + 1) : row.class_name + " " + group.segment;
    made.qualified_class_name = row.class_name_qualified;
    made.instance = instance;
    made.stage = stage_of(row, stage);
    made.shares_parameters = row.children.empty() && recording_.shared(group.row);
    if (group.count > 1) {
      made.repetition = Repetition::for_each;
      made.repetition_count = group.count;
      made.distinct_weights = group.distinct;
    }

    Lowered lowered;
    const bool has_children = !group.children.empty();
    if (!has_children || contains_any(row.class_name, {"Parametrized"})) {
      lower_layer(seen, lowered);
    } else {
      if (!lower_attention_module(seen, lowered) && !lower_experts(seen, lowered)) lower_attention(seen, lowered);
      lower_block(seen, lowered);
    }
    finish(group, seen, lowered, instances, made);

    std::map<std::string, int> used;
    std::vector<StepSizes> steps;
    const auto add_operator = [&](OperatorCall call) {
      const Work what = work(call.op);
      steps.push_back({"", "", evaluate(what.activations_read), evaluate(what.activations_written), false});
      made.add(std::move(call));
    };
    std::size_t next = 0;
    for (const Group& child : group.children) {
      if (lowered.holds_all_parameters) break;
      const std::string& child_name = recording_.row(child.row).var_name;
      for (next = 0; next < lowered.operators.size(); ++next)
        if (!lowered.operators[next].before_child.empty() && lowered.operators[next].before_child == child_name) {
          add_operator(std::move(lowered.operators[next].call));
          lowered.operators[next].before_child = kPlaced;
        }
      std::string segment = id_segment(child.segment);
      const int times = ++used[segment];
      if (times > 1) segment += "#" + std::to_string(times);
      steps.push_back({child_name, recording_.row(child.row).class_name, input_elements(child), output_elements(child),
                       child.count > 1});
      made.add(node(child, id + "/" + segment, instance.empty() ? child.segment : instance + "." + child.segment,
                    made.stage, instances));
    }
    for (Lowered::Placed& placed : lowered.operators)
      if (placed.before_child != kPlaced) add_operator(std::move(placed.call));
    hold_tensors(made, input_elements(group), steps);
    return made;
  }

  std::vector<NotModeled> not_modeled;

 private:
  static constexpr const char* kPlaced = "\1placed";

  /// Of a container that has no sizes of its own (a list of modules): what goes into its first, comes out of its last.
  std::int64_t input_elements(const Group& group) const {
    const Shape shape = recording_.input(group.row, options_.run);
    return shape.empty() && !group.children.empty() ? input_elements(group.children.front()) : elements(shape);
  }
  std::int64_t output_elements(const Group& group) const {
    const Shape shape = recording_.output(group.row, options_.run);
    return shape.empty() && !group.children.empty() ? output_elements(group.children.back()) : elements(shape);
  }

  /// Parameters that no operator accounts for, shared weights, and the words about the module.
  void finish(const Group& group, const Seen& seen, Lowered& lowered, std::int64_t instances, ModuleNode& made) {
    const Layer& row = seen.row();
    const std::int64_t own = seen.own_parameters();
    if (const std::optional<std::size_t> owner = recording_.tied_to(group.row)) {
      for (Lowered::Placed& placed : lowered.operators)
        if (placed.call.shared_parameters.empty()) placed.call.shared_parameters = recording_.row(*owner).instance_name;
      lowered.evidence.push_back("its weight is that of " + recording_.row(*owner).instance_name + ": counted once");
      if (lowered.rules.empty()) lowered.recognised("tied-weight", "Tied weight");
    } else if (own > lowered.claimed_parameters) {
      const std::int64_t rest = own - lowered.claimed_parameters;
      lowered.operators.push_back({OperatorCall{.name = "own_parameters", .op = IdleParameters{.elements = rest}}, ""});
      if (lowered.reason.empty())
        lowered.reason = std::to_string(rest) + (group.children.empty()
                                                     ? " parameters whose use is not known: stored, not computed with"
                                                     : " parameters belong to no row below it (modules that did not "
                                                       "run as such, or parameters of its own): "
                                                       "stored, not computed with");
    }
    const bool keeps = keeps_format(made.instance);
    for (Lowered::Placed& placed : lowered.operators) {
      if (placed.call.kv_cache == "kv") placed.call.kv_cache = made.instance;
      placed.call.keeps_format = keeps || placed.call.name == "router";
    }
    made.constructor_params = lowered.parameters;
    if (!lowered.rules.empty()) {
      Recognition recognition;
      for (std::size_t i = 0; i < lowered.rules.size(); ++i) {
        recognition.rule += (i == 0 ? "" : " + ") + lowered.rules[i];
        recognition.title += (i == 0 ? "" : "; ") + lowered.titles[i];
      }
      recognition.evidence = lowered.evidence;
      recognition.assumptions = lowered.assumptions;
      made.recognition = recognition;
    } else if (!lowered.assumptions.empty()) {
      made.recognition = Recognition{"by-class", "By its class", {"class name " + row.class_name}, lowered.assumptions};
    }
    if (!lowered.reason.empty())
      not_modeled.push_back({made.id, made.instance, made.qualified_class_name, instances, lowered.reason,
                             lowered.bounded ? Treatment::bound : Treatment::none});
  }

  const Recording& recording_;
  const LoweringOptions& options_;
};

}  // namespace

GenericTree build_tree(const Recording& recording, const Group& groups, const LoweringOptions& options) {
  Builder builder(recording, options);
  GenericTree tree;
  const Layer& root = recording.row(0);
  const bool generates = contains_any(root.class_name, {"CausalLM", "LMHead", "ConditionalGeneration"});
  tree.root = builder.node(groups, "model", "", generates ? Stage::prefill : Stage::other, 1);
  tree.root.name = root.class_name;
  tree.not_modeled = std::move(builder.not_modeled);
  fuse_neighbours(tree.root);
  return tree;
}

}  // namespace modelmeter::generic
