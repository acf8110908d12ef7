#include "architectures/deepseek_ocr/class_summaries.h"

namespace modelmeter::deepseek_ocr {
namespace {

struct Row {
  const char* class_name;
  const char* summary;
};

constexpr Row kRows[] = {
    {"DeepseekOCRForCausalLM",
     "The whole model with its language head: one forward over the prompt (prefill), then one per generated token "
     "(decode)."},
    {"DeepseekOCRModel",
     "Image encoders, projector and decoder without the language head. It runs the encoders on the crops and on the "
     "global view and puts their tokens into the prompt."},
    {"ImageEncoderViT",
     "SAM's ViT-B image encoder: 16-pixel patches, 12 blocks of windowed or global attention, a convolutional neck, "
     "and two strided convolutions that reduce the tokens sixteen-fold."},
    {"PatchEmbed", "Cuts the image into patches and projects each one: a convolution whose stride is its kernel size."},
    {"Block",
     "A SAM transformer block: attention inside windows of 14 × 14 (padded to whole windows) or over the whole image, "
     "then an MLP, each behind a norm and a residual."},
    {"Attention",
     "SAM's attention with a decomposed relative-position bias: a learned vector per row distance and per column "
     "distance."},
    {"MLPBlock", "SAM's MLP: expand four-fold, GELU, project back."},
    {"LayerNorm2d", "Layer normalisation over the channels of a feature map."},
    {"VitModel",
     "CLIP-L's transformer. It takes SAM's features in place of its own patch embedding, so the patch convolution "
     "exists but does not run."},
    {"CLIPVisionEmbeddings",
     "Puts a class token in front of SAM's features and adds learned positions, resized to the view's grid."},
    {"NoTPTransformer", "The stack of CLIP's 24 layers."},
    {"NoTPTransformerBlock",
     "A CLIP layer: attention over all tokens of one view, then an MLP, each behind a norm and a residual."},
    {"NoTPAttention", "CLIP's multi-head attention with one product for queries, keys and values."},
    {"NoTPFeedForward", "CLIP's MLP: expand four-fold, quick GELU, project back."},
    {"MlpProjector",
     "Projects the CLIP and SAM features of every position, side by side, to the decoder's width: a single linear "
     "layer."},
    {"DeepseekV2DecoderLayer",
     "A decoder layer: causal attention, then a dense SwiGLU (first layer) or a mixture of experts, each behind an RMS "
     "norm and a residual."},
    {"LlamaFlashAttention2",
     "Causal multi-head attention with rotary positions and a KV cache, computed without storing the scores."},
    {"LlamaRotaryEmbedding", "Angles of the rotary positions, computed anew by every layer."},
    {"DeepseekV2MLP",
     "SwiGLU: two projections, SiLU of the first times the second, and a projection back. The dense layer, every "
     "expert and the shared experts are of this class."},
    {"DeepseekV2MoE",
     "A mixture of experts: the router picks 6 of 64 experts for every token, whose outputs are added with the "
     "router's weights; two shared experts (one SwiGLU) see every token."},
    {"MoEGate", "The router: a linear layer in fp32, softmax, and the greedy choice of the best experts."},
    {"DeepseekV2RMSNorm", "RMS normalisation of the decoder."},
    {"Linear", "A matrix product with a learned weight and, where configured, a bias."},
    {"Conv2d", "A two-dimensional convolution."},
    {"LayerNorm", "Layer normalisation over the last dimension."},
    {"Embedding", "A table of learned vectors, looked up by index."},
    {"GELU", "Gaussian error linear unit; runs inside the kernel of the projection before it."},
    {"SiLU", "Sigmoid linear unit; with the gating product it runs inside the kernel that makes its inputs."},
    {"ModuleList", "A list of modules that their owner runs; no work of its own."},
    {"Sequential", "Modules run one after the other; no work of its own."},
};

}  // namespace

std::string class_summary(const std::string& class_name) {
  for (const Row& row : kRows)
    if (class_name == row.class_name) return row.summary;
  return "";
}

}  // namespace modelmeter::deepseek_ocr
