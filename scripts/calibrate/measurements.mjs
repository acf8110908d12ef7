/** Measured kernels: files of a folder, as `measure_kernels` writes them (docs/calibration.md), to points that a law can be held against. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * One measurement. `key` names its shape alone, so that a shape is held out in every format, layout, library and state
 * of the cache, or in none; `kernels` are what one call launches, `seconds` their time without the gaps between them.
 * @typedef {{ key: string, heldOut: boolean, kernels: object[], seconds: number }} Point
 */

/** Text of DIR/NAME or DIR/NAME.gz; null where there is neither. */
export function textOf(folder, name) {
  const plain = join(folder, name);
  if (existsSync(plain)) return readFileSync(plain, 'utf8');
  if (existsSync(`${plain}.gz`)) return gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8');
  return null;
}

/** The measurement file `what`.json of a folder, parsed; null where there is none. */
export function measurement(folder, what) {
  const text = textOf(folder, `${what}.json`);
  return text === null ? null : JSON.parse(text);
}

/** Rows of a table of GEMM times, one column of microseconds per GPU (`h100_sxm_us`); null without that GPU. */
export function gemmTable(folder, gpu) {
  const name = readdirSync(folder).find((file) => /^gemm.*\.csv(\.gz)?$/.test(file));
  if (!name) return null;
  const [head, ...lines] = textOf(folder, name.replace(/\.gz$/, '')).trim().split('\n');
  const columns = head.split(',');
  const column = columns.indexOf(`${gpu.replaceAll('-', '_')}_us`);
  if (column < 0) return null;
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells[column])
    .map((cells) => ({ m: +cells[0], n: +cells[1], k: +cells[2], us: +cells[column] }));
}

/** 32-bit FNV-1a. */
export function hash(key) {
  let value = 2166136261;
  for (let i = 0; i < key.length; ++i) value = Math.imul(value ^ key.charCodeAt(i), 16777619) >>> 0;
  return value;
}

/** A third of all shapes is never fitted: those whose hash of the key is a multiple of 3. */
export const isHeldOut = (key) => hash(key) % 3 === 0;

/** A point of a call that took `us` microseconds, each kernel a gap of `gapUs` after the one before. */
export const point = (key, kernels, us, gapUs) => ({
  key,
  heldOut: isHeldOut(key),
  kernels,
  seconds: (us - gapUs * kernels.length) * 1e-6,
});

/** Middle of the same point measured once or twice. */
export const middle = (once, again) => (again > 0 ? Math.sqrt(once * again) : once);

/** Quantile of sorted numbers, linear between neighbours. */
export function quantile(sorted, share) {
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

export const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
