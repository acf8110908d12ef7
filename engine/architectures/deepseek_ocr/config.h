#pragma once
#include <cstdint>
#include <string>

#include "entities/model_spec.h"

namespace modelmeter::deepseek_ocr {

/// Sizes of the model. Source: config.json of deepseek-ai/DeepSeek-OCR and its public modelling code
/// (modeling_deepseekocr.py, modeling_deepseekv2.py, deepencoder.py).
struct Config {
  // Decoder (DeepseekV2Model without multi-head latent attention).
  std::int64_t hidden_size = 1280;
  std::int64_t intermediate_size = 6848;     ///< dense SwiGLU of the first layers
  std::int64_t moe_intermediate_size = 896;  ///< one expert
  std::int64_t num_layers = 12;
  std::int64_t num_attention_heads = 10;
  std::int64_t num_key_value_heads = 10;
  std::int64_t n_routed_experts = 64;
  std::int64_t num_experts_per_tok = 6;
  std::int64_t n_shared_experts = 2;
  std::int64_t first_k_dense_replace = 1;  ///< layers before the first MoE layer
  std::int64_t vocab_size = 129280;
  std::int64_t max_position_embeddings = 8192;
  bool uses_moe = true;

  // SAM ViT-B image encoder.
  std::int64_t sam_patch = 16;
  std::int64_t sam_width = 768;
  std::int64_t sam_depth = 12;
  std::int64_t sam_global_blocks = 4;  ///< blocks 2, 5, 8, 11
  std::int64_t sam_heads = 12;
  std::int64_t sam_mlp = 3072;
  std::int64_t sam_window = 14;
  std::int64_t sam_grid = 64;  ///< edge of the position table
  std::int64_t sam_neck = 256;
  std::int64_t sam_net2 = 512;
  std::int64_t sam_net3 = 1024;

  // CLIP-L, fed with SAM's features.
  std::int64_t clip_patch = 14;
  std::int64_t clip_width = 1024;
  std::int64_t clip_layers = 24;
  std::int64_t clip_heads = 16;
  std::int64_t clip_mlp = 4096;
  std::int64_t clip_positions = 257;

  std::int64_t projector_in = 2048;

  std::int64_t head_dim() const { return hidden_size / num_attention_heads; }
};

/// The published model as a report entity.
DeepSeekOCRModelSpec default_spec();

/// The configuration that a specification describes; sizes it does not name keep their published values.
Config config_of(const DeepSeekOCRModelSpec& spec);

}  // namespace modelmeter::deepseek_ocr
