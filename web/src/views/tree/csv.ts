/** The visible table as a sheet: full figures, units in the header row, rows indented by their path. */
import * as format from '../../format';
import type { Column } from './columns';
import type { Row } from './model';

/** A cell that a spreadsheet takes as text, whatever it begins with. */
export function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: readonly Row[], columns: readonly Column[]): string {
  const lines = [['path', 'name', ...columns.map((column) => column.header)].map(cell).join(',')];
  for (const row of rows) {
    const name = row.kind === 'module' ? row.node.module.name : row.operator.name;
    const cells = columns.map((column) => {
      const value = column.value(row);
      return typeof value === 'number' ? format.raw(value) : cell(value ?? '');
    });
    lines.push([cell(row.kind === 'module' ? row.id : `${row.node.id}#${name}`), cell(name), ...cells].join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
