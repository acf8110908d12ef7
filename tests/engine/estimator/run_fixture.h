#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "estimator/sweep.h"

namespace modelmeter::runs {

/// 1 PFLOP/s of bf16, 60 TFLOP/s of vector work, 4 TB/s, 80,000 MiB.
inline HardwareProfile gpu(const std::string& id = "big", double scale = 1) {
  HardwareProfile profile;
  profile.id = id;
  profile.name = id;
  profile.memory_capacity_mib = 80'000;
  profile.memory_bandwidth_bytes_per_s = 4e12 * scale;
  profile.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::bf16)] = 1e15 * scale;
  profile.vector_peak_flops_per_s[static_cast<std::size_t>(DType::fp32)] = 6e13 * scale;
  return profile;
}

using Settings = std::vector<std::pair<std::string, SettingValue>>;

inline EstimateRequest request(Settings set = {}, const std::string& id = "big") {
  EstimateRequest made;
  made.gpu = id;
  made.set = std::move(set);
  return made;
}

/// Cell of a row by its metric's key.
inline const Figure& cell(const std::vector<Figure>& row, const std::string& key) {
  const std::optional<std::size_t> index = metric_index(key);
  if (!index || *index >= row.size()) throw std::runtime_error("no figure " + key);
  return row[*index];
}
inline std::int64_t count(const std::vector<Figure>& row, const std::string& key) {
  return std::get<std::int64_t>(cell(row, key));
}
inline double number(const std::vector<Figure>& row, const std::string& key) {
  return std::get<double>(cell(row, key));
}

}  // namespace modelmeter::runs
