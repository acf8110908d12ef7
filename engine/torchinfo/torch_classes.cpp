#include "torchinfo/torch_classes.h"

#include <map>
#include <vector>

#include "operators/categories.h"

namespace modelmeter::torchinfo {
namespace {

struct Room {
  std::string_view module;  ///< below torch.nn.modules
  std::vector<std::string_view> classes;
};

/// Classes of torch.nn (PyTorch 2.11), by the file that defines them.
const std::vector<Room>& rooms() {
  static const std::vector<Room> table{
      {"linear", {"Identity", "Linear", "Bilinear", "LazyLinear", "NonDynamicallyQuantizableLinear"}},
      {"conv",
       {"Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "LazyConv1d",
        "LazyConv2d", "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d", "LazyConvTranspose3d"}},
      {"activation", {"Threshold",   "ReLU",
                      "RReLU",       "Hardtanh",
                      "ReLU6",       "Sigmoid",
                      "Hardsigmoid", "Tanh",
                      "SiLU",        "Mish",
                      "Hardswish",   "ELU",
                      "CELU",        "SELU",
                      "GLU",         "GELU",
                      "Hardshrink",  "LeakyReLU",
                      "LogSigmoid",  "Softplus",
                      "Softshrink",  "MultiheadAttention",
                      "PReLU",       "Softsign",
                      "Tanhshrink",  "Softmin",
                      "Softmax",     "Softmax2d",
                      "LogSoftmax"}},
      {"batchnorm",
       {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "LazyBatchNorm1d", "LazyBatchNorm2d",
        "LazyBatchNorm3d"}},
      {"instancenorm",
       {"InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LazyInstanceNorm1d", "LazyInstanceNorm2d",
        "LazyInstanceNorm3d"}},
      {"normalization", {"LocalResponseNorm", "CrossMapLRN2d", "LayerNorm", "GroupNorm", "RMSNorm"}},
      {"container", {"Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}},
      {"dropout", {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"}},
      {"pooling",
       {"MaxPool1d",           "MaxPool2d",         "MaxPool3d",         "MaxUnpool1d",       "MaxUnpool2d",
        "MaxUnpool3d",         "AvgPool1d",         "AvgPool2d",         "AvgPool3d",         "FractionalMaxPool2d",
        "FractionalMaxPool3d", "LPPool1d",          "LPPool2d",          "LPPool3d",          "AdaptiveMaxPool1d",
        "AdaptiveMaxPool2d",   "AdaptiveMaxPool3d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"}},
      {"padding",
       {"CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
        "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d",
        "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d"}},
      {"sparse", {"Embedding", "EmbeddingBag"}},
      {"rnn", {"RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"}},
      {"pixelshuffle", {"PixelShuffle", "PixelUnshuffle"}},
      {"channelshuffle", {"ChannelShuffle"}},
      {"upsampling", {"Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d"}},
      {"distance", {"PairwiseDistance", "CosineSimilarity"}},
      {"fold", {"Fold", "Unfold"}},
      {"flatten", {"Flatten", "Unflatten"}},
      {"transformer",
       {"Transformer", "TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder",
        "TransformerDecoderLayer"}},
      {"adaptive", {"AdaptiveLogSoftmaxWithLoss"}},
      {"loss",
       {"L1Loss",
        "NLLLoss",
        "NLLLoss2d",
        "PoissonNLLLoss",
        "GaussianNLLLoss",
        "KLDivLoss",
        "MSELoss",
        "BCELoss",
        "BCEWithLogitsLoss",
        "HingeEmbeddingLoss",
        "MultiLabelMarginLoss",
        "SmoothL1Loss",
        "HuberLoss",
        "SoftMarginLoss",
        "CrossEntropyLoss",
        "MultiLabelSoftMarginLoss",
        "CosineEmbeddingLoss",
        "MarginRankingLoss",
        "MultiMarginLoss",
        "TripletMarginLoss",
        "TripletMarginWithDistanceLoss",
        "CTCLoss"}},
  };
  return table;
}

/// The file that defines the class; empty where torch.nn has none of that name.
std::string_view room_of(std::string_view class_name) {
  static const std::map<std::string_view, std::string_view> by_class = [] {
    std::map<std::string_view, std::string_view> made;
    for (const Room& room : rooms())
      for (std::string_view known : room.classes) made.emplace(known, room.module);
    return made;
  }();
  const auto found = by_class.find(class_name);
  return found == by_class.end() ? std::string_view() : found->second;
}

}  // namespace

std::string qualified_torch_class(std::string_view class_name) {
  const std::string_view room = room_of(class_name);
  if (room.empty()) return "";
  return "torch.nn.modules." + std::string(room) + "." + std::string(class_name);
}

bool is_leaf_class(std::string_view class_name) {
  const std::string_view room = room_of(class_name);
  if (room.empty()) {
    if (class_name == "Conv1D") return true;  // transformers' Linear with a transposed weight
    const Category category = category_of_class(class_name);
    return category == Category::norm || category == Category::activation;
  }
  if (class_name == "ParameterList" || class_name == "ParameterDict") return true;
  return room != "container" && room != "transformer" && room != "adaptive";
}

bool never_runs(std::string_view class_name) {
  return class_name == "ModuleList" || class_name == "ModuleDict" || class_name == "ParameterList" ||
         class_name == "ParameterDict";
}

bool numbers_its_children(std::string_view class_name) {
  return class_name == "Sequential" || class_name == "ModuleList";
}

}  // namespace modelmeter::torchinfo
