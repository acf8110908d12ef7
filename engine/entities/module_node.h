#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace modelmeter {

enum class Stage { vision, projector, prefill, decode, other };
inline constexpr Stage kStages[] = {Stage::vision, Stage::projector, Stage::prefill, Stage::decode, Stage::other};

enum class Repetition { none, for_each, parfor };  ///< JSON: "none", "for", "parfor"

using ParamValue = std::variant<std::int64_t, double, bool, std::string>;

/// One module of the analysed hierarchy, or a group of equal ones.
struct AnalyticModuleNode {
  std::string module_id;  ///< stable, unique: "vision/global/sam_model/blocks[windowed]"
  std::string name;       ///< "Block[windowed] ×8"
  std::string qualified_class_name;
  Stage stage = Stage::other;
  std::optional<std::string> parent_id;  ///< null for the root
  std::vector<std::string> children;
  Repetition repetition = Repetition::none;
  std::optional<std::int64_t> repetition_count;
  std::vector<std::pair<std::string, ParamValue>> constructor_params;  ///< in constructor order
  /// Extension: the lanes of a `parfor` run together in each kernel, so that `calls` counts
  /// a kernel once and weights are read once for all lanes.
  bool batched = false;

  bool operator==(const AnalyticModuleNode&) const = default;
};

}  // namespace modelmeter
