#pragma once
#include <vector>

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {

/// Adds the attention products that a module runs between its projections, where a rule recognises it.
bool lower_attention(const Seen& module, Lowered& lowered);

/// Attention whose projections are no modules of their own: nn.MultiheadAttention, windows with functional projections.
bool lower_attention_module(const Seen& module, Lowered& lowered);

std::vector<RuleDescription> attention_rules();

/// Names by which the projections of an attention module go.
struct ProjectionNames {
  std::vector<const char*> query, key, value;
  std::vector<const char*> key_value;  ///< keys and values in one
  std::vector<const char*> fused;      ///< queries, keys and values in one
  std::vector<const char*> output;
};

/// How the products follow from the projections.
enum class AttentionForm {
  separate,          ///< q, k, v
  query_fused_kv,    ///< q, and k and v in one
  fused,             ///< q, k and v in one
  latent,            ///< keys and values expanded from a compressed vector (MLA)
  cross_covariance,  ///< channels attend to channels
  none,              ///< recognised as having no score matrix
};

/// One way of writing attention, told apart by the names of its children.
struct AttentionRule {
  const char* id;
  const char* title;
  const char* description;
  std::vector<const char*> class_words;  ///< one of which the class name must contain; empty: any class
  ProjectionNames names;
  AttentionForm form;
  const char* reason = nullptr;  ///< why the products are only bounded, or not costed; null where they are exact
  bool wide_values = false;      ///< values are wider than queries and keys
  bool windows_first = false;    ///< four dimensions are [batch, windows, positions, width], not an image
};

/// The table, in the order in which rules are tried.
const std::vector<AttentionRule>& attention_table();

}  // namespace modelmeter::generic
