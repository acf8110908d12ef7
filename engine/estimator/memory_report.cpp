#include <algorithm>

#include "estimator/memory.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMostPoints = 512;
constexpr double kMillisecondsPerSecond = 1e3;

const char* runtime_basis(Runtime runtime, bool from_artifacts) {
  switch (runtime) {
    case Runtime::fused:
      return "Activations: inputs and outputs of the running operator and the tensors that later operators still need; "
             "nothing that an ideal kernel keeps on chip. The KV cache is set aside at its full size.";
    case Runtime::compiled:
      return "Activations: outputs of kernels, each freed after its last use, in whole blocks of the allocator. The KV "
             "cache is set aside at its full size.";
    case Runtime::graph:
    case Runtime::eager:
      break;
  }
  if (from_artifacts)
    return "Activations: what PyTorch allocates for each recorded module, freed by the rules of the documentation; an "
           "estimate, since the artifact does not say what the code between its modules keeps.";
  return "Activations: what the reference implementation allocates, each tensor freed when Python lets go of it, in "
         "whole blocks of the allocator.";
}

/// Adjacent points joined until few enough are left; the one that needs most stands for its neighbours.
void thin(std::vector<MemoryPoint>& points) {
  while (points.size() > kMostPoints) {
    std::vector<MemoryPoint> joined;
    for (std::size_t i = 0; i < points.size(); i += 2) {
      if (i + 1 == points.size()) {
        joined.push_back(points[i]);
        break;
      }
      MemoryPoint kept = points[i].total_bytes >= points[i + 1].total_bytes ? points[i] : points[i + 1];
      kept.start_ms = points[i].start_ms;
      kept.duration_ms = points[i].duration_ms + points[i + 1].duration_ms;
      joined.push_back(std::move(kept));
    }
    points = std::move(joined);
  }
}

/// Makes the points of one pass.
class Timeline {
 public:
  Timeline(const MemoryPlan& plan, const Walk& walk, const EstimateSettings& settings, Bytes weights)
      : plan_(plan), walk_(walk), kv_format_(settings.precision.kv_cache), weights_(weights) {
    passes_ = walk.modules[0].node->decode_loop ? 1 : walk.modules[0].calls;
  }

  std::vector<MemoryPoint> take() {
    const std::size_t n = walk_.operators.size();
    for (std::size_t i = 0; i < n;) {
      std::size_t end = i;
      const std::int64_t steps = steps_of(i);
      while (end < n && steps_of(end) == steps) ++end;
      if (steps == 1) {
        for (std::size_t o = i; o < end; ++o) add(o, 0, 1);
      } else {
        const double begin = now_ms_;
        for (std::size_t o = i; o < end; ++o) add(o, 1, steps);
        const double body = now_ms_ - begin;
        now_ms_ = begin + body * static_cast<double>(steps - 1);
        for (std::size_t o = i; o < end; ++o) add(o, steps, steps);
      }
      i = end;
    }
    thin(points_);
    return std::move(points_);
  }

 private:
  std::int64_t steps_of(std::size_t op) const { return walk_.modules[walk_.operators[op].module].decode_steps; }

  void add(std::size_t i, std::int64_t step, std::int64_t steps) {
    const WalkedOperator& op = walk_.operators[i];
    const WalkedModule& module = walk_.modules[op.module];
    const OperatorMemory& memory = plan_.operators[i];
    MemoryPoint point;
    point.module_id = module.node->id;
    point.operator_name = op.call->name;
    point.stage = module.node->stage;
    point.step = step;
    point.repeats = std::max<std::int64_t>(1, module.calls / passes_ / steps);
    point.start_ms = now_ms_;
    point.duration_ms = op.seconds * kMillisecondsPerSecond / static_cast<double>(passes_ * steps);
    point.activation_bytes = memory.activations.count();
    const Bytes kv = storage(step == 1 && steps > 1 ? memory.kv_first : memory.kv_last, kv_format_);
    point.kv_bytes = kv.count();
    point.total_bytes = (weights_ + kv + memory.activations).count();
    now_ms_ += point.duration_ms;
    points_.push_back(std::move(point));
  }

  const MemoryPlan& plan_;
  const Walk& walk_;
  Format kv_format_;
  Bytes weights_;
  std::int64_t passes_ = 1;
  double now_ms_ = 0;
  std::vector<MemoryPoint> points_;
};

}  // namespace

MemoryEstimate memory_entity(const MemoryPlan& plan, const Walk& walk, const EstimateSettings& settings, Bytes weights,
                             bool from_artifacts) {
  MemoryEstimate memory;
  memory.basis = runtime_basis(settings.runtime, from_artifacts);
  memory.weight_bytes = weights.count();
  memory.reserve_bytes = reserve_of(settings).count();
  if (walk.operators.empty()) return memory;

  const MemoryPeak peak = peak_of(plan, settings);
  const WalkedOperator& op = walk.operators[peak.op];
  const ModuleNode& module = *walk.modules[op.module].node;
  memory.peak_stage = module.stage;
  memory.peak_module_id = module.id;
  memory.peak_operator_name = op.call->name;
  memory.kv_bytes = peak.kv.count();
  memory.activation_bytes = peak.activations.count();
  memory.peak_bytes = (weights + peak.total()).count();
  const std::int64_t large = plan.operators[peak.op].large;
  memory.peak_low_bytes = memory.peak_bytes - large * kSlackBytes;
  memory.peak_high_bytes = (Bytes{memory.peak_low_bytes} + Bytes{large} * kMostSlackBytes).count();

  for (Stage stage : kStages) {
    StageMemory most;
    bool runs = false;
    for (std::size_t i = 0; i < walk.operators.size(); ++i) {
      const ModuleNode& node = *walk.modules[walk.operators[i].module].node;
      if (node.stage != stage) continue;
      const OperatorMemory& here = plan.operators[i];
      const Bytes kv = storage(here.kv_last, settings.precision.kv_cache);
      const Bytes total = weights + kv + here.activations;
      if (runs && total.count() <= most.total_bytes) continue;
      runs = true;
      most = {stage, node.id, walk.operators[i].call->name, here.activations.count(), kv.count(), total.count()};
    }
    if (runs) memory.stages.push_back(std::move(most));
  }
  memory.points = Timeline(plan, walk, settings, weights).take();
  return memory;
}

}  // namespace modelmeter
