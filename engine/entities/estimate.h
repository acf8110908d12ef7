#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "units/format.h"

namespace modelmeter {

enum class Execution { roofline, calibrated };
enum class Runtime { fused, compiled, graph, eager };
enum class AttentionCounting { full, causal };
enum class HeadTokens { all, last };
enum class ExpertReads { expected, all, top_k };
enum class ExpertForm { grouped, looped };  ///< JSON: "grouped", "vendor"
enum class CacheForm { fixed, growing };    ///< JSON: "static", "cat"

/// All that a rerun needs beside the model and the workload (extension `AnalyticModelReport.estimate`).
struct EstimateSettings {
  std::string gpu_id;  ///< "h200-sxm"
  Precision precision;
  Execution execution = Execution::roofline;
  Runtime runtime = Runtime::fused;
  std::int64_t batch_size = 1;      ///< pages that run together
  std::int64_t page_width = 1654;   ///< pixels; A4 portrait at 200 dpi
  std::int64_t page_height = 2339;  ///< pixels
  std::string crop_grid = "auto";   ///< "WxH", "none" or "auto" (from the page size)
  AttentionCounting attention_counting = AttentionCounting::full;
  HeadTokens head_tokens = HeadTokens::all;
  ExpertReads expert_reads = ExpertReads::expected;     ///< which experts' weights a MoE layer reads
  ExpertForm moe_implementation = ExpertForm::grouped;  ///< kernels of mixtures of experts, outside of `fused`
  CacheForm kv_cache_form = CacheForm::fixed;           ///< how new tokens reach the KV cache, outside of `fused`
  std::int64_t memory_reserve_mib = 1024;               ///< context and allocator, added to the memory needed

  bool operator==(const EstimateSettings&) const = default;
};

/// Headline figures of a run (extension `AnalyticModelReport.totals`).
struct EstimateTotals {
  std::int64_t parameters = 0;
  std::int64_t weight_bytes = 0;
  std::int64_t kv_cache_bytes = 0;  ///< at the end of generation
  std::int64_t activation_peak_bytes = 0;
  std::int64_t memory_needed_bytes = 0;    ///< weights + KV cache + activation peak + reserve
  std::int64_t memory_capacity_bytes = 0;  ///< of the GPU, as its driver reports it
  bool fits = false;
  std::optional<std::int64_t> memory_margin_bytes =
      std::nullopt;                    ///< capacity − needed; negative where it does not fit
  double ttft_ms = 0;                  ///< vision + projector + prefill of one batch
  double tpot_ms = 0;                  ///< decode time per generated token
  double throughput_tokens_per_s = 0;  ///< generated tokens of all pages / total time
  double throughput_pages_per_s = 0;
  /// Matrix and vector FLOPs per byte of device memory traffic, over the whole run.
  std::optional<double> arithmetic_intensity_flops_per_byte = std::nullopt;

  bool operator==(const EstimateTotals&) const = default;
};

}  // namespace modelmeter
