#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace modelmeter {

enum class VisionBackbone { sam_vit_b, clip_vit_l, other };

/// The model that a report describes: the public identity and the sizes of its decoder.
struct DeepSeekOCRModelSpec {
  std::string model_id;                    ///< "deepseek-ai/DeepSeek-OCR"
  std::string model_variant;               ///< "deepseek-ocr-v1-base"
  std::optional<std::string> hf_revision;  ///< checkpoint revision, null where it does not matter
  std::string config_path;                 ///< absolute path of the configuration that was used
  std::int64_t hidden_size = 0;            ///< decoder width
  std::int64_t intermediate_size = 0;      ///< inner width of the dense MLP
  std::int64_t num_layers = 0;             ///< decoder layers
  std::int64_t num_attention_heads = 0;
  VisionBackbone vision_backbone = VisionBackbone::other;
  bool uses_moe = false;
  std::string notes;
  /// Extension: further sizes of the architecture by their configuration name
  /// (for example "moe_intermediate_size": 896); optional, in name order.
  std::map<std::string, std::int64_t> architecture;

  bool operator==(const DeepSeekOCRModelSpec&) const = default;
};

}  // namespace modelmeter
