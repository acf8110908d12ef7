#pragma once
#include <vector>

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {

/// Lowers a row whose module runs no recorded child: by its class where a rule knows it, else by what shapes and
/// parameters tell, else as a bound with the reason.
void lower_layer(const Seen& layer, Lowered& lowered);

std::vector<RuleDescription> layer_rules();

/// How a rule lowers a row; false where shapes or parameters contradict it.
using LowerLayer = bool (*)(const Seen&, Lowered&);

/// A rule for classes: exact names first, then words that a name contains.
struct LayerRule {
  const char* id;
  const char* title;
  const char* description;
  std::vector<const char*> classes;
  std::vector<const char*> words;
  LowerLayer lower;
};

// The families, each in a file of its own.
std::vector<LayerRule> matrix_rules();       ///< linear, bilinear, convolutions, recurrent, embeddings
std::vector<LayerRule> pointwise_rules();    ///< norms, activations, scales
std::vector<LayerRule> rearranging_rules();  ///< pooling, resampling, data movement, layers without cost

}  // namespace modelmeter::generic
