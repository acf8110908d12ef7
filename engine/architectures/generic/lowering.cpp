#include "architectures/generic/lowering.h"

#include <cmath>
#include <set>

#include "architectures/generic/attention_rules.h"
#include "architectures/generic/block_rules.h"
#include "architectures/generic/expert_rules.h"
#include "architectures/generic/layer_rules.h"

namespace modelmeter::generic {

std::vector<Seen> Seen::children() const {
  std::vector<Seen> list;
  std::set<std::string> seen;
  for (std::size_t child : row().children)
    if (seen.insert(recording.row(child).instance_name).second) list.push_back(at(child));
  return list;
}

const Layer* Seen::child_named(const char* name, std::size_t& at_index) const {
  for (std::size_t child : row().children)
    if (recording.row(child).var_name == name) {
      at_index = child;
      return &recording.row(child);
    }
  return nullptr;
}

std::vector<RuleDescription> all_rules() {
  std::vector<RuleDescription> list;
  for (const auto& family : {attention_rules(), expert_rules(), block_rules(), layer_rules()})
    list.insert(list.end(), family.begin(), family.end());
  return list;
}

bool contains_any(const std::string& text, const std::vector<const char*>& words) {
  for (const char* word : words)
    if (text.find(word) != std::string::npos) return true;
  return false;
}

bool equals_any(const std::string& text, const std::vector<const char*>& names) {
  for (const char* name : names)
    if (text == name) return true;
  return false;
}

bool is_complex(const Layer& row) {
  const std::int64_t count = elements(row.output_size);
  return count > 0 && row.output_bytes / count == 8 && row.output_bytes % count == 0;
}

std::int64_t exact_root(std::int64_t n) {
  if (n <= 0) return 0;
  const auto near = static_cast<std::int64_t>(std::sqrt(static_cast<double>(n)));
  for (std::int64_t d = near > 0 ? near - 1 : 0; d <= near + 1; ++d)
    if (d * d == n) return d;
  return 0;
}

}  // namespace modelmeter::generic
