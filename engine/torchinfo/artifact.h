#pragma once
#include <map>
#include <string>
#include <vector>

#include "torchinfo/layer_tree.h"

namespace modelmeter::torchinfo {

enum class ArtifactKind { layers, unique_layers, stages, summary, flop_counter };

/// "layers", "unique-layers", "stages" (as in the file names), "summary" (the text table) or "flop-counter".
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

/// FLOPs per module as a FLOP counter counted them: matrix work, 2 per multiply-add.
struct FlopCounts {
  std::string model, dtype, counter;
  std::string root_class;  ///< class of the counted module, where the paths begin with it: "BertModel"
  std::int64_t total_flops = 0;
  std::optional<std::int64_t> parameter_bytes;
  std::map<std::string, std::int64_t> modules;  ///< by instance name, children included; the root is ""
};

/// One file, read. Which lists are filled depends on its kind.
struct Artifact {
  ArtifactKind kind = ArtifactKind::layers;
  std::string file_name;
  std::string in_place_of;           ///< the earlier file of this kind whose place it took; empty where none
  bool is_second_recording = false;  ///< layers of the same model at other shapes, beside the first
  std::int64_t bytes = 0;
  LayerTree tree;
  std::vector<UniqueLayer> unique_layers;
  std::vector<StageSum> stages;
  FlopCounts flops;

  const ArtifactHeader& header() const { return tree.header; }
};

}  // namespace modelmeter::torchinfo
