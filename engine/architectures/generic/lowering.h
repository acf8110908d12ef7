#pragma once
#include <string>
#include <utility>
#include <vector>

#include "architectures/generic/grouping.h"
#include "architectures/generic/recording.h"
#include "architectures/module_tree.h"
#include "entities/estimate.h"

namespace modelmeter::generic {

/// What a run of a recorded model is lowered with.
struct LoweringOptions {
  RunSize run;
  AttentionCounting attention_counting = AttentionCounting::full;
  ExpertReads expert_reads = ExpertReads::expected;
  std::vector<std::string> without_rules;  ///< ids of rules that stay out of it; for tests of the rules themselves

  bool allows(const char* rule) const {
    for (const std::string& id : without_rules)
      if (id == rule) return false;
    return true;
  }
};

/// A row as a rule sees it: names and parameters of the artifact, shapes of the run asked for.
struct Seen {
  const Recording& recording;
  const LoweringOptions& options;
  std::size_t index;

  const Layer& row() const { return recording.row(index); }
  Shape input() const { return recording.input(index, options.run); }
  Shape output() const { return recording.output(index, options.run); }
  std::int64_t own_parameters() const { return recording.own_parameters(index); }
  bool executed() const { return row().executed && !(row().input_size.empty() && row().output_size.empty()); }
  Seen at(std::size_t other) const { return {recording, options, other}; }
  const Layer& row_at(std::size_t other) const { return recording.row(other); }
  /// The rows of its children, each instance once, in order of the first call.
  std::vector<Seen> children() const;
  /// The first child of that name; null index (`found` false) where there is none.
  const Layer* child_named(const char* name, std::size_t& at_index) const;
};

/// What a rule makes of a module.
struct Lowered {
  struct Placed {
    OperatorCall call;
    std::string before_child;  ///< var_name of the child that it runs before; empty: after all children
  };
  std::vector<Placed> operators;
  std::vector<std::pair<std::string, ParamValue>> parameters;  ///< constructor parameters, inferred ones included
  bool holds_all_parameters = false;    ///< its children's parameters are its own (they never run)
  std::int64_t claimed_parameters = 0;  ///< of the module's own, those that the operators account for
  std::vector<std::string> rules;       ///< ids of the rules that recognised it; empty where the class says it all
  std::vector<std::string> titles, evidence, assumptions;
  std::string reason;    ///< why it is not modeled; empty where it is
  bool bounded = false;  ///< not modeled, and its operators are the best bound

  void add(const char* name, Operator op, const std::string& before_child = "") {
    operators.push_back({OperatorCall{.name = name, .op = std::move(op)}, before_child});
  }
  void recognised(const char* rule, const char* title) {
    rules.emplace_back(rule);
    titles.emplace_back(title);
  }
};

/// A rule as a reader meets it in lists and documents.
struct RuleDescription {
  std::string id;
  std::string family;  ///< "layer", "attention", "experts" or "block"
  std::string title;
  std::string description;
};

/// Every rule of every family, in the order in which they are tried.
std::vector<RuleDescription> all_rules();

/// Whether `text` contains one of the words.
bool contains_any(const std::string& text, const std::vector<const char*>& words);
bool equals_any(const std::string& text, const std::vector<const char*>& names);

/// Whether a row's output is complex: eight bytes per recorded element.
bool is_complex(const Layer& row);

/// The largest d with n = d · d, or 0.
std::int64_t exact_root(std::int64_t n);

}  // namespace modelmeter::generic
