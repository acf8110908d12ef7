import type { MeasuredRow } from '../../../../bindings/api';
import * as format from '../../format';
import { shortClass } from '../tree/columns';
import { BANDS, nameOf, nextSort, type Column, type Sort } from './model';

const COLUMNS: readonly { id: Column; label: string; help: string; className: string }[] = [
  { id: 'name', label: 'Part', help: 'What was measured', className: 'name' },
  { id: 'class', label: 'Class', help: 'Class of the module', className: 'col-class' },
  { id: 'predicted', label: 'Predicted', help: 'Predicted time, all calls of a run', className: 'num' },
  { id: 'measured', label: 'Measured', help: 'Median of the measured runs', className: 'num' },
  { id: 'ratio', label: 'Ratio', help: 'Predicted / measured', className: 'num' },
  { id: 'band', label: 'Range', help: 'Whether the measured time lies in the range of the prediction', className: '' },
];

interface Props {
  label: string;
  rows: readonly MeasuredRow[];
  sort: Sort | null;
  onSort(sort: Sort | null): void;
  onSelectModule(moduleId: string): void;
}

/** Predicted beside measured times, one part a row. */
export function Rows({ label, rows, sort, onSort, onSelectModule }: Props) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="grid measured-table">
        <thead>
          <tr>
            {COLUMNS.map(({ id, label: title, help, className }) => {
              const state = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
              return (
                <th key={id} scope="col" class={className} aria-sort={state}>
                  <button type="button" class="sort" title={help} onClick={() => onSort(nextSort(sort, id))}>
                    {title}
                    <span class="sort-mark" aria-hidden="true">
                      {state === 'descending' ? '▾' : state === 'ascending' ? '▴' : ''}
                    </span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.id} ${row.stages.join()}`} row={row} onSelectModule={onSelectModule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, onSelectModule }: { row: MeasuredRow; onSelectModule(moduleId: string): void }) {
  const { predicted_ms: predicted, low_ms: low, high_ms: high, measured, ratio, band } = row.figure;
  const [module] = row.module_ids;
  const stages = row.name === '' ? '' : row.stages.join(' + ');
  return (
    <tr>
      <th scope="row" class="name" title={nameOf(row)}>
        <span class="name-inner">
          {module === undefined ? (
            <span class="label">{nameOf(row)}</span>
          ) : (
            <button type="button" class="link label" onClick={() => onSelectModule(module)}>
              {nameOf(row)}
            </button>
          )}
          {stages && <span class="note"> {stages}</span>}
        </span>
      </th>
      <td class="col-class" title={row.class_name}>
        {shortClass(row.class_name)}
      </td>
      <td class="num" title={format.full(predicted, 'ms')}>
        {format.time(predicted)}
        <span class="note block">{low !== null && high !== null ? format.timeRange(low, high) : ''}</span>
      </td>
      <td class="num" title={format.full(measured?.median_ms, 'ms')}>
        {format.time(measured?.median_ms)}
        {measured && measured.high_ms > measured.low_ms && (
          <span class="note block">{format.timeRange(measured.low_ms, measured.high_ms)}</span>
        )}
        {row.scale !== 1 && (
          <span class="note block" title="Other calls were measured than the report has: the time is multiplied">
            ×{format.plain(row.scale)} scaled
          </span>
        )}
      </td>
      <td class="num">{format.ratio(ratio)}</td>
      <td>{band && <span class={`band ${band}`}>{BANDS[band]}</span>}</td>
    </tr>
  );
}
