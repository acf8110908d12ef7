import type { ComponentChildren } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Metric, SweepRow } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import * as format from '../../format';
import type { SweepResult } from '../../worker/pool';
import { Icon } from '../common/icons';
import { save } from '../common/parts';
import { useWindow } from '../common/virtual';
import { figureText, metricName } from '../lab/figure-text';
import { TABLE_METRICS, valueText } from './fields';
import { failings, type Targets } from './model';

interface Props {
  result: SweepResult;
  targets: Targets;
  byteUnits: ByteUnits;
  tools: ComponentChildren;
  csv(): string;
  onOpen(row: SweepRow): void;
}

const ROW_HEIGHT = 30;
type Sort = { column: string; descending: boolean } | null;

/** All figures of all points: the ones of the classic tables first, the rest behind a switch. */
export function SweepTable({ result, targets, byteUnits, tools, csv, onOpen }: Props) {
  const { axes, metrics } = result.plan;
  const [all, setAll] = useState(false);
  const [sort, setSort] = useState<Sort>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => {
    const named = TABLE_METRICS.flatMap((key) => metrics.find((one) => one.key === key) ?? []);
    return all ? [...named, ...metrics.filter(({ key }) => !TABLE_METRICS.includes(key))] : named;
  }, [metrics, all]);
  const rows = useMemo(() => {
    const made = result.rows.filter((row): row is SweepRow => row !== undefined);
    if (!sort) return made;
    const axis = axes.findIndex(({ key }) => `axis ${key}` === sort.column);
    const metric = metrics.findIndex(({ key }) => key === sort.column);
    const value = (row: SweepRow) => (axis >= 0 ? row.at[axis] : row.figures[metric]);
    const direction = sort.descending ? -1 : 1;
    return [...made].sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left == null || right == null) return left == null ? (right == null ? 0 : 1) : -1;
      return (left < right ? -1 : left > right ? 1 : 0) * direction;
    });
  }, [result, sort, axes, metrics]);
  const { start, end, before, after } = useWindow(scroller, rows.length, ROW_HEIGHT);
  const head = (id: string, label: string, help: string, numeric: boolean) => {
    const sorted = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
    return (
      <th key={id} scope="col" aria-sort={sorted} class={numeric ? 'num' : ''}>
        <button
          type="button"
          class="sort"
          title={help}
          onClick={() =>
            setSort(
              sort?.column !== id
                ? { column: id, descending: false }
                : sort.descending
                  ? null
                  : { column: id, descending: true },
            )
          }
        >
          {label}
          <span class="sort-mark" aria-hidden="true">
            {sorted === 'descending' ? '▾' : sorted === 'ascending' ? '▴' : ''}
          </span>
        </button>
      </th>
    );
  };
  return (
    <div class="sweep-table">
      <div class="toolbar">
        <label class="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          All figures
        </label>
        <span class="grow" />
        {tools}
        <button type="button" class="quiet" onClick={() => save('sweep.csv', csv(), 'text/csv')}>
          <Icon name="download" /> CSV
        </button>
      </div>
      <div class="table-scroll tree-scroll" ref={scroller} tabIndex={0} role="group" aria-label="Points">
        <table class="grid fixed-rows" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {axes.map((axis) => head(`axis ${axis.key}`, axis.label, 'The varied field', axis.numeric))}
              {columns.map((one) =>
                head(one.key, metricName(one), one.help, one.kind !== 'text' && one.kind !== 'flag'),
              )}
              <th scope="col">Misses</th>
              <th scope="col">
                <span class="visually-hidden">Open</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
            {rows.slice(start, end).map((row, offset) => (
              <PointRow
                key={row.at.join(' ')}
                index={start + offset}
                {...{ row, metrics, columns, targets, byteUnits, onOpen }}
              />
            ))}
            {after > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${after}px` }} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function PointRow({
  row,
  index,
  metrics,
  columns,
  targets,
  byteUnits,
  onOpen,
}: Pick<Props, 'targets' | 'byteUnits' | 'onOpen'> & {
  row: SweepRow;
  index: number;
  metrics: readonly Metric[];
  columns: readonly Metric[];
}) {
  const failed = row.errors ? [] : failings(row.figures, metrics, targets);
  return (
    <tr aria-rowindex={index + 2} class={failed.length > 0 || row.errors ? 'missed' : ''}>
      {row.at.map((value, at) =>
        at === 0 ? (
          <th key={at} scope="row" class={typeof value === 'number' ? 'num' : ''}>
            {valueText(value)}
          </th>
        ) : (
          <td key={at} class={typeof value === 'number' ? 'num' : ''}>
            {valueText(value)}
          </td>
        ),
      )}
      {row.errors ? (
        <td colSpan={columns.length} class="words">
          {row.errors.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`).join('; ')}
        </td>
      ) : (
        columns.map((one) => {
          const figure = row.figures[metrics.indexOf(one)];
          const title = typeof figure === 'number' ? format.full(figure, one.unit) : undefined;
          return (
            <td key={one.key} class={one.kind === 'text' || one.kind === 'flag' ? '' : 'num'} title={title}>
              {figureText(figure, one, byteUnits)}
            </td>
          );
        })
      )}
      <td class="words">{failed.join(', ')}</td>
      <td>
        {!row.errors && (
          <button
            type="button"
            class="link"
            onClick={() => onOpen(row)}
            aria-label={`Open the report of ${row.at.join(', ')}`}
          >
            open
          </button>
        )}
      </td>
    </tr>
  );
}
