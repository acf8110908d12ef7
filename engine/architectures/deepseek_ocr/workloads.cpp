#include "architectures/deepseek_ocr/workloads.h"

namespace modelmeter::deepseek_ocr {

std::vector<DocumentPreset> presets() {
  return {{DocKind::text_heavy, 185, 1536},
          {DocKind::mixed_layout, 121, 512},
          {DocKind::image_rich, 57, 256},
          {DocKind::synthetic, 0, 128}};
}

// Prompt lengths are image tokens + text tokens of the document kind. An A4 page at 200 dpi gets 2 x 3 crops:
// 273 tokens of the global view + (2·10+1)·(3·10) = 630 of the crops = 903.
std::vector<OCRWorkloadProfile> workload_profiles() {
  const auto profile = [](const char* id, const char* description, std::int64_t seq_len, std::int64_t base_size,
                          bool crop_mode, std::int64_t max_new_tokens, DocKind kind) {
    return OCRWorkloadProfile{.profile_id = id,
                              .description = description,
                              .seq_len = seq_len,
                              .base_size = base_size,
                              .image_size = 640,
                              .crop_mode = crop_mode,
                              .max_new_tokens = max_new_tokens,
                              .doc_kind = kind,
                              .num_pages = 1};
  };
  return {
      profile("dsocr-standard-v1", "One A4 page (200 dpi, 2x3 crops), mixed layout, 121 text tokens, 512 generated.",
              1024, 1024, true, 512, DocKind::mixed_layout),
      profile("dsocr-text-heavy-v1", "One dense A4 text page with crops, 185 text tokens, 1536 generated.", 1088, 1024,
              true, 1536, DocKind::text_heavy),
      profile("dsocr-image-rich-v1", "One A4 page of figures with crops, 57 text tokens, 256 generated.", 960, 1024,
              true, 256, DocKind::image_rich),
      profile("dsocr-tiny-v1", "One page as a single 512-pixel view: 73 image tokens.", 194, 512, false, 512,
              DocKind::mixed_layout),
      profile("dsocr-small-v1", "One page as a single 640-pixel view: 111 image tokens.", 232, 640, false, 512,
              DocKind::mixed_layout),
      profile("dsocr-base-v1", "One page as a single 1024-pixel view: 273 image tokens.", 394, 1024, false, 512,
              DocKind::mixed_layout),
      profile("dsocr-large-v1", "One page as a single 1280-pixel view: 421 image tokens.", 542, 1280, false, 512,
              DocKind::mixed_layout),
  };
}

}  // namespace modelmeter::deepseek_ocr
