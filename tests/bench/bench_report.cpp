// Time per report and per part of it, median of many runs. Figures are of this machine; compare them as ratios.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "estimator/estimate.h"
#include "estimator/sweep.h"
#include "estimator/totals.h"
#include "serialization/report_json.h"
#include "serialization/wire.h"

using namespace modelmeter;

namespace {

template <class Run>
void row(const char* name, Run run) {
  std::vector<double> times;
  for (int i = 0; i < 61; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%-34s %10.1f us median %10.1f us p95\n", name, times[times.size() / 2], times[times.size() * 95 / 100]);
}

HardwareProfile bench_profile() {
  HardwareProfile profile;
  profile.id = "bench";
  profile.name = "bench";
  profile.memory_capacity_gb = 100;
  profile.memory_bandwidth_bytes_per_s = 3e12;
  profile.matrix_peak_flops_per_s[static_cast<std::size_t>(DType::bf16)] = 1e15;
  profile.vector_peak_flops_per_s[static_cast<std::size_t>(DType::fp32)] = 6e13;
  return profile;
}

}  // namespace

int main() {
  const HardwareProfile profile = bench_profile();
  EstimateRequest request;
  request.gpu = profile.id;
  const ResolvedRequest resolved = value(resolve(request));
  const BuiltRun built = value(resolved.model->build(resolved.scenario));
  const ExecutionModel execution = value(execution_model(profile, Precision{}, Execution::roofline));
  const Walk laid = walk(built.tree, Precision{}, execution);
  const Estimate made = value(estimate(request, profile));

  row("resolve", [&] { (void)resolve(request); });
  row("build tree", [&] { (void)resolved.model->build(resolved.scenario); });
  row("walk (cost and time)", [&] { (void)walk(built.tree, Precision{}, execution); });
  row("totals", [&] { Totals totals(laid); });
  row("estimate (all of it, report entity)", [&] { (void)estimate(request, profile); });
  const SweepPlan plan = value(plan_sweep({request, {{"batch_size", "1..64"}}}, {profile}));
  row("headline (estimate without modules)", [&] { (void)headline(request, profile); });
  row("64 points of a sweep", [&] { (void)sweep_rows(plan, {profile}, 0, 64); });
  row("reply text", [&] { (void)reply_text(estimate_text(made)); });
  row("report as JSON", [&] { (void)to_json(made.report); });
  return 0;
}
