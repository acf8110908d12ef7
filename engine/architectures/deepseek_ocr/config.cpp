#include "architectures/deepseek_ocr/config.h"

namespace modelmeter::deepseek_ocr {
namespace {

struct Size {
  const char* name;
  std::int64_t Config::*field;
};

/// The sizes that `DeepSeekOCRModelSpec.architecture` carries, by their name in config.json.
constexpr Size kSizes[] = {
    {"first_k_dense_replace", &Config::first_k_dense_replace},
    {"max_position_embeddings", &Config::max_position_embeddings},
    {"moe_intermediate_size", &Config::moe_intermediate_size},
    {"n_routed_experts", &Config::n_routed_experts},
    {"n_shared_experts", &Config::n_shared_experts},
    {"num_experts_per_tok", &Config::num_experts_per_tok},
    {"num_key_value_heads", &Config::num_key_value_heads},
    {"vocab_size", &Config::vocab_size},
};

}  // namespace

DeepSeekOCRModelSpec default_spec() {
  const Config config;
  DeepSeekOCRModelSpec spec{
      .model_id = "deepseek-ai/DeepSeek-OCR",
      .model_variant = "deepseek-ocr-v1-base",
      .hf_revision = std::nullopt,
      .config_path = "/models/deepseek-ai/DeepSeek-OCR/config.json",
      .hidden_size = config.hidden_size,
      .intermediate_size = config.intermediate_size,
      .num_layers = config.num_layers,
      .num_attention_heads = config.num_attention_heads,
      .vision_backbone = VisionBackbone::sam_vit_b,
      .uses_moe = true,
      .notes =
          "SAM ViT-B (windowed and global attention) and CLIP-L in series, one linear projector, and a "
          "mixture-of-experts decoder with ordinary multi-head attention and rotary positions. "
          "config_path is the file's place inside the public repository.",
      .architecture = {},
  };
  for (const Size& size : kSizes) spec.architecture[size.name] = config.*size.field;
  return spec;
}

Config config_of(const DeepSeekOCRModelSpec& spec) {
  Config config;
  config.hidden_size = spec.hidden_size;
  config.intermediate_size = spec.intermediate_size;
  config.num_layers = spec.num_layers;
  config.num_attention_heads = spec.num_attention_heads;
  config.uses_moe = spec.uses_moe;
  for (const Size& size : kSizes)
    if (const auto found = spec.architecture.find(size.name); found != spec.architecture.end())
      config.*size.field = found->second;
  return config;
}

}  // namespace modelmeter::deepseek_ocr
