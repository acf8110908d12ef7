#pragma once
#include "architectures/model.h"
#include "serialization/json_reader.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter {

/// `ArtifactSummary` of bindings/api.ts; `model` is the one made from the artifacts, null where they hold no layers.
Json to_wire(const torchinfo::ArtifactSet& artifacts, const Model* model);

/// `LayerRow[]` of bindings/api.ts.
Json layer_rows_to_wire(const torchinfo::ArtifactSet& artifacts);

}  // namespace modelmeter
