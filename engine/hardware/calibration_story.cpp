#include "hardware/calibration_story.h"

#include "hardware/borrowing.h"

namespace modelmeter {
namespace {

struct Section {
  const char* family;
  bool (*present)(const Calibration&);
};

const Section kSections[] = {
    {"gemm", [](const Calibration& c) { return c.gemm.has_value(); }},
    {"batched_gemm", [](const Calibration& c) { return c.batched_gemm.has_value(); }},
    {"grouped_gemm", [](const Calibration& c) { return c.grouped_gemm.has_value(); }},
    {"attention", [](const Calibration& c) { return c.attention.has_value(); }},
    {"convolution", [](const Calibration& c) { return c.convolution.has_value(); }},
    {"pass", [](const Calibration& c) { return c.pass.has_value(); }},
    {"launch", [](const Calibration& c) { return c.launch.has_value(); }},
};

/// What was measured on the GPU itself; null where nothing was.
const Calibration* own_of(const HardwareProfile& profile) {
  if (profile.own_calibration) return &*profile.own_calibration;
  return profile.calibration && profile.calibration->borrowed_from.empty() ? &*profile.calibration : nullptr;
}

/// Of the family itself, or of a part of it: "gemm.fp8" is of "gemm".
bool is_of(const CalibrationResidual& residual, const std::string& family) {
  return residual.family == family || residual.family.rfind(family + ".", 0) == 0;
}

}  // namespace

CalibrationStory calibration_story(const HardwareProfile& profile, const std::vector<HardwareProfile>& profiles) {
  CalibrationStory story;
  const Calibration* own = own_of(profile);
  if (own != nullptr) story.fitted_on = own->fitted_on;
  for (const Section& section : kSections) {
    CalibrationFamily family;
    family.family = section.family;
    family.measured = own != nullptr && section.present(*own);
    family.modelled = profile.calibration && section.present(*profile.calibration);
    if (profile.calibration)
      for (const CalibrationResidual& residual : profile.calibration->residuals)
        if (is_of(residual, family.family)) family.residuals.push_back(residual);
    story.families.push_back(std::move(family));
  }
  if (!profile.calibration || profile.calibration->borrowed_from.empty()) return story;
  story.lender = profile.calibration->borrowed_from;
  for (const HardwareProfile& other : profiles) {
    if (other.id != story.lender) continue;
    story.lender_name = other.name;
    story.borrowed_band = borrowed_band(profile, other);
    if (const Calibration* theirs = own_of(other)) story.lender_fitted_on = theirs->fitted_on;
  }
  return story;
}

}  // namespace modelmeter
