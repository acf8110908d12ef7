import { useMemo, useRef, useState } from 'preact/hooks';
import type { LayerRow } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics, EmptyState } from '../common/parts';
import { useWindow } from '../common/virtual';
import { shortClass } from '../tree/columns';

const ROW_HEIGHT = 30;

/** Every row of torchinfo-layers.json, as read: thousands, so only those in view are drawn. */
export function LayerRows({ rows }: { rows: Loaded<LayerRow[]> }) {
  const [query, setQuery] = useState('');
  const all = rows.kind === 'here' ? rows.value : [];
  const shown = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    return wanted
      ? all.filter((row) => row.name.toLowerCase().includes(wanted) || row.class_name.toLowerCase().includes(wanted))
      : all;
  }, [all, query]);
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end, before, after } = useWindow(scroller, shown.length, ROW_HEIGHT);
  if (rows.kind === 'failed') return <Diagnostics errors={rows.errors} label="Faults" />;
  if (rows.kind === 'loading') return <EmptyState title="Listing the rows …" />;
  if (all.length === 0) return null;
  return (
    <section class="card">
      <div class="toolbar">
        <h3>Rows of the artifact</h3>
        <label class="search">
          <span class="visually-hidden">Search rows</span>
          <input
            type="search"
            placeholder="Search names, classes"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <span class="note" role="status">
          {format.integer(shown.length)} of {format.integer(all.length)}
        </span>
        <CsvButton
          name="artifact-rows"
          csv={() =>
            csvOf(
              ['name', 'class', 'input', 'output', 'parameters', 'category', 'executed', 'recursive'],
              shown.map((row) => [
                row.name,
                row.class_name,
                row.input_size.join('x'),
                row.output_size.join('x'),
                row.num_params,
                row.category_id,
                row.executed,
                row.recursive,
              ]),
            )
          }
        />
      </div>
      <div class="table-scroll rows-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Rows of the artifact">
        <table class="grid fixed-rows" aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Class</th>
              <th scope="col">Input</th>
              <th scope="col">Output</th>
              <th scope="col" class="num">
                Parameters
              </th>
              <th scope="col">Category</th>
              <th scope="col">Marks</th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
            {shown.slice(start, end).map((row, offset) => (
              <tr key={row.index} aria-rowindex={start + offset + 2}>
                <th scope="row" style={{ '--depth': row.depth }} class="name" title={row.name}>
                  <span class="label">{row.name || '(root)'}</span>
                </th>
                <td title={row.class_name}>{shortClass(row.class_name)}</td>
                <td>{format.shape(row.input_size)}</td>
                <td>{format.shape(row.output_size)}</td>
                <td class="num">{format.integer(row.num_params)}</td>
                <td>{row.category_id}</td>
                <td>
                  {[row.executed ? '' : 'not executed', row.recursive ? 'recursive' : ''].filter(Boolean).join(', ')}
                </td>
              </tr>
            ))}
            {after > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${after}px` }} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}
