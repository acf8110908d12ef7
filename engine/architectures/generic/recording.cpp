#include "architectures/generic/recording.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "operators/categories.h"
#include "units/quantity.h"

namespace modelmeter::generic {
namespace {

using Elements = Quantity<struct ElementUnit>;

bool contains(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

/// Layers whose last dimension is a position, not a feature.
bool positions_last(const Layer& row) {
  return contains(row.class_name, "Conv1d") || contains(row.class_name, "ConvTranspose1d") ||
         contains(row.class_name, "Pool1d") || row.class_name == "BatchNorm1d";
}

bool is_embedding(const Layer& row) {
  return row.class_name == "Embedding" || contains(row.class_name, "Embedding");
}

/// Tables that are computed once for all sequences of a batch.
bool shared_by_batch(const Layer& row, const Shape& shape) {
  if (shape.empty() || shape[0] != 1) return false;
  if (category_of_class(row.class_name_qualified) == Category::positional) return true;
  return is_embedding(row) && (contains(row.var_name, "position") || contains(row.var_name, "pos_emb") ||
                               row.var_name == "wpe" || row.var_name == "embed_positions");
}

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// The dimension of a batch: the first, or the second where the first is the sequence (batch_first = False).
std::optional<std::size_t> batch_axis(const Shape& shape, std::int64_t batch, std::optional<std::int64_t> seq,
                                      bool second) {
  if (shape.empty()) return std::nullopt;
  if (second && shape.size() >= 2 && shape[1] == batch) return 1;
  if (shape[0] == batch) return 0;
  if (seq && shape.size() >= 3 && shape[0] == *seq && shape[1] == batch) return 1;
  if (shape.size() >= 2 && shape[0] % batch == 0 && !(seq && shape.size() == 1)) return 0;
  return std::nullopt;
}

}  // namespace

std::int64_t elements(const Shape& shape) {
  if (shape.empty()) return 0;
  Elements product{1};
  for (std::int64_t size : shape) product = product * size;
  return product.count();
}

std::int64_t leading(const Shape& shape) {
  if (shape.empty()) return 0;
  return elements(Shape(shape.begin(), shape.end() - 1)) + (shape.size() == 1 ? 1 : 0);
}

std::string text_of(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + number(shape[i]);
  return text + "]";
}

Recording::Recording(const LayerTree& tree, const LayerTree* second) : tree_(&tree) {
  find_ties();
  find_batch();
  find_sequence();
  rule_dimensions(second);
}

/// Parameters of every instance that none of its children owns. A container that never runs has a row for every run of
/// calls below it, so its children are those of all its rows. A module counts a tensor once that several of its
/// children share, so what they share is taken out of their sum.
void Recording::find_parameters() {
  const std::vector<Layer>& rows = tree_->layers;
  std::map<std::string, std::int64_t> of_children;  // by instance
  std::set<std::pair<std::string, std::string>> seen;
  for (const Layer& row : rows)
    for (std::size_t child : row.children)
      if (seen.emplace(row.instance_name, rows[child].instance_name).second)
        of_children[row.instance_name] += rows[child].num_params;

  // Members of every tie, and how much they share.
  std::map<std::size_t, std::set<std::size_t>> groups;  // by owner's row; first rows of the sharers
  std::map<std::string, std::size_t> first_of;
  for (std::size_t i = 0; i < rows.size(); ++i) first_of.emplace(rows[i].instance_name, i);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (tied_to_[i]) groups[*tied_to_[i]].insert(first_of[rows[i].instance_name]);
  for (auto& group : groups) {
    group.second.insert(group.first);
    std::int64_t shared = rows[group.first].num_params;
    for (std::size_t member : group.second) shared = std::min(shared, rows[member].num_params);
    // The children of each ancestor through which members are reached.
    std::map<std::string, std::set<std::string>> through;
    for (std::size_t member : group.second)
      for (std::size_t at = member; rows[at].parent; at = *rows[at].parent)
        through[rows[*rows[at].parent].instance_name].insert(rows[at].instance_name);
    for (const auto& ancestor : through)
      of_children[ancestor.first] -= shared * (static_cast<std::int64_t>(ancestor.second.size()) - 1);
  }
  own_parameters_.assign(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    own_parameters_[i] = rows[i].num_params - of_children[rows[i].instance_name];
}

/// Modules that share a weight under two names. An artifact that says which parameters are shared is believed, and so
/// is one that records the same module object twice or marks a first row recursive. Otherwise a module whose parameters
/// are fewer than its children's together shows that two of them share, and the size tells which: an embedding and a
/// map of as many parameters, or two layers of exactly the missing number.
void Recording::find_ties() {
  const std::vector<Layer>& rows = tree_->layers;
  tied_to_.assign(rows.size(), std::nullopt);
  std::map<std::string, std::size_t> first_of;  // by instance
  std::map<std::int64_t, std::size_t> first_object;
  for (std::size_t i = 0; i < rows.size(); ++i) first_of.emplace(rows[i].instance_name, i);
  const auto tie = [&](std::size_t later, std::size_t earlier) {
    for (std::size_t i = later; i < rows.size(); ++i)
      if (rows[i].instance_name == rows[later].instance_name) tied_to_[i] = earlier;
  };

  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].layer_id == 0 || rows[i].num_params == 0 || first_of[rows[i].instance_name] != i) continue;
    const auto known = first_object.emplace(rows[i].layer_id, i);
    if (!known.second && rows[i].children.empty()) tie(i, known.first->second);
  }
  for (const std::vector<std::string>& group : tree_->header.shared_parameters) {
    std::optional<std::size_t> owner;
    std::vector<std::size_t> sharers;
    for (const std::string& name : group) {
      const std::size_t dot = name.rfind('.');
      const auto found = first_of.find(dot == std::string::npos ? std::string() : name.substr(0, dot));
      if (found == first_of.end() || !rows[found->second].children.empty()) continue;
      sharers.push_back(found->second);
      if (!owner || found->second < *owner) owner = found->second;
    }
    for (std::size_t sharer : sharers)
      if (sharer != *owner && !tied_to_[sharer]) tie(sharer, *owner);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].is_recursive || !rows[i].children.empty() || rows[i].num_params == 0 || tied_to_[i]) continue;
    if (first_of[rows[i].instance_name] != i) continue;
    for (std::size_t j = 0; j < i; ++j)
      if (rows[j].children.empty() && rows[j].num_params == rows[i].num_params && !rows[j].is_recursive &&
          (is_embedding(rows[j]) || rows[j].class_name == rows[i].class_name)) {
        tie(i, j);
        break;
      }
  }

  find_parameters();
  for (std::size_t i = rows.size(); i-- > 0;) {  // the innermost module that shows the deficit
    if (own_parameters_[i] >= 0) continue;
    const std::int64_t missing = -own_parameters_[i];
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].depth > rows[i].depth) ++end;
    // A head with a bias shares its weight alone.
    const auto same_weight = [&](const Layer& later, const Layer& earlier) {
      return later.num_params == earlier.num_params ||
             (is_embedding(earlier) && later.num_params - last(later.output_size) == earlier.num_params);
    };
    const auto partner = [&](std::size_t later) -> std::optional<std::size_t> {
      for (std::size_t j = i + 1; j < later; ++j)
        if (rows[j].children.empty() && rows[j].num_params > 0 && same_weight(rows[later], rows[j]) && !tied_to_[j] &&
            rows[j].instance_name != rows[later].instance_name &&
            (is_embedding(rows[j]) || is_embedding(rows[later]) || rows[j].class_name == rows[later].class_name))
          return j;
      return std::nullopt;
    };
    bool found = false;
    for (std::size_t later = end; later-- > i + 1 && !found;) {
      const Layer& row = rows[later];
      if (!row.children.empty() || row.num_params == 0 || tied_to_[later]) continue;
      const std::optional<std::size_t> owner = partner(later);
      // What is missing is this weight, or a few of its kind.
      if (!owner || missing % rows[*owner].num_params != 0 || missing / rows[*owner].num_params > 8) continue;
      if (missing != rows[*owner].num_params && !is_embedding(rows[*owner])) continue;
      tie(first_of[row.instance_name], *owner);
      found = true;
    }
    if (!found) continue;
    find_parameters();
    ++i;  // once more: another weight may be shared here
  }
  for (std::int64_t& own : own_parameters_) own = std::max<std::int64_t>(0, own);

  std::set<std::string> owners;
  for (const std::optional<std::size_t>& owner : tied_to_)
    if (owner) owners.insert(rows[*owner].instance_name);
  shared_.assign(rows.size(), false);
  for (std::size_t i = 0; i < rows.size(); ++i) shared_[i] = owners.count(rows[i].instance_name) > 0;
}

