import { useRef, useState } from 'preact/hooks';
import type { RooflinePoint } from '../../../../../bindings/api';
import * as format from '../../../format';
import { CsvButton, csvOf } from '../../common/csv';
import { Copyable, Dot } from '../../common/parts';
import { useWindow } from '../../common/virtual';
import { idOf } from './model';

type Key = 'name' | 'intensity_flops_per_byte' | 'flops_per_s' | 'share_of_roof' | 'time_ms' | 'flops' | 'io_bytes';
const ROW_HEIGHT = 30;

interface Props {
  points: readonly RooflinePoint[];
  file: string;
  byteUnits: format.ByteUnits;
  selectedId: string | null;
  onSelect(moduleId: string): void;
  onPoint(moduleId: string | null): void;
}

/** The points as a table: for the keyboard, for screen readers, for a sheet. */
export function RooflineTable({ points, file, byteUnits, selectedId, onSelect, onPoint }: Props) {
  const [sort, setSort] = useState<Key>('time_ms');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = [...points].sort((a, b) =>
    sort === 'name' ? (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : b[sort] - a[sort],
  );
  const { start, end, before, after } = useWindow(scroller, rows.length, ROW_HEIGHT);
  const columns: { key: Exclude<Key, 'name'>; label: string; unit: string; text(value: number): string }[] = [
    { key: 'time_ms', label: 'Time', unit: 'ms', text: format.time },
    { key: 'intensity_flops_per_byte', label: 'Intensity', unit: 'FLOP/B', text: format.intensity },
    { key: 'flops_per_s', label: 'Achieved', unit: 'FLOP/s', text: format.flopsPerSecond },
    { key: 'share_of_roof', label: 'Of its roof', unit: '', text: format.percent },
    { key: 'flops', label: 'FLOPs', unit: 'FLOP', text: format.flops },
    { key: 'io_bytes', label: 'I/O', unit: 'B', text: (value) => format.bytesIn(byteUnits, value) },
  ];
  const csv = (): string =>
    csvOf(
      ['path', 'name', 'stage', 'category', 'bound', ...columns.map((column) => column.key)],
      rows.map((p) => [idOf(p), p.name, p.stage, p.category_id, p.bound, ...columns.map((column) => p[column.key])]),
    );
  const head = (key: Key, label: string) => (
    <th
      key={key}
      scope="col"
      class={key === 'name' ? '' : 'num'}
      aria-sort={sort !== key ? 'none' : key === 'name' ? 'ascending' : 'descending'}
    >
      <button type="button" class="sort" onClick={() => setSort(key)}>
        {label}
        <span class="sort-mark" aria-hidden="true">
          {sort === key ? '▾' : ''}
        </span>
      </button>
    </th>
  );
  return (
    <section class="chart-table" aria-label="Points of the roofline">
      <div class="chart-row">
        <h3>
          {format.integer(rows.length)} {rows.length === 1 ? 'point' : 'points'}
        </h3>
        <CsvButton name={file} csv={csv} />
      </div>
      <div class="table-scroll short" ref={scroller}>
        <table class="grid fixed-rows">
          <thead>
            <tr>
              {head('name', 'Name')}
              {columns.map((column) => head(column.key, column.label))}
              <th scope="col">Bound</th>
            </tr>
          </thead>
          <tbody onMouseLeave={() => onPoint(null)}>
            {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
            {rows.slice(start, end).map((point) => (
              <tr
                key={idOf(point)}
                class={point.module_id === selectedId ? 'selected' : ''}
                onMouseEnter={() => onPoint(point.module_id)}
              >
                <th scope="row">
                  <button type="button" class="row-name" title={idOf(point)} onClick={() => onSelect(point.module_id)}>
                    <Dot name={point.category_id ? `category-${point.category_id}` : `stage-${point.stage}`} />
                    {point.name}
                  </button>
                </th>
                {columns.map((column) => (
                  <td key={column.key} class="num">
                    <Copyable text={format.full(point[column.key], column.unit)}>
                      {column.text(point[column.key])}
                    </Copyable>
                  </td>
                ))}
                <td>
                  <Dot name={`bound-${point.bound}`} />
                  {point.bound}
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
