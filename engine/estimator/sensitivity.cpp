#include "estimator/sensitivity.h"

namespace modelmeter {
namespace {

constexpr double kStep = 0.01;  ///< one percent to either side

void scale(std::optional<double>& figure, double factor) {
  if (figure) *figure *= factor;
}

/// Percent that a figure changes for one percent more, from the figure at 1 % more, 1 % less and as it is.
double percent(double more, double less, double as_it_is) {
  return as_it_is > 0 ? (more - less) / (2 * kStep * as_it_is) : 0;
}

std::optional<Resource> best(const std::vector<SensitivityRow>& rows, double (*of)(const SensitivityRow&)) {
  std::optional<Resource> most;
  double least = -1e-9;  // rounding is no help
  for (const SensitivityRow& row : rows)
    if (of(row) < least) {
      least = of(row);
      most = row.resource;
    }
  return most;
}

}  // namespace

HardwareProfile with_more(const HardwareProfile& profile, Resource resource, double factor) {
  HardwareProfile scaled = profile;
  switch (resource) {
    case Resource::matrix:
      for (std::optional<double>& peak : scaled.matrix_peak_flops_per_s) scale(peak, factor);
      break;
    case Resource::vector:
      for (std::optional<double>& peak : scaled.vector_peak_flops_per_s) scale(peak, factor);
      break;
    case Resource::bandwidth:
      scale(scaled.memory_bandwidth_bytes_per_s, factor);
      scale(scaled.l2_bandwidth_bytes_per_s, factor);
      break;
    case Resource::launch:
      scale(scaled.achieved.launch_s, 1 / factor);
      break;
    case Resource::capacity:
      scale(scaled.memory_capacity_gb, factor);
      if (scaled.memory_capacity_mib)
        scaled.memory_capacity_mib =
            static_cast<std::int64_t>(static_cast<double>(*scaled.memory_capacity_mib) * factor);
      break;
  }
  return scaled;
}

Result<Sensitivity> sensitivity(const EstimateRequest& request, const HardwareProfile& profile) {
  const Result<Headline> base = headline(request, profile);
  if (!ok(base)) return errors(base);
  const EstimateTotals& at = value(base).totals;
  Sensitivity made;
  made.fits = at.fits;
  for (Resource resource : kResources) {
    const Result<Headline> more = headline(request, with_more(profile, resource, 1 + kStep));
    const Result<Headline> less = headline(request, with_more(profile, resource, 1 - kStep));
    if (!ok(more)) return errors(more);
    if (!ok(less)) return errors(less);
    const EstimateTotals& up = value(more).totals;
    const EstimateTotals& down = value(less).totals;
    SensitivityRow row;
    row.resource = resource;
    row.ttft_percent = percent(up.ttft_ms, down.ttft_ms, at.ttft_ms);
    if (value(base).generated_tokens > 0) row.tpot_percent = percent(up.tpot_ms, down.tpot_ms, at.tpot_ms);
    row.total_percent = percent(value(more).whole.time_ms, value(less).whole.time_ms, value(base).whole.time_ms);
    row.throughput_percent = percent(up.throughput_pages_per_s, down.throughput_pages_per_s, at.throughput_pages_per_s);
    row.margin_bytes = up.memory_margin_bytes.value_or(0) - at.memory_margin_bytes.value_or(0);
    made.rows.push_back(row);
  }
  made.best_for_ttft = best(made.rows, [](const SensitivityRow& row) { return row.ttft_percent; });
  made.best_for_tpot = best(made.rows, [](const SensitivityRow& row) { return row.tpot_percent.value_or(0); });
  made.best_for_total = best(made.rows, [](const SensitivityRow& row) { return row.total_percent; });
  return made;
}

}  // namespace modelmeter
