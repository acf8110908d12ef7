/** The figures of a GPU profile: what each is called, the unit that people write it in, and how its text is read. Pure. */
import type { Diagnostic, HardwareProfile } from '../../../bindings/api';
import { figuresOf, type Figures, type FigureValue } from './gpu-profile';

export interface FigureField {
  /** Where it stands in the profile: "tdp_w", "matrix_peak_flops_per_s.bf16". */
  path: string;
  label: string;
  /** The unit it is edited in; the profile's own is `unit / scale`. */
  unit: string;
  /** So many of the profile's units are one of `unit`: a power of ten, or 2²⁰ for MiB. */
  scale: number;
  /** The profile's unit, for the exact value. */
  exact: string;
}
export interface FigureGroup {
  title: string;
  fields: readonly FigureField[];
}

export const DTYPES = ['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'fp4'] as const;
const MIB = 1024 * 1024;

const field = (path: string, label: string, unit: string, scale: number, exact: string): FigureField => ({
  ...{ path, label, unit, scale, exact },
});
const peaks = (map: string): FigureField[] =>
  DTYPES.map((dtype) => field(`${map}.${dtype}`, dtype, 'TFLOP/s', 1e12, 'FLOP/s'));

export const FIGURE_GROUPS: readonly FigureGroup[] = [
  {
    title: 'Memory',
    fields: [
      field('memory_capacity_gb', 'Capacity, as sold', 'GB', 1, 'GB'),
      field('memory_capacity_mib', 'Capacity, as the driver reports', 'MiB', 1, 'MiB'),
      field('memory_bandwidth_bytes_per_s', 'Bandwidth', 'GB/s', 1e9, 'B/s'),
      field('l2_bytes', 'L2 cache', 'MiB', MIB, 'B'),
      field('l2_bandwidth_bytes_per_s', 'L2 bandwidth', 'GB/s', 1e9, 'B/s'),
    ],
  },
  { title: 'Matrix peaks, dense', fields: peaks('matrix_peak_flops_per_s') },
  { title: 'Vector peaks', fields: peaks('vector_peak_flops_per_s') },
  {
    title: 'Device',
    fields: [
      field('compute_units', 'Compute units', '', 1, ''),
      field('boost_clock_hz', 'Boost clock', 'MHz', 1e6, 'Hz'),
      field('tensor_clock_hz', 'Clock of the matrix peaks', 'MHz', 1e6, 'Hz'),
      field('link_bytes_per_s', 'GPU link, both directions', 'GB/s', 1e9, 'B/s'),
      field('pcie_bytes_per_s', 'PCIe, one direction', 'GB/s', 1e9, 'B/s'),
      field('tdp_w', 'Power limit', 'W', 1, 'W'),
      field('price_usd_per_h', 'Price', 'USD/h', 1, 'USD/h'),
    ],
  },
  {
    title: 'Achieved, measured by others',
    fields: [
      field('achieved.matrix_ratio', 'of the matrix peak', '', 1, ''),
      field('achieved.bandwidth_ratio', 'of the bandwidth', '', 1, ''),
      field('achieved.launch_s', 'Time per launch', 'µs', 1e-6, 's'),
    ],
  },
];
const FIELDS = FIGURE_GROUPS.flatMap((group) => group.fields);

/** Words that say which GPU it is; edited as they are. */
export const NAME_FIELDS = [
  { path: 'id', label: 'Id' },
  { path: 'name', label: 'Name' },
  { path: 'vendor', label: 'Vendor' },
  { path: 'architecture', label: 'Architecture' },
  { path: 'notes', label: 'Notes' },
] as const;

/** A profile as the fields of a form hold it. */
export type FigureTexts = Readonly<Record<string, string>>;

/** 989.4e12 as "989.4" TFLOP/s. The shortest digits that read back the same. */
export const textOfFigure = (value: FigureValue | undefined, scale: number): string =>
  typeof value === 'number' ? String(Number((value / scale).toPrecision(15))) : '';

export function textsOf(profile: HardwareProfile): FigureTexts {
  const figures = figuresOf(profile);
  const texts: Record<string, string> = {};
  for (const { path, scale } of FIELDS) texts[path] = textOfFigure(figures[path], scale);
  for (const { path } of NAME_FIELDS) texts[path] = String(figures[path] ?? '');
  return texts;
}

/** "989.4" TFLOP/s as 989.4e12, without the error of a multiplication; null for nothing, NaN for what is no number. */
export function figureOfText(text: string, scale: number): number | null {
  const digits = text.trim();
  if (digits === '') return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return Number.NaN;
  if (scale === MIB) return Number(digits) * MIB;
  const [mantissa, exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + Math.round(Math.log10(scale))}`);
}

/** The figures that a form holds, and what of it is no number. The engine judges the rest. */
export function figuresOfTexts(texts: FigureTexts): { figures: Figures; faults: Diagnostic[] } {
  const figures: Figures = {};
  const faults: Diagnostic[] = [];
  for (const { path } of NAME_FIELDS) figures[path] = (texts[path] ?? '').trim();
  for (const { path, scale } of FIELDS) {
    const value = figureOfText(texts[path] ?? '', scale);
    if (Number.isNaN(value))
      faults.push({ path, expected: 'a number, or nothing where it is not known', got: `"${texts[path]}"` });
    else figures[path] = value;
  }
  return { figures, faults };
}
