/** Memory-bound kernels: calls timed alone, and kernels of whole models by a profiler's durations. */
import { measurement, middle, point } from './measurements.mjs';
import { passesOf } from './pass-lowering.mjs';

/** Light kernels that repeat in a CUDA graph follow one another this closely. */
const GAP_US = 0.14;

const timedAlone = (folder) =>
  (measurement(folder, 'memory')?.rows ?? []).flatMap((row) => {
    const kernels = row.warm_us ? passesOf(row) : null;
    if (!kernels) return [];
    return [point(`${row.op_name} ${row.size_bytes}`, kernels, middle(row.warm_us, row.warm_us_repeat), GAP_US)];
  });

/** Rows of passes.json are kernels in the engine's own words, with the microseconds of the kernel alone. */
const insideModels = (folder) =>
  (measurement(folder, 'passes')?.rows ?? []).map(({ name, us, ...kernel }) =>
    point(name, [{ shape: 'pass', dtype: 'bf16', matrix_flops: 0, vector_flops: 0, ...kernel }], us, 0),
  );

/** What no measurement tells: their kinds were measured at one or two sizes. */
const FIXED = /^(cold_s|(sort|block_sort)\.|batch_norm\.(start|stream|unhidden)|(resample|top_k)\.stream)/;

/** Parameters of one kind of kernel, by its name; the others concern all. */
const KIND = /^(.+)\./;

export const pass = {
  id: 'pass',
  section: 'pass',
  points: (folder) => [...timedAlone(folder), ...insideModels(folder)],
  parameters(points, section) {
    const kinds = new Set(points.flatMap((one) => one.kernels.flatMap((k) => [k.access, k.arithmetic])));
    return paths(section).filter((path) => !FIXED.test(path) && (!KIND.test(path) || kinds.has(KIND.exec(path)[1])));
  },
  /** Whether a parameter can change a point: spares the fit most of its questions. */
  concerns(path, one) {
    const kind = KIND.exec(path)?.[1];
    return !kind || one.kernels.some((kernel) => kernel.access === kind || kernel.arithmetic === kind);
  },
};

/** Paths of the positive numbers of a section: zero says that a part of the law does not apply. */
function paths(section, prefix = '') {
  return Object.entries(section).flatMap(([key, value]) => {
    if (typeof value === 'object') return paths(value, `${prefix}${key}.`);
    return value > 0 ? [prefix + key] : [];
  });
}
