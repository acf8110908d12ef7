#pragma once
#include "entities/metrics.h"

namespace modelmeter {

/// "vision", "projector", …
inline const char* stage_name(Stage stage) {
  static constexpr const char* names[] = {"vision", "projector", "prefill", "decode", "other"};
  return names[static_cast<std::size_t>(stage)];
}

/// "matrix", "vector", "memory", "launch"
inline const char* bound_name(Bound bound) {
  static constexpr const char* names[] = {"matrix", "vector", "memory", "launch"};
  return names[static_cast<std::size_t>(bound)];
}

}  // namespace modelmeter
