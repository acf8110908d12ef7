/** Which points the roofline shows, how large, and where its lines run. Figures are the engine's. */
import type { Roof, RooflinePoint, RooflineView } from '../../../../../bindings/api';
import type { Charts } from '../../../state/types';
import { logDomain } from '../common/scale';

/** So many are drawn, the longest first; the table has them all. */
export const MOST_POINTS = 1500;

export const idOf = (point: RooflinePoint): string =>
  point.operator === null ? point.module_id : `${point.module_id}#${point.operator}`;

/** The longest first: the small ones are drawn over them. */
export function pointsOf(view: RooflineView, kind: Charts['points']): RooflinePoint[] {
  return view.points
    .filter((point) => (point.operator === null) === (kind === 'modules'))
    .sort((a, b) => b.time_ms - a.time_ms);
}

const SMALLEST_RADIUS = 2.5;
/** Area in proportion to time; the longest has the radius `largest`. */
export const radiusOf = (point: RooflinePoint, longestMs: number, largest: number): number =>
  longestMs > 0 ? Math.max(SMALLEST_RADIUS, largest * Math.sqrt(point.time_ms / longestMs)) : SMALLEST_RADIUS;

export const isFlat = (roof: Roof): boolean => roof.kind === 'matrix' || roof.kind === 'vector';

/** Room for all points and for the ridge of the roofs in force. */
export function domainsOf(
  view: RooflineView,
  points: readonly RooflinePoint[],
): { x: readonly [number, number]; y: readonly [number, number] } {
  const inForce = view.roofs.filter((roof) => roof.in_force && roof.ridge !== null);
  const ridges = inForce.map((roof) => roof.ridge!);
  const x = logDomain([...points.map((point) => point.intensity_flops_per_byte), ...ridges], 0.35);
  const top = Math.max(...inForce.map((roof) => roof.rate_per_s), ...points.map((point) => point.flops_per_s));
  const bottom = Math.min(...points.map((point) => point.flops_per_s), top / 1e3);
  return { x, y: logDomain([bottom, top], 0.35) };
}

export interface Line {
  roof: Roof;
  from: readonly [number, number];
  to: readonly [number, number];
}

/**
 * Ends of a roof in intensity and FLOP/s. Flat ones begin where they meet the memory roof in force (measured ones: the
 * measured), rising ones end below the highest flat roof of their kind; null where nothing of it is in the plot.
 */
export function lineOf(
  view: RooflineView,
  roof: Roof,
  x: readonly [number, number],
  y: readonly [number, number],
): Line | null {
  const memory = view.roofs.find((one) => one.kind === 'memory' && one.measured === (roof.measured && isFlat(roof)));
  const bandwidth = (memory ?? view.roofs.find((one) => one.kind === 'memory'))?.rate_per_s ?? 0;
  if (isFlat(roof)) {
    const start = Math.max(x[0], bandwidth > 0 ? roof.rate_per_s / bandwidth : x[0]);
    if (start >= x[1] || roof.rate_per_s > y[1] || roof.rate_per_s < y[0]) return null;
    return { roof, from: [start, roof.rate_per_s], to: [x[1], roof.rate_per_s] };
  }
  const flats = view.roofs.filter((one) => isFlat(one) && (roof.measured ? one.measured : one.in_force));
  const ceiling = Math.min(y[1], Math.max(...flats.map((one) => one.rate_per_s), y[0]));
  const start = Math.max(x[0], y[0] / roof.rate_per_s);
  const end = Math.min(x[1], ceiling / roof.rate_per_s);
  if (start >= end) return null;
  return { roof, from: [start, start * roof.rate_per_s], to: [end, end * roof.rate_per_s] };
}

const NAMES: Record<Roof['kind'], string> = {
  matrix: 'matrix',
  vector: 'vector',
  memory: 'memory',
  l2: 'L2 cache',
  launch: 'launches',
};
export const roofName = (roof: Roof): string =>
  [roof.measured ? 'measured' : '', roof.formats.join(', '), NAMES[roof.kind]].filter(Boolean).join(' ');

export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The next point by intensity (left, right) or by rate (up, down). */
export function nextPoint(
  points: readonly RooflinePoint[],
  current: RooflinePoint | null,
  step: Step,
): RooflinePoint | null {
  const by = (point: RooflinePoint): number =>
    step === 'ArrowLeft' || step === 'ArrowRight' ? point.intensity_flops_per_byte : point.flops_per_s;
  const sorted = [...points].sort((a, b) => by(a) - by(b) || (idOf(a) < idOf(b) ? -1 : 1));
  if (!current) return sorted[0] ?? null;
  const at = sorted.findIndex((point) => idOf(point) === idOf(current));
  return sorted[at + (step === 'ArrowRight' || step === 'ArrowUp' ? 1 : -1)] ?? null;
}
