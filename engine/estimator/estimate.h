#pragma once
#include "entities/hardware_profile.h"
#include "entities/report.h"
#include "estimator/precision_rules.h"
#include "estimator/settings.h"

namespace modelmeter {

/// The kernel that an operator runs in: named by the operator that launches it.
struct KernelPlace {
  std::size_t module = 0;         ///< position in the report
  std::size_t op = 0;             ///< in its `own_operators`
  double matrix_flops_per_s = 0;  ///< data-sheet peak of what the operator's products run in
};

/// Where the activation peak is, in bytes of one call.
struct ActivationPeak {
  std::string module_id;
  std::string operator_name;
  std::int64_t read = 0;     ///< inputs of the operator
  std::int64_t written = 0;  ///< its outputs
  std::int64_t beside = 0;   ///< tensors that later operators need, and what the allocator rounds up
};

/// An answer to a request: the report and what was in force when it was made.
struct Estimate {
  AnalyticModelReport report;
  std::vector<SettingInForce> settings;
  std::vector<UnavailableChoice> unavailable;  ///< choices that the GPU rules out beside those in force
  std::int64_t kv_elements = 0;                ///< numbers in the KV cache when the last token is generated
  ActivationPeak activation_peak;
  std::vector<std::vector<KernelPlace>> kernel_of;  ///< of each module's own operators, in the order of the report
  /// Of each module of the report: the instances of the real model that it stands for; empty for none. The report
  /// itself has them only where the model comes from artifacts.
  std::vector<std::string> instances;
};

/// Resolves a request, builds the model's tree, costs and times it. Every fault of the request is reported.
Result<Estimate> estimate(const EstimateRequest& request, const HardwareProfile& profile);

/// A run as a whole: an estimate without its modules. All that sweeps and searches need, at a fraction of the time.
struct Headline {
  OCRWorkloadProfile workload;
  EstimateSettings estimate;          ///< `crop_grid` as it came out
  std::int64_t image_tokens = 0;      ///< per page, part of `workload.seq_len`
  std::int64_t batch = 1;             ///< pages that run together
  std::int64_t passes = 1;            ///< times the batch runs
  std::int64_t generated_tokens = 0;  ///< per page
  MetricsDetail whole;                ///< of the root module
  std::vector<StageMetrics> stages;   ///< in the order of `kStages`
  EstimateTotals totals;
};

/// The same figures that `estimate` reports for the whole run, and the same faults.
Result<Headline> headline(const EstimateRequest& request, const HardwareProfile& profile);

/// Equal kernels that one operator launches, over all its calls.
struct KernelRow {
  std::string module_id;
  std::string op;                 ///< name of the operator
  std::string name;               ///< of the kernel: "rms_norm.pow"
  std::string kind;               ///< "gemm", "attention", "cast", …
  std::string shape;              ///< "M 703 · N 1280 · K 1280"
  bool memory_operation = false;  ///< a copy or fill by the driver: not counted as a kernel
  std::int64_t launches = 0;
  std::int64_t bytes = 0;  ///< read and written; of the first decode step times the steps
  std::int64_t matrix_flops = 0;
  double time_ms = 0;  ///< with the gaps before them
  Bound bound = Bound::memory;
};

/// The kernels of the chosen runtime that a module launches, those of the modules below it included, in execution
/// order. An empty id: of the whole run.
Result<std::vector<KernelRow>> kernels(const EstimateRequest& request, const HardwareProfile& profile,
                                       const std::string& module_id);

/// How one operator's number comes about.
struct FormulaLine {
  std::string quantity;  ///< "matrix FLOPs"
  std::string latex;
  std::string substituted;  ///< LaTeX with this run's numbers
  std::int64_t result = 0;
  std::string unit;  ///< "FLOPs", "elements"
};

struct OperatorExplanation {
  std::string name;
  Words words;
  bool fused = false;
  std::vector<FormulaLine> formulas;
  std::vector<Symbol> symbols;
  std::int64_t calls = 0;
};

struct ModuleExplanation {
  std::string module_id;
  std::vector<OperatorExplanation> operators;
};

/// Formulas, symbols and assumptions of the operators that a module runs itself; its leaves' where it runs none.
Result<ModuleExplanation> explain(const EstimateRequest& request, const std::string& module_id);

/// The formulas of one operator, those that are zero left out.
std::vector<FormulaLine> formula_lines(const Work& work);

}  // namespace modelmeter
