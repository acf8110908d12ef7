#include "hardware/borrowing.h"

#include <cstdlib>

namespace modelmeter {
namespace {

/// Measured itself, in every family of kernels.
bool complete(const HardwareProfile& profile) {
  const std::optional<Calibration>& c = profile.calibration;
  return c && c->borrowed_from.empty() && c->gemm && c->attention && c->convolution && c->pass;
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

Calibration borrowed(const Calibration& mine, const Calibration& theirs, const std::string& lender, double factor) {
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
    residual.low_ratio /= factor;
    residual.high_ratio *= factor;
    whole.residuals.push_back(residual);
  }
  whole.borrowed_from = lender;
  return whole;
}

}  // namespace

double borrowed_band(const HardwareProfile& borrower, const HardwareProfile& lender) {
  if (borrower.vendor != lender.vendor) return kBorrowedBandOtherVendor;
  return borrower.architecture == lender.architecture ? kBorrowedBandSameArchitecture : kBorrowedBandSameVendor;
}

void borrow_calibrations(std::vector<HardwareProfile>& profiles) {
  const auto nearest_to = [&](const HardwareProfile& profile, const auto& lends) {
    const HardwareProfile* nearest = nullptr;
    for (const HardwareProfile& other : profiles)
      if (lends(other) && (nearest == nullptr || distance(profile, other) < distance(profile, *nearest)))
        nearest = &other;
    return nearest;
  };
  const auto has_launch = [](const HardwareProfile& other) { return complete(other) && other.calibration->launch; };
  for (HardwareProfile& profile : profiles) {
    if (complete(profile)) {
      const HardwareProfile* lender = profile.calibration->launch ? nullptr : nearest_to(profile, has_launch);
      if (lender != nullptr) profile.calibration->launch = lender->calibration->launch;
      continue;
    }
    const HardwareProfile* nearest = nearest_to(profile, complete);
    if (nearest == nullptr) continue;
    // A calibration that was borrowed before is found anew; only what the profile measured itself stays.
    const Calibration mine = profile.own_calibration.value_or(own(profile) ? *profile.calibration : Calibration{});
    if (own(profile)) profile.own_calibration = profile.calibration;
    profile.calibration = borrowed(mine, *nearest->calibration, nearest->id, borrowed_band(profile, *nearest));
  }
}

}  // namespace modelmeter