std::string Recording::possible_tie() const {
  const std::vector<Layer>& rows = tree_->layers;
  // Artifacts with identities of modules have exact counts of every module, which show a shared weight.
  if (rows[0].layer_id != 0 || rows[0].num_params < tree_->header.total_params.value_or(0)) return "";
  for (std::size_t i = rows.size(); i-- > 0;) {
    if (!rows[i].children.empty() || rows[i].class_name != "Linear" || tied_to_[i]) continue;
    for (std::size_t j = 0; j < i; ++j)
      if (rows[j].class_name == "Embedding" && rows[j].num_params == rows[i].num_params && rows[j].num_params > 0)
        return rows[j].instance_name + " and " + rows[i].instance_name + " have " + number(rows[i].num_params) +
               " parameters each; this table does not tell whether they are one weight. If they are, the model has "
               "that "
               "many fewer.";
  }
  return "";
}

void Recording::find_batch() {
  std::string evidence;
  const std::vector<torchinfo::RecordedInput>& inputs = tree_->header.inputs;
  // Several inputs that agree in their second dimension and not in their first: the batch comes second.
  std::set<std::int64_t> first, second;
  for (const torchinfo::RecordedInput& input : inputs)
    if (input.shape.size() >= 2 && input.shape.size() <= 3) {
      first.insert(input.shape[0]);
      second.insert(input.shape[1]);
    }
  if (first.size() > 1 && second.size() == 1) {
    scaling_.batch = *second.begin();
    scaling_.batch_is_certain = scaling_.batch_comes_second = true;
    evidence = "the second dimension, in which the inputs agree";
  }
  for (const torchinfo::RecordedInput& input : inputs)
    if (input.shape.size() >= 2 && evidence.empty()) {
      scaling_.batch = input.shape[0];
      scaling_.batch_is_certain = input.shape.size() >= 4 || (input.shape.size() == 2 && contains(input.dtype, "int"));
      evidence =
          "the first dimension of the input " + (input.name.empty() ? "" : input.name + " ") + text_of(input.shape);
    }
  for (const Layer& row : tree_->layers)
    if (evidence.empty() && row.input_size.size() >= 2) {
      scaling_.batch = row.input_size[0];
      scaling_.batch_is_certain = row.input_size.size() >= 4 || row.class_name == "Embedding";
      evidence = "the first dimension of " + (row.instance_name.empty() ? "the model" : row.instance_name) +
                 "'s input " + text_of(row.input_size);
    }
  scaling_.batch = std::max<std::int64_t>(1, scaling_.batch);
  scaling_.sentences.push_back("Batch size scales exactly from the recorded " + number(scaling_.batch) + " (" +
                               (evidence.empty() ? "no input shape was recorded" : evidence) + ").");
}

