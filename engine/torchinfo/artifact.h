#pragma once
#include <string>
#include <vector>

#include "torchinfo/layer_tree.h"

namespace modelmeter::torchinfo {

enum class ArtifactKind { layers, unique_layers, stages };

/// "layers", "unique-layers" or "stages", as in the file names.
std::string kind_name(ArtifactKind kind);

/// One class, as torchinfo-unique-layers.json lists it.
struct UniqueLayer {
  std::string class_name;
  std::string class_name_qualified;
  bool is_torch_builtin = false;
  std::int64_t count = 0;             ///< rows of the class
  std::vector<std::string> children;  ///< qualified class names
};

/// One stage sum, as torchinfo-stages.json lists it.
struct StageSum {
  std::string name;
  std::int64_t params = 0;
  std::int64_t macs = 0;
};

/// One file, read. Which lists are filled depends on its kind.
struct Artifact {
  ArtifactKind kind = ArtifactKind::layers;
  std::string file_name;
  std::string in_place_of;  ///< the earlier file of this kind whose place it took; empty where none
  std::int64_t bytes = 0;
  LayerTree tree;
  std::vector<UniqueLayer> unique_layers;
  std::vector<StageSum> stages;

  const ArtifactHeader& header() const { return tree.header; }
};

}  // namespace modelmeter::torchinfo
