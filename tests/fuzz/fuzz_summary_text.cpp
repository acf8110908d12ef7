// Any text gives a tree or diagnostics. The first byte may put a header line in front, so that rows are reached early.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "torchinfo/artifact_set.h"
#include "torchinfo/summary_text.h"
#include "torchinfo/text_lines.h"

namespace {

const char* const kHeaders[] = {
    "",
    "Layer (type:depth-idx)  Output Shape  Param #\nNet  [1, 5]  --\n├─Linear: 1-1  [1, 5]  30\n",
    "Layer (type (var_name))  Kernel Shape  Input Shape  Output Shape  Param #  Mult-Adds\n"
    "Net (Net)  --  --  [1]  (recursive)  --\n│    └─Linear (fc)  --  [1, 2]  [1, 3]  (recursive)  6\n",
    "Layer (type)  Param #  Groups  Trainable  Param %\nNet  7  --  True  1.00%\n+ A  (7)  2  --  --\n|    + B  --  -- "
    " --  --\n",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelmeter;
  using namespace modelmeter::torchinfo;
  if (size == 0) return 0;
  const std::string text =
      std::string(kHeaders[data[0] % 4]) + std::string(reinterpret_cast<const char*>(data + 1), size - 1);
  Result<Artifact> read = read_summary_text(text);
  if (!ok(read)) {
    if (errors(read).empty()) std::abort();
    return 0;
  }
  const LayerTree& tree = value(read).tree;
  if (tree.layers.empty() || !tree.layers[0].instance_name.empty()) std::abort();
  std::set<std::string> names;
  for (std::size_t i = 0; i < tree.layers.size(); ++i) {
    const Layer& layer = tree.layers[i];
    if ((i > 0) != layer.parent.has_value() || (layer.parent && *layer.parent >= i)) std::abort();
    if (!is_utf8(layer.instance_name) || !is_utf8(layer.class_name)) std::abort();
    const bool known = !names.insert(layer.instance_name).second;
    if (known && !layer.is_recursive) std::abort();
    if (layer.num_params < 0 || layer.macs < 0) std::abort();
  }
  ArtifactSet set;
  set.add(value(std::move(read)));
  (void)findings_of(set);
  (void)set.target_operators();
  return 0;
}
