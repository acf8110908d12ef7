/**
 * Every number on the page goes through here. Three significant digits with a prefix on the face, the full value on hover.
 * 1000 steps say kB, MB, GB; 1024 steps say KiB, MiB, GiB. An en dash stands for what is not known; 0 only for a true zero.
 */
import { signal } from '@preact/signals';

export const MISSING = '–';
const NBSP = '\u00a0';

type Maybe = number | null | undefined;
const known = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

/** Three significant digits, trailing zeros kept, never an exponent: 12.3, 0.00123, 1230. */
export function digits(value: number, significant = 3): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  // Rounding may carry into the next power of ten: 9.999 is 10.0.
  const rounded = Number(value.toPrecision(significant));
  const carried = Math.floor(Math.log10(Math.abs(rounded)));
  return rounded.toFixed(Math.max(0, significant - 1 - Math.max(exponent, carried)));
}

const UP = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi'];

function scaled(value: number, unit: string, step: number, names: readonly string[]): string {
  if (value === 0) return `0${NBSP}${unit}`;
  let power = 0;
  let rest = value;
  // Compared as it will be printed, so that 999.95 k becomes 1.00 M and not 1000 k.
  while (power < names.length - 1 && Math.max(Math.abs(rest), Math.abs(Number(rest.toPrecision(3)))) >= step) {
    rest /= step;
    power += 1;
  }
  const whole = power === 0 && Number.isInteger(rest);
  return `${whole ? String(rest) : digits(rest)}${NBSP}${names[power]}${unit}`;
}

/** 5337194921984 → "5.34 TFLOP". FLOPs are work, FLOP/s is a rate. */
export const flops = (value: Maybe): string => (known(value) ? scaled(value, 'FLOP', 1000, UP) : MISSING);
export const flopsPerSecond = (value: Maybe): string => (known(value) ? scaled(value, 'FLOP/s', 1000, UP) : MISSING);
export const bytes = (value: Maybe): string => (known(value) ? scaled(value, 'B', 1000, UP) : MISSING);
export const bytesBinary = (value: Maybe): string => (known(value) ? scaled(value, 'B', 1024, BINARY) : MISSING);
export const bytesPerSecond = (value: Maybe): string => (known(value) ? scaled(value, 'B/s', 1000, UP) : MISSING);
export const hertz = (value: Maybe): string => (known(value) ? scaled(value, 'Hz', 1000, UP) : MISSING);
export const watts = (value: Maybe): string => (known(value) ? scaled(value, 'W', 1000, UP) : MISSING);

export type WorkUnits = 'flop' | 'mac';
/** In what the work of matrix units is said. The page sets it; whatever is drawn with the functions below follows. */
export const workUnits = signal<WorkUnits>('flop');

// Only matrix work has multiply-adds: one is two FLOPs, and every count is even. Vector work and sums of both stay FLOPs.
export const matrixWork = (value: Maybe): string =>
  workUnits.value === 'mac' && known(value) ? scaled(value / 2, 'MAC', 1000, UP) : flops(value);
export const matrixFull = (value: Maybe): string =>
  workUnits.value === 'mac' && known(value) ? full(value / 2, 'MAC') : full(value, 'FLOP');
export const matrixInteger = (value: Maybe): string =>
  integer(workUnits.value === 'mac' && known(value) ? value / 2 : value);
export const matrixName = (): string => (workUnits.value === 'mac' ? 'Matrix MACs' : 'Matrix FLOPs');

export type ByteUnits = 'decimal' | 'binary';
export const bytesIn = (units: ByteUnits, value: Maybe): string =>
  units === 'binary' ? bytesBinary(value) : bytes(value);

// Report units to the page's: `_tb` is terabits, `_gb` 10⁹ bytes, `_tflops` 10¹² FLOPs. Conversions, no metrics.
export const bytesOfTerabits = (value: number): number => value * 125e9;
export const bytesOfGigabytes = (value: number): number => value * 1e9;
export const flopsOfTeraflops = (value: number): number => value * 1e12;

/** Milliseconds in, the friendliest unit out: "412 ns", "8.01 µs", "137 ms", "2.41 s", "3.2 min". */
export function time(ms: Maybe): string {
  if (!known(ms)) return MISSING;
  if (ms === 0) return `0${NBSP}ms`;
  const at = (value: number): number => Math.abs(Number(value.toPrecision(3)));
  if (at(ms * 1e3) < 1) return `${digits(ms * 1e6)}${NBSP}ns`;
  if (at(ms) < 1) return `${digits(ms * 1e3)}${NBSP}µs`;
  if (at(ms) < 1000) return `${digits(ms)}${NBSP}ms`;
  if (at(ms / 1e3) < 600) return `${digits(ms / 1e3)}${NBSP}s`;
  if (at(ms / 60e3) < 600) return `${digits(ms / 60e3)}${NBSP}min`;
  return `${digits(ms / 3600e3)}${NBSP}h`;
}
export const seconds = (s: Maybe): string => time(known(s) ? s * 1e3 : s);

