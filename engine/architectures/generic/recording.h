#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "torchinfo/layer_tree.h"

namespace modelmeter::generic {

using torchinfo::Layer;
using torchinfo::LayerTree;
using torchinfo::Shape;

/// The two sizes of a run that can be changed without a new export.
struct RunSize {
  std::int64_t batch = 1;
  std::int64_t seq_len = 0;  ///< meaningless where the recording identifies no sequence
};

/// How one dimension of a recorded shape follows the run: d' = (d + (S' − S) · slope) · B' / B.
struct DimRule {
  bool follows_batch = false;
  std::int64_t slope_numerator = 0;  ///< growth per token of the sequence; 0: independent of it
  std::int64_t slope_denominator = 1;
};

/// A recorded shape with the rule of every dimension.
struct ScalableShape {
  Shape recorded;
  std::vector<DimRule> rules;
};

/// What a user may change, and how that is known.
struct ScalingFacts {
  std::int64_t batch = 1;         ///< recorded batch size
  bool batch_is_certain = false;  ///< told by token indices or images, not by the first of several equal dimensions
  bool batch_comes_second =
      false;  ///< [sequence, batch, …], as recurrent layers and transformers of torch.nn default to
  std::optional<std::int64_t> seq_len;  ///< recorded length; null where no dimension was identified as one
  bool two_lengths = false;             ///< a second recording settled which dimensions follow the length
  std::int64_t uneven = 0;              ///< dimensions that do not follow the length evenly (rounded when scaled)
  std::vector<std::string> sentences;
};

/// An artifact's rows with what they say together: own parameters, tied weights, how shapes scale.
class Recording {
 public:
  /// `second` is the same model recorded at another sequence length (or null); its rows must be the same modules.
  Recording(const LayerTree& tree, const LayerTree* second);

  const LayerTree& tree() const { return *tree_; }
  const Layer& row(std::size_t index) const { return tree_->layers[index]; }
  const ScalingFacts& scaling() const { return scaling_; }

  /// Parameters of a module that none of its children owns; never negative.
  std::int64_t own_parameters(std::size_t index) const { return own_parameters_[index]; }
  /// The row whose weight this row's module shares under another name; null where it has its own.
  std::optional<std::size_t> tied_to(std::size_t index) const { return tied_to_[index]; }
  /// Whether another row's module shares this row's weight.
  bool shared(std::size_t index) const { return shared_[index]; }
  /// A head that may share the embedding's weight where the artifact cannot tell: "x and y have 5 parameters each …";
  /// empty where there is none.
  std::string possible_tie() const;
  const std::vector<DimRule>& input_rules(std::size_t index) const { return input_[index]; }
  const std::vector<DimRule>& output_rules(std::size_t index) const { return output_[index]; }

  Shape input(std::size_t index, const RunSize& run) const { return scaled(row(index).input_size, input_[index], run); }
  Shape output(std::size_t index, const RunSize& run) const {
    return scaled(row(index).output_size, output_[index], run);
  }

 private:
  Shape scaled(const Shape& shape, const std::vector<DimRule>& rules, const RunSize& run) const;
  void find_batch();
  void find_sequence();
  void find_parameters();
  void find_ties();
  void rule_dimensions(const LayerTree* second);

  const LayerTree* tree_;
  ScalingFacts scaling_;
  std::vector<std::int64_t> own_parameters_;
  std::vector<std::optional<std::size_t>> tied_to_;
  std::vector<bool> shared_;
  std::vector<std::vector<DimRule>> input_, output_;
};

/// Elements of a tensor; 0 for an unknown (empty) shape. Saturates at INT64_MAX.
std::int64_t elements(const Shape& shape);
/// Elements of all but the last dimension.
std::int64_t leading(const Shape& shape);
inline std::int64_t last(const Shape& shape) {
  return shape.empty() ? 0 : shape.back();
}
/// "[1, 512, 2048]"
std::string text_of(const Shape& shape);

}  // namespace modelmeter::generic
