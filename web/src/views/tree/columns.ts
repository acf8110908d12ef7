/** Columns of the module table: where a figure stands in the report, how it reads, what a sheet gets. */
import type { MetricsDetail, ModuleMetricsSnapshot } from '../../../../bindings/api';
import * as format from '../../format';
import type { Better } from '../common/delta';
import type { Row } from './model';

export interface Column {
  id: string;
  label: string;
  help: string;
  /** Header in a downloaded sheet: with the unit. */
  header: string;
  numeric: boolean;
  value(row: Row): number | string | null;
  text(row: Row, units: format.ByteUnits): string;
  /** A number of the column as it reads; columns of words have none. */
  show?(value: number, units: format.ByteUnits): string;
  better?: Better;
  /** Shown on hover; absent where `text` says it all. */
  title?(row: Row): string;
}

const detailOf = (row: Row): MetricsDetail | undefined =>
  row.kind === 'module' ? row.node.metrics?.detail : row.operator.detail;
const metricsOf = (row: Row): ModuleMetricsSnapshot | null => (row.kind === 'module' ? row.node.metrics : null);
export const shortClass = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

type Numeric = (row: Row) => number | null;
const numeric = (
  id: string,
  label: string,
  header: string,
  help: string,
  value: Numeric,
  text: (value: number | null, units: format.ByteUnits) => string,
  unit: string | ((value: number | null) => string),
): Column => ({
  id,
  label,
  header,
  help,
  numeric: true,
  value,
  text: (row, units) => text(value(row), units),
  show: text,
  title: (row) => (typeof unit === 'string' ? format.full(value(row), unit) : unit(value(row))),
});
const inBytes = (id: string, label: string, header: string, help: string, value: Numeric): Column =>
  numeric(id, label, header, help, value, (bytes, units) => format.bytesIn(units, bytes), 'B');
const detail =
  (
    key:
      'read_weight_bytes' | 'read_activation_bytes' | 'written_activation_bytes' | 'read_kv_bytes' | 'written_kv_bytes',
  ): Numeric =>
  (row) =>
    detailOf(row)?.[key] ?? null;
const gigabytes =
  (key: 'memory_weights_gb' | 'memory_activations_gb' | 'memory_kvcache_gb'): Numeric =>
  (row) => {
    const value = metricsOf(row)?.[key];
    return value === undefined ? null : Math.round(format.bytesOfGigabytes(value));
  };

export const BOUND_WORDS: Record<MetricsDetail['bound'], string> = {
  matrix: 'matrix',
  vector: 'vector',
  memory: 'memory',
  launch: 'launch',
};

