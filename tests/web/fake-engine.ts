/** A hand-made report and an intake that needs no WebAssembly. For unit tests; the page never ships it. */
import type {
  AnalyticModelReport,
  AnalyticModuleNode,
  ArtifactModel,
  ArtifactSummary,
  MetricsDetail,
  ModuleMetricsSnapshot,
  OperatorRow,
  SettingField,
} from '../../bindings/api';
import type { Intake } from '../../web/src/worker/ingest';

const detail = (time: number): MetricsDetail => ({
  parameters: 11,
  matrix_flops: 13,
  vector_flops: 17,
  read_weight_bytes: 19,
  read_activation_bytes: 23,
  written_activation_bytes: 29,
  read_kv_bytes: 31,
  written_kv_bytes: 37,
  kernels: 41,
  bound: 'memory',
  time_ms: time,
  time_low_ms: time,
  time_high_ms: null,
});

const module = (id: string, parent: string | null, children: string[], name: string): AnalyticModuleNode => ({
  module_id: id,
  name,
  qualified_class_name: `pkg.${name.replace(/\W.*/, '')}Class`,
  stage: 'prefill',
  parent_id: parent,
  children,
  repetition: 'none',
  repetition_count: null,
  constructor_params: {},
});

const metrics = (id: string, time: number, operators: OperatorRow[] = []): ModuleMetricsSnapshot => ({
  module_id: id,
  profile_id: 'p',
  calls: 1,
  total_time_ms: time,
  total_flops_tflops: 1,
  total_io_tb: 8,
  memory_weights_gb: 1,
  memory_activations_gb: 2,
  memory_kvcache_gb: 0,
  share_of_model_time: time / 10,
  operator_breakdown: [],
  detail: detail(time),
  own_operators: operators,
});

const operator = (name: string): OperatorRow => ({
  name,
  category_id: 'linear',
  shape: 'M 2 · K 3',
  calls: 1,
  fused: false,
  detail: detail(1),
});

/** root > (first > (attn, mlp), second), times 10 > (3 > (1, 2), 7). */
export function smallReport(): AnalyticModelReport {
  return {
    report_id: 'small',
    model: {} as AnalyticModelReport['model'],
    workload: {} as AnalyticModelReport['workload'],
    modules: [
      module('m', null, ['m/first', 'm/second'], 'root'),
      module('m/first', 'm', ['m/first/attn', 'm/first/mlp'], 'first'),
      module('m/first/attn', 'm/first', [], 'attn'),
      module('m/first/mlp', 'm/first', [], 'mlp'),
      module('m/second', 'm', [], 'second'),
    ],
    operator_categories: [],
    module_metrics: [
      metrics('m', 10),
      metrics('m/first', 3),
      metrics('m/first/attn', 1, [operator('softmax'), operator('matmul')]),
      metrics('m/first/mlp', 2),
      metrics('m/second', 7),
    ],
    profile_run_id: null,
    predicted_total_time_ms: 10,
    measured_total_time_ms: null,
    predicted_vs_measured_ratio: null,
    notes: '',
    layer_docs_dir: '/layers',
  };
}

export const field = (change: Partial<SettingField>): SettingField => ({
  key: 'seq_len',
  group: 'workload',
  label: 'Prompt length',
  help: '',
  type: 'integer',
  unit: 'tokens',
  ...change,
});

/** A model as artifacts make it: a batch and the machine's settings can be changed. */
export function artifactModel(change: Partial<ArtifactModel> = {}): ArtifactModel {
  return {
    id: 'artifact',
    name: 'my-org/tower',
    description: 'Tower as its artifacts recorded it.',
    spec: { model_id: 'my-org/tower', model_variant: 'Tower' } as ArtifactModel['spec'],
    fields: [
      field({ key: 'batch_size', label: 'Batch size', unit: '' }),
      field({ key: 'weights', group: 'precision', type: 'choice', unit: '' }),
    ],
    classes: [],
    workload: { profile_id: 'as-recorded', seq_len: 128 } as ArtifactModel['workload'],
    scaling: ['Batch size scales exactly from the recorded 1.'],
    ...change,
  };
}

/** Takes {"artifact": name} as an artifact, {"gpu": id} as a profile; anything else is foreign, and what is no JSON is told. */
export class FakeIntake implements Intake {
  taken: { name: string; text: string }[] = [];
  /** Id of the built-in model that the artifacts describe. */
  modelId: string | null = null;
  private room: Uint8Array | null = null;

  private summary(): ArtifactSummary {
    return {
      files: this.taken.map(({ name, text }) => ({
        file_name: name,
        kind: 'layers',
        bytes: text.length,
        generated_at: '',
        model_path: '',
        contributed: `${text.length} bytes`,
      })),
      missing: [],
      model_id: this.modelId,
      model: this.taken.length > 0 ? artifactModel() : null,
      operators: null,
      layer_count: 0,
      findings: [],
      coverage: [],
      parameter_checks: [],
      suggested_set: {},
    };
  }
  validate(text: string): ReturnType<Intake['validate']> {
    let value: Record<string, unknown>;
    try {
      value = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return { ok: false, errors: [{ path: 'line 1, column 1', expected: 'JSON', got: 'something else' }] };
    }
    if ('gpu' in value) return { ok: true, value: { kind: 'hardware_profile', flags: [] } };
    return { ok: false, errors: [{ path: '', expected: 'a report', got: 'another JSON document' }] };
  }
  addGpu(text: string): ReturnType<Intake['addGpu']> {
    return { ok: true, value: { id: (JSON.parse(text) as { gpu: string }).gpu } as never };
  }
  artifacts(): ReturnType<Intake['artifacts']> {
    return { ok: true, value: this.summary() };
  }
  beginArtifact(bytes: number): Uint8Array {
    this.room = new Uint8Array(bytes);
    return this.room;
  }
  finishArtifact(name: string): ReturnType<Intake['finishArtifact']> {
    const text = new TextDecoder().decode(this.room ?? new Uint8Array());
    this.room = null;
    if (!text.includes('artifact')) {
      return { ok: false, errors: [{ path: '', expected: 'a TorchInfo artifact', got: 'another JSON document' }] };
    }
    this.taken.push({ name, text });
    return { ok: true, value: this.summary() };
  }
  /** Pieces of the measurement that is being read, and the names of those that were. */
  readonly measured: string[] = [];
  private pieces = '';
  measurementKind(head: string) {
    return { ok: true as const, value: head.includes('"traceEvents"') ? ('trace' as const) : null };
  }
  beginMeasurement(): void {
    this.pieces = '';
  }
  feedMeasurement(piece: Uint8Array): boolean {
    this.pieces += new TextDecoder().decode(piece);
    return true;
  }
  finishMeasurement(fileName: string): ReturnType<Intake['finishMeasurement']> {
    if (this.pieces.includes('broken'))
      return { ok: false, errors: [{ path: 'traceEvents', expected: 'a list', got: 'null' }] };
    this.measured.push(fileName);
    return this.measurements();
  }
  cancelMeasurement(): void {
    this.pieces = '';
  }
  measurements(): ReturnType<Intake['measurements']> {
    const files = this.measured.map((file_name) => ({ file_name, contributed: 'measured times: 1 run' }));
    return { ok: true, value: { files } } as ReturnType<Intake['measurements']>;
  }
  cancelArtifact(): void {
    this.room = null;
  }
}
