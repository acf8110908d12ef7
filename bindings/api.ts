/**
 * What the engine answers, as the page, the worker and the command line see it.
 * Wire types only: entity fields keep their data-model spelling. Tests hold these against real replies.
 */

export interface Diagnostic {
  path: string;
  expected: string;
  got: string;
  /** A value for `path` that would be valid; absent where none is known. */
  suggested?: string;
}
export type Reply<T> = { ok: true; value: T } | { ok: false; errors: Diagnostic[] };

export type SettingValue = string | number | boolean;

/** One estimate to make. `set` overrides single fields, by the keys of `SettingField`. */
export interface EstimateRequest {
  model: string; // "deepseek-ocr", or "artifact": the model of the loaded artifacts as they recorded it
  workload: string | OCRWorkloadProfile; // id of a built-in profile, or a whole profile
  gpu: string; // id of a registered hardware profile
  set: Record<string, SettingValue>;
}

/** One editable field: everything a form, a command line and a sweep need to know of it. */
export interface SettingField {
  key: string; // "seq_len", "precision", "crop_grid", "hidden_size"
  group: 'workload' | 'page' | 'precision' | 'execution' | 'conventions' | 'architecture';
  label: string;
  help: string;
  type: 'integer' | 'boolean' | 'choice' | 'text';
  unit: string; // "tokens", "px", "" where none
  minimum?: number;
  maximum?: number;
  step?: number; // valid numbers are multiples of it; 1 where absent
  choices?: { value: string; label: string }[];
}

/** A field with the value in force and whether the request or the profile gave it. */
export interface SettingInForce {
  key: string;
  value: SettingValue;
  origin: 'default' | 'workload' | 'request' | 'derived';
}

export interface ModelInfo {
  id: string;
  name: string;
  description: string;
  spec: DeepSeekOCRModelSpec;
  /** Settings fields in form order. */
  fields: SettingField[];
  /** Qualified class names of the analytic model. */
  classes: string[];
}

/** A rule by which modules of artifacts are recognised. */
export interface RuleInfo { id: string; family: 'attention' | 'experts' | 'block' | 'layer'; title: string; description: string }

export interface Catalog {
  schema_version: string;
  rules: RuleInfo[];
  models: ModelInfo[];
  workloads: OCRWorkloadProfile[];
  categories: OperatorCategory[];
}

export type Stage = 'vision' | 'projector' | 'prefill' | 'decode' | 'other';
export type Bound = 'matrix' | 'vector' | 'memory' | 'launch';

