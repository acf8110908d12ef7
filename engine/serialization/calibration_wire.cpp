#include "serialization/calibration_wire.h"

namespace modelmeter {
namespace {

Json to_wire(const std::optional<FittedOn>& fitted_on) {
  if (!fitted_on) return nullptr;
  return {{"data", fitted_on->data}, {"date", fitted_on->date}, {"software", fitted_on->software}};
}

Json to_wire(const std::optional<CalibrationResidual>& residual) {
  if (!residual) return nullptr;
  return {{"points_fitted", residual->points_fitted}, {"points_held_out", residual->points_held_out},
          {"median_error", residual->median_error},   {"p90_error", residual->p90_error},
          {"low_ratio", residual->low_ratio},         {"high_ratio", residual->high_ratio}};
}

}  // namespace

Json to_wire(const CalibrationStory& story) {
  Json families = Json::array();
  for (const CalibrationFamily& one : story.families)
    families.push_back({{"family", one.family},
                        {"measured", one.measured},
                        {"modelled", one.modelled},
                        {"residual", to_wire(one.residual)}});
  const Json lender =
      story.lender.empty()
          ? Json(nullptr)
          : Json{{"id", story.lender}, {"name", story.lender_name}, {"fitted_on", to_wire(story.lender_fitted_on)}};
  return {{"families", std::move(families)},
          {"fitted_on", to_wire(story.fitted_on)},
          {"lender", lender},
          {"borrowed_band", story.borrowed_band}};
}

}  // namespace modelmeter
