#include "estimator/required.h"

#include "estimator/sweep.h"
#include "hardware/execution.h"

namespace modelmeter {
namespace {

constexpr double kMillisecondsPerSecond = 1e3;

double io_of(const MetricsDetail& d) {
  Bytes io;
  for (std::int64_t bytes :
       {d.read_weight_bytes, d.read_activation_bytes, d.written_activation_bytes, d.read_kv_bytes, d.written_kv_bytes})
    io += Bytes{bytes};
  return io.as_double();
}

PieceOfWork work_of(const Headline& run, bool per_token) {
  PieceOfWork work;
  const double pieces = static_cast<double>(run.passes) * (per_token ? static_cast<double>(run.generated_tokens) : 1.0);
  for (const StageMetrics& stage : run.stages) {
    if ((stage.stage == Stage::decode) != per_token) continue;
    work.matrix_flops += static_cast<double>(stage.detail.matrix_flops) / pieces;
    work.vector_flops += static_cast<double>(stage.detail.vector_flops) / pieces;
    work.io_bytes += io_of(stage.detail) / pieces;
    work.launches += static_cast<double>(stage.detail.kernels) / pieces;
  }
  work.predicted_ms = per_token ? run.totals.tpot_ms : run.totals.ttft_ms;
  return work;
}

std::optional<double> ratio(std::optional<double> offered, double required) {
  if (!offered || required <= 0) return std::nullopt;
  return *offered / required;
}

}  // namespace

Result<RequiredRates> required_rates(const EstimateRequest& base, const std::vector<HardwareProfile>& gpus,
                                     const std::string& metric, double target_ms) {
  if (metric != "ttft_ms" && metric != "tpot_ms")
    return Diagnostics{{"metric", "ttft_ms or tpot_ms", "\"" + metric + "\"", "tpot_ms"}};
  if (!(target_ms > 0)) return Diagnostics{{"target_ms", "a time above zero", "none", "50"}};
  const bool per_token = metric == "tpot_ms";
  const Result<const HardwareProfile*> own = find_gpu(gpus, base.gpu);
  if (!ok(own)) return errors(own);
  const Result<Headline> made = headline(base, *value(own));
  if (!ok(made)) return errors(made);
  if (per_token && value(made).generated_tokens == 0)
    return Diagnostics{{"max_new_tokens", "at least 1, for a time per token", "0", "1"}};

  RequiredRates required;
  required.metric = metric;
  required.target_ms = target_ms;
  required.work = work_of(value(made), per_token);
  const double seconds = target_ms / kMillisecondsPerSecond;
  required.matrix_flops_per_s = required.work.matrix_flops / seconds;
  required.vector_flops_per_s = required.work.vector_flops / seconds;
  required.bytes_per_s = required.work.io_bytes / seconds;
  required.launches_per_s = required.work.launches / seconds;
  required.speed_up = required.work.predicted_ms / target_ms;

  const Precision& precision = value(made).estimate.precision;
  for (const HardwareProfile& profile : gpus) {
    GpuHeadroom row;
    row.gpu = profile.id;
    row.name = profile.name;
    const Result<ExecutionModel> rates = execution_model(profile, precision, Execution::roofline);
    if (ok(rates)) {
      row.matrix = ratio(value(rates).peak.matrix_flops_per_s, required.matrix_flops_per_s);
      row.vector = ratio(value(rates).peak.vector_flops_per_s, required.vector_flops_per_s);
    }
    row.bandwidth = ratio(profile.memory_bandwidth_bytes_per_s, required.bytes_per_s);
    const std::optional<double> launch_s = profile.achieved.launch_s;
    if (launch_s && *launch_s > 0) row.launch = ratio(1 / *launch_s, required.launches_per_s);
    EstimateRequest request = base;
    request.gpu = profile.id;
    const Result<Headline> there = headline(request, profile);
    if (ok(there)) {
      row.predicted_ms = per_token ? value(there).totals.tpot_ms : value(there).totals.ttft_ms;
      row.meets = *row.predicted_ms <= target_ms;
    } else {
      row.faults = errors(there);
    }
    required.gpus.push_back(std::move(row));
  }
  return required;
}

}  // namespace modelmeter
