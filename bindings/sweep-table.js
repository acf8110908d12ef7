/** A sweep's rows as a table: one row per point, keys (with their units) in the header. */
import { csvLine } from './csv.js';

/** "seq_len: expected ..., got ..." */
const sentence = (d) => `${d.path ? `${d.path}: ` : ''}expected ${d.expected}, got ${d.got}`;

/** @param {import('./api').SweepPlan} plan */
export function sweepCsvHeader(plan) {
  // A varied field that is also a figure of the run (seq_len) says twice what it is: what was asked and what ran.
  const axes = plan.axes.map(({ key }) => (plan.metrics.some((metric) => metric.key === key) ? `set_${key}` : key));
  return csvLine([...axes, ...plan.metrics.map(({ key }) => key), 'fault']);
}

/**
 * @param {import('./api').SweepPlan} plan
 * @param {import('./api').SweepRow} row
 */
export function sweepCsvRow(plan, row) {
  const figures = row.errors ? plan.metrics.map(() => null) : row.figures;
  return csvLine([...row.at, ...figures, row.errors ? row.errors.map(sentence).join('; ') : '']);
}

/**
 * @param {import('./api').SweepPlan} plan
 * @param {import('./api').SweepRow} row
 * @returns {Record<string, unknown>}
 */
export function sweepJsonRow(plan, row) {
  const at = Object.fromEntries(plan.axes.map(({ key }, index) => [key, row.at[index]]));
  if (row.errors) return { at, errors: row.errors };
  return { at, figures: Object.fromEntries(plan.metrics.map(({ key }, index) => [key, row.figures[index]])) };
}
