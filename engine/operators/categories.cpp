#include "operators/categories.h"

#include <string>

namespace modelmeter {
namespace {

struct Row {
  Category category;
  std::string_view id;
  std::string_view display_name;
  std::string_view description;
  /// Class names as torch.nn has them (quantized and fused ones too), whatever package a class comes from: one of the
  /// same name is nearly always derived from it.
  std::vector<std::string_view> classes;
};

const std::array<Row, kCategoryCount>& rows() {
  static const std::array<Row, kCategoryCount> table{{
      {Category::conv,
       "conv2d",
       "Convolution",
       "Convolutions of one to three dimensions, transposed ones included.",
       {"Conv1d",          "Conv2d",       "Conv3d",       "ConvTranspose1d",     "ConvTranspose2d",
        "ConvTranspose3d", "LazyConv1d",   "LazyConv2d",   "LazyConv3d",          "LazyConvTranspose1d",
        "ConvBn1d",        "ConvBn2d",     "ConvBn3d",     "LazyConvTranspose2d", "LazyConvTranspose3d",
        "ConvBnReLU1d",    "ConvBnReLU2d", "ConvBnReLU3d", "ConvReLU1d",          "ConvReLU2d",
        "ConvReLU3d",      "ConvAdd2d",    "ConvAddReLU2d"}},
      {Category::linear,
       "linear",
       "Linear",
       "Dense matrix products with a weight: projections, MLPs, experts, heads.",
       {"Linear", "Bilinear", "LazyLinear", "NonDynamicallyQuantizableLinear", "LinearReLU", "LinearBn1d",
        "LinearLeakyReLU", "LinearTanh", "Conv1D"}},
      {Category::attention,
       "attention",
       "Attention",
       "Products of queries with keys and of probabilities with values, and the softmax between them.",
       {"MultiheadAttention"}},
      {Category::norm,
       "norm",
       "Normalisation",
       "Layer, RMS, batch, group and instance normalisation.",
       {"LayerNorm",          "RMSNorm",
        "BatchNorm1d",        "BatchNorm2d",
        "BatchNorm3d",        "SyncBatchNorm",
        "LazyBatchNorm1d",    "LazyBatchNorm2d",
        "LazyBatchNorm3d",    "BNReLU2d",
        "BNReLU3d",           "GroupNorm",
        "InstanceNorm1d",     "InstanceNorm2d",
        "InstanceNorm3d",     "LazyInstanceNorm1d",
        "LazyInstanceNorm2d", "LazyInstanceNorm3d",
        "LocalResponseNorm",  "CrossMapLRN2d"}},
      {Category::activation,
       "activation",
       "Activation",
       "Element-wise non-linear functions and stand-alone softmax.",
       {"GELU",
        "SiLU",
        "ReLU",
        "ReLU6",
        "LeakyReLU",
        "PReLU",
        "RReLU",
        "ELU",
        "CELU",
        "SELU",
        "GLU",
        "Mish",
        "Sigmoid",
        "LogSigmoid",
        "Tanh",
        "Hardtanh",
        "Hardswish",
        "Hardsigmoid",
        "Hardshrink",
        "Softplus",
        "Softshrink",
        "Softsign",
        "Softmax",
        "Softmax2d",
        "LogSoftmax",
        "Softmin",
        "Tanhshrink",
        "Threshold",
        "AdaptiveLogSoftmaxWithLoss"}},
      {Category::embedding,
       "embedding",
       "Embedding",
       "Table look-ups and learned positions.",
       {"Embedding", "EmbeddingBag"}},
      {Category::positional, "positional", "Position encoding", "Rotary embeddings and relative-position biases.", {}},
      {Category::routing,
       "routing",
       "Expert routing",
       "Router softmax, top-k choice, dispatch and combination of experts.",
       {}},
      {Category::elementwise,
       "elementwise",
       "Element-wise",
       "Residual additions, scales, distances, losses and other point-wise arithmetic.",
       {"CosineSimilarity",
        "PairwiseDistance",
        "L1Loss",
        "NLLLoss",
        "NLLLoss2d",
        "KLDivLoss",
        "MSELoss",
        "BCELoss",
        "BCEWithLogitsLoss",
        "CosineEmbeddingLoss",
        "CTCLoss",
        "HingeEmbeddingLoss",
        "MarginRankingLoss",
        "MultiLabelMarginLoss",
        "MultiLabelSoftMarginLoss",
        "MultiMarginLoss",
        "SmoothL1Loss",
        "HuberLoss",
        "SoftMarginLoss",
        "CrossEntropyLoss",
        "TripletMarginLoss",
        "TripletMarginWithDistanceLoss",
        "PoissonNLLLoss",
        "GaussianNLLLoss",
        "Quantize",
        "DeQuantize",
        "QuantStub",
        "DeQuantStub",
        "FloatFunctional",
        "FXFloatFunctional",
        "QFunctional"}},
      {Category::pooling,
       "pooling",
       "Pooling and resampling",
       "Pooling, up-sampling, interpolation.",
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
        "LPPool3d",
        "FractionalMaxPool2d",
        "FractionalMaxPool3d",
        "Upsample",
        "UpsamplingNearest2d",
        "UpsamplingBilinear2d"}},
      {Category::recurrent,
       "recurrent",
       "Recurrent",
       "RNN, LSTM and GRU layers and cells.",
       {"RNNBase", "RNN", "LSTM", "GRU", "RNNCellBase", "RNNCell", "LSTMCell", "GRUCell"}},
      {Category::data_movement,
       "data_movement",
       "Data movement",
       "Copies, padding, folding, shuffles, window partition, concatenation, gathering, KV-cache writes.",
       {"Flatten",          "Unflatten",        "Fold",
        "Unfold",           "PixelShuffle",     "PixelUnshuffle",
        "ChannelShuffle",   "MaxUnpool1d",      "MaxUnpool2d",
        "MaxUnpool3d",      "ZeroPad1d",        "ZeroPad2d",
        "ZeroPad3d",        "ConstantPad1d",    "ConstantPad2d",
        "ConstantPad3d",    "ReflectionPad1d",  "ReflectionPad2d",
        "ReflectionPad3d",  "ReplicationPad1d", "ReplicationPad2d",
        "ReplicationPad3d", "CircularPad1d",    "CircularPad2d",
        "CircularPad3d"}},
      {Category::container,
       "container",
       "Container",
       "Modules that only run their children, and modules without cost.",
       {"Module",
        "Sequential",
        "ModuleList",
        "ModuleDict",
        "ParameterList",
        "ParameterDict",
        "Identity",
        "Dropout",
        "Dropout1d",
        "Dropout2d",
        "Dropout3d",
        "AlphaDropout",
        "FeatureAlphaDropout",
        "Transformer",
        "TransformerEncoder",
        "TransformerEncoderLayer",
        "TransformerDecoder",
        "TransformerDecoderLayer",
        "LinearPackedParams",
        "EmbeddingPackedParams",
        "PackedParameter"}},
      {Category::other, "other", "Other", "Work that no family above describes.", {}},
  }};
  return table;
}

const Row& row_of(Category category) {
  return rows()[static_cast<std::size_t>(category)];
}

struct Pattern {
  std::string_view glob;  ///< a class name; a star at its start or end stands for any text
  Category category;
};

/// Classes of other packages. The first pattern that fits decides, so what a class is in particular (its end:
/// "…Router", "…RMSNorm") comes before what family it is of ("Qwen2Moe…") and before the parts it is made of.
const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> list{
      // Containers whose names speak of their parts.
      {"*NormActivation", Category::container},
      {"ConvNormAct*", Category::container},
      {"ConvBnAct", Category::container},
      {"ConvBNReLU", Category::container},
      {"ConvBNActivation", Category::container},
      {"*ConvLayer", Category::container},
      {"*NormLayer", Category::container},
      {"SqueezeExcit*", Category::container},
      {"EffectiveSqueezeExcite", Category::container},
      {"SEModule", Category::container},
      {"EffectiveSEModule", Category::container},
      {"*ClassifierHead", Category::container},
      {"DenseNet", Category::container},
      {"_DenseBlock", Category::container},
      {"_DenseLayer", Category::container},
      {"LinearActivation", Category::container},  // y = x
      {"*Pooler", Category::container},
      {"*SparseMLP", Category::routing},
      {"*MoE", Category::routing},
      {"*Moe", Category::routing},
      {"*MoEBlock", Category::routing},
      {"*MoeBlock", Category::routing},
      {"*MoELayer", Category::routing},
      {"*MoeLayer", Category::routing},
      {"*Router", Category::routing},
      {"*Gate", Category::routing},
      {"*TopK", Category::routing},
      {"*Rotary*", Category::positional},
      {"*RopePosition*", Category::positional},
      {"*RelPosBias*", Category::positional},
      {"*RelPosMlp", Category::positional},
      {"*PositionBias*", Category::positional},
      {"*Attention*", Category::attention},
      {"*Attn*", Category::attention},
      {"*DeltaNet", Category::attention},
      {"XCA", Category::attention},
      {"*Norm*", Category::norm},
      {"*Conv1d*", Category::conv},
      {"*Conv2d*", Category::conv},
      {"*Conv3d*", Category::conv},
      {"*Conv2D*", Category::conv},
      {"*Conv3D*", Category::conv},
      {"*ConvTranspose*", Category::conv},
      {"*PatchEmbed*", Category::conv},
      {"*LSTM*", Category::recurrent},
      {"*GRU*", Category::recurrent},
      {"*Pool", Category::pooling},
      {"*Pool1d*", Category::pooling},
      {"*Pool2d*", Category::pooling},
      {"*Pool3d*", Category::pooling},
      {"*Pooling*", Category::pooling},
      {"*RoIAlign", Category::pooling},
      {"*Upsample*", Category::pooling},
      {"Interpolate", Category::pooling},
      {"*PatchMerging*", Category::pooling},
      {"*MLP*", Category::linear},
      {"*Mlp*", Category::linear},
      {"*FeedForward*", Category::linear},
      {"*FFN*", Category::linear},
      {"*Experts", Category::linear},
      {"*Linear*", Category::linear},
      {"*Projector*", Category::linear},
      {"*Dense*", Category::linear},
      {"*Embedding*", Category::embedding},
      {"*GELU*", Category::activation},
      {"*Gelu*", Category::activation},
      {"*SiLU*", Category::activation},
      {"*Swish*", Category::activation},
      {"*ReLU*", Category::activation},
      {"*GLU*", Category::activation},
      {"*Mish*", Category::activation},
      {"HardSigmoid*", Category::activation},
      {"*Softmax*", Category::activation},
      {"*Activation*", Category::activation},
      {"*LayerScale", Category::elementwise},
      {"Scale", Category::elementwise},
      {"*Permute*", Category::data_movement},
      {"*Reshape*", Category::data_movement},
      {"Rearrange", Category::data_movement},
      {"*PixelShuffle*", Category::data_movement},
      {"SpaceToDepth*", Category::data_movement},
      {"DepthToSpace*", Category::data_movement},
      {"WindowPartition", Category::data_movement},
      {"WindowDepartition", Category::data_movement},
      {"*Model*", Category::container},
      {"*Encoder*", Category::container},
      {"*Decoder*", Category::container},
      {"*Transformer*", Category::container},
      {"*Layer*", Category::container},
      {"*Block*", Category::container},
      {"*Stage*", Category::container},
      {"*Stack", Category::container},
      {"*Bottleneck*", Category::container},
      {"*Backbone*", Category::container},
      {"*Head", Category::container},
      {"*Intermediate", Category::container},
      {"*Output", Category::container},
      {"*ForCausalLM", Category::container},
      {"*ForMaskedLM", Category::container},
      {"*ForPreTraining", Category::container},
      {"*ForConditionalGeneration", Category::container},
      {"*Classification", Category::container},
      {"*Detection", Category::container},
      {"*Segmentation", Category::container},
      {"*Dropout*", Category::container},
      {"*DropPath*", Category::container},
      {"*StochasticDepth*", Category::container},
      {"*ParametrizationList", Category::container},
      {"*Vit*", Category::container},
      {"*ViT*", Category::container},
  };
  return list;
}

