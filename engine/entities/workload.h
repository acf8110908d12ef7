#pragma once
#include <cstdint>
#include <string>

namespace modelmeter {

enum class DocKind { text_heavy, mixed_layout, image_rich, synthetic };

/// What one run processes: a page (image and prompt) and how much text comes out.
struct OCRWorkloadProfile {
  std::string profile_id;  ///< "dsocr-standard-v1"
  std::string description;
  std::int64_t seq_len = 0;         ///< whole prompt in tokens, image tokens included
  std::int64_t base_size = 0;       ///< edge of the padded global view, pixels
  std::int64_t image_size = 0;      ///< edge of one crop, pixels
  bool crop_mode = false;           ///< whether a large page is also cut into crops
  std::int64_t max_new_tokens = 0;  ///< generated tokens
  DocKind doc_kind = DocKind::mixed_layout;
  std::int64_t num_pages = 1;  ///< independent requests

  bool operator==(const OCRWorkloadProfile&) const = default;
};

}  // namespace modelmeter