void Recording::find_sequence() {
  std::string evidence;
  const auto take = [&](std::int64_t length, const std::string& where) {
    if (scaling_.seq_len || length < 2 || length == scaling_.batch) return;
    scaling_.seq_len = length;
    evidence = where;
  };
  for (const torchinfo::RecordedInput& input : tree_->header.inputs)
    if (contains(input.dtype, "int") && input.shape.size() == 2 && contains(input.name, "input_ids"))
      take(input.shape[scaling_.batch_comes_second ? 0 : 1], "the input " + input.name + " " + text_of(input.shape));
  for (const torchinfo::RecordedInput& input : tree_->header.inputs)
    if (contains(input.dtype, "int") && input.shape.size() == 2)
      take(input.shape[scaling_.batch_comes_second ? 0 : 1],
           "the integer input " + (input.name.empty() ? "" : input.name + " ") + text_of(input.shape));
  for (const Layer& row : tree_->layers)
    if (row.class_name == "Embedding" && row.input_size.size() == 2 && row.output_size.size() == 3)
      take(row.input_size[1], "the token indices of " + row.instance_name + " " + text_of(row.input_size));
  if (scaling_.seq_len)
    scaling_.sentences.push_back("Sequence length " + number(*scaling_.seq_len) + " was found in " + evidence + ".");
}