export interface DeepSeekOCRModelSpec {
  model_id: string; model_variant: string; hf_revision: string | null; config_path: string;
  hidden_size: number; intermediate_size: number; num_layers: number; num_attention_heads: number;
  vision_backbone: 'sam_vit_b' | 'clip_vit_l' | 'other'; uses_moe: boolean; notes: string;
  architecture?: Record<string, number>;
}
export interface OCRWorkloadProfile {
  profile_id: string; description: string; seq_len: number; base_size: number; image_size: number;
  crop_mode: boolean; max_new_tokens: number;
  doc_kind: 'text_heavy' | 'mixed_layout' | 'image_rich' | 'synthetic'; num_pages: number;
}
export interface AnalyticModuleNode {
  module_id: string; name: string; qualified_class_name: string; stage: Stage; parent_id: string | null;
  children: string[]; repetition: 'none' | 'for' | 'parfor'; repetition_count: number | null;
  constructor_params: Record<string, number | boolean | string>;
  batched?: boolean;
  /** The instances of the user's model that this node stands for: "layers.{0-11}.attn"; absent where there are none. */
  instance?: string;
  /** How a module of an artifact was recognised; absent where its class alone says what it does. */
  recognition?: Recognition;
}
/** Which rule said what a module of an artifact computes, what it saw and what it had to assume. */
export interface Recognition { rule: string; title: string; evidence: string[]; assumptions: string[] }
/** A module whose cost is a bound or left out, with the reason. */
export interface NotModeled {
  module_id: string; instance: string; qualified_class_name: string; instances: number; reason: string;
  /** "bound": the best bound that shapes and parameters give is in the report; "none": nothing is. */
  treatment: 'bound' | 'none';
}
export interface OperatorCategory { category_id: string; display_name: string; description: string; match_classes: string[] }
export interface OperatorMetrics {
  category_id: string; calls: number; flops_tflops: number; io_tb: number; share_of_module_flops: number;
}
export interface MetricsDetail {
  parameters: number; matrix_flops: number; vector_flops: number; read_weight_bytes: number;
  read_activation_bytes: number; written_activation_bytes: number; read_kv_bytes: number; written_kv_bytes: number;
  kernels: number; bound: Bound; time_ms: number; time_low_ms: number; time_high_ms: number | null;
  /** All traffic of the row; modules have it as `total_io_tb`. */
  io_bytes?: number;
  /** What the fused runtime would take; absent where that is the runtime. */
  ideal_time_ms?: number;
  /** Time less ideal time, at least 0. */
  fusing_gain_ms?: number;
  /** Bytes that the kernels of the runtime move; absent for the fused runtime. */
  kernel_bytes?: number;
}
export interface OperatorRow {
  name: string; category_id: string; shape: string; calls: number; fused: boolean; detail: MetricsDetail;
}
export interface ModuleMetricsSnapshot {
  module_id: string; profile_id: string; calls: number; total_time_ms: number; total_flops_tflops: number;
  total_io_tb: number; memory_weights_gb: number; memory_activations_gb: number; memory_kvcache_gb: number;
  share_of_model_time: number; operator_breakdown: OperatorMetrics[];
  detail?: MetricsDetail; own_operators?: OperatorRow[];
}
/** Formats of the tensors that cross device memory: "bf16", "fp8_e4m3", "int4-g128", ... */
export interface Precision {
  weights: string; activations: string; kv_cache: string;
  /** Whose weights a format of 8 bits or fewer holds; "linear" where absent. */
  quantized_layers?: 'linear' | 'decoder' | 'all';
}
export interface EstimateSettings {
  gpu_id: string; precision: Precision;
  execution: 'roofline' | 'calibrated'; runtime: 'fused' | 'compiled' | 'graph' | 'eager';
  batch_size: number; page_width: number; page_height: number; crop_grid: string;
  attention_counting: 'full' | 'causal'; head_tokens: 'all' | 'last';
  expert_reads: 'expected' | 'all' | 'top_k'; memory_reserve_mib: number;
  moe_implementation: 'grouped' | 'vendor'; kv_cache_form: 'static' | 'cat';
}
export interface EstimateTotals {
  parameters: number; weight_bytes: number; kv_cache_bytes: number; activation_peak_bytes: number;
  memory_needed_bytes: number; memory_capacity_bytes: number; fits: boolean; ttft_ms: number; tpot_ms: number;
  throughput_tokens_per_s: number; throughput_pages_per_s: number;
  arithmetic_intensity_flops_per_byte?: number;
  /** Capacity less need; negative where it does not fit. */
  memory_margin_bytes?: number;
}
/** Device memory at one place of the execution order, of one pass of the run. Layers of one kind are drawn once. */
export interface MemoryPoint {
  module_id: string; operator_name: string; stage: Stage;
  /** Decode step, from 1 (the first and the last are given: the KV cache grows between); 0 outside decode. */
  step: number;
  /** Times that it runs here, one after another. */
  repeats: number;
  start_ms: number; duration_ms: number; activation_bytes: number; kv_bytes: number;
  /** Weights, KV cache and activations; the reserve comes on top. */
  total_bytes: number;
}
/** Where a stage needs most. */
export interface StageMemory {
  stage: Stage; module_id: string; operator_name: string; activation_bytes: number; kv_bytes: number; total_bytes: number;
}
/** What the run holds in device memory, and when. */
export interface MemoryEstimate {
  basis: string; peak_stage: Stage; peak_module_id: string; peak_operator_name: string; weight_bytes: number;
  /** At the peak. */
  kv_bytes: number; activation_bytes: number; reserve_bytes: number;
  /** Weights, KV cache and activations at the peak, with its range; the reserve comes on top. */
  peak_bytes: number; peak_low_bytes: number; peak_high_bytes: number;
  stages: StageMemory[]; points: MemoryPoint[];
  /** In written reports; the page asks for it (`largestFit`) after the answer is shown. */
  largest?: LargestFit[];
}
/** The largest value of a setting that fits the GPU's memory, everything else as it is. */
export interface LargestFit {
  key: string; label: string; unit: string;
  /** null where nothing fits. */
  value: number | null;
  /** What ends it: memory, the model's own limits, or nothing up to the field's maximum. */
  limit: 'memory' | 'model' | 'none';
  /** Memory needed at `value`, reserve included; 0 where none. */
  needed_bytes: number;
  /** What the next value would need; null where memory is not the limit. */
  next_bytes: number | null;
  /** The model's limit as a sentence; "" elsewhere. */
  reason: string;
}
export interface StageMetrics extends MetricsDetail { stage: Stage }
export interface AnalyticModelReport {
  report_id: string; model: DeepSeekOCRModelSpec; workload: OCRWorkloadProfile; modules: AnalyticModuleNode[];
  operator_categories: OperatorCategory[]; module_metrics: ModuleMetricsSnapshot[]; profile_run_id: string | null;
  predicted_total_time_ms: number; measured_total_time_ms: number | null; predicted_vs_measured_ratio: number | null;
  notes: string; layer_docs_dir: string; estimate?: EstimateSettings; totals?: EstimateTotals; stages?: StageMetrics[];
  /** Present where the model comes from artifacts; empty where every module is modeled. */
  not_modeled?: NotModeled[];
  memory?: MemoryEstimate;
}

