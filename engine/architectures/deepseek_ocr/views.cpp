#include "architectures/deepseek_ocr/views.h"

namespace modelmeter::deepseek_ocr {
namespace {

/// Every grid of 2 to 9 crops by number of crops; equal numbers in the order that the vendor's Python set
/// yields them, which decides exact ties.
constexpr CropGrid kGrids[] = {{1, 2}, {2, 1}, {3, 1}, {1, 3}, {2, 2}, {4, 1}, {1, 4}, {5, 1}, {1, 5}, {1, 6}, {6, 1},
                               {3, 2}, {2, 3}, {7, 1}, {1, 7}, {4, 2}, {2, 4}, {1, 8}, {8, 1}, {1, 9}, {3, 3}, {9, 1}};

constexpr const char* kGridWanted = "none, auto, or WxH with 2 to 9 crops (columns x rows)";

}  // namespace

CropGrid crops_for_page(std::int64_t width, std::int64_t height, std::int64_t image_size) {
  if (width <= image_size && height <= image_size) return {};
  const double aspect = static_cast<double>(width) / static_cast<double>(height);
  const double area = static_cast<double>(width) * static_cast<double>(height);
  CropGrid best{1, 1};
  double best_difference = -1;
  for (const CropGrid& grid : kGrids) {
    const double target = static_cast<double>(grid.columns) / static_cast<double>(grid.rows);
    const double difference = aspect > target ? aspect - target : target - aspect;
    const double pixels = static_cast<double>(image_size) * static_cast<double>(image_size) *
                          static_cast<double>(grid.columns) * static_cast<double>(grid.rows);
    if (best_difference < 0 || difference < best_difference) {
      best_difference = difference;
      best = grid;
    } else if (difference == best_difference && area > 0.5 * pixels) {
      best = grid;
    }
  }
  return best;
}

Result<CropGrid> parse_crop_grid(const std::string& text) {
  if (text == "none") return CropGrid{};
  const std::size_t cross = text.find('x');
  CropGrid grid;
  bool digits = cross != std::string::npos && cross > 0 && cross + 1 < text.size() && text.size() <= 7;
  for (std::size_t i = 0; digits && i < text.size(); ++i) {
    if (i == cross) continue;
    if (text[i] < '0' || text[i] > '9') {
      digits = false;
      break;
    }
    std::int64_t& side = i < cross ? grid.columns : grid.rows;
    side = side * 10 + (text[i] - '0');
  }
  if (!digits) return Diagnostics{{"crop_grid", kGridWanted, "\"" + text + "\"", ""}};
  if (grid.columns < 1 || grid.rows < 1 || grid.count() < kMinCrops || grid.count() > kMaxCrops) {
    const std::string suggestion = grid.count() <= 1 ? "none" : "3x3";
    return Diagnostics{{"crop_grid", kGridWanted, text + " = " + std::to_string(grid.count()) + " crops", suggestion}};
  }
  return grid;
}

std::string to_string(CropGrid grid) {
  return grid.count() == 0 ? "none" : std::to_string(grid.columns) + "x" + std::to_string(grid.rows);
}

std::int64_t features_edge(const Config& config, std::int64_t pixels) {
  const std::int64_t patches = pixels / config.sam_patch;
  return (patches + 3) / 4;
}

std::int64_t image_tokens(const Config& config, std::int64_t base_size, std::int64_t image_size, CropGrid grid) {
  const std::int64_t n = features_edge(config, base_size);
  const std::int64_t global = n * (n + 1) + 1;
  if (grid.count() == 0) return global;
  const std::int64_t m = features_edge(config, image_size);
  return global + (grid.columns * m + 1) * (grid.rows * m);
}

}  // namespace modelmeter::deepseek_ocr
