#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace modelmeter::torchinfo {

using Shape = std::vector<std::int64_t>;

/// One row of an artifact: one call of one module instance (or an instance that did not run).
struct Layer {
  std::int64_t index = 0;
  std::string var_name;              ///< attribute name in the parent: "q_proj"; of a text table without names a
                                     ///< stand-in, the last part of `instance_name`
  std::string class_name;            ///< "Linear"
  std::string class_name_qualified;  ///< "torch.nn.modules.linear.Linear"
  std::string instance_name;         ///< full path: "layers.0.self_attn.q_proj"; empty for the root
  std::string filepath;
  bool is_torch_builtin = false;
  std::int64_t layer_id = 0;  ///< identity of the module object: equal ids are one module; 0 where not recorded
  std::int64_t depth = 0;
  bool is_leaf = false;
  bool is_recursive = false;  ///< a further call of a module that already has a row
  bool executed = true;
  bool children_hidden = false;  ///< a text table's depth limit may hide children of this row
  bool params_unknown = false;   ///< a text table says "(recursive)" of a module that has no other row: num_params is 0
  Shape input_size;              ///< empty where the artifact has none
  Shape output_size;             ///< likewise
  std::optional<Shape> kernel_size;
  std::optional<std::int64_t> groups;  ///< of a convolution; only text tables with that column have it
  std::int64_t num_params = 0;         ///< parameters, children included
  std::int64_t param_bytes = 0;
  std::int64_t output_bytes = 0;
  std::int64_t macs = 0;              ///< as the artifact says; not to be trusted (see forensics)
  std::vector<std::size_t> children;  ///< indices into LayerTree.layers
  std::optional<std::size_t> parent;  ///< likewise; null for the root
};

/// A tensor that the recorded run was called with.
struct RecordedInput {
  std::string name;  ///< keyword; empty for a positional one
  Shape shape;
  std::string dtype;  ///< "int64"
};

/// Header values of an artifact; whatever was null or missing stays empty.
struct ArtifactHeader {
  std::string generated_at, model_path, device, dtype, torchinfo_version, linear_macs_rule, exporter, torch_version;
  std::optional<std::int64_t> base_size, image_size, seq_len, depth, total_params, total_macs;
  std::optional<bool> crop_mode;
  std::optional<std::string> workload_crop_grid;      ///< "2x2", from `workload.crop_grid`
  std::optional<std::int64_t> workload_input_tokens;  ///< from `workload.input_tokens`
  std::vector<RecordedInput> inputs;                  ///< in the order recorded; empty where not recorded
  /// Full names of parameters that are one tensor, a list per tensor; empty where not recorded.
  std::vector<std::vector<std::string>> shared_parameters;
  std::vector<std::string> missing_columns;  ///< columns that a text table lacks: "input_size", "kernel_size", …
  bool names_missing = false;                ///< a text table without attribute names: instance names are stand-ins
  std::vector<std::string> remarks;          ///< what the reader of a text table had to do without, in sentences
};

/// The one normal form of every kind of artifact: rows in call order, tree rebuilt from `depth`.
struct LayerTree {
  ArtifactHeader header;
  std::vector<Layer> layers;  ///< pre-order; the root is layers[0]
};

/// Fills parents and children from the depths of the rows. The first row that breaks the pre-order (the root has
/// depth 0, every other row at most one more than the row before it) is returned, where there is one.
std::optional<std::size_t> connect(LayerTree& tree);

/// True where the tree was read from a text table that lacks the column.
bool lacks_column(const LayerTree& tree, const char* column);

}  // namespace modelmeter::torchinfo