/** A figure of a hardware profile with where it comes from. */
export interface FigureSource { references: string[]; confidence: string; note?: string }
/** hwprofiles/<id>.json; see hwprofiles/schema.json. Rates are per second, null means unknown. */
export interface HardwareProfile {
  id: string; name: string; vendor: string; architecture: string; release_year: number | null;
  memory_capacity_gb: number | null; memory_capacity_mib: number | null; memory_bandwidth_bytes_per_s: number | null;
  l2_bytes: number | null; l2_bandwidth_bytes_per_s: number | null; compute_units: number | null;
  boost_clock_hz: number | null; tensor_clock_hz: number | null;
  matrix_peak_flops_per_s: Record<string, number | null>; vector_peak_flops_per_s: Record<string, number | null>;
  unsupported_formats: string[]; link_bytes_per_s: number | null; pcie_bytes_per_s: number | null;
  tdp_w: number | null; price_usd_per_h: number | null;
  achieved: { matrix_ratio: number | null; bandwidth_ratio: number | null; launch_s: number | null };
  sources: Record<string, FigureSource>; references: Record<string, { title: string; section?: string; url?: string }>;
  notes?: string;
  /** What was measured on the GPU itself: parameters of the calibrated execution, which only the engine reads. */
  calibration?: { fitted_on: FittedOn };
}
export interface FittedOn { data: string; date: string; software: string }
/** What a fit leaves: measured / predicted lies between `low_ratio` and `high_ratio` for 80 %. */
export interface CalibrationResidual {
  /** "gemm", or a part of it: "gemm.fp8". */
  family: string;
  /** Longest predicted time that it is for, seconds; null: all that are longer. */
  up_to_s: number | null;
  points_fitted: number; points_held_out: number; median_error: number; p90_error: number;
  low_ratio: number; high_ratio: number;
}
/** Where the calibrated times of a GPU come from, family by family. */
export interface CalibrationStory {
  families: {
    family: 'gemm' | 'batched_gemm' | 'grouped_gemm' | 'attention' | 'convolution' | 'pass' | 'launch';
    /** On this GPU. */
    measured: boolean;
    /** Has a law at all; else its kernels run at the achieved rates. */
    modelled: boolean;
    /** Of the family and its parts, by range of time, as used: widened where they are borrowed. Launch costs have none. */
    residuals: CalibrationResidual[];
  }[];
  fitted_on: FittedOn | null;
  /** The GPU that lends what was not measured; null where nothing is borrowed. */
  lender: { id: string; name: string; fitted_on: FittedOn | null } | null;
  /** How much wider a borrowed band is, to either side. */
  borrowed_band: number;
}

