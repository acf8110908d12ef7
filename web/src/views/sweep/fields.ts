/** What a sweep can vary, and values worth a try. The engine knows the syntax and judges every value. */
import type { ModelInfo, SettingField, SettingInForce, SettingValue } from '../../../../bindings/api';

export interface Variable {
  key: string;
  label: string;
  group: string;
  numeric: boolean;
  unit: string;
}

const GROUPS: Record<SettingField['group'], string> = {
  workload: 'Workload',
  page: 'Page and crops',
  precision: 'Precision',
  execution: 'Execution',
  conventions: 'Counting conventions',
  architecture: 'Architecture',
};

/** Workloads are a built-in model's: artifacts have the one run that they recorded. */
export function variablesOf(model: ModelInfo, workloads: number): Variable[] {
  const whole = (key: string, label: string): Variable => ({ key, label, group: 'The run', numeric: false, unit: '' });
  return [
    whole('gpu', 'GPU'),
    whole('precision', 'Precision (all formats)'),
    ...(workloads > 1 ? [whole('workload', 'Workload')] : []),
    ...model.fields.map((field) => ({
      key: field.key,
      label: field.label,
      group: GROUPS[field.group],
      numeric: field.type === 'integer',
      unit: field.unit,
    })),
  ];
}

export interface Preset {
  label: string;
  values: string;
}

const around = (value: number): string => {
  const base = Math.max(1, value);
  const low = Math.max(1, Math.floor(base / 4));
  return `${low}..${base * 4}:${Math.max(1, Math.round(base / 4))}`;
};

/** Values to start from: what the engine takes for "all", doublings, the surroundings of what is in force. */
export function presetsFor(key: string, model: ModelInfo, inForce: readonly SettingInForce[]): Preset[] {
  if (key === 'gpu' || key === 'workload') return [{ label: 'all', values: 'all' }];
  if (key === 'precision')
    return [
      { label: 'all', values: 'all' },
      { label: '16, 8 and 4 bits', values: 'bf16,fp8_e4m3,int8,int4-g128' },
    ];
  const field = model.fields.find((one) => one.key === key);
  if (!field) return [];
  if (key === 'crop_grid')
    return [
      { label: 'all that are possible', values: 'all' },
      { label: 'squares', values: 'none,2x2,3x3' },
      { label: 'one row', values: '2x1,3x1,4x1,5x1,6x1' },
    ];
  if (field.type === 'choice' || field.type === 'boolean') return [{ label: 'all', values: 'all' }];
  if (field.type !== 'integer') return [];
  if (field.step && field.step > 1) {
    const by = field.step * 8;
    const low = Math.ceil((field.minimum ?? by) / by) * by;
    return [
      { label: `steps of ${by}`, values: `${Math.max(low, 512)}..1280:${by}` },
      { label: 'usual sizes', values: '512,640,768,1024,1280' },
    ];
  }
  const now = inForce.find((one) => one.key === key)?.value;
  const value = typeof now === 'number' ? now : (field.minimum ?? 1);
  const from = Math.max(1, field.minimum ?? 1);
  if (key === 'seq_len') {
    // The prompt holds the image: shorter ones cannot be.
    const low = Math.max(from, value);
    return [
      { label: 'to 8 times, in steps', values: `${low}..${low * 8}:${Math.max(1, Math.round(low / 2))}` },
      { label: 'doubling', values: `${low}..${Math.min(field.maximum ?? low * 8, low * 8)}:x2` },
    ];
  }
  const most = Math.min(field.maximum ?? value * 64, Math.max(64, value * 4));
  return [
    { label: 'doubling', values: `${from}..${most}:x2` },
    { label: 'around the current value', values: around(value) },
    ...(most <= 64 ? [{ label: 'every value', values: `${from}..${most}` }] : []),
  ];
}

export const firstPreset = (key: string, model: ModelInfo, inForce: readonly SettingInForce[]): string => {
  const [first] = presetsFor(key, model, inForce);
  if (first) return first.values;
  const now = inForce.find((one) => one.key === key)?.value;
  return now === undefined ? '' : String(now);
};

/** A sweep to start from: the tables that people ask for first. */
export interface Classic {
  id: string;
  label: string;
  help: string;
  x: [string, string];
  y?: [string, string];
  metric: string;
  view: 'chart' | 'map' | 'table';
  /** Keys that the model must have. */
  needs: readonly string[];
}

export const CLASSICS: readonly Classic[] = [
  {
    id: 'crops',
    label: 'Crop grids',
    help: 'Image tokens, FLOPs, traffic, KV cache, activation peak and memory for each crop grid.',
    x: ['crop_grid', 'all'],
    metric: 'image_tokens',
    view: 'table',
    needs: ['crop_grid'],
  },
  {
    id: 'batch',
    label: 'Batch size',
    help: 'What a larger batch gains in pages per second, and where memory ends it.',
    x: ['batch_size', '1..256:x2'],
    metric: 'throughput_pages_per_s',
    view: 'chart',
    needs: ['batch_size'],
  },
  {
    id: 'context',
    label: 'Prompt × generated',
    help: 'Total time over prompt length and generated tokens.',
    x: ['seq_len', '1024..8192:1024'],
    y: ['max_new_tokens', '128..2048:x2'],
    metric: 'total_ms',
    view: 'map',
    needs: ['seq_len', 'max_new_tokens'],
  },
  {
    id: 'gpus',
    label: 'GPU × precision',
    help: 'Total time on every GPU in every format.',
    x: ['precision', 'bf16,fp8_e4m3,int8,int4-g128'],
    y: ['gpu', 'all'],
    metric: 'total_ms',
    view: 'map',
    needs: [],
  },
  {
    id: 'price',
    label: 'Price per GPU',
    help: 'What 1000 pages cost on each GPU with a known price.',
    x: ['gpu', 'all'],
    metric: 'usd_per_1000_pages',
    view: 'chart',
    needs: [],
  },
  {
    id: 'runtimes',
    label: 'Runtimes',
    help: 'From the ideal serving engine to PyTorch as it is, over the batch size.',
    x: ['batch_size', '1..64:x2'],
    y: ['runtime', 'all'],
    metric: 'total_ms',
    view: 'chart',
    needs: ['batch_size', 'runtime'],
  },
];

/** Columns of the classic tables, before the others: work, traffic, memory. */
export const TABLE_METRICS: readonly string[] = [
  'image_tokens',
  'seq_len',
  'matrix_flops',
  'vector_flops',
  'io_bytes',
  'kv_cache_bytes',
  'activation_peak_bytes',
  'memory_needed_bytes',
  'fits',
  'ttft_ms',
  'tpot_ms',
  'total_ms',
  'throughput_pages_per_s',
];

export const valueText = (value: SettingValue): string =>
  typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
