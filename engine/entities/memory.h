#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entities/module_node.h"

namespace modelmeter {

/// Extension: device memory at one place of the execution order, of one pass of the run.
struct MemoryPoint {
  std::string module_id;  ///< that runs
  std::string operator_name;
  Stage stage = Stage::other;
  std::int64_t step = 0;     ///< decode step, from 1; 0 outside decode
  std::int64_t repeats = 1;  ///< times that it runs here, one after another (layers of one kind, drawn once)
  double start_ms = 0;       ///< since the pass began
  double duration_ms = 0;    ///< of all repeats
  std::int64_t activation_bytes = 0;
  std::int64_t kv_bytes = 0;     ///< after the last repeat
  std::int64_t total_bytes = 0;  ///< weights + KV cache + activations

  bool operator==(const MemoryPoint&) const = default;
};

/// Extension: where a stage needs most.
struct StageMemory {
  Stage stage = Stage::other;
  std::string module_id;
  std::string operator_name;
  std::int64_t activation_bytes = 0;
  std::int64_t kv_bytes = 0;
  std::int64_t total_bytes = 0;  ///< weights + KV cache + activations

  bool operator==(const StageMemory&) const = default;
};

/// What ends a search for the largest value that fits.
enum class FitLimit { memory, model, none };

/// Extension: the largest value of a setting that fits the GPU's memory, everything else as it is.
struct LargestFit {
  std::string key;  ///< "batch_size": pages that run together, "seq_len"
  std::string label;
  std::string unit;
  std::optional<std::int64_t> value;       ///< none where nothing fits
  FitLimit limit = FitLimit::memory;       ///< why no larger value: the model's own limit, or no limit met
  std::int64_t needed_bytes = 0;           ///< at `value`, reserve included; 0 where none
  std::optional<std::int64_t> next_bytes;  ///< that the next value would need, where memory is the limit
  std::string reason;                      ///< a sentence, where the model is the limit

  bool operator==(const LargestFit&) const = default;
};

/// Extension: what a run holds in device memory, and when.
struct MemoryEstimate {
  std::string basis;  ///< how the figures come about: one or two sentences
  Stage peak_stage = Stage::other;
  std::string peak_module_id;
  std::string peak_operator_name;
  std::int64_t weight_bytes = 0;
  std::int64_t kv_bytes = 0;          ///< at the peak
  std::int64_t activation_bytes = 0;  ///< at the peak
  std::int64_t reserve_bytes = 0;     ///< context and libraries, never seen by the allocator
  std::int64_t peak_bytes = 0;        ///< weights + KV cache + activations
  std::int64_t peak_low_bytes = 0;
  std::int64_t peak_high_bytes = 0;
  std::vector<StageMemory> stages;  ///< stages that run, in order
  std::vector<MemoryPoint> points;  ///< in execution order; bounded in number
  /// Written with a report; the reply to a changed setting leaves it out.
  std::optional<std::vector<LargestFit>> largest = std::nullopt;

  bool operator==(const MemoryEstimate&) const = default;
};

}  // namespace modelmeter