/** The answer to a changed setting: the report and what was in force when it was made. */
export interface Estimate {
  report: AnalyticModelReport;
  settings: SettingInForce[];
  /** Values that are allowed but suspicious. */
  flags: Diagnostic[];
  /** Choices that the GPU rules out beside those in force. */
  unavailable: UnavailableChoice[];
}
export interface UnavailableChoice { key: string; value: string; reason: string }

/** How one operator's numbers come about: LaTeX, the same with this run's numbers, and the words. */
export interface FormulaLine {
  quantity: string; // "matrix FLOPs"
  latex: string;
  substituted: string; // LaTeX with this run's numbers
  result: string; // "206,158,430,208"
  unit: string; // "FLOPs" | "bytes" | "elements"
}
export interface OperatorExplanation {
  name: string;
  title: string;
  summary: string;
  formulas: FormulaLine[];
  symbols: { symbol: string; meaning: string; value: number }[];
  assumptions: string[];
  source: string;
}
/** Equal kernels that one operator launches, over all its calls. */
export interface KernelRow {
  module_id: string; operator: string;
  name: string; // "rms_norm.pow"
  /** "gemm", "grouped_gemm", "attention", "convolution", or how a pass walks: "cast", "strided", ... */
  kind: string;
  shape: string; // "M 703 · N 1280 · K 1280"
  /** A copy or fill by the driver: not counted as a kernel. */
  memory_operation: boolean;
  launches: number; bytes: number; matrix_flops: number;
  /** With the gaps before them. */
  time_ms: number;
  bound: Bound;
}
/** In execution order, those of the modules below included. */
export interface ModuleKernels { module_id: string; kernels: KernelRow[] }
export interface ModuleExplanation { module_id: string; operators: OperatorExplanation[] }

/** One finding of the artifact forensics. */
export interface Finding {
  id: string; // "zero_stages"
  severity: 'info' | 'warning' | 'error';
  title: string;
  detail: string;
  /** JSON paths or instance names that show it, first ones only. */
  examples: string[];
  count: number;
}
export interface ArtifactInfo {
  file_name: string;
  /** "summary" is torchinfo's text table, dropped or pasted; "flop-counter" is counts to verify against. */
  kind: 'layers' | 'unique-layers' | 'stages' | 'summary' | 'flop-counter';
  bytes: number;
  generated_at: string;
  model_path: string;
  /** What it contributed, in one sentence. */
  contributed: string;
}
export interface OperatorSpec {
  class_name: string; class_name_qualified: string; is_pytorch_builtin: boolean; is_custom: boolean;
  children_classes: string[]; default_category_id: string;
}
export interface TargetOperatorList {
  snapshot_id: string; source_artifact_dir: string; layers_md_path: string; layers_json_path: string;
  stages_json_path: string; operators: OperatorSpec[];
}
/** One row of the layer tree, ready for a table. */
export interface LayerRow {
  index: number; depth: number; name: string; class_name: string; executed: boolean; recursive: boolean;
  input_size: number[]; output_size: number[]; num_params: number; category_id: string;
}
/** Coverage of an artifact's classes by the analytic model. */
export interface CoverageRow { class_name_qualified: string; instances: number; category_id: string; covered: boolean; module_ids: string[] }
export interface ParameterCheckRow { name: string; artifact_parameters: number; model_parameters: number; instances: number; equal: boolean }

/** Everything known from the artifacts loaded so far. */
export interface ArtifactSummary {
  files: ArtifactInfo[];
  /** Which kinds are missing, and what each would add. */
  missing: { kind: ArtifactInfo['kind']; would_add: string }[];
  model_id: string | null; // id of the built-in model it describes, null where none
  /** The model made from the layers (or the text table), id "artifact"; null where neither is loaded. */
  model: ArtifactModel | null;
  operators: TargetOperatorList | null;
  layer_count: number;
  findings: Finding[];
  coverage: CoverageRow[];
  parameter_checks: ParameterCheckRow[];
  /** Settings that the artifact's own run had: crop_grid, seq_len, … */
  suggested_set: Record<string, SettingValue>;
}

/** The model of the loaded artifacts: its fields are those that can be changed without a new export. */
export interface ArtifactModel extends ModelInfo {
  /** The run that the artifact recorded. */
  workload: OCRWorkloadProfile;
  /** What can be changed and how that is known: "Batch size scales exactly …", "Sequence length 512 was found in …". */
  scaling: string[];
}

