/** Rows of the verification: what differs, in which order, and as text for a sheet. Selects and sorts; computes no metric. */
import type { Comparison, VerificationRow } from '../../../../bindings/api';
import * as format from '../../format';
import { csvOf } from '../common/csv';

export type Measure = 'parameters' | 'matrix_flops' | 'artifact_flops';

export interface MeasureInfo {
  id: Measure;
  title: string;
  /** What the report's figure is held against. */
  reference: string;
  help: string;
  unit: string;
}
export const MEASURES: readonly MeasureInfo[] = [
  {
    id: 'parameters',
    title: 'Parameters',
    reference: 'Artifact',
    help: 'Parameters of one instance, against the artifact’s own count.',
    unit: '',
  },
  {
    id: 'matrix_flops',
    get title() {
      return format.matrixName();
    },
    reference: 'Counter',
    help: 'Matrix FLOPs of all instances and calls, against the FLOP counter.',
    unit: 'FLOP',
  },
  {
    id: 'artifact_flops',
    title: '2 × multiply-adds',
    reference: 'Artifact',
    help: 'Matrix FLOPs against twice torchinfo’s multiply-adds, which follow rules of their own: attention is missing, and a Linear may count one position only. No verdict follows from them.',
    unit: 'FLOP',
  },
];

export const differs = ({ report, reference }: Comparison): boolean => reference !== null && report !== reference;

/** How far apart: equal, within 0.1 %, within 1 %, or more. null: nothing to compare with. */
export type Distance = 'equal' | 'close' | 'near' | 'far';
export function distance(comparison: Comparison): Distance | null {
  if (comparison.reference === null) return null;
  if (!differs(comparison)) return 'equal';
  const size = Math.abs(comparison.difference ?? Infinity);
  return size <= 0.001 ? 'close' : size <= 0.01 ? 'near' : 'far';
}

export function differenceText(comparison: Comparison): string {
  if (comparison.reference === 0 && comparison.report !== 0) return 'not 0';
  return format.difference(differs(comparison) ? comparison.difference : comparison.reference === null ? null : 0);
}

export const nameOf = (row: VerificationRow): string => row.instance || 'whole model';

/** The instance below its parent in the list: "attn" under "layers.{0-11}". */
export function shortNames(rows: readonly VerificationRow[]): string[] {
  const above: string[] = [];
  return rows.map((row) => {
    above.length = Math.min(above.length, row.depth);
    const parent = above.findLast((name) => name !== undefined && name !== '') ?? '';
    above[row.depth] = row.instance;
    return parent && row.instance.startsWith(`${parent}.`) ? row.instance.slice(parent.length + 1) : nameOf(row);
  });
}

export interface Verdict {
  compared: number;
  differing: number;
  /** The row that is furthest off. */
  worst: VerificationRow | null;
}

export function verdictOf(rows: readonly VerificationRow[], measure: Measure): Verdict {
  const compared = rows.filter((row) => row[measure].reference !== null);
  const differing = compared.filter((row) => differs(row[measure]));
  const size = (row: VerificationRow): number => Math.abs(row[measure].difference ?? Infinity);
  const worst = differing.reduce<VerificationRow | null>(
    (most, row) => (most === null || size(row) > size(most) ? row : most),
    null,
  );
  return { compared: compared.length, differing: differing.length, worst };
}

const modules = (count: number): string => `${format.integer(count)} ${count === 1 ? 'module' : 'modules'}`;

/** "all 214 modules equal", "3 of 214 modules differ, worst −0.40 % in layers.{0-11}.attn" */
export function verdictText(rows: readonly VerificationRow[], measure: Measure): string {
  const { compared, differing, worst } = verdictOf(rows, measure);
  if (compared === 0) return 'nothing to compare with';
  if (worst === null) return compared === 1 ? '1 module, equal' : `all ${modules(compared)} equal`;
  const verb = differing === 1 ? 'differs' : 'differ';
  return `${format.integer(differing)} of ${modules(compared)} ${verb}, worst ${differenceText(worst[measure])} in ${nameOf(worst)}`;
}

export interface VerifySort {
  column: 'module' | 'class' | 'instances' | `${Measure}.${keyof Comparison}`;
  descending: boolean;
}

function valueOf(row: VerificationRow, column: VerifySort['column']): number | string | null {
  if (column === 'module') return row.instance;
  if (column === 'class') return row.class_name;
  if (column === 'instances') return row.instances;
  const [measure, part] = column.split('.') as [Measure, keyof Comparison];
  if (part !== 'difference') return row[measure][part];
  const comparison = row[measure];
  if (comparison.reference === null) return null;
  return differs(comparison) ? Math.abs(comparison.difference ?? Infinity) : 0;
}

/** Rows below the root, filtered and sorted; without a sort in the order of the tree. Differences sort by size. */
export function shownRows(
  rows: readonly VerificationRow[],
  options: { onlyDifferences: boolean; query: string; sort: VerifySort | null },
): VerificationRow[] {
  const wanted = options.query.trim().toLowerCase();
  const kept = rows.slice(1).filter((row) => {
    if (options.onlyDifferences && !differs(row.parameters) && !differs(row.matrix_flops)) return false;
    return wanted === '' || [row.instance, row.class_name].some((text) => text.toLowerCase().includes(wanted));
  });
  const { sort } = options;
  if (!sort) return kept;
  const direction = sort.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const [left, right] = [valueOf(a, sort.column), valueOf(b, sort.column)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return (left < right ? -1 : left > right ? 1 : 0) * direction;
  });
}

const HEADERS = [
  'module',
  'class',
  'instances',
  'parameters_report',
  'parameters_artifact',
  'parameters_difference',
  'matrix_flops_report',
  'matrix_flops_counter',
  'matrix_flops_difference',
  'artifact_flops',
  'artifact_flops_difference',
];

const cellsOf = (row: VerificationRow): (string | number | null)[] => [
  row.instance,
  row.class_name,
  row.instances,
  row.parameters.report,
  row.parameters.reference,
  row.parameters.difference,
  row.matrix_flops.report,
  row.matrix_flops.reference,
  row.matrix_flops.difference,
  row.artifact_flops.reference,
  row.artifact_flops.difference,
];

const plainText = (value: string | number | null): string =>
  typeof value === 'number' ? format.raw(value) : (value ?? '');

export const toCsv = (rows: readonly VerificationRow[]): string => csvOf(HEADERS, rows.map(cellsOf));

/** For a paste into a sheet: tabs and line ends cannot be in a cell, and a leading sign makes no formula. */
export function toTsv(rows: readonly VerificationRow[]): string {
  const text = (value: string): string => {
    const flat = value.replace(/[\t\r\n]+/g, ' ');
    return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
  };
  return [HEADERS, ...rows.map(cellsOf)]
    .map((values) => values.map((value) => (typeof value === 'string' ? text(value) : plainText(value))).join('\t'))
    .join('\n');
}
