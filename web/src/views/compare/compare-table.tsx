import { useMemo, useRef, useState } from 'preact/hooks';
import type { ComparedMetric } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import { Icon } from '../common/icons';
import { Dot, EmptyState } from '../common/parts';
import { useWindow } from '../common/virtual';
import { letter } from './run-list';
import { largestDifference, parents, presence, shownRows, unfolded, type CompareRow, type Sort } from './model';
import { Cells } from './totals';

interface Props {
  rows: readonly CompareRow[];
  labels: readonly string[];
  /** Which of a row's figures. */
  metric: number;
  about: ComparedMetric;
  /** Differences of this figure are left out. */
  withheld: boolean;
  byteUnits: ByteUnits;
}

const ROW_HEIGHT = 30;
/** Deeper rows start folded. */
const FIRST_LEVEL = 2;

/** Aligned rows: each run's value, difference and ratio to the first, and a bar that grows to the side of the change. */
export function CompareTable({ rows, labels, metric, about, withheld, byteUnits }: Props) {
  const [query, setQuery] = useState('');
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const [sort, setSort] = useState<Sort | null>(null);
  const folders = useMemo(() => parents(rows), [rows]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(
    () => new Set(rows.filter((row) => row.depth >= FIRST_LEVEL).map(({ id }) => id)),
  );
  const shown = useMemo(() => {
    const left = shownRows(rows, metric, { query, onlyDifferent }, sort);
    return sort || query.trim() !== '' || onlyDifferent ? left : unfolded(left, folded);
  }, [rows, metric, query, onlyDifferent, sort, folded]);
  // The whole is the sum of the others: scaled by the rows below it, their bars can be told apart.
  const scale = useMemo(
    () =>
      largestDifference(
        rows.filter(({ depth }) => depth > 0 || rows.every((one) => one.depth === 0)),
        metric,
      ),
    [rows, metric],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end, before, after } = useWindow(scroller, shown.length, ROW_HEIGHT);
  const toggle = (id: string): void =>
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const head = (run: number, by: Sort['by'], label: string) => {
    const on = sort?.run === run && sort.by === by;
    return (
      <th
        key={`${run}${by}`}
        scope="col"
        class="num"
        aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : 'none'}
        title={labels[run]}
      >
        <button
          type="button"
          class="sort"
          onClick={() =>
            setSort(!on ? { run, by, descending: true } : sort.descending ? { run, by, descending: false } : null)
          }
        >
          {label}
          <span class="sort-mark" aria-hidden="true">
            {on ? (sort.descending ? '▾' : '▴') : ''}
          </span>
        </button>
      </th>
    );
  };
  return (
    <div class="compare-rows">
      <div class="toolbar">
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">Filter rows</span>
          <input
            type="search"
            placeholder="Filter"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlyDifferent}
            onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
          />
          Only what differs
        </label>
        {folders.size > 0 && !sort && (
          <>
            <button type="button" class="quiet" onClick={() => setFolded(new Set())}>
              Expand all
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => setFolded(new Set(rows.filter(({ depth }) => depth > 0).map(({ id }) => id)))}
            >
              Fold
            </button>
          </>
        )}
        <span class="note" role="status">
          {shown.length} of {rows.length} rows
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyState title={onlyDifferent && query === '' ? 'Nothing differs in this figure' : 'No row matches'} />
      ) : (
        <div class="table-scroll tree-scroll" ref={scroller} tabIndex={0} role="group" aria-label="Aligned rows">
          <table class="grid fixed-rows aligned" aria-rowcount={shown.length + 1}>
            <thead>
              <tr>
                <th scope="col" class="name">
                  {about.label}
                </th>
                {labels.map((_, run) => [
                  head(run, 'value', letter(run)),
                  run > 0 ? head(run, 'difference', `${letter(run)} − A`) : null,
                  run > 0 && !withheld ? (
                    <th key={`${run}bar`} scope="col" class="bar-column">
                      <span class="visually-hidden">Bar</span>
                    </th>
                  ) : null,
                ])}
              </tr>
            </thead>
            <tbody>
              {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
              {shown.slice(start, end).map((row, offset) => {
                const mark = presence(row, labels);
                const folder = folders.has(row.id) && !sort;
                return (
                  <tr key={row.id} aria-rowindex={start + offset + 2} class={mark ? mark.mark : ''}>
                    <th scope="row" class="name" style={{ '--depth': sort ? 0 : row.depth }} title={row.id}>
                      <span class="name-inner">
                        {folder ? (
                          <button
                            type="button"
                            class={`twisty ${folded.has(row.id) ? '' : 'open'}`}
                            aria-expanded={!folded.has(row.id)}
                            aria-label={`${folded.has(row.id) ? 'Open' : 'Fold'} ${row.name}`}
                            onClick={() => toggle(row.id)}
                          >
                            <Icon name="chevron" />
                          </button>
                        ) : (
                          <span class="twisty" />
                        )}
                        <Dot name={row.tone} />
                        <span class="label">{row.name}</span>
                        {row.note && row.note !== row.name && <span class="pattern">{row.note}</span>}
                        {mark && <span class={`tag ${mark.mark === 'added' ? 'good' : 'warn'}`}>{mark.text}</span>}
                      </span>
                    </th>
                    {labels.map((_, run) => [
                      <Cells
                        key={run}
                        metric={about}
                        figure={row.figures[metric]!}
                        run={run}
                        byteUnits={byteUnits}
                        tone={toneOf(about, row, metric, run)}
                      />,
                      run > 0 && !withheld ? (
                        <td key={`${run}bar`} class="bar-column">
                          <Diverging
                            difference={row.figures[metric]!.differences[run] ?? null}
                            scale={scale}
                            tone={toneOf(about, row, metric, run)}
                          />
                        </td>
                      ) : null,
                    ])}
                  </tr>
                );
              })}
              {after > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${after}px` }} />}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** More time or memory is worse; of work and counts neither more nor less is. */
function toneOf({ group }: ComparedMetric, row: CompareRow, metric: number, run: number): string {
  const difference = row.figures[metric]?.differences[run] ?? 0;
  if (difference === 0 || (group !== 'time' && group !== 'memory')) return '';
  return difference > 0 ? 'bad' : 'good';
}

/** To the right where there is more than in the first run, to the left where there is less. */
function Diverging({ difference, scale, tone }: { difference: number | null; scale: number; tone: string }) {
  const share = difference === null || scale === 0 ? 0 : Math.min(1, Math.abs(difference) / scale);
  const side = (difference ?? 0) < 0 ? { right: '50%' } : { left: '50%' };
  return (
    <span class="diverging" aria-hidden="true">
      {share > 0 && <span class={tone} style={{ ...side, width: `${share * 50}%` }} />}
    </span>
  );
}
