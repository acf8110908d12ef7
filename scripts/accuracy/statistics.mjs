/** Errors of predictions, as all sections of `npm run accuracy` state them. */
import { quantile, sorted } from '../calibrate/measurements.mjs';

export const percent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');

/**
 * Median and p90 of |predicted / measured − 1|, and the share of measurements inside the band.
 * @param {{ seconds: number, low: number, high: number }[]} predicted @param {{ seconds: number }[]} points
 */
export function judged(predicted, points) {
  const errors = sorted(points.map((point, i) => Math.abs(predicted[i].seconds / point.seconds - 1)));
  const inside = points.filter(
    (point, i) => predicted[i].low <= point.seconds && point.seconds <= predicted[i].high,
  ).length;
  return {
    points: points.length,
    median: quantile(errors, 0.5),
    p90: quantile(errors, 0.9),
    coverage: inside / points.length,
  };
}

/** A Markdown table; columns whose name ends in a colon are numbers, to the right. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((name) => name.replace(/:$/, ''))),
    line(columns.map((name) => (name.endsWith(':') ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
