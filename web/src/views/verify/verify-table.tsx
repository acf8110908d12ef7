import { useMemo, useRef, useState } from 'preact/hooks';
import type { Comparison, VerificationRow } from '../../../../bindings/api';
import * as format from '../../format';
import { useWindow } from '../common/virtual';
import { shortClass } from '../tree/columns';
import { differenceText, distance, MEASURES, nameOf, shortNames, type Measure, type VerifySort } from './model';

const ROW_HEIGHT = 30;

interface Props {
  /** The whole model: on top, whatever is sorted. */
  root: VerificationRow | null;
  rows: readonly VerificationRow[];
  /** In the order of the tree, nothing left out: names are then indented and short. */
  inOrder: boolean;
  fullDigits: boolean;
  sort: VerifySort | null;
  onSort(sort: VerifySort | null): void;
  onSelectModule(moduleId: string): void;
}

/** Largest first, smallest first, then the order of the tree; words the other way. */
function nextSort(current: VerifySort | null, column: VerifySort['column']): VerifySort | null {
  const numeric = column !== 'module' && column !== 'class';
  if (current?.column !== column) return { column, descending: numeric };
  return current.descending === numeric ? { column, descending: !numeric } : null;
}

export function VerifyTable({ root, rows, inOrder, fullDigits, sort, onSort, onSelectModule }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end, before, after } = useWindow(scroller, rows.length, ROW_HEIGHT);
  // One row takes part in the tab order; the arrow keys move among them. Row 0 is the whole model.
  const [focused, setFocused] = useState(0);
  const tabStop = Math.min(focused, rows.length);
  const names = useMemo(() => (inOrder ? shortNames(rows) : rows.map(nameOf)), [rows, inOrder]);

  const head = (column: VerifySort['column'], label: string, title: string, className = '') => {
    const state = sort?.column === column ? (sort.descending ? 'descending' : 'ascending') : 'none';
    return (
      <th key={column} scope="col" class={className} aria-sort={state}>
        <button type="button" class="sort" title={title} onClick={() => onSort(nextSort(sort, column))}>
          {label}
          <span class="sort-mark" aria-hidden="true">
            {state === 'descending' ? '▾' : state === 'ascending' ? '▴' : ''}
          </span>
        </button>
      </th>
    );
  };
  const line = (row: VerificationRow, name: string, index: number, depth: number) => (
    <tr key={row.module_id} aria-rowindex={index} class={index === 3 ? 'total' : ''}>
      <th scope="row" class="name" style={{ '--depth': depth }} title={nameOf(row)}>
        <span class="name-inner">
          <button
            type="button"
            class="link label"
            data-row={index - 3}
            tabIndex={index - 3 === tabStop ? 0 : -1}
            onFocus={() => setFocused(index - 3)}
            onClick={() => onSelectModule(row.module_id)}
          >
            {name}
          </button>
          {row.instances > 1 && <span class="times">×{format.integer(row.instances)}</span>}
        </span>
      </th>
      <td class="col-class" title={row.class_name}>
        {shortClass(row.class_name)}
      </td>
      {MEASURES.map(({ id, unit }) => (
        <Cells key={id} measure={id} unit={unit} comparison={row[id]} fullDigits={fullDigits} />
      ))}
    </tr>
  );
  const focusRow = (target: number): void => {
    const element = scroller.current;
    const find = (): HTMLElement | null => element?.querySelector<HTMLElement>(`[data-row="${target}"]`) ?? null;
    if (!element) return;
    if (!find()) element.scrollTop = Math.max(0, target * ROW_HEIGHT - element.clientHeight / 2);
    let tries = 0;
    const whenDrawn = (): void => {
      const row = find();
      tries += 1;
      if (row) row.focus();
      else if (tries < 30) requestAnimationFrame(whenDrawn);
    };
    whenDrawn();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number(event.target.dataset['row']);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 12,
      PageUp: at - 12,
      Home: 0,
      End: rows.length,
    };
    const target = steps[event.key];
    if (target === undefined) return;
    event.preventDefault();
    focusRow(Math.max(0, Math.min(rows.length, target)));
  };
  return (
    <div class="table-scroll verify-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Module by module">
      <table class="grid fixed-rows verify-table" aria-rowcount={rows.length + 3} onKeyDown={onKeyDown}>
        <thead>
          <tr aria-rowindex={1}>
            <td colSpan={2} />
            {MEASURES.map(({ id, title, help }) => (
              <th key={id} scope="colgroup" colSpan={id === 'artifact_flops' ? 2 : 3} class="group" title={help}>
                {title}
              </th>
            ))}
          </tr>
          <tr aria-rowindex={2}>
            {head('module', 'Module', 'Instances of the artifact that one row of the report stands for', 'name')}
            {head('class', 'Class', 'Class of the module', 'col-class')}
            {MEASURES.flatMap(({ id, title, reference }) => [
              ...(id === 'artifact_flops'
                ? []
                : [head(`${id}.report`, 'Report', `${title} of the report`, 'num first')]),
              head(
                `${id}.reference`,
                reference,
                id === 'artifact_flops' ? 'Twice the artifact’s multiply-adds' : `${title}: ${reference.toLowerCase()}`,
                id === 'artifact_flops' ? 'num first' : 'num',
              ),
              head(`${id}.difference`, 'Diff.', '(report − reference) / reference', 'num'),
            ])}
          </tr>
        </thead>
        <tbody>
          {root && line(root, 'Whole model', 3, 0)}
          {before > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${before}px` }} />}
          {rows
            .slice(start, end)
            .map((row, offset) =>
              line(row, names[start + offset]!, start + offset + 4, inOrder ? Math.max(0, row.depth - 1) : 0),
            )}
          {after > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${after}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function Cells({
  measure,
  unit,
  comparison,
  fullDigits,
}: {
  measure: Measure;
  unit: string;
  comparison: Comparison;
  fullDigits: boolean;
}) {
  const text = (value: number | null): string =>
    measure === 'parameters'
      ? (fullDigits ? format.integer : format.count)(value)
      : (fullDigits ? format.matrixInteger : format.matrixWork)(value);
  // torchinfo's own figure follows other rules: no verdict hangs on it.
  const tone = measure === 'artifact_flops' ? 'aside' : (distance(comparison) ?? 'none');
  const shown = differenceText(comparison);
  return (
    <>
      {measure !== 'artifact_flops' && (
        <td class="num first" title={format.full(comparison.report, unit)}>
          {text(comparison.report)}
        </td>
      )}
      <td class={measure === 'artifact_flops' ? 'num first' : 'num'} title={format.full(comparison.reference, unit)}>
        {text(comparison.reference)}
      </td>
      <td
        class="num"
        title={comparison.difference === null ? 'nothing to compare with' : String(comparison.difference)}
      >
        <span class={`difference ${tone}`}>{tone === 'close' ? `≈ ${shown}` : shown}</span>
      </td>
    </>
  );
}
