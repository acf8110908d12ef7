#include "estimator/memory.h"

#include <algorithm>
#include <map>

#include "operators/allocation.h"

namespace modelmeter {
namespace {

/// PyTorch's caching allocator hands out whole blocks of 512 bytes; a request over 1 MiB may get a free block that is
/// up to 1 MiB larger than it asked for. Source: c10/cuda/CUDACachingAllocator.cpp (kMinBlockSize, kSmallSize,
/// should_split).
constexpr std::int64_t kBlockBytes = 512;
constexpr std::int64_t kBytesPerMib = std::int64_t{1} << 20;
constexpr std::int64_t kLargeBytes = std::int64_t{1} << 20;
/// A larger tensor than any device holds; keeps sums of impossible shapes within 63 bits.
constexpr std::int64_t kMostBytes = 100'000'000'000'000;

/// Live tensors: bytes in whole blocks, and how many of them are large.
struct Live {
  std::int64_t bytes = 0;
  std::int64_t large = 0;
};

Live blocks(Bytes bytes, std::int64_t tensors) {
  if (bytes.count() <= 0 || tensors <= 0) return {};
  const std::int64_t each = std::min(kMostBytes, bytes.count()) / tensors;
  const std::int64_t whole = (each + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
  return {whole * tensors, whole > kLargeBytes ? tensors : 0};
}

Bytes bytes_of(const HeldTensor& tensor, const Precision& precision) {
  switch (tensor.format) {
    case TensorFormat::fp32:
      return Bytes{tensor.elements} * 4;
    case TensorFormat::int64:
      return Bytes{tensor.elements} * 8;
    case TensorFormat::old_cache:
      return storage(tensor.elements, precision.kv_cache);
    case TensorFormat::activations:
      break;
  }
  return storage(tensor.elements, precision.activations);
}

/// Walks the tree in the order of the walk.
class Layout {
 public:
  Layout(const EstimateSettings& settings, Walk& walk, MemoryPlan& plan)
      : precision_(settings.precision), runtime_(settings.runtime), walk_(walk), plan_(plan) {}

  void visit(const ModuleNode& node, Live callers) {
    // The live set of an ideal operator names its tensors itself; it is not told from its callers'.
    plan_.entry[module_++] = runtime_ == Runtime::fused ? Bytes{} : Bytes{callers.bytes + callers.large * kSlackBytes};
    // What is born and what is gone at every step.
    std::vector<Live> change(node.body.size() + 1);
    for (const HeldTensor& tensor : node.held) {
      if (compiled() && tensor.eager_only) continue;
      if (tensor.format == TensorFormat::old_cache && runtime_ != Runtime::eager) continue;
      const std::size_t wanted = compiled() ? std::min(tensor.last, tensor.last_use) : tensor.last;
      const std::size_t last = std::min(wanted, node.body.size() - 1);
      if (tensor.first > last) continue;
      const Live live = blocks(bytes_of(tensor, precision_), 1);
      change[tensor.first].bytes += live.bytes;
      change[tensor.first].large += live.large;
      change[last + 1].bytes -= live.bytes;
      change[last + 1].large -= live.large;
    }
    Live now = callers;
    for (std::size_t s = 0; s < node.body.size(); ++s) {
      now.bytes += change[s].bytes;
      now.large += change[s].large;
      if (node.body[s].is_child)
        visit(node.children[node.body[s].index], now);
      else
        run(node.operators[node.body[s].index], now);
    }
  }

 private:
  bool compiled() const { return runtime_ == Runtime::compiled; }

  void run(const OperatorCall& call, Live held) {
    OperatorMemory& memory = plan_.operators[op_];
    if (runtime_ == Runtime::fused) {
      memory.activations = walk_.operators[op_].live;
    } else {
      Allocation made;
      if (call.eager_elements >= 0 && !compiled())
        made = {storage(call.eager_elements, precision_.activations), 1};
      else if (compiled())
        made = {walk_.operators[op_].lowered.cost.written_activations, 1};
      else
        made = allocation_of(call.op, precision_);
      const Live own = blocks(made.bytes, made.tensors);
      memory.large = held.large + own.large;
      memory.activations = Bytes{held.bytes + own.bytes + memory.large * kSlackBytes};
      walk_.operators[op_].live = memory.activations;
    }
    ++op_;
  }

  const Precision& precision_;
  Runtime runtime_;
  Walk& walk_;
  MemoryPlan& plan_;
  std::size_t module_ = 0;
  std::size_t op_ = 0;
};

/// KV-cache elements at every operator. The reference implementation's cache grows as tokens come; every other runtime
/// sets it aside at its full size before it starts.
void lay_out_kv(Runtime runtime, const Walk& walk, MemoryPlan& plan) {
  std::map<std::string, std::int64_t> caches;
  std::int64_t first = 0, last = 0;  // at the first and the last step of the decode loop that it is in
  for (std::size_t i = 0; i < walk.operators.size(); ++i) {
    const WalkedOperator& op = walk.operators[i];
    const WalkedModule& module = walk.modules[op.module];
    if (!op.call->kv_cache.empty()) {
      std::int64_t& cache = caches[op.call->kv_cache];
      const std::int64_t after = std::max(cache, op.call->kv_elements * module.weight_copies);
      first += (after - cache) / module.decode_steps;
      last += after - cache;
      cache = after;
    }
    plan.operators[i].kv_first = first;
    plan.operators[i].kv_last = last;
  }
  if (runtime == Runtime::eager) return;
  for (OperatorMemory& memory : plan.operators) memory.kv_first = memory.kv_last = last;
}

}  // namespace

MemoryPlan plan_memory(const ModuleNode& root, const EstimateSettings& settings, Walk& walk) {
  MemoryPlan plan;
  plan.operators.resize(walk.operators.size());
  plan.entry.resize(walk.modules.size());
  Layout(settings, walk, plan).visit(root, {});
  lay_out_kv(settings.runtime, walk, plan);
  return plan;
}

Bytes capacity_of(const HardwareProfile& profile) {
  constexpr double kGiga = 1e9;
  if (profile.memory_capacity_mib) return Bytes{*profile.memory_capacity_mib} * kBytesPerMib;
  return Bytes{static_cast<std::int64_t>(profile.memory_capacity_gb.value_or(0) * kGiga)};
}

Bytes reserve_of(const EstimateSettings& settings) {
  return Bytes{settings.memory_reserve_mib} * kBytesPerMib;
}

MemoryPeak peak_of(const MemoryPlan& plan, const EstimateSettings& settings) {
  MemoryPeak peak;
  for (std::size_t i = 0; i < plan.operators.size(); ++i) {
    const MemoryPeak here{i, plan.operators[i].activations,
                          storage(plan.operators[i].kv_last, settings.precision.kv_cache)};
    if (i == 0 || here.total() > peak.total()) peak = here;
  }
  return peak;
}

}  // namespace modelmeter