bool fits(std::string_view name, std::string_view glob) {
  const bool any_start = glob.front() == '*', any_end = glob.back() == '*';
  if (any_start) glob.remove_prefix(1);
  if (any_end) glob.remove_suffix(1);
  if (any_start && any_end) return name.find(glob) != std::string_view::npos;
  if (name.size() < glob.size()) return false;
  if (any_start) return name.substr(name.size() - glob.size()) == glob;
  return any_end ? name.substr(0, glob.size()) == glob : name == glob;
}

}  // namespace

std::string_view category_id(Category category) {
  return row_of(category).id;
}

const std::vector<OperatorCategory>& operator_categories() {
  static const std::vector<OperatorCategory> categories = [] {
    std::vector<OperatorCategory> made;
    for (const Row& row : rows()) {
      OperatorCategory entity{std::string(row.id), std::string(row.display_name), std::string(row.description), {}};
      for (std::string_view name : row.classes) entity.match_classes.emplace_back(name);
      for (const Pattern& pattern : patterns())
        if (pattern.category == row.category) entity.match_classes.emplace_back(pattern.glob);
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
  for (const Row& row : rows())
    for (std::string_view known : row.classes)
      if (known == name) return row.category;
  for (const Pattern& pattern : patterns())
    if (fits(name, pattern.glob)) return pattern.category;
  return Category::other;
}

}  // namespace modelmeter