/** "137 ms – 407 ms" with the unit said once where both ends share it. */
export function timeRange(low: Maybe, high: Maybe): string {
  if (!known(low)) return MISSING;
  const from = time(low);
  if (!known(high)) return `≥${NBSP}${from}`;
  const to = time(high);
  const unit = to.slice(to.indexOf(NBSP));
  return from.endsWith(unit) ? `${from.slice(0, -unit.length)}–${to}` : `${from} – ${to}`;
}

/** A share 0..1 as percent: "95.6 %", "<0.01 %". */
export function percent(share: Maybe): string {
  if (!known(share)) return MISSING;
  const value = share * 100;
  if (value === 0) return `0${NBSP}%`;
  if (Math.abs(value) < 0.01) return `<0.01${NBSP}%`;
  return `${Math.abs(value) < 1 ? value.toFixed(2) : digits(value)}${NBSP}%`;
}

/**
 * (report − reference) / reference: "equal" for 0, else with its sign: "+0.40 %", "−12.3 %", "+<0.01 %". From eleven times
 * the reference on, the factor reads better: "×15.2".
 */
export function difference(value: Maybe): string {
  if (!known(value)) return MISSING;
  if (value === 0) return 'equal';
  if (value >= 10) return `×${plain(value + 1)}`;
  const sign = value > 0 ? '+' : '\u2212';
  return `${sign}${percent(Math.abs(value))}`;
}

/**
 * How a number stands to that of a baseline. For the eye only: both numbers are the engine's, and what is shown is their
 * plain difference and ratio, as `compare` gives them; nothing is computed on from it. The one place that does it.
 * Reads "−17.2 ms" and "×0.87"; a new number has no ratio to zero.
 */
export interface Delta {
  amount: string;
  ratio: string;
  sign: -1 | 0 | 1;
}
export function delta(now: Maybe, base: Maybe, show: (value: number) => string): Delta | null {
  if (!known(now) || !known(base)) return null;
  const by = now - base;
  if (by === 0) return { amount: 'equal', ratio: '', sign: 0 };
  const times = base > 0 && now > 0 ? now / base : null;
  const amount = `${by > 0 ? '+' : '\u2212'}${show(Math.abs(by))}`;
  return { amount, ratio: times === null ? '' : factor(times), sign: by > 0 ? 1 : -1 };
}

/** "×0.87", "×1.002", "×12,300": as many digits as show that it is not 1. */
export function factor(times: Maybe): string {
  if (!known(times)) return MISSING;
  if (times === 1) return '×1';
  if (times >= 1000) return `×${integer(times)}`;
  if (times < 0.001) return `×${times.toExponential(1).replace('-', '\u2212')}`;
  const near = Math.abs(times - 1);
  const decimals = near < 0.0005 ? 5 : near < 0.005 ? 4 : near < 0.05 ? 3 : times < 10 ? 2 : 1;
  return `×${times < 0.1 ? digits(times) : times.toFixed(decimals)}`;
}

/** Made once: `toLocaleString` makes one for each number, and a view has hundreds. */
const INTEGER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 5337194921984 → "5,337,194,921,984". */
export function integer(value: Maybe): string {
  if (!known(value)) return MISSING;
  return INTEGER.format(value);
}

/** A count with a prefix once it is long: "512", "66.5 k", "3.34 G". */
export function count(value: Maybe): string {
  if (!known(value)) return MISSING;
  return Math.abs(value) < 10_000 && Number.isInteger(value) ? integer(value) : scaled(value, '', 1000, UP).trimEnd();
}

/** "3.73 k/s" with the thing counted: rate(3731, 'tokens') → "3.73 ktokens/s"; small ones stay plain. */
export function rate(value: Maybe, what: string): string {
  if (!known(value)) return MISSING;
  return `${value < 10_000 ? plain(value) : scaled(value, '', 1000, UP).trimEnd()}${NBSP}${what}/s`;
}

/** Three significant digits, thousands separated: 3731.76 → "3,732", 7.2886 → "7.29". */
export function plain(value: Maybe): string {
  if (!known(value)) return MISSING;
  return Math.abs(value) >= 1000 ? integer(value) : digits(value);
}

/** A round value as an axis names it: "1 TFLOP/s" for "1.00 TFLOP/s", "0.1" for "0.100". */
export const tick = (text: string): string => text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

export const ratio = (value: Maybe): string => (known(value) ? digits(value) : MISSING);
export const intensity = (value: Maybe): string => (known(value) ? `${plain(value)}${NBSP}FLOP/B` : MISSING);
export const dollarsPerHour = (value: Maybe): string => (known(value) ? `$${value.toFixed(2)}/h` : MISSING);

/** Every digit there is, for hover and copy: integers grouped, others as JavaScript prints them. */
export function full(value: Maybe, unit = ''): string {
  if (!known(value)) return 'not known';
  const text = Number.isInteger(value) ? integer(value) : String(value);
  return unit ? `${text}${NBSP}${unit}` : text;
}

/** What a reader pastes into a sheet: digits without grouping. */
export const raw = (value: Maybe): string => (known(value) ? String(value) : '');

/** [1, 3, 1024, 1024] → "1×3×1024×1024". */
export const shape = (dims: readonly number[]): string => (dims.length === 0 ? MISSING : dims.join('×'));
