/** Tables as sheets: full figures without grouping, units in the header row. */
import { Icon } from './icons';
import { save } from './parts';

export type Cell = string | number | boolean | null | undefined;

/** A cell that a spreadsheet takes as what it is: text never becomes a formula. */
export function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
const cellOf = (value: Cell): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? cell(value) : String(value);

export const csvOf = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `${[header, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;

/** Saves a table. `name` is the file's without its ending. */
export function CsvButton({
  name,
  csv,
  title = 'The table with full figures',
}: {
  name: string;
  csv(): string;
  title?: string;
}) {
  return (
    <button type="button" class="quiet" onClick={() => save(`${name}.csv`, csv(), 'text/csv')} title={title}>
      <Icon name="download" /> CSV
    </button>
  );
}
