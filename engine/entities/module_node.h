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

/// Extension: which rule said what a module of an artifact computes, what it saw, and what it had to assume.
struct Recognition {
  std::string rule;   ///< ids, joined by " + "
  std::string title;  ///< in words, joined by "; "
  std::vector<std::string> evidence;
  std::vector<std::string> assumptions;

  bool operator==(const Recognition&) const = default;
};

enum class Treatment { bound, none };

/// Extension: a module of an artifact whose cost is only bounded, or not counted at all.
struct NotModeled {
  std::string module_id;
  std::string instance;  ///< "layers.{0-11}.attn"
  std::string qualified_class_name;
  std::int64_t instances = 1;
  std::string reason;
  Treatment treatment = Treatment::none;

  bool operator==(const NotModeled&) const = default;
};

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
  /// Extension: the instances of the user's model that this node stands for; null for none.
  std::optional<std::string> instance = std::nullopt;
  /// Extension: how a module of an artifact was recognised; null where its class alone says what it does.
  std::optional<Recognition> recognition = std::nullopt;

  bool operator==(const AnalyticModuleNode&) const = default;
};

}  // namespace modelmeter
