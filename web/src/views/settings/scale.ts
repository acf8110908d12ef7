/** Where a number stands between its bounds, and which number a drag means: pure, so that tests can hold it. */
import type { SettingField } from '../../../../bindings/api';

export type Bounds = Pick<SettingField, 'minimum' | 'maximum' | 'step'>;

/** From this ratio of the bounds on a slider has a log scale: 1 to 64 deserves as much room as 64 to 4096. */
const WIDE = 50;
/** Positions of a slider. */
export const POSITIONS = 1000;
/** Pixels of a drag that double a number, and that add one step where the scale is linear. */
const DOUBLING_PX = 48;
const STEP_PX = 6;

const low = ({ minimum = 0 }: Bounds): number => minimum;
const high = ({ minimum = 0, maximum = minimum + 1 }: Bounds): number => maximum;

export const isWide = (bounds: Bounds): boolean => high(bounds) / Math.max(1, low(bounds)) >= WIDE;

/** The nearest number that the field may have: inside its bounds, a multiple of its step. */
export function snapped(value: number, bounds: Bounds): number {
  const step = bounds.step ?? 1;
  const inside = Math.min(high(bounds), Math.max(low(bounds), value));
  const multiple = Math.round(inside / step) * step;
  if (multiple < low(bounds)) return multiple + step;
  return multiple > high(bounds) ? multiple - step : multiple;
}

/** Log scale from one below the least: a field that may be 0 has a place for it. */
const shift = (bounds: Bounds): number => (low(bounds) < 1 ? 1 - low(bounds) : 0);

export function positionOf(value: number, bounds: Bounds): number {
  const [from, to] = [low(bounds), high(bounds)];
  const at = Math.min(to, Math.max(from, value));
  if (to <= from) return 0;
  if (!isWide(bounds)) return Math.round(((at - from) / (to - from)) * POSITIONS);
  const by = shift(bounds);
  return Math.round((Math.log((at + by) / (from + by)) / Math.log((to + by) / (from + by))) * POSITIONS);
}

export function valueAt(position: number, bounds: Bounds): number {
  const [from, to] = [low(bounds), high(bounds)];
  const share = position / POSITIONS;
  if (!isWide(bounds)) return snapped(from + share * (to - from), bounds);
  const by = shift(bounds);
  return snapped((from + by) * ((to + by) / (from + by)) ** share - by, bounds);
}

/** What a drag by so many pixels makes of a number; `fine` (Shift held) moves by single steps. */
export function dragged(start: number, pixels: number, bounds: Bounds, fine: boolean): number {
  const step = bounds.step ?? 1;
  if (fine || !isWide(bounds)) return snapped(start + Math.trunc(pixels / STEP_PX) * step, bounds);
  const by = start < 1 ? 1 : 0;
  return snapped((start + by) * 2 ** (pixels / DOUBLING_PX) - by, bounds);
}

/** What an arrow key makes of it: a step, ten with Shift, the double or the half with Alt. */
export function stepped(current: number, up: boolean, keys: { shift: boolean; alt: boolean }, bounds: Bounds): number {
  const step = bounds.step ?? 1;
  if (keys.alt) {
    if (current < 1) return snapped(up ? step : current, bounds);
    return snapped(up ? current * 2 : Math.floor(current / 2), bounds);
  }
  // Off the grid, the next multiple is the next step.
  const grid = up ? Math.floor(current / step) * step : Math.ceil(current / step) * step;
  return snapped(grid + (up ? 1 : -1) * step * (keys.shift ? 10 : 1), bounds);
}
