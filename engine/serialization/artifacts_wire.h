#pragma once
#include "serialization/json_reader.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter {

/// `ArtifactSummary` of bindings/api.ts.
Json to_wire(const torchinfo::ArtifactSet& artifacts);

/// `LayerRow[]` of bindings/api.ts.
Json layer_rows_to_wire(const torchinfo::ArtifactSet& artifacts);

}  // namespace modelmeter
