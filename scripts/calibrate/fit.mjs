/** Coordinate descent on the logarithms of positive parameters: deterministic, no gradients, laws come from the engine. */

/** Softens outliers: residuals below this count by their square, above by their size. */
const SOFT = 0.03;
const PASSES = 25;
const SMALLEST_STEP = 0.002;

export const at = (object, path) => path.split('.').reduce((held, key) => held?.[key], object);

export function set(object, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  keys.reduce((held, key) => (held[key] ??= {}), object)[last] = value;
}

/** Four significant digits: what the data can tell. */
export const rounded = (value) => Number(value.toPrecision(4));

/** Σ √(soft² + ln(predicted/measured)²) over all points. */
const loss = (predicted, points) =>
  points.reduce((sum, point, i) => sum + Math.sqrt(SOFT ** 2 + Math.log(predicted[i] / point.seconds) ** 2), 0);

/**
 * Fits `paths` of `section` so that `predict(section, points)` comes near the points' seconds.
 * @param {object} section @param {string[]} paths @param {{seconds: number}[]} points
 * @param {(section: object, points: object[]) => number[]} predict
 */
export function fit(section, paths, points, predict) {
  const best = structuredClone(section);
  for (const path of paths) if (!(at(best, path) > 0)) set(best, path, /_s$/.test(path) ? 1e-6 : 1);
  let least = loss(predict(best, points), points);
  const steps = new Map(paths.map((path) => [path, 0.15]));
  for (let pass = 0; pass < PASSES; ++pass) {
    for (const path of paths) {
      const step = steps.get(path);
      if (step < SMALLEST_STEP) continue;
      let improved = false;
      for (const direction of [1, -1]) {
        const trial = structuredClone(best);
        set(trial, path, at(best, path) * Math.exp(direction * step));
        const value = loss(predict(trial, points), points);
        if (value < least - 1e-9) {
          least = value;
          set(best, path, at(trial, path));
          improved = true;
          break;
        }
      }
      steps.set(path, improved ? step * 1.3 : step / 2);
    }
    if ([...steps.values()].every((step) => step < SMALLEST_STEP)) break;
  }
  for (const path of paths) set(best, path, rounded(at(best, path)));
  return best;
}
