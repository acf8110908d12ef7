#include "architectures/generic/grouping.h"

#include <algorithm>
#include <map>
#include <optional>

#include "architectures/generic/expert_rules.h"

namespace modelmeter::generic {
namespace {

/// 64-bit FNV-1a over what makes two rows alike.
class Signature {
 public:
  void add(const std::string& text) {
    for (char c : text) byte(static_cast<unsigned char>(c));
    byte(0xff);
  }
  void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
  void add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(value >> shift));
  }
  void add(const Shape& shape, const std::vector<DimRule>& rules) {
    add(static_cast<std::int64_t>(shape.size()));
    for (std::size_t i = 0; i < shape.size(); ++i) {
      add(shape[i]);
      add(rules[i].follows_batch ? std::int64_t{1} : std::int64_t{0});
      add(rules[i].slope_numerator);
      add(rules[i].slope_denominator);
    }
  }
  std::uint64_t value() const { return hash_; }

 private:
  void byte(unsigned char c) {
    hash_ ^= c;
    hash_ *= 1099511628211ull;
  }
  std::uint64_t hash_ = 14695981039346656037ull;
};

/// A name in a list: the text around its number. "encoder_layer_3" → {"encoder_layer_", "3", ""}.
struct ListName {
  std::string head, number, tail;
};

std::optional<ListName> list_name(const std::string& name) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t end = name.size();
  while (end > 0 && !digit(name[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && digit(name[begin - 1])) --begin;
  if (begin == end || end - begin > 9 || (name[begin] == '0' && end - begin > 1)) return std::nullopt;
  return ListName{name.substr(0, begin), name.substr(begin, end - begin), name.substr(end)};
}

std::vector<std::uint64_t> signatures(const Recording& recording) {
  const std::vector<Layer>& rows = recording.tree().layers;
  std::vector<std::uint64_t> all(rows.size());
  for (std::size_t i = rows.size(); i-- > 0;) {  // children come after their parents
    const Layer& row = rows[i];
    Signature signature;
    signature.add(row.class_name_qualified);
    signature.add(row.input_size, recording.input_rules(i));
    signature.add(row.output_size, recording.output_rules(i));
    if (row.kernel_size) signature.add(*row.kernel_size, std::vector<DimRule>(row.kernel_size->size()));
    signature.add(row.num_params);
    signature.add(std::int64_t{row.executed});
    signature.add(std::int64_t{recording.tied_to(i).has_value()});
    if (const std::optional<ExpertList> experts = expert_list(recording, i)) {
      signature.add(experts->experts);
      signature.add(experts->routed_rows);
      for (const ExpertLayer& layer : experts->layers) {
        signature.add(layer.name);
        signature.add(rows[layer.row].num_params);
        signature.add(last(rows[layer.row].output_size));
      }
    } else {
      for (std::size_t child : row.children) {
        signature.add(rows[child].var_name);
        signature.add(all[child]);
      }
    }
    all[i] = signature.value();
  }
  return all;
}

class Grouper {
 public:
  explicit Grouper(const Recording& recording) : recording_(recording), signatures_(signatures(recording)) {}

  /// `rows`: all calls of a container that never runs by itself; else one.
  Group group(const std::vector<std::size_t>& rows) const {
    Group made;
    made.row = rows[0];
    made.segment = recording_.row(rows[0]).var_name;
    if (!expert_list(recording_, rows[0])) made.children = children_of(rows);
    return made;
  }

 private:
  struct Entry {
    std::vector<std::size_t> rows;
    std::int64_t calls;
    std::vector<std::string> members;
  };

  std::vector<Group> children_of(const std::vector<std::size_t>& parents) const {
    std::vector<std::size_t> children;
    for (std::size_t parent : parents)
      for (std::size_t row : recording_.row(parent).children) children.push_back(row);

    std::vector<Entry> entries;
    std::map<std::pair<std::string, std::uint64_t>, std::size_t> by_call;  // instance and signature
    std::map<std::string, std::size_t> instances;                          // calls of each
    for (std::size_t row : children) {
      const Layer& layer = recording_.row(row);
      // A container that never runs has a row for every run of calls below it: together they are one module.
      const bool container = !layer.executed && !layer.children.empty();
      const auto key = std::make_pair(layer.instance_name, container ? 0 : signatures_[row]);
      if (!container) ++instances[layer.instance_name];
      const auto known = by_call.find(key);
      if (known != by_call.end()) {
        if (container)
          entries[known->second].rows.push_back(row);
        else
          ++entries[known->second].calls;
        continue;
      }
      by_call.emplace(key, entries.size());
      entries.push_back({{row}, 1, {layer.var_name}});
    }

    const bool is_container =
        equals_any(recording_.row(parents[0]).class_name, {"ModuleList", "ModuleDict", "Sequential"});
    std::vector<Entry> merged;
    std::map<std::pair<std::string, std::uint64_t>, std::size_t> by_list;  // text around the number, and signature
    for (const Entry& entry : entries) {
      const std::optional<ListName> name = list_name(entry.members[0]);
      // Numbers alone make a list; numbered names do in a container or where they name whole blocks (not norm1, norm2).
      const bool in_list = name && ((name->head.empty() && name->tail.empty()) || is_container ||
                                    !recording_.row(entry.rows[0]).children.empty());
      if (in_list && entry.rows.size() == 1 && instances[recording_.row(entry.rows[0]).instance_name] <= 1) {
        const auto key = std::make_pair(name->head + '\0' + name->tail, signatures_[entry.rows[0]]);
        const auto known = by_list.find(key);
        if (known != by_list.end()) {
          merged[known->second].members.push_back(entry.members[0]);
          continue;
        }
        by_list.emplace(key, merged.size());
      }
      merged.push_back(entry);
    }

    std::vector<Group> groups;
    for (const Entry& entry : merged) {
      Group made = group(entry.rows);
      if (entry.members.size() > 1) {
        made.count = static_cast<std::int64_t>(entry.members.size());
        made.distinct = true;
        made.members = entry.members;
        made.segment = pattern_of(entry.members);
      } else {
        made.count = entry.calls;
      }
      groups.push_back(std::move(made));
    }
    return groups;
  }

  const Recording& recording_;
  std::vector<std::uint64_t> signatures_;
};

}  // namespace

std::string pattern_of(const std::vector<std::string>& names) {
  if (names.size() == 1) return names[0];
  const ListName first = *list_name(names[0]);
  std::vector<std::int64_t> numbers;
  for (const std::string& name : names) numbers.push_back(std::stoll(list_name(name)->number));
  std::sort(numbers.begin(), numbers.end());
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i;
    while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(numbers[i]);
    if (end > i) text += "-" + std::to_string(numbers[end]);
    i = end + 1;
  }
  return first.head + "{" + text + "}" + first.tail;
}

Group group_rows(const Recording& recording) {
  return Grouper(recording).group({0});
}

}  // namespace modelmeter::generic
