#include "entities/target_operators.h"

#include <set>

namespace modelmeter {

Diagnostics validate(const TargetOperatorList& list) {
  Diagnostics faults;
  const auto path = [&](const char* field, const std::string& value) {
    if (value.empty() || value[0] != '/') faults.push_back({field, "an absolute path", "\"" + value + "\"", ""});
  };
  path("source_artifact_dir", list.source_artifact_dir);
  path("layers_md_path", list.layers_md_path);
  path("layers_json_path", list.layers_json_path);
  path("stages_json_path", list.stages_json_path);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.operators.size(); ++i)
    if (!seen.insert(list.operators[i].class_name_qualified).second)
      faults.push_back({"operators[" + std::to_string(i) + "].class_name_qualified", "a unique class",
                        "\"" + list.operators[i].class_name_qualified + "\" again", ""});
  return faults;
}

}  // namespace modelmeter
