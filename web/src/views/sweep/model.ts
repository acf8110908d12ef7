/** A sweep's rows as lines, cells and marks of what meets the targets. Selects and orders; the figures are the engine's. */
import type { EstimateRequest, Figure, Metric, SettingValue, SweepRow } from '../../../../bindings/api';
import type { SweepResult } from '../../worker/pool';
import { labValue, type LabForm } from '../../state/lab-form';

export interface Targets {
  ttftMs: number | null;
  tpotMs: number | null;
  fit: boolean;
}

const positive = (text: string): number | null => {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null;
};

export const targetsOf = (form: LabForm): Targets => ({
  ttftMs: positive(labValue(form, 'target.ttft')),
  tpotMs: positive(labValue(form, 'target.tpot')),
  fit: labValue(form, 'target.fit') !== 'no',
});

const indexOf = (metrics: readonly Metric[], key: string): number => metrics.findIndex((one) => one.key === key);

/** What a point fails: "does not fit", "TTFT over 200 ms"; empty where it meets all. */
export function failings(figures: readonly Figure[], metrics: readonly Metric[], targets: Targets): string[] {
  const failed: string[] = [];
  const of = (key: string): Figure | undefined => figures[indexOf(metrics, key)];
  if (targets.fit && of('fits') === false) failed.push('does not fit');
  const bounds = [
    ['ttft_ms', 'TTFT', targets.ttftMs],
    ['tpot_ms', 'TPOT', targets.tpotMs],
  ] as const;
  for (const [key, name, most] of bounds) {
    const value = of(key);
    if (most !== null && typeof value === 'number' && value > most) failed.push(`${name} over ${most} ms`);
  }
  return failed;
}

export interface Point {
  /** Position in the sweep. */
  index: number;
  at: readonly SettingValue[];
  /** null where the figure does not exist or the point faults. */
  y: number | null;
  failed: readonly string[];
  row: SweepRow;
}
export interface Line {
  /** Value of the second axis; "" where there is one axis. */
  name: string;
  points: Point[];
}

const pointOf = (result: SweepResult, metric: number, targets: Targets, index: number): Point | null => {
  const row = result.rows[index];
  if (!row) return null;
  const figure = row.errors ? null : (row.figures[metric] ?? null);
  return {
    index,
    at: row.at,
    y: typeof figure === 'number' ? figure : typeof figure === 'boolean' ? Number(figure) : null,
    failed: row.errors ? [] : failings(row.figures, result.plan.metrics, targets),
    row,
  };
};

/** A line for each value of the second axis, along the first. The first axis is the slow one of the rows. */
export function linesOf(result: SweepResult, metricKey: string, targets: Targets): Line[] {
  const { axes, metrics } = result.plan;
  const metric = indexOf(metrics, metricKey);
  const across = axes[1]?.values ?? [''];
  const along = axes[0]?.values ?? [];
  return across.map((name, column) => ({
    name: String(name),
    points: along.flatMap((_, step) => pointOf(result, metric, targets, step * across.length + column) ?? []),
  }));
}

export interface Extent {
  low: number;
  high: number;
  /** Every value is above zero: a log scale can show them. */
  positive: boolean;
}

export function extentOf(values: Iterable<number | null>): Extent | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high, positive: low > 0 } : null;
}

/** A range that multiplies: values twice as far apart each time. Then a log axis is what a reader expects. */
export function multiplies(values: readonly SettingValue[]): boolean {
  const numbers = values.filter((value): value is number => typeof value === 'number' && value > 0);
  if (numbers.length !== values.length || numbers.length < 3) return false;
  const sorted = [...numbers].sort((a, b) => a - b);
  const first = sorted[1]! / sorted[0]!;
  return first > 1.4 && sorted.every((value, at) => at === 0 || value / sorted[at - 1]! > 1.4);
}

/** The question that a point answers. */
export function requestAt(result: SweepResult, row: SweepRow): EstimateRequest {
  const { vary: _, ...base } = result.request;
  const request: EstimateRequest = { ...base, set: { ...base.set } };
  result.plan.axes.forEach(({ key }, axis) => {
    const value = row.at[axis]!;
    if (key === 'gpu') request.gpu = String(value);
    else if (key === 'workload') request.workload = String(value);
    else request.set[key] = value;
  });
  const length = row.figures[indexOf(result.plan.metrics, 'seq_len')];
  if (result.plan.prompt_follows_image && typeof length === 'number') request.set['seq_len'] = length;
  return request;
}
