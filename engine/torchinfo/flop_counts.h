#pragma once
#include "torchinfo/artifact.h"

namespace modelmeter::torchinfo {

/// Turns the module paths of a FLOP counter into instance names: PyTorch's begins each path with the class of the root
/// ("BertModel.encoder.layer.0"), and adds "Global" for what it counted in all. A file that already has instance names
/// is left as it is: a first part that all paths share is taken for the root where it is called as the file's `model`,
/// begins with a capital, or has all FLOPs. The root always gets its total, under "".
void name_by_instance(FlopCounts& counts);

}  // namespace modelmeter::torchinfo
