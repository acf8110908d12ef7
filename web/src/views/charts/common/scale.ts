/**
 * Scales and their ticks. A scale is a function from a value to a position in pixels; a log scale takes positive values only.
 * Drawing needs no more than this; d3-scale would bring colour interpolation, number formats and time zones along.
 */
export interface Scale {
  (value: number): number;
  kind: 'linear' | 'log';
  domain: readonly [number, number];
  range: readonly [number, number];
  invert(position: number): number;
  /** Round values inside the domain, about `count` of them; of a log scale the powers of ten, and 2 and 5 where there is room. */
  ticks(count?: number): number[];
}

type Pair = readonly [number, number];

function scale(
  kind: Scale['kind'],
  domain: Pair,
  range: Pair,
  to: (v: number) => number,
  from: (v: number) => number,
): Scale {
  const [low, high] = [to(domain[0]), to(domain[1])];
  const span = high - low || 1;
  const [start, end] = range;
  const place = (value: number): number => start + ((to(value) - low) / span) * (end - start);
  return Object.assign(place, {
    kind,
    domain,
    range,
    invert: (position: number): number => from(low + ((position - start) / (end - start || 1)) * span),
    ticks: (count = 6): number[] => (kind === 'log' ? logTicks(domain, count) : linearTicks(domain, count)),
  });
}

export const linearScale = (domain: Pair, range: Pair): Scale =>
  scale(
    'linear',
    domain,
    range,
    (value) => value,
    (value) => value,
  );
export const logScale = (domain: Pair, range: Pair): Scale =>
  scale('log', domain, range, Math.log10, (value) => 10 ** value);

/** Steps of 1, 2 or 5 times a power of ten. */
export function linearTicks([low, high]: Pair, count = 6): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough * (1 - 1e-9)) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiplied, not added up: 0.1 + 0.2 is no tick.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export function logTicks([low, high]: Pair, count = 6): number[] {
  if (!(low > 0 && high > low)) return [];
  const powers = decades(low, high);
  if (powers.length > count) {
    const every = Math.ceil(powers.length / count);
    return powers.filter((_, index) => index % every === 0);
  }
  if (powers.length * 3 > count && powers.length > 1) return powers;
  const between = decades(low / 10, high).flatMap((power) => [power, 2 * power, 5 * power]);
  return between.filter((value) => value >= low && value <= high);
}

/** Powers of ten inside a range. */
export function decades(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(`1e${first + index}`));
}

/** The domain of a log axis: the values, and a part of a decade on either side. */
export function logDomain(values: readonly number[], decadesAround = 0.25): Pair {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return [1, 10];
  const around = 10 ** decadesAround;
  const low = positive.reduce((a, b) => Math.min(a, b));
  const high = positive.reduce((a, b) => Math.max(a, b));
  return [low / around, high * around];
}
