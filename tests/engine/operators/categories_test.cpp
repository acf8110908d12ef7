// Which category a module class falls into.
#include "operators/categories.h"

#include <catch2/catch.hpp>
#include <set>

using namespace modelmeter;

namespace {
std::string id(const std::string& name) {
  return std::string(category_id(category_of_class(name)));
}
}  // namespace

TEST_CASE("every class of torch.nn.modules has its category", "[operators][categories]") {
  // The public names of torch.nn.modules in PyTorch 2.11, module by module.
  struct Module {
    const char* module;
    const char* category;
    std::vector<const char*> classes;
  };
  const std::vector<Module> modules{
      {"linear", "linear", {"Linear", "Bilinear", "LazyLinear", "NonDynamicallyQuantizableLinear"}},
      {"linear", "container", {"Identity"}},
      {"conv",
       "conv2d",
       {"Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "LazyConv1d",
        "LazyConv2d", "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d", "LazyConvTranspose3d"}},
      {"activation", "activation", {"Threshold",   "ReLU",       "Hardtanh",   "ReLU6",      "Sigmoid",  "Tanh",
                                    "Softmax",     "Softmax2d",  "LogSoftmax", "ELU",        "SELU",     "CELU",
                                    "GELU",        "Hardshrink", "LeakyReLU",  "LogSigmoid", "Softplus", "Softshrink",
                                    "PReLU",       "Softsign",   "Softmin",    "Tanhshrink", "RReLU",    "GLU",
                                    "Hardsigmoid", "Hardswish",  "SiLU",       "Mish"}},
      {"activation", "attention", {"MultiheadAttention"}},
      {"adaptive", "activation", {"AdaptiveLogSoftmaxWithLoss"}},
      {"loss",
       "elementwise",
       {"L1Loss",
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
        "GaussianNLLLoss"}},
      {"distance", "elementwise", {"PairwiseDistance", "CosineSimilarity"}},
      {"container", "container", {"Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}},
      {"module", "container", {"Module"}},
      {"pooling",
       "pooling",
       {"AvgPool1d", "AvgPool2d", "AvgPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "FractionalMaxPool2d",
        "FractionalMaxPool3d", "LPPool1d", "LPPool2d", "LPPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d",
        "AdaptiveMaxPool3d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"}},
      {"pooling", "data_movement", {"MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"}},
      {"upsampling", "pooling", {"Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d"}},
      {"batchnorm",
       "norm",
       {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "LazyBatchNorm1d", "LazyBatchNorm2d",
        "LazyBatchNorm3d"}},
      {"instancenorm",
       "norm",
       {"InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LazyInstanceNorm1d", "LazyInstanceNorm2d",
        "LazyInstanceNorm3d"}},
      {"normalization", "norm", {"LocalResponseNorm", "CrossMapLRN2d", "LayerNorm", "GroupNorm", "RMSNorm"}},
      {"dropout",
       "container",
       {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"}},
      {"padding",
       "data_movement",
       {"ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d",
        "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
        "CircularPad1d", "CircularPad2d", "CircularPad3d"}},
      {"sparse", "embedding", {"Embedding", "EmbeddingBag"}},
      {"rnn", "recurrent", {"RNNBase", "RNN", "LSTM", "GRU", "RNNCellBase", "RNNCell", "LSTMCell", "GRUCell"}},
      {"pixelshuffle", "data_movement", {"PixelShuffle", "PixelUnshuffle"}},
      {"channelshuffle", "data_movement", {"ChannelShuffle"}},
      {"fold", "data_movement", {"Fold", "Unfold"}},
      {"flatten", "data_movement", {"Flatten", "Unflatten"}},
      {"transformer",
       "container",
       {"TransformerEncoder", "TransformerDecoder", "TransformerEncoderLayer", "TransformerDecoderLayer",
        "Transformer"}},
  };
  for (const Module& module : modules)
    for (const char* name : module.classes) {
      INFO(name);
      CHECK(id("torch.nn.modules." + std::string(module.module) + "." + name) == module.category);
      CHECK(id(name) == module.category);  // a text table has no packages
    }
}

TEST_CASE("quantized and fused classes of PyTorch", "[operators][categories]") {
  CHECK(id("torch.ao.nn.quantized.modules.linear.Linear") == "linear");
  CHECK(id("torch.ao.nn.quantized.dynamic.modules.linear.Linear") == "linear");
  CHECK(id("torch.ao.nn.quantized.modules.linear.LinearPackedParams") == "container");
  CHECK(id("torch.nn.quantized.modules.conv.Conv2d") == "conv2d");
  CHECK(id("torch.ao.nn.quantized.dynamic.modules.rnn.LSTM") == "recurrent");
  CHECK(id("torch.ao.nn.quantized.modules.Quantize") == "elementwise");
  CHECK(id("torch.ao.nn.quantized.modules.DeQuantize") == "elementwise");
  CHECK(id("torch.ao.quantization.stubs.QuantStub") == "elementwise");
  CHECK(id("torch.ao.nn.quantized.modules.functional_modules.QFunctional") == "elementwise");
  CHECK(id("torch.ao.nn.intrinsic.quantized.modules.conv_relu.ConvReLU2d") == "conv2d");
  CHECK(id("torch.ao.nn.intrinsic.modules.fused.ConvBnReLU3d") == "conv2d");
  CHECK(id("torch.ao.nn.intrinsic.quantized.modules.linear_relu.LinearReLU") == "linear");
  CHECK(id("torch.ao.nn.intrinsic.quantized.modules.bn_relu.BNReLU2d") == "norm");
  CHECK(id("torch.ao.nn.quantizable.modules.activation.MultiheadAttention") == "attention");
  CHECK(id("bitsandbytes.nn.modules.Linear8bitLt") == "linear");
}

TEST_CASE("classes of Transformers", "[operators][categories]") {
  for (const char* name : {"GELUActivation", "GELUTanh", "PytorchGELUTanh", "NewGELUActivation", "FastGELUActivation",
                           "QuickGELUActivation", "ClippedGELUActivation", "AccurateGELUActivation", "SiLUActivation",
                           "MishActivation", "LaplaceActivation", "ReLUSquaredActivation", "XIELUActivation"}) {
    INFO(name);
    CHECK(id(std::string("transformers.activations.") + name) == "activation");
  }
  CHECK(id("transformers.activations.LinearActivation") == "container");  // y = x
  CHECK(id("transformers.pytorch_utils.Conv1D") == "linear");             // a transposed linear layer
  CHECK(id("x.modeling_llama.LlamaFlashAttention2") == "attention");
  CHECK(id("x.modeling_llama.LlamaRotaryEmbedding") == "positional");
  CHECK(id("x.modeling_llama.LlamaForCausalLM") == "container");
  CHECK(id("x.modeling_bert.BertEmbeddings") == "embedding");
  CHECK(id("x.modeling_bert.BertPooler") == "container");
  CHECK(id("x.modeling_bert.BertSelfOutput") == "container");
  CHECK(id("x.modeling_t5.T5DenseGatedActDense") == "linear");
  CHECK(id("x.modeling_poolformer.PoolFormerModel") == "container");
  CHECK(id("x.modeling_poolformer.PoolFormerPooling") == "pooling");
  CHECK(id("x.modeling_wav2vec2.Wav2Vec2GroupNormConvLayer") == "container");
  CHECK(id("x.modeling_vit.ViTPatchEmbeddings") == "conv2d");
  CHECK(id("x.y.Frobnicator") == "other");
}

TEST_CASE("a mixture of experts routes only where the class is the router or the mixture", "[operators][categories]") {
  for (const char* name :
       {"DeepseekV2MoE", "DeepseekV2Moe", "Llama4TextMoe", "Qwen2MoeSparseMoeBlock", "OwnMoEBlock", "SparseMoELayer",
        "MoEGate", "Gate", "TopKGate", "Qwen2MoeTopKRouter", "Llama4Router", "SwitchTransformersSparseMLP"}) {
    INFO(name);
    CHECK(id(std::string("x.") + name) == "routing");
  }
  CHECK(id("x.Qwen2MoeAttention") == "attention");
  CHECK(id("x.Qwen2MoeRMSNorm") == "norm");
  CHECK(id("x.Qwen3NextRMSNormGated") == "norm");
  CHECK(id("x.Qwen2MoeMLP") == "linear");
  CHECK(id("x.Qwen2MoeExperts") == "linear");
  CHECK(id("x.MixtralExperts") == "linear");
  CHECK(id("x.Qwen2MoeRotaryEmbedding") == "positional");
  CHECK(id("x.Qwen2MoeDecoderLayer") == "container");
  CHECK(id("x.Qwen2MoeForCausalLM") == "container");
  CHECK(id("timm.layers.mlp.GatedMlp") == "linear");
}

TEST_CASE("classes of torchvision and timm", "[operators][categories]") {
  CHECK(id("torchvision.ops.misc.Conv2dNormActivation") == "container");
  CHECK(id("torchvision.ops.misc.Conv3dNormActivation") == "container");
  CHECK(id("torchvision.ops.misc.FrozenBatchNorm2d") == "norm");
  CHECK(id("torchvision.ops.misc.SqueezeExcitation") == "container");
  CHECK(id("torchvision.ops.misc.MLP") == "linear");
  CHECK(id("torchvision.ops.misc.Permute") == "data_movement");
  CHECK(id("torchvision.ops.stochastic_depth.StochasticDepth") == "container");
  CHECK(id("torchvision.ops.poolers.MultiScaleRoIAlign") == "pooling");
  CHECK(id("torchvision.models.densenet._DenseBlock") == "container");
  CHECK(id("torchvision.models.video.resnet.Conv3DSimple") == "conv2d");
  CHECK(id("timm.layers.mlp.Mlp") == "linear");
  CHECK(id("timm.layers.mlp.GluMlp") == "linear");
  CHECK(id("timm.layers.norm.LayerNorm2d") == "norm");
  CHECK(id("timm.layers.norm_act.BatchNormAct2d") == "norm");
  CHECK(id("timm.layers.conv_bn_act.ConvNormAct") == "container");
  CHECK(id("timm.layers.std_conv.StdConv2d") == "conv2d");
  CHECK(id("timm.layers.layer_scale.LayerScale") == "elementwise");
  CHECK(id("timm.layers.drop.DropPath") == "container");
  CHECK(id("timm.layers.patch_embed.PatchEmbed") == "conv2d");
  CHECK(id("timm.layers.adaptive_avgmax_pool.SelectAdaptivePool2d") == "pooling");
  CHECK(id("timm.layers.pos_embed_rel.RelPosMlp") == "positional");
  CHECK(id("timm.models.vision_transformer_relpos.RelPosAttention") == "attention");
  CHECK(id("timm.layers.squeeze_excite.SEModule") == "container");
  CHECK(id("timm.layers.activations.HardSwish") == "activation");
  CHECK(id("timm.layers.space_to_depth.SpaceToDepth") == "data_movement");
}

TEST_CASE("no class is listed twice", "[operators][categories]") {
  std::set<std::string> seen;
  for (const OperatorCategory& category : operator_categories())
    for (const std::string& name : category.match_classes) {
      INFO(name);
      CHECK(seen.insert(name).second);
    }
  CHECK(seen.size() > 250);
}
