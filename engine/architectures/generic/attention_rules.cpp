#include "architectures/generic/attention_rules.h"

#include <algorithm>
#include <optional>

#include "architectures/generic/attention_parts.h"

namespace modelmeter::generic {
namespace {

/// The children that play the parts of a rule.
struct Roles {
  std::optional<std::size_t> query, key, value, key_value, fused, output;
};

std::optional<std::size_t> role(const Seen& module, const std::vector<const char*>& names) {
  for (const char* name : names) {
    std::size_t at = 0;
    if (module.child_named(name, at) != nullptr && !module.at(at).output().empty()) return at;
  }
  return std::nullopt;
}

/// All roles that the rule's form needs, or nothing.
std::optional<Roles> roles_of(const Seen& module, const AttentionRule& rule) {
  if (!rule.class_words.empty() && !contains_any(module.row().class_name, rule.class_words)) return std::nullopt;
  Roles roles;
  roles.query = role(module, rule.names.query);
  roles.key = role(module, rule.names.key);
  roles.value = role(module, rule.names.value);
  roles.key_value = role(module, rule.names.key_value);
  roles.fused = role(module, rule.names.fused);
  roles.output = role(module, rule.names.output);
  switch (rule.form) {
    case AttentionForm::separate:
    case AttentionForm::none:
      return roles.query && roles.key && roles.value ? std::optional<Roles>(roles) : std::nullopt;
    case AttentionForm::query_fused_kv:
      return roles.query && roles.key_value && *roles.query != *roles.key_value ? std::optional<Roles>(roles)
                                                                                : std::nullopt;
    case AttentionForm::fused:
    case AttentionForm::cross_covariance:
      return roles.fused ? std::optional<Roles>(roles) : std::nullopt;
    case AttentionForm::latent:
      return roles.query && roles.key && roles.output ? std::optional<Roles>(roles) : std::nullopt;
  }
  return std::nullopt;
}

std::string named(const Seen& row) {
  return row.row().var_name + " " + text_of(row.output());
}

/// Widths and lengths of the two products.
struct Products {
  Tokens queries;
  std::int64_t seq_kv = 0;
  std::int64_t query_width = 0;      ///< heads × head dimension of queries and (repeated) keys
  std::int64_t value_width = 0;      ///< heads × head dimension of (repeated) values: input of the output projection
  std::int64_t key_store_width = 0;  ///< keys as projected: fewer where key-value heads are shared
  std::int64_t value_store_width = 0;
};

/// Input width of the output projection where that is recorded.
std::optional<std::int64_t> output_input_width(const Seen& module, const Roles& roles) {
  if (!roles.output) return std::nullopt;
  const Shape in = module.at(*roles.output).input();
  if (in.empty()) return std::nullopt;
  return tokens_of(in, module.at(*roles.output).row(), module.options.run, false).width;
}

constexpr const char* kPooledId = "pooled-attention";
constexpr const char* kPooledTitle = "Pooled queries, keys and values";

/// Queries or keys that are pooled to fewer positions between the projection and the products (MViT): modules of that
/// name show [batch, heads, positions, head_dim].
void lower_pooled_lengths(const Seen& module, Products& p, Lowered& lowered) {
  if (!module.options.allows(kPooledId)) return;
  bool found = false;
  for (const char* name : {"pool_q", "pool_k"}) {
    std::size_t at = 0;
    if (module.child_named(name, at) == nullptr) continue;
    const Shape out = module.at(at).output();
    if (out.size() != 4 || out[1] * out[3] != p.query_width) continue;
    (std::string(name) == "pool_q" ? p.queries.seq : p.seq_kv) = out[2];
    lowered.evidence.push_back(std::string(name) + " leaves " + std::to_string(out[2]) + " positions");
    found = true;
  }
  if (found) lowered.recognised(kPooledId, kPooledTitle);
}

std::optional<Products> products_of(const Seen& module, const AttentionRule& rule, const Roles& roles,
                                    Lowered& lowered) {
  const RunSize& run = module.options.run;
  const auto tokens = [&](std::size_t index) {
    return tokens_of(module.at(index).output(), module.row_at(index), run, rule.windows_first);
  };
  Products p;
  if (rule.form == AttentionForm::fused) {
    p.queries = tokens(*roles.fused);
    const std::int64_t all = p.queries.width;
    p.query_width = output_input_width(module, roles).value_or(all / 3);
    if (rule.wide_values && p.query_width < all && (all - p.query_width) % 2 == 0) {
      // Queries and keys of one width, values of the output's.
      p.value_width = p.value_store_width = p.query_width;
      p.query_width = p.key_store_width = (all - p.value_width) / 2;
      p.seq_kv = p.queries.seq;
      lowered.evidence.push_back(named(module.at(*roles.fused)) + " holds queries and keys of " +
                                 std::to_string(p.query_width) + " and values of " + std::to_string(p.value_width) +
                                 " features");
      return p;
    }
    if (p.query_width <= 0 || p.query_width >= all || (all - p.query_width) % 2 != 0) p.query_width = all / 3;
    p.value_width = p.query_width;
    p.key_store_width = p.value_store_width = (all - p.query_width) / 2;
    p.seq_kv = p.queries.seq;
    lower_pooled_lengths(module, p, lowered);
    if (p.key_store_width == 0 || p.query_width % p.key_store_width != 0) return std::nullopt;
    lowered.evidence.push_back(named(module.at(*roles.fused)) + " holds queries of " + std::to_string(p.query_width) +
                               " and keys and values of " + std::to_string(p.key_store_width) + " features each");
    return p;
  }
  p.queries = tokens(*roles.query);
  p.query_width = p.queries.width;
  lowered.evidence.push_back("queries: " + named(module.at(*roles.query)));
  if (rule.form == AttentionForm::latent) {
    const Tokens keys = tokens(*roles.key);
    p.seq_kv = keys.seq;
    p.value_width = *output_input_width(module, roles);
    p.key_store_width = p.query_width;
    p.value_store_width = p.value_width;
    lowered.evidence.push_back("keys and values expanded by " + named(module.at(*roles.key)) + ", values of " +
                               std::to_string(p.value_width) + " features into " +
                               module.row_at(*roles.output).var_name);
    lowered.assumptions.push_back("Keys and values are expanded before the products, as the reference code does.");
    return p;
  }
  const bool fused_kv = rule.form == AttentionForm::query_fused_kv;
  const Tokens keys = tokens(fused_kv ? *roles.key_value : *roles.key);
  const Tokens values = fused_kv ? keys : tokens(*roles.value);
  p.seq_kv = keys.seq;
  p.key_store_width = fused_kv ? keys.width / 2 : keys.width;
  p.value_store_width = fused_kv ? keys.width / 2 : values.width;
  if (p.key_store_width == 0) return std::nullopt;
  p.value_width = output_input_width(module, roles).value_or(0);
  // Repeated as often as the keys are: what the scores are multiplied with.
  const std::int64_t repeated = p.query_width % p.key_store_width == 0
                                    ? p.value_store_width * (p.query_width / p.key_store_width)
                                    : p.value_store_width;
  if (fused_kv && p.value_width > 0 && keys.width == p.query_width + p.value_width) {
    // Values wider than keys: the projection holds keys of the queries' width and values of the output's.
    p.key_store_width = p.query_width;
    p.value_store_width = p.value_width;
  } else if (p.value_width > 0 && p.query_width == 2 * p.value_width && repeated == 2 * p.value_width) {
    p.query_width = p.value_width;
    lowered.assumptions.push_back(
        "The query projection is twice as wide as the output's input: half of it is taken for a gate.");
  } else if (p.value_width == 0 || p.value_width % p.value_store_width != 0) {
    p.value_width = repeated;
  }
  lowered.evidence.push_back(fused_kv ? "keys and values: " + named(module.at(*roles.key_value))
                                      : "keys: " + named(module.at(*roles.key)) +
                                            ", values: " + named(module.at(*roles.value)));
  return p;
}

void lower_cross_covariance(const Seen& module, const Roles& roles, Lowered& lowered) {
  const Tokens tokens =
      tokens_of(module.at(*roles.fused).output(), module.row_at(*roles.fused), module.options.run, false);
  const std::int64_t width = tokens.width / 3;
  const HeadSize head = head_size(module, width, false, lowered);
  const std::int64_t heads = width / head.dim;
  if (module.own_parameters() == heads) lowered.claimed_parameters = heads;  // a temperature per head
  if (lowered.claimed_parameters > 0) lowered.add("temperatures", IdleParameters{.elements = heads});
  // [D, S] × [S, D] scores and [D, D] × [D, S] outputs per head.
  lowered.evidence.push_back("class name " + module.row().class_name + ", " + named(module.at(*roles.fused)));
  lowered.add("cross_covariance_attention",
              Attention{.batch = tokens.batch,
                        .num_heads = heads,
                        .num_key_value_heads = heads,
                        .seq_q = head.dim,
                        .seq_kv = head.dim,
                        .head_dim = tokens.seq},
              roles.output ? module.row_at(*roles.output).var_name : "");
}

void lower_products(const Seen& module, const Products& p, const Roles& roles, Lowered& lowered) {
  const std::string before = roles.output ? module.row_at(*roles.output).var_name : "";
  std::int64_t seq_kv = p.seq_kv;
  const std::optional<Cache> cached =
      p.seq_kv == p.queries.seq ? cache_of(module, p.key_store_width, seq_kv) : std::optional<Cache>();
  if (cached) {
    seq_kv = cached->tokens;
    lowered.evidence.push_back(cached->evidence);
  }
  // Of latent attention only the values' width is whole heads of a usual size; queries carry the rotary part besides.
  const bool latent = p.query_width != p.value_width;
  const std::int64_t known_width = latent ? p.value_width : p.query_width;
  const HeadSize head = head_size(module, known_width, latent, lowered);
  std::int64_t heads = std::max<std::int64_t>(1, known_width / head.dim);
  if (p.query_width % heads != 0 || p.value_width % heads != 0) heads = 1;
  const std::int64_t kv_heads = std::max<std::int64_t>(1, heads * p.key_store_width / p.query_width);
  const bool decoder = is_causal_decoder(module) && p.seq_kv == p.queries.seq;
  if (head.rotary_positions > 0)
    lowered.add("apply_rotary",
                RotaryApply{.tokens = p.queries.batch * p.queries.seq,
                            .heads = heads + kv_heads,
                            .head_dim = head.rotary_dim,
                            .key_heads = kv_heads},
                before);
  Attention op{.batch = p.queries.batch,
               .num_heads = heads,
               .num_key_value_heads = kv_heads,
               .seq_q = p.queries.seq,
               .seq_kv = seq_kv,
               .head_dim = p.query_width / heads,
               .causal_exact = decoder && module.options.attention_counting == AttentionCounting::causal,
               .causal = decoder && !cached,
               .value_dim = p.value_width / heads};
  op.from_cache = cached.has_value();
  Lowered::Placed placed{OperatorCall{.name = "scaled_dot_product_attention", .op = op}, before};
  if (decoder) {
    placed.call.kv_cache = "kv";
    placed.call.kv_elements = p.queries.batch * seq_kv * (p.key_store_width + p.value_store_width);
  }
  lowered.operators.push_back(std::move(placed));
  lowered.parameters.emplace_back("num_heads", heads);
  lowered.parameters.emplace_back("num_key_value_heads", kv_heads);
  lowered.parameters.emplace_back("head_dim", op.head_dim);
  if (!head.known)
    lowered.assumptions.push_back("The number of heads is not recorded; a head dimension of " +
                                  std::to_string(head.dim) +
                                  " is assumed. It changes the softmax work, not the matrix FLOPs.");
}

constexpr const char* kDisentangledId = "disentangled-positions";
constexpr const char* kDisentangledTitle = "Disentangled positions";

/// Queries meet projected relative positions, and keys meet them: a product each over the table's rows (DeBERTa). Seen
/// as further calls of the key and query projections over a table, or as projections of its own.
void lower_disentangled(const Seen& module, const Roles& roles, const Products& p, Lowered& lowered) {
  if (!module.options.allows(kDisentangledId) || !roles.query || !roles.key) return;
  if (module.row().class_name.find("Disentangled") == std::string::npos) return;
  const std::string before = roles.output ? module.row_at(*roles.output).var_name : "";
  const std::string& query = module.row_at(*roles.query).var_name;
  const std::string& key = module.row_at(*roles.key).var_name;
  bool found = false;
  for (std::size_t child : module.row().children) {
    if (child == *roles.query || child == *roles.key) continue;
    const Seen call = module.at(child);
    const bool of_key = call.row().var_name == key || call.row().var_name == "pos_key_proj";
    const bool of_query = call.row().var_name == query || call.row().var_name == "pos_query_proj";
    if ((!of_key && !of_query) || call.output().size() < 2) continue;
    const std::int64_t rows = call.output()[call.output().size() - 2];
    const HeadSize head = head_size(module, p.query_width, false, lowered);
    // Scores of every query (or key) against every row of the table; the values' half is not there.
    lowered.add(of_key ? "content_to_position" : "position_to_content",
                PositionScores{.batch = p.queries.batch,
                               .num_heads = p.query_width / head.dim,
                               .seq = of_key ? p.queries.seq : p.seq_kv,
                               .table_rows = rows,
                               .head_dim = head.dim},
                before);
    lowered.evidence.push_back(call.row().var_name + " also projects a table of " + std::to_string(rows) +
                               " relative positions");
    found = true;
  }
  if (found) lowered.recognised(kDisentangledId, kDisentangledTitle);
}

constexpr const char* kUnusedId = "unused-second-projections";
constexpr const char* kUnusedTitle = "Second set of projections that did not run";

/// A module that owns as many parameters again as its q, k and v, in no row: projections for global attention, beside
/// which the others see a window of unrecorded size (Longformer).
void note_unused_projections(const Seen& module, const AttentionRule& rule, const Products& p, Lowered& lowered) {
  if (!module.options.allows(kUnusedId) || rule.form != AttentionForm::separate || lowered.bounded) return;
  const std::int64_t squares = 3 * p.query_width * p.query_width;
  const std::int64_t own = module.own_parameters();
  if (own < squares || own > squares + 3 * p.query_width) return;
  lowered.recognised(kUnusedId, kUnusedTitle);
  lowered.evidence.push_back(std::to_string(own) + " own parameters = three more projections of " +
                             std::to_string(p.query_width) + " features that have no row");
  lowered.reason =
      "a second set of projections did not run, so positions may see windows of unrecorded size; bound: every position "
      "sees every other";
  lowered.bounded = true;
}

constexpr const char* kByNameId = "attention-by-name";
constexpr const char* kByNameTitle = "Attention by name alone";

/// A class that calls itself attention and shows no projections: bounded by full attention over its input.
bool lower_by_name(const Seen& module, Lowered& lowered) {
  if (!module.options.allows(kByNameId)) return false;
  if (!contains_any(module.row().class_name, {"Attention", "Attn"}) || !module.executed()) return false;
  // Not a wrapper around attention, nor a part of it: it has a linear map of its own and no attention below.
  bool has_map = false;
  for (std::size_t i = module.index + 1; i < module.recording.tree().layers.size(); ++i) {
    const Layer& below = module.row_at(i);
    if (below.depth <= module.row().depth) break;
    if (contains_any(below.class_name, {"Attention", "Attn"})) return false;
    has_map = has_map || below.class_name.find("Linear") != std::string::npos;
  }
  if (!has_map || contains_any(module.row().class_name, {"Projection"})) return false;
  const Tokens tokens =
      tokens_of(module.output().empty() ? module.input() : module.output(), module.row(), module.options.run, false);
  if (tokens.width == 0 || tokens.seq < 2) return false;
  lowered.recognised(kByNameId, kByNameTitle);
  lowered.evidence.push_back("class name " + module.row().class_name + ", output " + text_of(module.output()));
  lowered.assumptions.push_back("Every position attends to every position over the full width: an upper bound.");
  lowered.reason = "class " + module.row().class_name + " shows no known projections; bound: full attention over its " +
                   std::to_string(tokens.seq) + " positions";
  lowered.bounded = true;
  const HeadSize head = head_size(module, tokens.width, false, lowered);
  const std::int64_t heads = tokens.width / head.dim;
  lowered.add("attention_bound", Attention{.batch = tokens.batch,
                                           .num_heads = heads,
                                           .num_key_value_heads = heads,
                                           .seq_q = tokens.seq,
                                           .seq_kv = tokens.seq,
                                           .head_dim = head.dim});
  return true;
}

}  // namespace

bool lower_attention(const Seen& module, Lowered& lowered) {
  for (const AttentionRule& rule : attention_table()) {
    if (!module.options.allows(rule.id)) continue;
    const std::optional<Roles> roles = roles_of(module, rule);
    if (!roles) continue;
    Lowered attempt = lowered;
    attempt.recognised(rule.id, rule.title);
    if (rule.reason != nullptr) {
      attempt.reason = rule.reason;
      attempt.bounded = rule.form != AttentionForm::none;
    }
    if (rule.form == AttentionForm::none) {
      attempt.evidence.push_back("children " + module.row_at(*roles->query).var_name + " and " +
                                 module.row_at(*roles->key).var_name);
      lowered = std::move(attempt);
      return true;
    }
    if (rule.form == AttentionForm::cross_covariance) {
      lower_cross_covariance(module, *roles, attempt);
      lowered = std::move(attempt);
      return true;
    }
    const std::optional<Products> products = products_of(module, rule, *roles, attempt);
    if (!products || products->queries.seq == 0) continue;
    lower_products(module, *products, *roles, attempt);
    const Shape image = rule.windows_first ? Shape{} : module.at(roles->fused ? *roles->fused : *roles->query).output();
    note_unused_projections(module, rule, *products, attempt);
    lower_disentangled(module, *roles, *products, attempt);
    lower_position_bias(module, image, products->queries, products->query_width, attempt);
    lowered = std::move(attempt);
    return true;
  }
  return lower_by_name(module, lowered);
}

std::vector<RuleDescription> attention_rules() {
  std::vector<RuleDescription> list;
  for (const AttentionRule& rule : attention_table())
    list.push_back({rule.id, "attention", rule.title, rule.description});
  for (const RuleDescription& rule : attention_module_rules()) list.push_back(rule);
  for (const RuleDescription& rule : position_rules()) list.push_back(rule);
  list.push_back(
      {kUnusedId, "attention", kUnusedTitle,
       "As many parameters again as q, k and v, in no row: local attention beside a global one; bounded by full."});
  list.push_back({kPooledId, "attention", kPooledTitle,
                  "Pooling between the projection and the products leaves fewer queries or keys (MViT)."});
  list.push_back(
      {kDisentangledId, "attention", kDisentangledTitle,
       "Relative positions are projected like queries and keys and meet them in products of their own (DeBERTa)."});
  list.push_back({kByNameId, "attention", kByNameTitle,
                  "A class that calls itself attention and shows no known projections is bounded by full attention."});
  return list;
}

}  // namespace modelmeter::generic
