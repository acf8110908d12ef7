/** The visible table as a sheet: full figures, units in the header row, rows named by their path. */
import { csvOf } from '../common/csv';
import type { Column } from './columns';
import type { Row } from './model';

export const toCsv = (rows: readonly Row[], columns: readonly Column[]): string =>
  csvOf(
    ['path', 'name', ...columns.map((column) => column.header)],
    rows.map((row) => {
      const name = row.kind === 'module' ? row.node.module.name : row.operator.name;
      return [
        row.kind === 'module' ? row.id : `${row.node.id}#${name}`,
        name,
        ...columns.map((column) => column.value(row)),
      ];
    }),
  );
