#include "estimator/launches.h"

#include "estimator/eager.h"

namespace modelmeter {
namespace {

/// A call in a model beside the same call in a tight loop: Python code of modules around it, cold caches. The median
/// over 43 stages of 11 models that wait for their host (H200 machines, PyTorch 2.11); four in five lie within the
/// range.
constexpr double kInModelRatio = 1.76;
constexpr double kHostLowRatio = 0.83;
constexpr double kHostHighRatio = 1.54;
/// Kernels that are launched one by one follow each other later than nodes of a graph. Measured: (eager − graph) /
/// kernels of stages that wait for the device, 1.1 to 1.5 µs.
constexpr double kEagerGap_s = 1.25e-6;

/// The form with what an operator's own parameters are stored in.
RuntimeForm form_of(const WalkedOperator& op, const RuntimeForm& form) {
  RuntimeForm own = form;
  own.matrices = op.weights.matrices;
  own.multiplied = op.weights.multiplied;
  own.matrix_bits = op.weights.matrix_bits;
  if (info(own.matrices).dtype != own.multiplied) own.scale_flops = info(own.matrices).scale_flops;
  return own;
}

std::vector<PlacedLaunch> place(const Walk& walk, const RuntimeForm& form) {
  std::vector<PlacedLaunch> placed;
  for (std::size_t i = 0; i < walk.operators.size(); ++i) {
    const WalkedOperator& op = walk.operators[i];
    bool repeats = false;
    for (auto m = static_cast<std::int64_t>(op.module); m >= 0 && !repeats;
         m = walk.modules[static_cast<std::size_t>(m)].parent) {
      const ModuleNode& node = *walk.modules[static_cast<std::size_t>(m)].node;
      if (node.repetition == Repetition::none) continue;
      repeats = !node.batched && node.repetition_count > 1;
      break;
    }
    const std::vector<Launch> launches = lower(site_of(walk, i), form_of(op, form));
    for (std::size_t k = 0; k < launches.size(); ++k)
      placed.push_back({.op = i, .index = k, .loop = op.lowered.loop, .repeats = repeats, .launch = launches[k]});
  }
  return form.runtime == Runtime::compiled ? fuse_passes(placed) : placed;
}

/// One call's duration, summed over the steps of its decode loop where it changes with them.
KernelTime device_time(const Walk& walk, const PlacedLaunch& placed, const ExecutionModel& execution,
                       const RuntimeForm& form, std::int64_t& steps) {
  const WalkedOperator& op = walk.operators[placed.op];
  steps = 1;
  if (!placed.launch.timed) return {};
  steps = op.call->kv_growth != 0 ? walk.modules[op.module].decode_steps : 1;
  if (steps == 1) return time_of(placed.launch.kernel, execution);
  return sum_over_steps(steps, [&](std::int64_t step) {
    const Operator later = at_step(*op.call, step);
    Site site = site_of(walk, placed.op);
    site.op = &later;
    const std::vector<Launch> launches = lower(site, form_of(op, form));
    return time_of(placed.index < launches.size() ? launches[placed.index].kernel : placed.launch.kernel, execution);
  });
}

}  // namespace

void time_launches(Walk& walk, const ExecutionModel& execution, const RuntimeForm& form) {
  const LaunchCalibration host =
      execution.calibration && execution.calibration->launch ? *execution.calibration->launch : LaunchCalibration{};
  const bool eager = form.runtime == Runtime::eager;
  EagerTimes middle{.host = host, .in_model_ratio = kInModelRatio, .gap_s = kEagerGap_s};
  EagerTimes low = middle, high = middle;
  low.host_ratio = kHostLowRatio;
  high.host_ratio = kHostHighRatio;
  for (const PlacedLaunch& placed : place(walk, form)) {
    WalkedOperator& op = walk.operators[placed.op];
    const std::int64_t calls = walk.modules[op.module].calls;
    std::int64_t steps = 1;
    const KernelTime time = device_time(walk, placed, execution, form, steps);
    const auto per_step = static_cast<double>(steps);
    WalkedKernel kernel{.op = placed.op, .launch = placed.launch, .launches = calls * placed.launch.times};
    kernel.bound = time.bound;
    const auto launches = static_cast<double>(kernel.launches);
    kernel.seconds = (time.seconds / per_step + host.graph_node_s) * launches;
    if (host.graph_node_s > time.seconds / per_step) kernel.bound = Bound::launch;
    if (!placed.launch.memory_operation) op.kernels += kernel.launches;
    op.kernel_bytes += placed.launch.kernel.bytes * kernel.launches;
    middle.device_s.push_back(time.seconds / per_step);
    low.device_s.push_back(time.low_seconds / per_step);
    high.device_s.push_back(time.high_seconds.value_or(time.seconds) / per_step);
    if (!eager) {
      op.low_seconds += (low.device_s.back() + host.graph_node_s) * launches;
      op.high_seconds += (high.device_s.back() + host.graph_node_s) * launches;
    }
    walk.kernels.push_back(std::move(kernel));
  }
  if (eager) {
    const std::vector<double> shares = play_eager(walk, middle), lows = play_eager(walk, low),
                              highs = play_eager(walk, high);
    for (std::size_t k = 0; k < walk.kernels.size(); ++k) {
      WalkedKernel& kernel = walk.kernels[k];
      kernel.seconds = shares[k];
      const double busy = middle.device_s[k] * static_cast<double>(kernel.launches);
      if (shares[k] > 2 * busy) kernel.bound = Bound::launch;
      walk.operators[kernel.op].low_seconds += lows[k];
      walk.operators[kernel.op].high_seconds += highs[k];
    }
  }
  std::vector<std::array<double, 4>> by_bound(walk.operators.size());
  for (const WalkedKernel& kernel : walk.kernels) {
    walk.operators[kernel.op].seconds += kernel.seconds;
    by_bound[kernel.op][static_cast<std::size_t>(kernel.bound)] += kernel.seconds;
  }
  for (std::size_t i = 0; i < walk.operators.size(); ++i) {
    std::size_t most = static_cast<std::size_t>(Bound::memory);
    for (std::size_t b = 0; b < 4; ++b)
      if (by_bound[i][b] > by_bound[i][most]) most = b;
    walk.operators[i].bound = static_cast<Bound>(most);
  }
}

}  // namespace modelmeter