/** A figure of the report beside a reference; `difference` is (report − reference) / reference, null without one. */
export interface Comparison { report: number; reference: number | null; difference: number | null }
/** One module held against the artifact's own figures and a FLOP counter's. */
export interface VerificationRow {
  module_id: string;
  instance: string; // "layers.{0-11}.attn"; "" for the root
  class_name: string;
  depth: number;
  instances: number;
  /** Parameters of one instance, against the artifact's `num_params`. */
  parameters: Comparison;
  /** Matrix FLOPs of all instances and calls, against the FLOP-counter file. */
  matrix_flops: Comparison;
  /** The same against 2 × the artifact's multiply-adds, which torchinfo counts by rules of its own. */
  artifact_flops: Comparison;
}
export interface Verification {
  artifact: string | null; // file name
  counter: string | null; // file name
  rows: VerificationRow[]; // the root first
  notes: string[];
}

/** An estimate to make many times: one or two of its fields over many values. */
export interface SweepRequest extends EstimateRequest {
  /**
   * `key`: a setting's key, "precision", "workload" or "gpu". `values`: comma-separated values and ranges:
   * "1,2,8..32:8", "1..64:x2" (each twice the one before), "all".
   */
  vary: { key: string; values: string }[];
}
export interface SweepAxis { key: string; label: string; unit: string; numeric: boolean; values: SettingValue[] }
/** A figure of a run: its key ends in its unit, as the report's fields do. */
export interface Metric {
  key: string; label: string; unit: string; kind: 'count' | 'number' | 'flag' | 'text'; help: string;
  smaller_is_better: boolean;
}
/** null where the figure does not exist: no price known, no generated tokens. */
export type Figure = number | boolean | string | null;
export interface SweepPlan {
  points: number; axes: SweepAxis[]; metrics: Metric[]; notes: string[];
  /** A point's request also sets `seq_len`: its figure of that name. */
  prompt_follows_image: boolean;
}
/** One point: a value per axis, and a figure per metric (none where it faults). */
export interface SweepRow { at: SettingValue[]; figures: Figure[]; errors?: Diagnostic[] }
export interface SweepRows { first: number; rows: SweepRow[] }

/** What a run has to be: bounds on metrics ("ttft_ms<=200", "throughput_pages_per_s>=3"), and whether it must fit. */
export interface Requirements { targets?: string[]; /** true where absent */ fit?: boolean }
export interface SolveGpusRequest extends EstimateRequest, Requirements {
  /** By which price the answers are sorted; the hourly one where absent. */
  price?: 'price_usd_per_h' | 'usd_per_million_tokens' | 'usd_per_1000_pages';
}
/** One GPU against the requirements; `misses` are sentences. */
export interface GpuAnswer {
  gpu: string; name: string; meets: boolean; misses: string[]; figures: Figure[]; errors?: Diagnostic[];
}
/** Those that meet everything first, the cheapest before the dearer. */
export interface GpuAnswers { metrics: Metric[]; gpus: GpuAnswer[] }
/** `key`: a whole-number setting, such as batch_size, seq_len, num_pages. */
export interface SolveLargestRequest extends EstimateRequest, Requirements { key: string }
export interface Largest {
  key: string; label: string; unit: string; maximum: number;
  /** Values are whole multiples apart: pages come in whole batches. */
  step: number;
  /** null where no value meets the requirements. */
  value: number | null;
  /** The smallest larger value and why it fails; null at the field's maximum. Without a value: the smallest possible. */
  next: number | null; limits: string[];
  estimates: number;
  /** Estimates that verified that everything below meets and nothing above does; smaller values that do not. */
  verified: number; exceptions: number[];
  metrics: Metric[]; figures: Figure[];
}
export interface RequiredRatesRequest extends EstimateRequest { metric: 'ttft_ms' | 'tpot_ms'; target_ms: number }
/** Rates that a time requires, each as if it alone took the whole time: below any one, the target cannot be met. */
export interface RequiredRates {
  metric: string; target_ms: number;
  /** One batch before its first token, or one decode step on average. */
  work: { matrix_flops: number; vector_flops: number; io_bytes: number; launches: number; predicted_ms: number };
  matrix_flops_per_s: number; vector_flops_per_s: number; bytes_per_s: number; launches_per_s: number;
  /** How many times as fast the picked GPU would have to be in everything at once. */
  speed_up: number;
  /** Data-sheet rate / required rate; null where unknown or none is needed. */
  gpus: {
    gpu: string; name: string; matrix: number | null; vector: number | null; bandwidth: number | null;
    launch: number | null; predicted_ms: number | null; meets: boolean; errors?: Diagnostic[];
  }[];
}
export type Resource = 'matrix' | 'vector' | 'bandwidth' | 'launch' | 'capacity';
/** What one percent more of a resource changes, in percent; negative is less time. */
export interface Sensitivity {
  rows: {
    resource: Resource; ttft_percent: number; tpot_percent: number | null; total_percent: number;
    throughput_percent: number; margin_bytes: number;
  }[];
  best_for_ttft: Resource | null; best_for_tpot: Resource | null; best_for_total: Resource | null;
  fits: boolean;
}

