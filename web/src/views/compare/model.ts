/** Rows of a comparison as a table shows them: by stage, module or category; filtered, sorted. The figures are the engine's. */
import type { ComparedFigure, ReportComparison } from '../../../../bindings/api';

export type By = 'module' | 'stage' | 'category';

export interface CompareRow {
  id: string;
  name: string;
  note: string;
  depth: number;
  /** "vision", for its dot; "" where there is none. */
  tone: string;
  /** Per run: whether it has this row. */
  present: boolean[];
  figures: ComparedFigure[];
}

export function rowsOf(comparison: ReportComparison, by: By): CompareRow[] {
  const all = comparison.labels.map(() => true);
  if (by === 'module')
    return comparison.modules.map((one) => ({
      id: one.ids.map((id) => id ?? '').join(' | '),
      name: one.name,
      note: one.qualified_class_name.slice(one.qualified_class_name.lastIndexOf('.') + 1),
      depth: one.depth,
      tone: `stage-${one.stage}`,
      present: one.ids.map((id) => id !== null),
      figures: one.figures,
    }));
  const rows = by === 'stage' ? comparison.stages : comparison.categories;
  return rows.map((one) => ({
    id: one.id,
    name: one.name,
    note: '',
    depth: 0,
    tone: `${by}-${one.id}`,
    present: one.figures[0]
      ? one.figures[0].values.map(
          (value, run) => one.figures.some((figure) => figure.values[run] != null) && value !== undefined,
        )
      : all,
    figures: one.figures,
  }));
}

/** What a row is missing in: "only in B", "not in A"; "" where every run has it. */
export function presence(
  row: CompareRow,
  labels: readonly string[],
): { mark: 'added' | 'missing'; text: string } | null {
  if (row.present.every(Boolean)) return null;
  const without = labels.filter((_, run) => !row.present[run]);
  return row.present[0]
    ? { mark: 'missing', text: `not in ${without.join(', ')}` }
    : { mark: 'added', text: `not in ${labels[0]}` };
}

export interface Sort {
  /** Which run's difference to the first; null keeps the order of execution. */
  run: number;
  /** Largest first by absolute difference, growth or shrinkage alike; or by ratio. */
  by: 'difference' | 'ratio' | 'value';
  descending: boolean;
}

const sortValue = ({ figures }: CompareRow, metric: number, { run, by }: Sort): number | null => {
  const figure = figures[metric];
  if (!figure) return null;
  if (by === 'value') return figure.values[run] ?? null;
  if (by === 'ratio') return figure.ratios[run] ?? null;
  const difference = figure.differences[run] ?? null;
  return difference === null ? null : Math.abs(difference);
};

export interface Filter {
  query: string;
  onlyDifferent: boolean;
}

const differs = (row: CompareRow, metric: number): boolean =>
  !row.present.every(Boolean) || (row.figures[metric]?.differences.some((one) => one !== null && one !== 0) ?? false);

/** Rows that are left and their order. A filter keeps the ancestors of what it keeps; a sort makes a flat list. */
export function shownRows(
  rows: readonly CompareRow[],
  metric: number,
  filter: Filter,
  sort: Sort | null,
): CompareRow[] {
  const query = filter.query.trim().toLowerCase();
  const wanted = (row: CompareRow): boolean =>
    (query === '' || row.name.toLowerCase().includes(query) || row.note.toLowerCase().includes(query)) &&
    (!filter.onlyDifferent || differs(row, metric));
  if (sort) {
    const found = rows.filter(wanted).map((row) => ({ row, value: sortValue(row, metric, sort) }));
    const direction = sort.descending ? -1 : 1;
    found.sort((a, b) => {
      if (a.value === null || b.value === null) return a.value === b.value ? 0 : a.value === null ? 1 : -1;
      return (a.value - b.value) * direction;
    });
    return found.map(({ row }) => row);
  }
  const kept = new Set<number>();
  const path: number[] = [];
  rows.forEach((row, at) => {
    path.length = row.depth;
    path[row.depth] = at;
    if (wanted(row)) for (const above of path) if (above !== undefined) kept.add(above);
  });
  return rows.filter((_, at) => kept.has(at));
}

/** Rows that are not below a folded one. */
export function unfolded(rows: readonly CompareRow[], folded: ReadonlySet<string>): CompareRow[] {
  const open: CompareRow[] = [];
  let hiddenBelow = Infinity;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = folded.has(row.id) ? row.depth : Infinity;
    open.push(row);
  }
  return open;
}

/** Ids of rows that have rows below them. */
export function parents(rows: readonly CompareRow[]): Set<string> {
  const found = new Set<string>();
  rows.forEach((row, at) => {
    if ((rows[at + 1]?.depth ?? 0) > row.depth) found.add(row.id);
  });
  return found;
}

/** The largest difference of the rows below the whole: what the bars are to scale of. */
export function largestDifference(rows: readonly CompareRow[], metric: number): number {
  let largest = 0;
  for (const row of rows)
    for (const one of row.figures[metric]?.differences ?? [])
      if (one !== null) largest = Math.max(largest, Math.abs(one));
  return largest;
}
