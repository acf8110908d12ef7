#include "torchinfo/layer_tree.h"

#include <algorithm>

namespace modelmeter::torchinfo {

std::optional<std::size_t> connect(LayerTree& tree) {
  std::vector<std::size_t> trail;  // the open ancestors
  for (std::size_t i = 0; i < tree.layers.size(); ++i) {
    Layer& layer = tree.layers[i];
    const std::size_t depth = static_cast<std::size_t>(layer.depth);
    const bool root = i == 0;
    if (root ? depth != 0 : depth == 0 || depth > trail.size()) return i;
    trail.resize(depth);
    if (!root) {
      layer.parent = trail.back();
      tree.layers[trail.back()].children.push_back(i);
    }
    trail.push_back(i);
  }
  return std::nullopt;
}

bool lacks_column(const LayerTree& tree, const char* column) {
  const std::vector<std::string>& missing = tree.header.missing_columns;
  return std::find(missing.begin(), missing.end(), column) != missing.end();
}

}  // namespace modelmeter::torchinfo