/** One of the runs to compare: the text of a report.json, or a request. */
export type ComparedRun = { label: string; report: string } | { label: string; request: EstimateRequest };
export type FigureGroup = 'time' | 'flops' | 'io' | 'memory' | 'kernels' | 'count';
export interface ComparedMetric { key: string; label: string; unit: string; group: FigureGroup }
/**
 * One figure in every run. Differences and ratios are to the first; null for the first itself, where a run lacks the
 * figure, where the first is zero (ratios), and where a mark withholds them.
 */
export interface ComparedFigure { values: (number | null)[]; differences: (number | null)[]; ratios: (number | null)[] }
export interface ComparedRow { id: string; name: string; figures: ComparedFigure[] }
/** Modules that stand for each other; null where a run has none. The first run's tree, parents before children. */
export interface ComparedModule {
  ids: (string | null)[]; name: string; qualified_class_name: string; stage: Stage; depth: number;
  figures: ComparedFigure[];
}
export interface ReportComparison {
  labels: string[];
  /** What the runs are of; "" where a report does not say. */
  context: { key: string; label: string; values: string[]; differs: boolean }[];
  /** Why figures cannot be compared (`withheld`), or only with care (none withheld). */
  marks: { reason: string; withheld: FigureGroup[] }[];
  total_metrics: ComparedMetric[]; work_metrics: ComparedMetric[];
  totals: { figures: ComparedFigure[] };
  stages: ComparedRow[]; categories: ComparedRow[]; modules: ComparedModule[];
}

