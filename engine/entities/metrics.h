#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/module_node.h"

namespace modelmeter {

/// What limits a piece of work on the chosen hardware.
enum class Bound { matrix, vector, memory, launch };

/// What one operator category does inside one module, over all its calls.
struct OperatorMetrics {
  std::string category_id;
  std::int64_t calls = 0;
  double flops_tflops = 0;           ///< work, 10¹² FLOPs
  double io_tb = 0;                  ///< traffic, 10¹² bits (not bytes)
  double share_of_module_flops = 0;  ///< 0..1

  bool operator==(const OperatorMetrics&) const = default;
};

/// Extension: exact counts and time behind the rounded metrics, over all calls.
struct MetricsDetail {
  std::int64_t parameters = 0;
  std::int64_t matrix_flops = 0;
  std::int64_t vector_flops = 0;
  std::int64_t read_weight_bytes = 0;
  std::int64_t read_activation_bytes = 0;
  std::int64_t written_activation_bytes = 0;
  std::int64_t read_kv_bytes = 0;
  std::int64_t written_kv_bytes = 0;
  std::optional<std::int64_t> io_bytes = std::nullopt;  ///< the five above together; absent in files of old writers
  std::int64_t kernels = 0;                             ///< launched by the chosen runtime
  Bound bound = Bound::memory;
  double time_ms = 0;
  double time_low_ms = 0;
  std::optional<double> time_high_ms;  ///< null where the hardware profile has no measured efficiencies
  std::optional<double> ideal_time_ms =
      std::nullopt;  ///< what the fused runtime would take; absent where that is the runtime
  std::optional<double> fusing_gain_ms = std::nullopt;      ///< time − ideal time, at least 0
  std::optional<std::int64_t> kernel_bytes = std::nullopt;  ///< that the kernels of the runtime move; absent for fused

  bool operator==(const MetricsDetail&) const = default;
};

/// Extension: one operator that a module runs itself (not through a child).
struct OperatorRow {
  std::string name;         ///< "scaled_dot_product_attention"
  std::string category_id;  ///< OperatorCategory.category_id
  std::string shape;        ///< "B 1 · H 12 · Sq 4096 · Skv 4096 · D 64"
  std::int64_t calls = 0;
  bool fused = false;  ///< runs inside the kernel of the operator before it
  MetricsDetail detail;

  bool operator==(const OperatorRow&) const = default;
};

/// Cost of one module under the workload: its children and all its calls included.
struct ModuleMetricsSnapshot {
  std::string module_id;
  std::string profile_id;
  std::int64_t calls = 0;
  double total_time_ms = 0;
  double total_flops_tflops = 0;     ///< 10¹² FLOPs, matrix and vector
  double total_io_tb = 0;            ///< 10¹² bits
  double memory_weights_gb = 0;      ///< 10⁹ bytes
  double memory_activations_gb = 0;  ///< peak of live tensors, 10⁹ bytes
  double memory_kvcache_gb = 0;      ///< at the end of generation, 10⁹ bytes
  double share_of_model_time = 0;
  std::vector<OperatorMetrics> operator_breakdown;
  std::optional<MetricsDetail> detail;     ///< extension
  std::vector<OperatorRow> own_operators;  ///< extension

  bool operator==(const ModuleMetricsSnapshot&) const = default;
};

/// Extension: cost of one stage of the run.
struct StageMetrics {
  Stage stage = Stage::other;
  MetricsDetail detail;

  bool operator==(const StageMetrics&) const = default;
};

}  // namespace modelmeter
