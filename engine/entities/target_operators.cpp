#include "entities/target_operators.h"

#include <set>

#include "entities/rules.h"

namespace modelmeter {

Diagnostics validate(const TargetOperatorList& list) {
  Rules rules;
  rules.absolute_path("", "source_artifact_dir", list.source_artifact_dir);
  rules.absolute_path("", "layers_md_path", list.layers_md_path);
  rules.absolute_path("", "layers_json_path", list.layers_json_path);
  rules.absolute_path("", "stages_json_path", list.stages_json_path);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < list.operators.size(); ++i)
    if (!seen.insert(list.operators[i].class_name_qualified).second)
      rules.fault(element("operators", i), "class_name_qualified", "a unique class",
                  quoted(list.operators[i].class_name_qualified) + " again");
  return rules.take();
}

}  // namespace modelmeter
