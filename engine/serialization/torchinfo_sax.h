#pragma once
#include <unordered_map>
#include <unordered_set>

#include "serialization/sax_document.h"
#include "torchinfo/artifact.h"

namespace modelmeter::torchinfo {

/// Fills an artifact while the parser runs: layers, unique layers, stages, and FLOP-counter files alike; what a file is
/// can be told only at its end.
class TorchInfoSax final : public SaxDocument {
 public:
  /// `rows_from_hierarchy`: rows are those of `hierarchy`, for files that have no `layers_flat`.
  explicit TorchInfoSax(bool rows_from_hierarchy) : rows_from_hierarchy_(rows_from_hierarchy) {}

  Artifact artifact;
  bool saw_layers = false, saw_unique = false, saw_stages = false;  ///< layers_flat, layers, stages
  bool saw_hierarchy = false, saw_report = false;
  bool saw_total_flops = false, saw_modules = false;
  bool saw_module_classes = false;           ///< `modules` holds class names: torchinfo-extras.json
  Diagnostics flop_faults;                   ///< of `modules`, where the file is of a FLOP counter
  std::vector<std::string> groups_of_flops;  ///< members of the top below which a total_flops stands, the first few

  /// Takes out the rows of `hierarchy` that stand for another one, but for those that open a further call.
  void keep_rows_once();

 private:
  enum Place : int {
    ignored,
    document,         // members of the top-level object
    workload,         // members of `workload`
    layer_list,       // elements of `layers_flat`, or of `hierarchy` and of `children` where rows are read from there
    layer,            // members of one of them
    dimensions,       // elements of a size of one of them
    unique_list,      // elements of `layers`
    unique,           // members of one of them
    unique_children,  // elements of its `children`
    stage_table,      // members of `stages`
    stage,            // members of one of them
    hierarchy,        // inside `hierarchy`: only ids are looked at
    inputs,           // inside `inputs`: tensors as {shape, dtype}, nested in lists and objects
    input_shape,      // elements of `shape` of one of them
    shared_list,      // elements of `shared_parameters`
    shared_names,     // elements of one of them
    flop_table,       // members of `modules`
    flop_module,      // members of one of them
  };

  int place_inside(bool array) override;
  void opened() override;
  void named() override;
  void value(const SaxScalar& value) override;
  void closed(const Frame& frame) override;

  // torchinfo_sax.cpp: lists and objects
  Place member_of_document(bool array);
  Place expect(bool array, bool wants_array, Place place, bool& seen);
  Place new_layer();
  Place open_input(bool array);
  void close_input();
  void finish_layer(const Frame& frame);
  void finish_hierarchy_row(const Frame& frame);
  void finish_node();
  void finish_flop_module(const Frame& frame);

  // torchinfo_values.cpp: scalars
  void header(const SaxScalar& value);
  void workload_value(const SaxScalar& value);
  void layer_value(const SaxScalar& value);
  void dimension(const SaxScalar& value);
  void unique_value(const SaxScalar& value);
  void stage_value(const SaxScalar& value);
  void hierarchy_value(const SaxScalar& value);
  void input_size(const SaxScalar& value);
  bool flops(const SaxScalar& value, std::int64_t& field);
  void flop_value(const SaxScalar& value);

  Layer& row() { return artifact.tree.layers[top().slot]; }

  struct Node {
    std::optional<std::int64_t> index;
    bool recursive = false;
    std::size_t depth = 0;  // frames below it
  };
  struct OpenInput {
    std::optional<Shape> shape;
    std::string dtype;
  };

  bool rows_from_hierarchy_;
  Shape dimensions_;
  std::vector<Node> nodes_;        // the open objects inside `hierarchy`
  std::vector<OpenInput> inputs_;  // the open objects inside `inputs`
  std::unordered_set<std::int64_t> indices_;
  std::unordered_set<std::string> stage_names_;
  std::unordered_map<std::int64_t, std::size_t> open_indices_;  // of `nodes_`, with how many have each
  std::unordered_set<std::size_t> stubs_;                       // rows that stand for another one
};

// Members that a frame has had.
inline constexpr unsigned kSawClass = 1, kSawDepth = 2, kSawIndex = 4, kSawStub = 8, kSawFirstOfIndex = 16;  // a layer
inline constexpr unsigned kSawParams = 1, kSawMacs = 2;                                                      // a stage
inline constexpr unsigned kSawFlops = 1;                                                                     // a module

}  // namespace modelmeter::torchinfo
