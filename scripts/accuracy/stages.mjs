/** Whole calls and stages of models: time, kernels and peak memory, predicted beside measured, by runtime. */
import { fileURLToPath } from 'node:url';
import { load } from '../../tests/accuracy/generic-measure.mjs';
import { measurement, quantile, sorted } from '../calibrate/measurements.mjs';
import { percent, table } from './statistics.mjs';

const MODELS = fileURLToPath(new URL('../../tests/fixtures/models/', import.meta.url));
const BUILT_IN = 'deepseek-ocr';

/**
 * One measured call. `terms`: modules whose times and kernels add up to it, each under the row's settings and its own.
 * @typedef {{ module: string, sign?: -1, set?: Record<string, string | number> }} Term
 * @typedef {{ model: string, workload: string, stage: string, runtime: 'graph' | 'compiled' | 'eager', terms: Term[],
 *   set: Record<string, string | number>, ms: number, clock: 'graph' | 'events' | 'kernels', least_ms?: number,
 *   most_ms?: number, kernels?: number, peak_bytes?: number }} MeasuredStage
 */

const valueOf = (reply) => {
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors.slice(0, 3)));
  return reply.value;
};

/** Reports of one run after another: the last one is kept, since stages of one workload share it. */
function reporter(engine, gpu) {
  let lastKey = '';
  let lastModel = '';
  let last = null;
  return (model, set) => {
    const key = JSON.stringify([model, set]);
    if (key === lastKey) return last;
    if (model !== BUILT_IN && model !== lastModel) load(engine, model, MODELS);
    lastModel = model;
    const request = { model: model === BUILT_IN ? BUILT_IN : 'artifact', workload: '', gpu, set };
    last = valueOf(engine.estimate(request)).report;
    lastKey = key;
    return last;
  };
}

/** Metrics of a module. */
function metricsOf(report, id) {
  const row = report.module_metrics.find((one) => one.module_id === id);
  if (!row) throw new Error(`no module ${id}`);
  return row;
}

/** A measured row with what is predicted for it. */
function predict(report, row) {
  const sums = { predicted_ms: 0, low_ms: 0, high_ms: 0, predicted_kernels: 0 };
  let peak = 0;
  for (const term of row.terms) {
    const run = report(row.model, { execution: 'calibrated', runtime: row.runtime, ...row.set, ...term.set });
    const { detail, memory_activations_gb } = metricsOf(run, term.module);
    const sign = term.sign ?? 1;
    sums.predicted_ms += sign * detail.time_ms;
    sums.low_ms += sign * detail.time_low_ms;
    sums.high_ms += sign * (detail.time_high_ms ?? detail.time_ms);
    sums.predicted_kernels += sign * detail.kernels;
    peak = Math.max(peak, memory_activations_gb * 1e9);
  }
  return { ...row, ...sums, predicted_peak_bytes: row.model === BUILT_IN ? null : peak };
}

/** Every measured stage of a folder's `stages.json` with its prediction; none where it is another GPU's. */
export function stageAccuracy(engine, folder, gpu) {
  const measured = measurement(folder, 'stages');
  if (measured === null || measured.gpu !== gpu) return [];
  const report = reporter(engine, gpu);
  /** @type {MeasuredStage[]} */
  const rows = measured.rows;
  return rows.map((row) => predict(report, row));
}

const ratio = (predicted, measured) => (measured > 0 && predicted !== null ? predicted / measured - 1 : NaN);
const signed = (share) => (Number.isFinite(share) ? `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %` : '–');
const megabytes = (bytes) => (bytes === null || bytes === undefined ? '–' : (bytes / 1e6).toFixed(2));

/** Errors of one row: of time, kernel count and peak memory; NaN where it was not measured. */
export function errorsOf(row) {
  return {
    time: ratio(row.predicted_ms, row.ms),
    kernels: ratio(row.predicted_kernels, row.kernels ?? 0),
    peak: ratio(row.predicted_peak_bytes, row.peak_bytes ?? 0),
    inBand: row.low_ms <= row.ms && row.ms <= row.high_ms,
  };
}

/** Settings that tell rows of one workload apart, in short. */
const variant = ({ stage, set }) => (set.precision && set.precision !== 'bf16' ? `${stage} (${set.precision})` : stage);

export const stageTable = (rows) =>
  table(
    [
      'model',
      'workload',
      'stage',
      'measured ms:',
      'predicted ms:',
      'error:',
      'in band',
      'kernels:',
      'predicted:',
      'peak MB:',
      'predicted:',
    ],
    rows.map((row) => {
      const errors = errorsOf(row);
      return [
        row.model,
        row.workload,
        variant(row),
        row.ms.toFixed(3),
        row.predicted_ms.toFixed(3),
        signed(errors.time),
        errors.inBand ? 'yes' : 'no',
        row.kernels ?? '–',
        row.predicted_kernels,
        megabytes(row.peak_bytes),
        megabytes(row.predicted_peak_bytes),
      ];
    }),
  );

const absolutes = (values) => sorted(values.filter(Number.isFinite).map(Math.abs));

/** One line of medians: of |predicted / measured − 1| over rows. */
function medians(name, rows) {
  const errors = rows.map(errorsOf);
  const time = absolutes(errors.map((one) => one.time));
  const kernels = absolutes(errors.map((one) => one.kernels));
  const peak = absolutes(errors.map((one) => one.peak));
  return [
    name,
    rows.length,
    percent(quantile(time, 0.5)),
    percent(quantile(time, 0.9)),
    percent(errors.filter((one) => one.inBand).length / rows.length),
    percent(quantile(kernels, 0.5)),
    kernels.length ? percent(kernels.at(-1)) : '–',
    percent(quantile(peak, 0.5)),
  ];
}

const RUNTIMES = ['graph', 'compiled', 'eager'];

/** Medians per runtime: the built-in model's stages, its whole pages, models from artifacts. */
export function medianTable(rows) {
  const parts = [
    ['DeepSeek-OCR, stages', (row) => row.model === BUILT_IN && !row.workload.startsWith('page')],
    ['DeepSeek-OCR, whole pages', (row) => row.workload.startsWith('page')],
    ['models from artifacts', (row) => row.model !== BUILT_IN],
  ];
  const lines = RUNTIMES.flatMap((runtime) =>
    parts.map(([name, fits]) => {
      const of = rows.filter((row) => row.runtime === runtime && fits(row));
      return of.length === 0 ? null : medians(`${runtime}: ${name}`, of);
    }),
  );
  return table(
    [
      'runtime',
      'rows:',
      'time, median error:',
      'p90:',
      'in band:',
      'kernels, median error:',
      'worst:',
      'peak memory, median error:',
    ],
    lines.filter((line) => line !== null),
  );
}

/** A section of `npm run accuracy`: its text, or null where the folder holds nothing for it. */
export function stages({ engine, folder, gpu }) {
  const rows = stageAccuracy(engine, folder, gpu);
  if (rows.length === 0) return null;
  const tables = RUNTIMES.map(
    (runtime) => `Stages on ${gpu}, runtime ${runtime}\n\n${stageTable(rows.filter((row) => row.runtime === runtime))}`,
  );
  return [...tables, `Stages, medians\n\n${medianTable(rows)}`].join('\n\n');
}
