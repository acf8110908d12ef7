#pragma once
#include "estimator/explain_figure.h"
#include "estimator/roofline_view.h"
#include "serialization/json_reader.h"

namespace modelmeter {

Json to_wire(const RooflineView& view);
Json to_wire(const Breakdown& breakdown);
Json to_wire(const FigureExplanation& explanation);

}  // namespace modelmeter
