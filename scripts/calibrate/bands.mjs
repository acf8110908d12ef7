/**
 * Residuals of a fitted section: errors on held-out shapes, and the 80 % band from shapes that were not in the fit that
 * predicts them.
 *
 * The rule: the fitted shapes fall into four parts by a hash; each part is predicted by a fit on the other three (from the same start). The
 * ratios measured / predicted are sorted into the engine's families (hardware/bands.h) and into ranges of the predicted
 * time, LIMITS_S, neighbours merged where a range has fewer than LEAST points. Of n ratios the band reaches from the
 * ⌊0.1 (n + 1)⌋-th to the ⌈0.9 (n + 1)⌉-th, so that at least 80 % of further ones can be expected inside (split
 * conformal prediction, Vovk et al. 2005); of fewer than nine, from the least to the largest.
 */
import { fit, rounded } from './fit.mjs';
import { hash, quantile, sorted } from './measurements.mjs';

const PARTS = 4;
const ROUNDS = 4;
const LIMITS_S = [4e-6, 1e-5, 4e-5, 2e-4, null];
const LEAST = 16;

/** ratio measured / predicted of every fitted point, predicted without it. */
function unseen(section, paths, points, predict, timed, concerns) {
  return Array.from({ length: PARTS }, (_, part) => part).flatMap((part) => {
    const inPart = (point) => hash(`part ${point.key}`) % PARTS === part;
    const left = points.filter(inPart);
    if (left.length === 0) return [];
    const others = points.filter((point) => !inPart(point));
    const without = fit(section, paths, others, predict, { concerns, rounds: ROUNDS });
    return timed(without, left).map((time, i) => ({ ...time, ratio: left[i].seconds / time.seconds }));
  });
}

/** Ranges of predicted times with enough points each: [{ up_to_s, rows }]. */
function ranges(rows) {
  const bins = LIMITS_S.map((limit, i) => ({
    up_to_s: limit,
    rows: rows.filter((row) => (limit === null || row.seconds <= limit) && (i === 0 || row.seconds > LIMITS_S[i - 1])),
  }));
  for (let i = bins.length - 2; i >= 0; --i)
    if (bins[i].rows.length < LEAST || bins[i + 1].rows.length < LEAST) {
      bins[i + 1].rows.push(...bins[i].rows);
      bins.splice(i, 1);
    }
  return bins;
}

export function band(ratios) {
  const all = sorted(ratios);
  const n = all.length;
  const low = Math.max(1, Math.floor(0.1 * (n + 1)));
  const high = Math.min(n, Math.ceil(0.9 * (n + 1)));
  return { low_ratio: rounded(all[low - 1]), high_ratio: rounded(all[high - 1]) };
}

/**
 * Entries of `calibration.residuals` for one fitted section.
 * @param timed (section, points) → [{ seconds, family }]
 */
export function residuals(section, paths, points, predict, timed, concerns) {
  const fitted = points.filter((point) => !point.heldOut);
  const held = points.filter((point) => point.heldOut);
  const rows = unseen(section, paths, fitted, predict, timed, concerns);
  const judged = timed(section, held).map((time, i) => ({
    ...time,
    error: Math.abs(time.seconds / held[i].seconds - 1),
  }));
  return [...new Set(rows.map((row) => row.family))].sort().flatMap((family) => {
    let above = 0;
    return ranges(rows.filter((row) => row.family === family)).map(({ up_to_s, rows: inRange }) => {
      const inside = (row) => row.family === family && row.seconds > above && (!up_to_s || row.seconds <= up_to_s);
      const errors = sorted(judged.filter(inside).map((row) => row.error));
      above = up_to_s;
      return {
        family,
        up_to_s,
        points_fitted: inRange.length,
        points_held_out: errors.length,
        median_error: rounded(quantile(errors, 0.5) || 0),
        p90_error: rounded(quantile(errors, 0.9) || 0),
        ...band(inRange.map((row) => row.ratio)),
      };
    });
  });
}
