/**
 * Levenberg–Marquardt on the logarithms of positive parameters: deterministic, derivatives by differences, laws come from
 * the engine. It minimises Σ √(soft² + r²) of the residuals r = ln(predicted / measured): squares near zero, distances
 * far away, so that outliers do not decide (each round weighs a residual by 1 / √(1 + (r / soft)²)). A weak pull towards
 * the start, PULL · (distance in ln)² / 2, decides where the points tell nothing.
 */
const SOFT = 0.03;
const ROUNDS = 30;
const DIFFERENCE = 3e-3;
const LONGEST_STEP = 0.5;
const CONVERGED = 1e-5;
const PULL = 0.03;

/** What a fraction can be; other parameters are any positive number. */
const LIMITS = [
  [/unhidden_ratio$|overlap_ratio$/, 0.005, 1],
  [/stream_ratio$/, 0.4, 0.95],
  [/tail_ratio$/, 0.3, 1],
  [/alone_ratio$/, 1, 2],
  [/matrix_ratio/, 0.01, 1],
  [/resident_ratio$/, 0.05, 1],
  [/gone_ratio$|streaming_ratio$/, 0.8, 1.6],
  [/^l2_ratio$/, 0.9, 2.5],
];

export const at = (object, path) => path.split('.').reduce((held, key) => held?.[key], object);

export function set(object, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  keys.reduce((held, key) => (held[key] ??= {}), object)[last] = value;
}

/** Four significant digits: what the data can tell. */
export const rounded = (value) => Number(value.toPrecision(4));

export function limited(path, value) {
  for (const [pattern, low, high] of LIMITS) if (pattern.test(path)) return Math.min(high, Math.max(low, value));
  return value;
}

/** What is minimised; `away` are the distances of the parameters from their start. */
const loss = (residuals, away) =>
  residuals.reduce((sum, r) => sum + Math.sqrt(SOFT ** 2 + r ** 2), 0) +
  away.reduce((sum, d) => sum + (PULL / (2 * SOFT)) * d ** 2, 0);

/** A section with some parameters multiplied by exp(step). */
function moved(section, paths, steps) {
  const trial = structuredClone(section);
  paths.forEach((path, i) => set(trial, path, limited(path, at(section, path) * Math.exp(steps[i]))));
  return trial;
}

/** d r / d ln(parameter) by one-sided differences, a row per parameter; away from a limit that it has reached. */
function derivatives(section, paths, points, residuals, predict, concerns) {
  return paths.map((path) => {
    const row = new Float64Array(points.length);
    const which = points.flatMap((point, i) => (concerns(path, point) ? [i] : []));
    const here = at(section, path);
    const step = limited(path, here * Math.exp(DIFFERENCE)) === here ? -DIFFERENCE : DIFFERENCE;
    const trial = moved(section, [path], [step]);
    const moves = Math.log(at(trial, path) / here);
    if (which.length === 0 || moves === 0) return row;
    const subset = which.map((i) => points[i]);
    predict(trial, subset).forEach((seconds, j) => {
      const i = which[j];
      row[i] = (Math.log(seconds / points[i].seconds) - residuals[i]) / moves;
    });
    return row;
  });
}

/** Solves A x = b, A symmetric and positive, by Cholesky's method. */
function solved(A, b) {
  const n = b.length;
  const L = A.map((row) => [...row]);
  for (let i = 0; i < n; ++i)
    for (let j = 0; j <= i; ++j) {
      let sum = L[i][j];
      for (let k = 0; k < j; ++k) sum -= L[i][k] * L[j][k];
      L[i][j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / L[j][j];
    }
  const x = [...b];
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < i; ++k) x[i] -= L[i][k] * x[k];
    x[i] /= L[i][i];
  }
  for (let i = n - 1; i >= 0; --i) {
    for (let k = i + 1; k < n; ++k) x[i] -= L[k][i] * x[k];
    x[i] /= L[i][i];
  }
  return x;
}

/** The damped step for all parameters. */
function step(rows, residuals, away, damping) {
  const weights = residuals.map((r) => 1 / Math.sqrt(1 + (r / SOFT) ** 2));
  const dot = (a, b) => weights.reduce((sum, w, i) => sum + w * a[i] * b[i], 0);
  const A = rows.map((a) => rows.map((b) => dot(a, b)));
  rows.forEach((_, i) => (A[i][i] += PULL + damping * (A[i][i] + 1e-3)));
  const b = rows.map((row, i) => -dot(row, residuals) - PULL * away[i]);
  return solved(A, b).map((value) => Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, value)));
}

/**
 * Fits `paths` of `section` so that `predict(section, points)` comes near the points' seconds.
 * `concerns(path, point)` spares the points that a parameter cannot change.
 * @template {object} Section @template {{ seconds: number }} Point
 * @param {Section} section @param {string[]} paths @param {Point[]} points
 * @param {(section: Section, points: Point[]) => number[]} predict
 * @returns {Section}
 */
export function fit(section, paths, points, predict, { concerns = () => true, rounds = ROUNDS } = {}) {
  let best = structuredClone(section);
  for (const path of paths)
    set(best, path, limited(path, at(best, path) > 0 ? at(best, path) : /_s$/.test(path) ? 1e-6 : 1));
  const residualsOf = (trial) => predict(trial, points).map((seconds, i) => Math.log(seconds / points[i].seconds));
  const start = paths.map((path) => at(best, path));
  const awayOf = (trial) => paths.map((path, i) => Math.log(at(trial, path) / start[i]));
  let residuals = residualsOf(best);
  let damping = 0.01;
  for (let round = 0; round < rounds; ++round) {
    const before = loss(residuals, awayOf(best));
    const rows = derivatives(best, paths, points, residuals, predict, concerns);
    for (let attempt = 0; attempt < 8; ++attempt) {
      const trial = moved(best, paths, step(rows, residuals, awayOf(best), damping));
      const now = residualsOf(trial);
      if (loss(now, awayOf(trial)) < before) {
        best = trial;
        residuals = now;
        damping = Math.max(damping / 3, 1e-6);
        break;
      }
      damping *= 4;
    }
    if (before - loss(residuals, awayOf(best)) < CONVERGED * before) break;
  }
  for (const path of paths) set(best, path, rounded(at(best, path)));
  return best;
}
