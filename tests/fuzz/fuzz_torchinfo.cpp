// Any bytes give an artifact or diagnostics; what is read is a tree.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "serialization/torchinfo_json.h"
#include "torchinfo/artifact_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelmeter;
  using namespace modelmeter::torchinfo;
  Result<Artifact> read = read_artifact({reinterpret_cast<const char*>(data), size});
  if (!ok(read)) {
    if (errors(read).empty()) std::abort();
    return 0;
  }
  const LayerTree& tree = value(read).tree;
  for (std::size_t i = 1; i < tree.layers.size(); ++i)
    if (!tree.layers[i].parent || *tree.layers[i].parent >= i) std::abort();
  ArtifactSet set;
  set.add(value(std::move(read)));
  (void)findings_of(set);
  (void)set.target_operators();
  return 0;
}