/** "times": our own document (docs/measurements.md); "trace": torch.profiler's; "kernel-summary": nsys's CSV. */
export type MeasurementKind = 'times' | 'trace' | 'kernel-summary';
export interface MeasurementWords {
  kind: MeasurementKind;
  /** Events on the device around a call, the sum of its kernels (gaps left out), or the host's clock. */
  clock: 'cuda-events' | 'kernels' | 'wall';
  run_id: string; model: string; gpu_name: string; runtime: string;
  runs: number;
  /** false: how many runs the file covers is an assumption, see `setMeasuredRuns`. */
  runs_known: boolean;
  software: Record<string, string>;
}
export interface MeasurementFile extends MeasurementWords {
  file_name: string; bytes: number; contributed: string;
  /** Part of what the report is compared with: the newest file, and older ones of the same run settings. */
  used: boolean;
}
export interface MeasurementSummary { files: MeasurementFile[] }
/** A predicted time with its range beside the measured one; `ratio` is predicted / measured, null where it is withheld. */
export interface MeasuredFigure {
  predicted_ms: number | null; low_ms: number | null; high_ms: number | null;
  measured: { median_ms: number; low_ms: number; high_ms: number; runs: number } | null;
  ratio: number | null;
  /** Where the measured time lies: in the range, below it (faster), above it (slower). */
  band: 'inside' | 'below' | 'above' | null;
}
export interface MeasuredRow {
  id: string; name: string; class_name: string; stages: Stage[]; module_ids: string[]; depth: number; instances: number;
  calls: number; measured_calls: number;
  /** What the measured time was multiplied by: the report has so many times the calls that were measured. */
  scale: number;
  figure: MeasuredFigure;
}
/** A report held against a measurement. */
export interface MeasuredComparison {
  files: string[];
  measurement: MeasurementWords;
  context: { key: string; label: string; measured: string; report: string; agreement: 'same' | 'differs' | 'unknown' }[];
  /** Why ratios are withheld, or to be read with care. */
  marks: { reason: string; withheld: boolean }[];
  total: MeasuredRow; stages: MeasuredRow[]; modules: MeasuredRow[]; families: MeasuredRow[];
  kernels: { name: string; family: string; calls: number; measured_ms: number }[];
  unmatched: { name: string; class_name: string; measured_ms: number }[];
  unmatched_count: number;
  report_modules: number;
  notes: string[];
}
export type RoofKind = 'matrix' | 'vector' | 'memory' | 'l2' | 'launch';
/** A line of the roofline chart: flat for a FLOP/s rate, rising with intensity for a byte/s rate. */
export interface Roof {
  kind: RoofKind;
  /** Data types that share the peak; empty for byte/s rates. */
  formats: string[];
  rate_per_s: number; // FLOP/s (matrix, vector) or bytes/s
  /** The run is timed with it. */
  in_force: boolean;
  /** What large kernels were measured to reach. */
  measured: boolean;
  /** FLOP/byte where a flat roof meets the memory roof. */
  ridge: number | null;
  field: string; // of the hardware profile
  confidence: string; references: string[]; note: string;
}
/** A module (`operator` null) or one of its operators with those fused into it. */
export interface RooflinePoint {
  module_id: string; operator: number | null; name: string;
  /** "" for a module of several categories. */
  category_id: string; stage: Stage; bound: Bound;
  /** A module with children, whose point holds theirs. */
  container: boolean;
  flops: number; io_bytes: number; intensity_flops_per_byte: number; flops_per_s: number; time_ms: number;
  share_of_model_time: number;
  /** Time at data-sheet peaks / predicted time. */
  share_of_roof: number;
}
export interface RooflineView {
  roofs: Roof[]; points: RooflinePoint[];
  /** Operators that only move bytes have no place on a log axis. */
  without_flops: number; without_flops_ms: number;
}
export interface BreakdownCell {
  time_ms: number; matrix_flops: number; vector_flops: number; flops: number; io_bytes: number; share_of_time: number;
}
/** What operators cost, by stage and category. */
export interface Breakdown {
  cells: (BreakdownCell & { stage: Stage; category_id: string })[];
  stages: (BreakdownCell & { stage: Stage })[];
  categories: (BreakdownCell & { category_id: string })[];
}

/** How a number of the report comes about. */
export interface FigureExplanation {
  subject: string; title: string; value: number; unit: string; statement: string;
  /** "" where a sentence says it all; `substituted` has this run's numbers. */
  latex: string; substituted: string;
  /** The largest first; `subject` explains the part itself. */
  parts: FigurePart[]; rest_count: number; rest_value: number;
  inputs: { label: string; value: string; origin: string; source: string }[];
  bound: Bound | null;
  /** ms that matrix units, vector units and memory would take alone. */
  bound_times: FigurePart[];
  low: number | null; high: number | null; range_basis: string; assumptions: string[];
}
export interface FigurePart { label: string; subject: string; value: number; share: number }

/** Names and texts of every file of the download: report.json, report.yaml, modules.csv, layers/*.md. */
export interface ReportFiles { archive_name: string; files: { path: string; text: string }[] }

/** One kernel in numbers: `shape` names its family, the rest are that family's fields (engine/kernels/kernel.h). */
export interface KernelDescription {
  shape: 'pass' | 'gemm' | 'grouped_gemm' | 'attention' | 'convolution';
  dtype: string;
  matrix_flops?: number;
  vector_flops?: number;
  bytes: number;
  /** Of these, what no earlier kernel can have left in a cache. */
  cold_bytes?: number;
  [field: string]: number | string | boolean | undefined;
}
export interface KernelTimesRequest {
  /** Id of a registered GPU; or a whole profile beside it. */
  gpu?: string;
  profile?: object;
  execution: 'roofline' | 'calibrated';
  kernels: KernelDescription[];
}
/** Seconds, both ends of the range, what bounds the kernel, and the family of residuals that its band is of. */
export type KernelTime = [seconds: number, low: number, high: number | null, bound: string, family: string];

