#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "entities/calibration.h"
#include "entities/diagnostic.h"
#include "units/dtype.h"

namespace modelmeter {

/// Where a figure of a hardware profile comes from.
struct FigureSource {
  std::vector<std::string> references;  ///< keys of HardwareProfile.references
  /// datasheet, whitepaper, vendor-page, vendor-tool, measured, third-party, derived, unverified; yours: the user's
  std::string confidence;
  std::string note;

  bool operator==(const FigureSource&) const = default;
};

struct Reference {
  std::string title;
  std::string section;
  std::string url;

  bool operator==(const Reference&) const = default;
};

/// What was measured to be reachable, as a fraction of the peak; null where nothing was measured.
struct AchievedEfficiency {
  std::optional<double> matrix_ratio;     ///< large bf16 GEMMs, median / peak
  std::optional<double> bandwidth_ratio;  ///< streaming copy or weight streaming, median / peak
  std::optional<double> launch_s;         ///< one small kernel after another

  bool operator==(const AchievedEfficiency&) const = default;
};

/// One accelerator. A figure that is not known is null, never a guess; rates are dense.
struct HardwareProfile {
  std::string id;  ///< "h200-sxm"
  std::string name;
  std::string vendor;
  std::string architecture;
  std::optional<std::int64_t> release_year;
  std::optional<double> memory_capacity_gb;         ///< as the vendor prints it
  std::optional<std::int64_t> memory_capacity_mib;  ///< as the driver reports it, MiB = 2²⁰ bytes
  std::optional<double> memory_bandwidth_bytes_per_s;
  std::optional<std::int64_t> l2_bytes;
  std::optional<double> l2_bandwidth_bytes_per_s;
  std::optional<std::int64_t> compute_units;
  std::optional<double> boost_clock_hz;
  std::optional<double> tensor_clock_hz;
  /// Dense matrix peaks by format, FP32 (integer: INT32) accumulate; FLOP/s, a multiply-add is 2.
  std::array<std::optional<double>, kDTypes.size()> matrix_peak_flops_per_s{};
  /// Peaks of the vector units by format.
  std::array<std::optional<double>, kDTypes.size()> vector_peak_flops_per_s{};
  std::vector<std::string> unsupported_formats;  ///< formats the hardware has no unit for
  std::optional<double> link_bytes_per_s;        ///< GPU-to-GPU, both directions
  std::optional<double> pcie_bytes_per_s;        ///< one direction
  std::optional<double> tdp_w;
  std::optional<double> price_usd_per_h;  ///< indicative; the date is in its source
  AchievedEfficiency achieved;
  /// How long its kernels take; on load, what was not measured on it comes from the nearest GPU that was.
  std::optional<Calibration> calibration;
  std::optional<Calibration> own_calibration;   ///< what was measured on it, where `calibration` has more; not stored
  std::map<std::string, FigureSource> sources;  ///< by JSON field name
  std::map<std::string, Reference> references;
  std::string notes;

  bool operator==(const HardwareProfile&) const = default;
};

/// Figures out of range, sources that refer to nothing, and what an estimate cannot do without.
Diagnostics validate(const HardwareProfile& profile);

/// Figures that are not null and have no entry in `sources`; empty for every profile that ships.
std::vector<std::string> unsourced_figures(const HardwareProfile& profile);

}  // namespace modelmeter