export const COLUMNS: readonly Column[] = [
  {
    id: 'class',
    label: 'Class',
    header: 'class',
    numeric: false,
    help: 'Class of the module; for an operator, its category.',
    value: (row) => (row.kind === 'module' ? row.node.module.qualified_class_name : row.operator.category_id),
    text: (row) =>
      row.kind === 'module' ? shortClass(row.node.module.qualified_class_name) : row.operator.category_id,
    title: (row) => (row.kind === 'module' ? row.node.module.qualified_class_name : row.operator.shape),
  },
  {
    id: 'stage',
    label: 'Stage',
    header: 'stage',
    numeric: false,
    help: 'vision, projector, prefill, decode or other.',
    value: (row) => row.node.module.stage,
    text: (row) => row.node.module.stage,
  },
  numeric(
    'calls',
    'Calls',
    'calls',
    'How often it runs in the whole workload.',
    (row) => (row.kind === 'module' ? (row.node.metrics?.calls ?? null) : row.operator.calls),
    format.count,
    '',
  ),
  {
    ...numeric(
      'time',
      'Time',
      'time_ms',
      'Predicted time of all calls, children included.',
      (row) => metricsOf(row)?.total_time_ms ?? detailOf(row)?.time_ms ?? null,
      format.time,
      'ms',
    ),
    better: 'less',
    title: (row) => {
      const one = detailOf(row);
      return `${format.full(one?.time_ms ?? metricsOf(row)?.total_time_ms, 'ms')}${one ? `; range ${format.timeRange(one.time_low_ms, one.time_high_ms)}` : ''}`;
    },
  },
  numeric(
    'ideal',
    'Ideal',
    'ideal_time_ms',
    'Time with one kernel per operator and no launch gaps (the fused runtime); blank where that is the runtime.',
    (row) => detailOf(row)?.ideal_time_ms ?? null,
    format.time,
    'ms',
  ),
  numeric(
    'share',
    'Share',
    'share_of_model_time',
    'Share of the time of the whole model.',
    (row) => metricsOf(row)?.share_of_model_time ?? null,
    format.percent,
    '',
  ),
  numeric(
    'matrix',
    'Matrix',
    'matrix_flops',
    'FLOPs of matrix units: products, convolutions, attention. 1 multiply-add is 2 FLOPs.',
    (row) => detailOf(row)?.matrix_flops ?? null,
    format.matrixWork,
    format.matrixFull,
  ),
  numeric(
    'vector',
    'Vector',
    'vector_flops',
    'FLOPs of vector units: softmax, norms, activations, element-wise work.',
    (row) => detailOf(row)?.vector_flops ?? null,
    format.flops,
    'FLOP',
  ),
  inBytes(
    'io',
    'I/O',
    'io_bytes',
    'Bytes that cross device memory: weights, activations and KV cache, read and written.',
    (row) => {
      const terabits = metricsOf(row)?.total_io_tb;
      return terabits === undefined ? (detailOf(row)?.io_bytes ?? null) : Math.round(format.bytesOfTerabits(terabits));
    },
  ),
  inBytes(
    'weights',
    'Weights',
    'memory_weights_bytes',
    'Memory that its weights occupy.',
    gigabytes('memory_weights_gb'),
  ),
  inBytes(
    'activations',
    'Activations',
    'memory_activations_bytes',
    'Peak memory of its activations.',
    gigabytes('memory_activations_gb'),
  ),
  inBytes(
    'kv',
    'KV cache',
    'memory_kvcache_bytes',
    'Memory of its KV cache at the end.',
    gigabytes('memory_kvcache_gb'),
  ),
  {
    id: 'bound',
    label: 'Bound',
    header: 'bound',
    numeric: false,
    help: 'What its time is spent on: matrix units, vector units, memory, or launches.',
    value: (row) => detailOf(row)?.bound ?? null,
    text: (row) => {
      const bound = detailOf(row)?.bound;
      return bound ? BOUND_WORDS[bound] : format.MISSING;
    },
  },
  numeric(
    'parameters',
    'Parameters',
    'parameters',
    'Learned parameters, each counted once.',
    (row) => detailOf(row)?.parameters ?? null,
    format.count,
    '',
  ),
  numeric(
    'kernels',
    'Kernels',
    'kernels',
    'Kernels launched in the chosen runtime, all calls.',
    (row) => detailOf(row)?.kernels ?? null,
    format.count,
    '',
  ),
  inBytes(
    'weights_read',
    'Weights read',
    'read_weight_bytes',
    'Weight bytes read from device memory, all calls.',
    detail('read_weight_bytes'),
  ),
  inBytes(
    'act_read',
    'Act. read',
    'read_activation_bytes',
    'Activation bytes read, all calls.',
    detail('read_activation_bytes'),
  ),
  inBytes(
    'act_written',
    'Act. written',
    'written_activation_bytes',
    'Activation bytes written, all calls.',
    detail('written_activation_bytes'),
  ),
  inBytes('kv_read', 'KV read', 'read_kv_bytes', 'KV-cache bytes read, all calls.', detail('read_kv_bytes')),
  inBytes(
    'kv_written',
    'KV written',
    'written_kv_bytes',
    'KV-cache bytes written, all calls.',
    detail('written_kv_bytes'),
  ),
];

export interface Sort {
  column: string;
  descending: boolean;
}

/** Compares siblings by a column; missing values go last either way. */
export function comparison(sort: Sort | null): ((a: Row, b: Row) => number) | null {
  if (!sort) return null;
  const direction = sort.descending ? -1 : 1;
  const value =
    sort.column === 'name'
      ? (row: Row) => (row.kind === 'module' ? row.node.module.name : row.operator.name)
      : COLUMNS.find((column) => column.id === sort.column)?.value;
  if (!value) return null;
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (typeof left === 'number' && typeof right === 'number') return (left - right) * direction;
    return (String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0) * direction;
  };
}
