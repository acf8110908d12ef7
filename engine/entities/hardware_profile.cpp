#include "entities/hardware_profile.h"

#include <cmath>
#include <limits>

namespace modelmeter {
namespace {

/// Beyond anything built; keeps sums of times and bytes finite.
constexpr double kMaxRate = 1e21;

class Checker {
 public:
  Diagnostics faults;

  void rate(const std::string& field, const std::optional<double>& value) {
    if (value && (!std::isfinite(*value) || *value <= 0 || *value > kMaxRate))
      faults.push_back({field, "a number above 0 and at most 1e21, or null", std::to_string(*value), ""});
  }
  void ratio(const std::string& field, const std::optional<double>& value) {
    if (value && (!std::isfinite(*value) || *value <= 0 || *value > 1.2))
      faults.push_back({field, "a fraction of the peak, above 0 and at most 1.2", std::to_string(*value), ""});
  }
  void count(const std::string& field, const std::optional<std::int64_t>& value, std::int64_t maximum) {
    if (value && (*value <= 0 || *value > maximum))
      faults.push_back(
          {field, "a whole number from 1 to " + std::to_string(maximum) + ", or null", std::to_string(*value), ""});
  }
};

bool plain_id(const std::string& id) {
  if (id.empty() || id.size() > 64) return false;
  for (char c : id)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  return true;
}

std::string peak_field(const char* map, DType dtype) {
  return std::string(map) + "." + std::string(name_of(dtype));
}

}  // namespace

Diagnostics validate(const HardwareProfile& profile) {
  Checker check;
  if (!plain_id(profile.id))
    check.faults.push_back({"id", "lower-case letters, digits and dashes, at most 64", "\"" + profile.id + "\"", ""});
  if (profile.name.empty()) check.faults.push_back({"name", "a name", "an empty string", ""});
  check.rate("memory_capacity_gb", profile.memory_capacity_gb);
  check.count("memory_capacity_mib", profile.memory_capacity_mib, std::int64_t{1} << 40);
  check.rate("memory_bandwidth_bytes_per_s", profile.memory_bandwidth_bytes_per_s);
  check.count("l2_bytes", profile.l2_bytes, std::int64_t{1} << 50);
  check.rate("l2_bandwidth_bytes_per_s", profile.l2_bandwidth_bytes_per_s);
  check.count("compute_units", profile.compute_units, 1 << 20);
  check.rate("boost_clock_hz", profile.boost_clock_hz);
  check.rate("tensor_clock_hz", profile.tensor_clock_hz);
  bool any_matrix = false;
  for (const DTypeInfo& row : kDTypes) {
    const std::size_t i = static_cast<std::size_t>(row.dtype);
    check.rate(peak_field("matrix_peak_flops_per_s", row.dtype), profile.matrix_peak_flops_per_s[i]);
    check.rate(peak_field("vector_peak_flops_per_s", row.dtype), profile.vector_peak_flops_per_s[i]);
    any_matrix = any_matrix || profile.matrix_peak_flops_per_s[i] || profile.vector_peak_flops_per_s[i];
  }
  check.rate("link_bytes_per_s", profile.link_bytes_per_s);
  check.rate("pcie_bytes_per_s", profile.pcie_bytes_per_s);
  check.rate("tdp_w", profile.tdp_w);
  check.rate("price_usd_per_h", profile.price_usd_per_h);
  check.ratio("achieved.matrix_ratio", profile.achieved.matrix_ratio);
  check.ratio("achieved.bandwidth_ratio", profile.achieved.bandwidth_ratio);
  if (profile.achieved.launch_s && !(*profile.achieved.launch_s > 0 && *profile.achieved.launch_s < 1))
    check.faults.push_back(
        {"achieved.launch_s", "seconds above 0 and below 1", std::to_string(*profile.achieved.launch_s), ""});

  // Without these nothing can be estimated.
  if (!profile.memory_bandwidth_bytes_per_s)
    check.faults.push_back(
        {"memory_bandwidth_bytes_per_s", "a number (no time can be estimated without it)", "null", ""});
  if (!profile.memory_capacity_gb && !profile.memory_capacity_mib)
    check.faults.push_back({"memory_capacity_mib", "the memory in MiB, or memory_capacity_gb", "neither", ""});
  if (!any_matrix) check.faults.push_back({"matrix_peak_flops_per_s", "at least one peak", "none", ""});

  for (const auto& source : profile.sources)
    for (const std::string& key : source.second.references)
      if (profile.references.find(key) == profile.references.end())
        check.faults.push_back(
            {"sources." + source.first + ".references", "a key of references", "\"" + key + "\"", ""});
  return check.faults;
}

std::vector<std::string> unsourced_figures(const HardwareProfile& profile) {
  std::vector<std::string> missing;
  const auto need = [&](const std::string& field, bool present) {
    if (present && profile.sources.find(field) == profile.sources.end()) missing.push_back(field);
  };
  need("memory_capacity_gb", profile.memory_capacity_gb.has_value());
  need("memory_capacity_mib", profile.memory_capacity_mib.has_value());
  need("memory_bandwidth_bytes_per_s", profile.memory_bandwidth_bytes_per_s.has_value());
  need("l2_bytes", profile.l2_bytes.has_value());
  need("l2_bandwidth_bytes_per_s", profile.l2_bandwidth_bytes_per_s.has_value());
  need("compute_units", profile.compute_units.has_value());
  need("boost_clock_hz", profile.boost_clock_hz.has_value());
  need("tensor_clock_hz", profile.tensor_clock_hz.has_value());
  for (const DTypeInfo& row : kDTypes) {
    const std::size_t i = static_cast<std::size_t>(row.dtype);
    need(peak_field("matrix_peak_flops_per_s", row.dtype), profile.matrix_peak_flops_per_s[i].has_value());
    need(peak_field("vector_peak_flops_per_s", row.dtype), profile.vector_peak_flops_per_s[i].has_value());
  }
  need("link_bytes_per_s", profile.link_bytes_per_s.has_value());
  need("pcie_bytes_per_s", profile.pcie_bytes_per_s.has_value());
  need("tdp_w", profile.tdp_w.has_value());
  need("price_usd_per_h", profile.price_usd_per_h.has_value());
  need("achieved.matrix_ratio", profile.achieved.matrix_ratio.has_value());
  need("achieved.bandwidth_ratio", profile.achieved.bandwidth_ratio.has_value());
  need("achieved.launch_s", profile.achieved.launch_s.has_value());
  return missing;
}

}  // namespace modelmeter
