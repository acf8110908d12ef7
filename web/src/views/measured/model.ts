/** Rows of the comparison with measured times: names, order, and as text for a sheet. Selects and sorts; computes no metric. */
import type { MeasuredComparison, MeasuredFigure, MeasuredRow } from '../../../../bindings/api';
import { measuredTable } from '../../../../bindings/measured-table.js';
import { csvOf } from '../common/csv';

export const nameOf = (row: MeasuredRow): string => (row.name === '' ? (row.stages[0] ?? row.id) : row.name);

export const BANDS: Record<NonNullable<MeasuredFigure['band']>, string> = {
  inside: 'in the range',
  below: 'faster than the range',
  above: 'slower than the range',
};

export type Column = 'name' | 'class' | 'predicted' | 'measured' | 'ratio' | 'band';
export interface Sort {
  column: Column;
  descending: boolean;
}

function valueOf(row: MeasuredRow, column: Column): number | string | null {
  const { predicted_ms, measured, ratio, band } = row.figure;
  const values = {
    name: nameOf(row),
    class: row.class_name,
    predicted: predicted_ms,
    measured: measured?.median_ms ?? null,
    ratio,
    band,
  };
  return values[column];
}

/** What has no value comes last either way; without a sort the order of the report. */
export function sorted(rows: readonly MeasuredRow[], sort: Sort | null, query = ''): MeasuredRow[] {
  const wanted = query.trim().toLowerCase();
  const kept = rows.filter((row) =>
    `${nameOf(row)} ${row.class_name} ${row.stages.join(' ')}`.toLowerCase().includes(wanted),
  );
  if (!sort) return kept;
  const direction = sort.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const [left, right] = [valueOf(a, sort.column), valueOf(b, sort.column)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return (left < right ? -1 : left > right ? 1 : 0) * direction;
  });
}

/** Largest first, smallest first, then the order of the report; words the other way. */
export function nextSort(current: Sort | null, column: Column): Sort | null {
  const numeric = column !== 'name' && column !== 'class' && column !== 'band';
  if (current?.column !== column) return { column, descending: numeric };
  return current.descending === numeric ? { column, descending: !numeric } : null;
}

export function toCsv(comparison: MeasuredComparison): string {
  const [headers, ...rows] = measuredTable(comparison);
  return csvOf((headers ?? []).map(String), rows);
}