Shape Recording::scaled(const Shape& shape, const std::vector<DimRule>& rules, const RunSize& run) const {
  Shape result = shape;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const DimRule& rule = rules[i];
    if (rule.slope_numerator != 0)
      result[i] += (run.seq_len - *scaling_.seq_len) * rule.slope_numerator / rule.slope_denominator;
    if (rule.follows_batch) result[i] = result[i] / scaling_.batch * run.batch;
    result[i] = std::max<std::int64_t>(result[i], shape[i] == 0 ? 0 : 1);
  }
  return result;
}

void Recording::rule_dimensions(const LayerTree* second) {
  const std::vector<Layer>& rows = tree_->layers;
  const std::int64_t batch = scaling_.batch;
  std::int64_t other_length = 0;
  if (second != nullptr && scaling_.seq_len) {
    // The second recording's length, found by the same evidence.
    const Recording other(*second, nullptr);
    if (other.scaling_.seq_len && *other.scaling_.seq_len != *scaling_.seq_len && other.scaling_.batch == batch)
      other_length = *other.scaling_.seq_len;
  }
  scaling_.two_lengths = other_length != 0;

  const auto rule_shape = [&](const Layer& row, const Shape& shape, const Shape* at_other, bool indices) {
    std::vector<DimRule> rules(shape.size());
    const std::optional<std::size_t> axis = batch_axis(shape, batch, scaling_.seq_len, scaling_.batch_comes_second);
    if (axis && !shared_by_batch(row, shape)) rules[*axis].follows_batch = true;
    if (!scaling_.seq_len) return rules;
    const std::int64_t seq = *scaling_.seq_len;
    if (other_length != 0) {
      if (at_other == nullptr || at_other->size() != shape.size()) return rules;
      for (std::size_t i = 0; i < shape.size(); ++i) {
        const std::int64_t growth = (*at_other)[i] - shape[i];
        if (growth == 0) continue;
        const std::int64_t length = other_length - seq;
        const std::int64_t common = std::gcd(growth, length);
        rules[i].slope_numerator = growth / common * (length < 0 ? -1 : 1);
        rules[i].slope_denominator = length / common * (length < 0 ? -1 : 1);
        if (rules[i].slope_denominator != 1) ++scaling_.uneven;
      }
      return rules;
    }
    const bool scores = shape.size() == 4 && shape[2] == seq && shape[3] == seq;
    const std::size_t features = indices || positions_last(row) || scores || shape.size() < 2 ? 0 : 1;
    for (std::size_t i = 0; i + features < shape.size(); ++i) {
      const bool flat = i == 0 && shape.size() == 2 && !indices && shape[0] > 1 && shape[0] % (batch * seq) == 0;
      if (flat)
        rules[i] = {true, shape[0] / seq, 1};
      else if (shape[i] == seq && !(i == 0 && axis == i && seq == batch))
        rules[i].slope_numerator = 1;
    }
    return rules;
  };

  // The n-th call of an instance here is its n-th call there; experts may run in another number.
  std::map<std::string, std::vector<const Layer*>> calls_there;
  if (other_length != 0)
    for (const Layer& row : second->layers) calls_there[row.instance_name].push_back(&row);
  std::map<std::string, std::size_t> calls_here;

  input_.resize(rows.size());
  output_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::vector<const Layer*>& calls = calls_there[rows[i].instance_name];
    const std::size_t nth = calls_here[rows[i].instance_name]++;
    const Layer* there = nth < calls.size() ? calls[nth] : nullptr;
    const bool indices = is_embedding(rows[i]) || rows[i].class_name == "EmbeddingBag";
    input_[i] = rule_shape(rows[i], rows[i].input_size, there ? &there->input_size : nullptr, indices);
    output_[i] = rule_shape(rows[i], rows[i].output_size, there ? &there->output_size : nullptr, false);
  }
  if (!scaling_.seq_len) {
    scaling_.sentences.push_back(
        "No sequence dimension was identified, so lengths stay as recorded; a model with token inputs, or a second "
        "artifact of the same model at another length, would identify it.");
    return;
  }
  scaling_.sentences.push_back(
      scaling_.two_lengths
          ? "Which dimensions follow it was settled by the second recording at length " + number(other_length) + "."
          : "Dimensions equal to it are taken to follow it; a second artifact recorded at another length would settle "
            "what that leaves open.");
  if (scaling_.uneven > 0)
    scaling_.sentences.push_back(number(scaling_.uneven) +
                                 " dimensions grow by a fraction per token and are rounded when the length changes.");
}

}  // namespace modelmeter::generic
