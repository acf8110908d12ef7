#pragma once
#include "estimator/roofline_view.h"
#include "serialization/json_reader.h"

namespace modelmeter {

Json to_wire(const RooflineView& view);
Json to_wire(const Breakdown& breakdown);

}  // namespace modelmeter
