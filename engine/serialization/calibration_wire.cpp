#include "serialization/calibration_wire.h"

namespace modelmeter {
namespace {

Json to_wire(const std::optional<FittedOn>& fitted_on) {
  if (!fitted_on) return nullptr;
  return {{"data", fitted_on->data}, {"date", fitted_on->date}, {"software", fitted_on->software}};
}

Json to_wire(const std::vector<CalibrationResidual>& residuals) {
  Json rows = Json::array();
  for (const CalibrationResidual& one : residuals)
    rows.push_back({{"family", one.family},
                    {"up_to_s", one.up_to_s ? Json(*one.up_to_s) : Json(nullptr)},
                    {"points_fitted", one.points_fitted},
                    {"points_held_out", one.points_held_out},
                    {"median_error", one.median_error},
                    {"p90_error", one.p90_error},
                    {"low_ratio", one.low_ratio},
                    {"high_ratio", one.high_ratio}});
  return rows;
}

}  // namespace

Json to_wire(const CalibrationStory& story) {
  Json families = Json::array();
  for (const CalibrationFamily& one : story.families)
    families.push_back({{"family", one.family},
                        {"measured", one.measured},
                        {"modelled", one.modelled},
                        {"residuals", to_wire(one.residuals)}});
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
