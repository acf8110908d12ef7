#pragma once
#include <cstdint>
#include <string>

#include "architectures/deepseek_ocr/config.h"
#include "entities/diagnostic.h"

namespace modelmeter::deepseek_ocr {

/// Crops of a page as the vendor orders them: columns × rows; 0 × 0 for none.
struct CropGrid {
  std::int64_t columns = 0;
  std::int64_t rows = 0;

  std::int64_t count() const { return columns * rows; }
  bool operator==(const CropGrid&) const = default;
};

inline constexpr std::int64_t kMinCrops = 2;
inline constexpr std::int64_t kMaxCrops = 9;

/// The grid that the vendor's `dynamic_preprocess` picks: none when the page fits one crop, else the grid of
/// 2 to 9 crops whose aspect ratio is nearest (a tie goes to the larger grid if the page has over half its pixels).
CropGrid crops_for_page(std::int64_t width, std::int64_t height, std::int64_t image_size);

/// Reads "WxH" or "none"; faults name the setting `crop_grid`.
Result<CropGrid> parse_crop_grid(const std::string& text);

std::string to_string(CropGrid grid);

/// Feature-map edge of a square view after the patch embedding (÷16) and two strided convolutions (÷4, rounded up).
std::int64_t features_edge(const Config& config, std::int64_t pixels);

/// Image tokens of the prompt: global view n·(n+1)+1, crops (w·m+1)·(h·m).
std::int64_t image_tokens(const Config& config, std::int64_t base_size, std::int64_t image_size, CropGrid grid);

}  // namespace modelmeter::deepseek_ocr
