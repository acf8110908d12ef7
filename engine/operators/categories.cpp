#include "operators/categories.h"

#include <string>

namespace modelmeter {
namespace {

struct Row {
  Category category;
  std::string_view id;
  std::string_view display_name;
  std::string_view description;
  std::vector<std::string_view> builtin_classes;  ///< class names under torch.nn, matched exactly
  std::vector<std::string_view> vendor_words;     ///< words that a vendor class name contains
};

const std::array<Row, kCategoryCount>& rows() {
  static const std::array<Row, kCategoryCount> table{{
      {Category::conv,
       "conv2d",
       "Convolution",
       "Convolutions of one to three dimensions, transposed ones included.",
       {"Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "LazyConv1d",
        "LazyConv2d", "LazyConv3d", "Unfold", "Fold"},
       {"PatchEmbed"}},
      {Category::linear,
       "linear",
       "Linear",
       "Dense matrix products with a weight: projections, MLPs, experts, heads.",
       {"Linear", "Bilinear", "LazyLinear", "NonDynamicallyQuantizableLinear"},
       {"MLP", "Mlp", "FeedForward", "FFN", "Linear", "Projector", "Dense"}},
      {Category::attention,
       "attention",
       "Attention",
       "Products of queries with keys and of probabilities with values, and the softmax between them.",
       {"MultiheadAttention"},
       {"FlashAttention", "Attention", "Attn"}},
      {Category::norm,
       "norm",
       "Normalisation",
       "Layer, RMS, batch, group and instance normalisation.",
       {"LayerNorm", "RMSNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "GroupNorm",
        "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LocalResponseNorm", "CrossMapLRN2d"},
       {"Norm"}},
      {Category::activation,
       "activation",
       "Activation",
       "Element-wise non-linear functions and stand-alone softmax.",
       {"GELU",     "SiLU",     "ReLU",      "ReLU6",       "LeakyReLU",  "PReLU",      "RReLU",
        "ELU",      "CELU",     "SELU",      "GLU",         "Mish",       "Sigmoid",    "LogSigmoid",
        "Tanh",     "Hardtanh", "Hardswish", "Hardsigmoid", "Hardshrink", "Softplus",   "Softshrink",
        "Softsign", "Softmax",  "Softmax2d", "LogSoftmax",  "Softmin",    "Tanhshrink", "Threshold"},
       {"GELU", "Gelu", "SiLU", "Swish", "Activation", "ReLU"}},
      {Category::embedding,
       "embedding",
       "Embedding",
       "Table look-ups and learned positions.",
       {"Embedding", "EmbeddingBag"},
       {"Embeddings", "Embedding"}},
      {Category::positional,
       "positional",
       "Position encoding",
       "Rotary embeddings and relative-position biases.",
       {},
       {"RotaryEmbedding", "Rotary", "RelPos", "PositionBias"}},
      {Category::routing,
       "routing",
       "Expert routing",
       "Router softmax, top-k choice, dispatch and combination of experts.",
       {},
       {"MoEGate", "MoE", "Moe", "Router", "TopK", "Gate"}},
      {Category::elementwise,
       "elementwise",
       "Element-wise",
       "Residual additions and other point-wise arithmetic.",
       {},
       {}},
      {Category::pooling,
       "pooling",
       "Pooling and resampling",
       "Pooling, up-sampling, interpolation, pixel shuffle.",
       {"MaxPool1d",
        "MaxPool2d",
        "MaxPool3d",
        "AvgPool1d",
        "AvgPool2d",
        "AvgPool3d",
        "AdaptiveAvgPool1d",
        "AdaptiveAvgPool2d",
        "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d",
        "AdaptiveMaxPool2d",
        "AdaptiveMaxPool3d",
        "LPPool1d",
        "LPPool2d",
        "FractionalMaxPool2d",
        "MaxUnpool2d",
        "Upsample",
        "UpsamplingNearest2d",
        "UpsamplingBilinear2d",
        "PixelShuffle",
        "PixelUnshuffle"},
       {"Pool", "Upsample", "PixelShuffle", "PatchMerging"}},
      {Category::recurrent,
       "recurrent",
       "Recurrent",
       "RNN, LSTM and GRU layers and cells.",
       {"RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"},
       {"LSTM", "GRU"}},
      {Category::data_movement,
       "data_movement",
       "Data movement",
       "Copies, padding, window partition, concatenation, gathering, KV-cache writes.",
       {"Flatten", "Unflatten", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ReflectionPad1d", "ReflectionPad2d",
        "ReplicationPad2d", "ConstantPad1d", "ConstantPad2d", "ChannelShuffle"},
       {"Permute", "Reshape"}},
      {Category::container,
       "container",
       "Container",
       "Modules that only run their children, and modules without cost.",
       {"ModuleList", "ModuleDict", "Sequential", "ParameterList", "ParameterDict", "Module", "Identity", "Dropout",
        "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "Transformer",
        "TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder", "TransformerDecoderLayer"},
       {"ForCausalLM", "Model", "Encoder", "Decoder", "Transformer", "Layer", "Block", "Stage", "Dropout", "DropPath",
        "StochasticDepth", "Vit", "ViT"}},
      {Category::other, "other", "Other", "Work that no family above describes.", {}, {}},
  }};
  return table;
}

const Row& row_of(Category category) {
  return rows()[static_cast<std::size_t>(category)];
}

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

/// Vendor words are tried in this order, the telling ones first: "DeepseekV2MoE" before "DeepseekV2M…lp",
/// "LlamaRotaryEmbedding" before "…Embedding", "NoTPTransformerBlock" as a container only at the end.
constexpr Category kVendorOrder[] = {
    Category::positional, Category::routing,    Category::attention,     Category::norm,
    Category::conv,       Category::recurrent,  Category::pooling,       Category::linear,
    Category::embedding,  Category::activation, Category::data_movement, Category::container,
};

}  // namespace

std::string_view category_id(Category category) {
  return row_of(category).id;
}

const std::vector<OperatorCategory>& operator_categories() {
  static const std::vector<OperatorCategory> categories = [] {
    std::vector<OperatorCategory> made;
    for (const Row& row : rows()) {
      OperatorCategory entity{std::string(row.id), std::string(row.display_name), std::string(row.description), {}};
      for (std::string_view name : row.builtin_classes) entity.match_classes.emplace_back(name);
      for (std::string_view word : row.vendor_words) entity.match_classes.push_back("*" + std::string(word) + "*");
      made.push_back(entity);
    }
    return made;
  }();
  return categories;
}

Category category_of_class(std::string_view qualified_class_name) {
  const std::size_t dot = qualified_class_name.rfind('.');
  const std::string_view name =
      dot == std::string_view::npos ? qualified_class_name : qualified_class_name.substr(dot + 1);
  if (dot == std::string_view::npos || starts_with(qualified_class_name, "torch.nn."))
    for (const Row& row : rows())
      for (std::string_view known : row.builtin_classes)
        if (known == name) return row.category;
  for (Category category : kVendorOrder)
    for (std::string_view word : row_of(category).vendor_words)
      if (name.find(word) != std::string_view::npos) return category;
  return Category::other;
}

}  // namespace modelmeter
