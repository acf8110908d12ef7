#include "serialization/views_wire.h"

#include "entities/names.h"

namespace modelmeter {
namespace {

constexpr const char* kRoofNames[] = {"matrix", "vector", "memory", "l2", "launch"};

Json to_wire(const Roof& roof) {
  return {{"kind", kRoofNames[static_cast<std::size_t>(roof.kind)]},
          {"formats", roof.formats},
          {"rate_per_s", roof.rate_per_s},
          {"in_force", roof.in_force},
          {"measured", roof.measured},
          {"ridge", roof.ridge ? Json(*roof.ridge) : Json(nullptr)},
          {"field", roof.field},
          {"confidence", roof.confidence},
          {"references", roof.references},
          {"note", roof.note}};
}

Json to_wire(const RooflinePoint& point) {
  return {{"module_id", point.module_id},
          {"operator", point.op ? Json(*point.op) : Json(nullptr)},
          {"name", point.name},
          {"category_id", point.category_id},
          {"stage", stage_name(point.stage)},
          {"bound", bound_name(point.bound)},
          {"container", point.container},
          {"flops", point.flops},
          {"io_bytes", point.io_bytes},
          {"intensity_flops_per_byte", point.intensity_flops_per_byte},
          {"flops_per_s", point.flops_per_s},
          {"time_ms", point.time_ms},
          {"share_of_model_time", point.share_of_model_time},
          {"share_of_roof", point.share_of_roof}};
}

Json to_wire(const BreakdownCell& cell) {
  return {{"time_ms", cell.time_ms}, {"matrix_flops", cell.matrix_flops}, {"vector_flops", cell.vector_flops},
          {"flops", cell.flops},     {"io_bytes", cell.io_bytes},         {"share_of_time", cell.share_of_time}};
}

}  // namespace

Json to_wire(const RooflineView& view) {
  Json roofs = Json::array();
  for (const Roof& roof : view.roofs) roofs.push_back(to_wire(roof));
  Json points = Json::array();
  for (const RooflinePoint& point : view.points) points.push_back(to_wire(point));
  return {{"roofs", std::move(roofs)},
          {"points", std::move(points)},
          {"without_flops", view.without_flops},
          {"without_flops_ms", view.without_flops_ms}};
}

Json to_wire(const FigureExplanation& made) {
  const auto optional = [](const auto& one) { return one ? Json(*one) : Json(nullptr); };
  const auto parts = [](const std::vector<FigurePart>& list) {
    Json array = Json::array();
    for (const FigurePart& part : list)
      array.push_back({{"label", part.label}, {"subject", part.subject}, {"value", part.value}, {"share", part.share}});
    return array;
  };
  Json inputs = Json::array();
  for (const FigureInput& input : made.inputs)
    inputs.push_back(
        {{"label", input.label}, {"value", input.value}, {"origin", input.origin}, {"source", input.source}});
  return {{"subject", made.subject},
          {"title", made.title},
          {"value", made.value},
          {"unit", made.unit},
          {"statement", made.statement},
          {"latex", made.latex},
          {"substituted", made.substituted},
          {"parts", parts(made.parts)},
          {"rest_count", made.rest_count},
          {"rest_value", made.rest_value},
          {"inputs", std::move(inputs)},
          {"bound", made.bound ? Json(bound_name(*made.bound)) : Json(nullptr)},
          {"bound_times", parts(made.bound_times)},
          {"low", optional(made.low)},
          {"high", optional(made.high)},
          {"range_basis", made.range_basis},
          {"assumptions", made.assumptions}};
}

Json to_wire(const Breakdown& breakdown) {
  const auto list = [](const std::vector<BreakdownCell>& cells, bool stage, bool category) {
    Json array = Json::array();
    for (const BreakdownCell& cell : cells) {
      Json row = to_wire(cell);
      if (stage) row["stage"] = stage_name(cell.stage);
      if (category) row["category_id"] = cell.category_id;
      array.push_back(std::move(row));
    }
    return array;
  };
  return {{"cells", list(breakdown.cells, true, true)},
          {"stages", list(breakdown.stages, true, false)},
          {"categories", list(breakdown.categories, false, true)}};
}

}  // namespace modelmeter