/** Every call the page may make. Client and worker both derive from this table. */
export interface EngineCalls {
  catalog(): Reply<Catalog>;
  addGpu(profileJson: string): Reply<HardwareProfile>;
  /** Forgets a profile; those that are left. */
  removeGpu(id: string): Reply<HardwareProfile[]>;
  gpus(): Reply<HardwareProfile[]>;
  calibration(gpuId: string): Reply<CalibrationStory>;
  estimate(request: EstimateRequest): Reply<Estimate>;
  explain(request: EstimateRequest, moduleId: string): Reply<ModuleExplanation>;
  /** Kernels of the chosen runtime, of a module and all below it; of the whole run for an empty id. */
  kernels(request: EstimateRequest, moduleId: string): Reply<ModuleKernels>;
  files(request: EstimateRequest): Reply<ReportFiles>;
  /** The predicted run as a Chrome trace, for Perfetto and speedscope. */
  trace(request: EstimateRequest): Reply<string>;
  /** Markdown of layers/summary.md or layers/<class>.md. */
  document(request: EstimateRequest, path: string): Reply<{ path: string; markdown: string }>;
  artifacts(): Reply<ArtifactSummary>;
  layerRows(): Reply<LayerRow[]>;
  removeArtifacts(): Reply<ArtifactSummary>;
  /** The report of a request held against the loaded artifacts and, where one is loaded, a FLOP-counter file. */
  verify(request: EstimateRequest): Reply<Verification>;
  /** What kind of measurement a document is, by its first bytes; null for none. */
  measurementKind(head: string): Reply<MeasurementKind | null>;
  measurements(): Reply<MeasurementSummary>;
  removeMeasurements(): Reply<MeasurementSummary>;
  /** How many runs the newest measurement covers, where its file does not say. */
  setMeasuredRuns(runs: number): Reply<MeasurementSummary>;
  /** The report of a request held against the loaded measurement. */
  measured(request: EstimateRequest): Reply<MeasuredComparison>;
  /** The same as Markdown. */
  measuredText(request: EstimateRequest): Reply<string>;
  /** Axes and size of a sweep; at most 20,000 points. */
  sweepPlan(request: SweepRequest): Reply<SweepPlan>;
  /** Points `first` to `first + count - 1`, the last axis fastest. A point is the estimate of its request. */
  sweepRows(request: SweepRequest, first: number, count: number): Reply<SweepRows>;
  /** Every registered GPU against requirements. */
  solveGpus(request: SolveGpusRequest): Reply<GpuAnswers>;
  /** The largest value of a setting that meets requirements on the request's GPU. */
  solveLargest(request: SolveLargestRequest): Reply<Largest>;
  /** The largest batch and the longest prompt that fit the request's GPU. */
  largestFit(request: EstimateRequest): Reply<LargestFit[]>;
  requiredRates(request: RequiredRatesRequest): Reply<RequiredRates>;
  sensitivity(request: EstimateRequest): Reply<Sensitivity>;
  /** Times of single kernels on one GPU, in the order of the kernels. */
  kernelTimes(request: KernelTimesRequest): Reply<KernelTime[]>;
  /** Two to eight runs side by side, the first as the baseline. */
  compareRuns(runs: ComparedRun[]): Reply<ReportComparison>;
  /** The same as CSV or Markdown. */
  comparisonText(runs: ComparedRun[], format: 'csv' | 'md'): Reply<string>;
  roofline(request: EstimateRequest): Reply<RooflineView>;
  breakdown(request: EstimateRequest): Reply<Breakdown>;
  /** `subject`: "ttft_ms", a module's id, "<module id>:io_bytes", "<module id>#<position of an operator>". */
  explainFigure(request: EstimateRequest, subject: string): Reply<FigureExplanation>;
  /** Diagnostics of an artifact, profile or report; `kind` says what it was taken for. */
  validate(text: string): Reply<{ kind: string; flags: Diagnostic[] }>;
}
