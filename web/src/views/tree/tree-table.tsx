import { effect, type Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ByteUnits } from '../../format';
import { useWindow } from '../common/virtual';
import type { Column, Sort } from './columns';
import { copyPointed } from '../common/copies';
import { keyAction } from './keyboard';
import { counterpart, type Row, type Tree } from './model';
import { ColumnDelta, TreeRow } from './tree-row';

interface Props {
  rows: readonly Row[];
  /** The whole model, shown below the rows. */
  total: Row | null;
  /** Tree of the pinned run; null where none is pinned. */
  pinned: Tree | null;
  columns: readonly Column[];
  byteUnits: ByteUnits;
  sort: Sort | null;
  onSort(sort: Sort | null): void;
  query: string;
  /** Module that the pointer is over, here or in a chart. */
  hover: Signal<string | null>;
  selectedId: string | null;
  onSelect(moduleId: string): void;
  onToggle(ids: readonly string[], open: boolean): void;
}

/** As high as `--row-height` in tables.css; with a pinned run, whose differences stand below the numbers. */
const ROW_HEIGHT = 30;
const PINNED_ROW_HEIGHT = 42;

/** Order of execution, then descending (ascending for words), then the other way, then back. */
function nextSort(current: Sort | null, column: string, numeric: boolean): Sort | null {
  if (current?.column !== column) return { column, descending: numeric };
  return current.descending === numeric ? { column, descending: !numeric } : null;
}

export function TreeTable({
  rows,
  total,
  pinned,
  columns,
  byteUnits,
  sort,
  onSort,
  query,
  hover,
  selectedId,
  onSelect,
  onToggle,
}: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const rowHeight = pinned ? PINNED_ROW_HEIGHT : ROW_HEIGHT;
  const { start, end, before, after } = useWindow(scroller, rows.length, rowHeight);

  // One row takes part in the tab order: the focused one, else the selected one, else the first.
  const has = (id: string | null): id is string => id !== null && rows.some((row) => row.id === id);
  const tabStop = has(focusId) ? focusId : has(selectedId) ? selectedId : (rows[0]?.id ?? null);

  /** Focuses a row; one outside of the drawn window is scrolled to first. */
  const focusRow = (id: string): void => {
    const index = rows.findIndex((row) => row.id === id);
    const element = scroller.current;
    if (!element || index < 0) return;
    const find = (): HTMLElement | null => element.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
    const row = find();
    if (row) return row.focus();
    element.scrollTop = Math.max(0, index * rowHeight - element.clientHeight / 2);
    let tries = 0;
    const whenDrawn = (): void => {
      const drawn = find();
      tries += 1;
      if (drawn) drawn.focus();
      else if (tries < 30) requestAnimationFrame(whenDrawn);
    };
    requestAnimationFrame(whenDrawn);
  };

  // Marked without drawing the rows again.
  useEffect(
    () =>
      effect(() => {
        const id = hover.value;
        for (const old of scroller.current?.querySelectorAll('tr.hovered') ?? []) old.classList.remove('hovered');
        if (id !== null)
          scroller.current?.querySelector(`tr[data-module="${CSS.escape(id)}"]`)?.classList.add('hovered');
      }),
    [hover],
  );

  const header = (id: string, label: string, help: string, numeric: boolean) => {
    const sorted = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
    return (
      <th
        key={id}
        scope="col"
        role="columnheader"
        aria-sort={sorted}
        class={numeric ? `num col-${id}` : id === 'name' ? 'name' : `col-${id}`}
      >
        <button type="button" class="sort" title={help} onClick={() => onSort(nextSort(sort, id, numeric))}>
          {label}
          <span class="sort-mark" aria-hidden="true">
            {sorted === 'descending' ? '▾' : sorted === 'ascending' ? '▴' : ''}
          </span>
        </button>
      </th>
    );
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    // Where the focus is, not where the latest drawing had it: keys may come faster than frames.
    const current = rows[Number(event.target.dataset['index'] ?? -1)];
    if (!current) return;
    const action = keyAction(event.key, rows, current.id);
    if (!action) return;
    event.preventDefault();
    if (action.kind === 'focus') focusRow(action.id);
    else if (action.kind === 'toggle') onToggle(action.ids, action.open);
    else onSelect(action.id);
  };

  return (
    <div class="table-scroll tree-scroll" ref={scroller}>
      <table
        class={`grid tree ${pinned ? 'pinned' : ''}`}
        role="treegrid"
        aria-label="Modules"
        aria-rowcount={rows.length + 2}
        aria-colcount={columns.length + 1}
        onKeyDown={onKeyDown}
        onClick={copyPointed}
        onPointerOver={(event) => {
          hover.value = (event.target as Element).closest('tr')?.getAttribute('data-module') ?? null;
        }}
        onPointerLeave={() => {
          hover.value = null;
        }}
      >
        <thead>
          <tr role="row">
            {header(
              'name',
              'Module',
              'Name and repetition. Rows stand in the order of execution unless sorted.',
              false,
            )}
            {columns.map((column) => header(column.id, column.label, column.help, column.numeric))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
          {rows.slice(start, end).map((row, offset) => (
            <TreeRow
              key={row.id}
              row={row}
              pinned={pinned ? counterpart(row, pinned) : undefined}
              index={start + offset}
              columns={columns}
              byteUnits={byteUnits}
              query={query}
              selected={row.kind === 'module' && row.id === selectedId}
              tabStop={row.id === tabStop}
              onFocus={setFocusId}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
          {after > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${after}px` }} />}
        </tbody>
        {total && (
          <tfoot>
            <tr role="row">
              <th scope="row" role="rowheader" class="name">
                Whole model
              </th>
              {columns.map((column) => (
                <td
                  key={column.id}
                  role="gridcell"
                  class={column.numeric ? `num col-${column.id}` : `col-${column.id}`}
                  title={column.title?.(total)}
                >
                  {column.numeric && (
                    <span class="copies" data-copy={String(column.value(total) ?? '')}>
                      {column.text(total, byteUnits)}
                    </span>
                  )}
                  <ColumnDelta
                    column={column}
                    row={total}
                    pinned={pinned ? counterpart(total, pinned) : undefined}
                    byteUnits={byteUnits}
                  />
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
