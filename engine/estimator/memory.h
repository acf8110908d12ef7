#pragma once
#include <cstdint>
#include <vector>

#include "entities/estimate.h"
#include "entities/hardware_profile.h"
#include "entities/memory.h"
#include "estimator/walk.h"

namespace modelmeter {

/// What a block of PyTorch's caching allocator has beyond the tensor in it, for tensors over 1 MiB: at most 1 MiB, on
/// the measured runs about an eighth (the mean over the stages in docs/memory.md).
inline constexpr std::int64_t kSlackBytes = (std::int64_t{1} << 20) / 8;
inline constexpr std::int64_t kMostSlackBytes = std::int64_t{1} << 20;

/// Device memory while one operator runs.
struct OperatorMemory {
  Bytes activations;          ///< live tensors, as the runtime holds them
  std::int64_t large = 0;     ///< of these, tensors over 1 MiB; `kSlackBytes` of each is in `activations`
  std::int64_t kv_first = 0;  ///< KV-cache elements at the first step of its decode loop
  std::int64_t kv_last = 0;   ///< at the last step; outside of decode the same
};

/// Memory over the execution order of a walk: tensors are born, used for the last time and freed.
struct MemoryPlan {
  std::vector<OperatorMemory> operators;  ///< in the order of `Walk::operators`
  std::vector<Bytes> entry;               ///< per module: what its callers hold when it starts
};

/// Lays the tensors of a run out over its execution order and notes the live bytes in `walk`.
MemoryPlan plan_memory(const ModuleNode& root, const EstimateSettings& settings, Walk& walk);

/// The most that any operator needs: KV cache and activations together.
struct MemoryPeak {
  std::size_t op = 0;
  Bytes activations{};
  Bytes kv{};

  Bytes total() const { return activations + kv; }
};
MemoryPeak peak_of(const MemoryPlan& plan, const EstimateSettings& settings);

/// Bytes that a profile's memory holds: as the driver reports them, else as the vendor prints them.
Bytes capacity_of(const HardwareProfile& profile);

/// What the driver's context and the libraries take beside what the allocator sees.
Bytes reserve_of(const EstimateSettings& settings);

/// The report's section on memory.
MemoryEstimate memory_entity(const MemoryPlan& plan, const Walk& walk, const EstimateSettings& settings, Bytes weights,
                             bool from_artifacts);

}  // namespace modelmeter
