#include "hardware/borrowing.h"

#include <cstdlib>

namespace modelmeter {
namespace {

/// Measured itself, in every family.
bool complete(const HardwareProfile& profile) {
  const std::optional<Calibration>& c = profile.calibration;
  return c && c->borrowed_from.empty() && c->gemm && c->attention && c->convolution && c->pass && c->launch;
}

bool own(const HardwareProfile& profile) {
  return profile.calibration && profile.calibration->borrowed_from.empty();
}

/// Smaller is nearer.
std::int64_t distance(const HardwareProfile& a, const HardwareProfile& b) {
  std::int64_t far = a.vendor == b.vendor ? 0 : 10000;
  if (a.architecture != b.architecture) far += 100;
  return far + std::llabs(a.release_year.value_or(0) - b.release_year.value_or(0));
}

template <class Section>
void fill(std::optional<Section>& section, const std::optional<Section>& from) {
  if (!section) section = from;
}

bool has(const Calibration& calibration, const std::string& family) {
  for (const CalibrationResidual& residual : calibration.residuals)
    if (residual.family == family) return true;
  return false;
}

Calibration borrowed(const Calibration& mine, const Calibration& theirs, const std::string& lender) {
  Calibration whole = mine;
  fill(whole.gemm, theirs.gemm);
  fill(whole.batched_gemm, theirs.batched_gemm);
  fill(whole.grouped_gemm, theirs.grouped_gemm);
  fill(whole.attention, theirs.attention);
  fill(whole.convolution, theirs.convolution);
  fill(whole.pass, theirs.pass);
  fill(whole.launch, theirs.launch);
  for (CalibrationResidual residual : theirs.residuals) {
    if (has(mine, residual.family)) continue;
    residual.low_ratio /= kBorrowedBand;
    residual.high_ratio *= kBorrowedBand;
    whole.residuals.push_back(residual);
  }
  whole.borrowed_from = lender;
  return whole;
}

}  // namespace

void borrow_calibrations(std::vector<HardwareProfile>& profiles) {
  for (HardwareProfile& profile : profiles) {
    if (complete(profile)) continue;
    const HardwareProfile* nearest = nullptr;
    for (const HardwareProfile& other : profiles)
      if (complete(other) && (nearest == nullptr || distance(profile, other) < distance(profile, *nearest)))
        nearest = &other;
    if (nearest == nullptr) continue;
    // A calibration that was borrowed before is found anew; only what the profile measured itself stays.
    const Calibration mine = profile.own_calibration.value_or(own(profile) ? *profile.calibration : Calibration{});
    if (own(profile)) profile.own_calibration = profile.calibration;
    profile.calibration = borrowed(mine, *nearest->calibration, nearest->id);
  }
}

}  // namespace modelmeter
