#include "torchinfo/flop_counts.h"

#include <algorithm>

namespace modelmeter::torchinfo {
namespace {

std::string first_part(const std::string& path) {
  return path.substr(0, path.find('.'));
}

/// The first part that all paths share where it is that of the root; empty where it is not.
std::string root_of(const FlopCounts& counts) {
  if (counts.modules.empty()) return "";
  const std::string root = first_part(counts.modules.begin()->first);
  const bool shared = std::all_of(counts.modules.begin(), counts.modules.end(),
                                  [&](const auto& entry) { return first_part(entry.first) == root; });
  if (root.empty() || !shared) return "";
  const auto own = counts.modules.find(root);
  const bool has_all = own != counts.modules.end() && own->second == counts.total_flops;
  const bool is_class = root[0] >= 'A' && root[0] <= 'Z';
  return root == counts.model || is_class || has_all ? root : "";
}

}  // namespace

void name_by_instance(FlopCounts& counts) {
  if (counts.modules.size() > 1) counts.modules.erase("Global");
  counts.root_class = root_of(counts);
  if (!counts.root_class.empty()) {
    std::map<std::string, std::int64_t> named;
    for (const auto& entry : counts.modules)
      named.emplace(entry.first.substr(std::min(counts.root_class.size() + 1, entry.first.size())), entry.second);
    counts.modules = std::move(named);
  }
  counts.modules.emplace("", counts.total_flops);
}

}  // namespace modelmeter::torchinfo
