import type { Signal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AnalyticModelReport, RooflineView } from '../../../../../bindings/api';
import * as format from '../../../format';
import type { Charts } from '../../../state/types';
import { csvOf } from '../../common/csv';
import { EmptyState } from '../../common/parts';
import { matchingIds, treeOf } from '../../tree/model';
import { CardLines } from '../card-lines';
import { ChartFrame, Choice } from '../common/frame';
import { HoverCard } from '../common/hover-card';
import { Legend } from '../common/legend';
import { useGliding } from '../common/motion';
import { useWidth } from '../common/size';
import { COLOUR_BY, tonesOf } from '../common/tones';
import { SearchBox } from '../search-box';
import { subtitleOf } from '../subtitle';
import { Cells, labelOf, ROW, toneOfPart } from './cells';
import { keyAction } from './keys';
import {
  between,
  cellsOf,
  depthOf,
  findPart,
  focusOf,
  layOut,
  pathTo,
  revealing,
  shifted,
  viewOf,
  WHOLE,
  zoomed,
  type Measure,
  type Order,
  type Part,
  type View,
} from './layout';

export interface IcicleProps {
  report: AnalyticModelReport;
  roofline: RooflineView | null;
  charts: Charts;
  selectedId: string | null;
  hover: Signal<string | null>;
  query: string;
  byteUnits: format.ByteUnits;
  onCharts(change: Partial<Charts>): void;
  onQuery(query: string): void;
  onSelect(moduleId: string): void;
}

const MEASURES: readonly { id: Measure; label: string; title: string }[] = [
  { id: 'time', label: 'Time', title: 'Predicted time of all calls' },
  { id: 'flops', label: 'FLOPs', title: 'Matrix and vector FLOPs of all calls' },
  { id: 'io', label: 'I/O', title: 'Bytes that cross device memory' },
  { id: 'weights', label: 'Weights', title: 'Memory of the weights; shared ones are in every module that uses them' },
];
const ORDERS: readonly { id: Order; label: string; title: string }[] = [
  { id: 'execution', label: 'Execution', title: 'Siblings in the order in which they run' },
  { id: 'size', label: 'Size', title: 'The widest sibling first' },
];

/** The module tree with widths: who takes how much, at every level at once. */
export function Icicle(props: IcicleProps) {
  const { report, roofline, charts, selectedId, hover, query, byteUnits, onCharts, onQuery, onSelect } = props;
  const { measure, order, colour, hatched } = charts;
  const tree = treeOf(report);
  const root = useMemo(() => layOut(tree, measure, order), [tree, measure, order]);
  const [box, width] = useWidth<HTMLDivElement>();
  const [view, setView] = useGliding<View>(WHOLE, between);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [pointed, setPointed] = useState<{ id: string; x: number; y: number } | null>(null);
  const drag = useRef<{ x: number; view: View; moved: boolean } | null>(null);
  const latest = useRef({ view, width });
  latest.current = { view, width };

  const cells = useMemo(() => (root ? cellsOf(root, view, width) : []), [root, view, width]);
  const matches = useMemo(() => (query.trim() ? matchingIds(tree, query) : null), [tree, query]);
  const points = useMemo(
    () => new Map((roofline?.points ?? []).filter((p) => p.operator === null).map((p) => [p.module_id, p])),
    [roofline],
  );

  // Whatever is selected elsewhere can be seen; what is selected here is, or is being zoomed to.
  const picked = useRef<string | null>(null);
  useEffect(() => {
    const part = findPart(root, selectedId);
    const here = picked.current === selectedId;
    picked.current = null;
    if (!part || here) return;
    setCurrentId((id) => (id?.startsWith(`${part.id}#`) ? id : part.id));
    setView(revealing(latest.current.view, part, latest.current.width));
  }, [root, selectedId]);

  if (!root)
    return <EmptyState title="Nothing to draw">No module of this report has a figure of this kind.</EmptyState>;

  const current = findPart(root, currentId) ?? root;
  const focus = focusOf(root, view);
  const text = (value: number): string =>
    measure === 'time'
      ? format.time(value)
      : measure === 'flops'
        ? format.flops(value)
        : format.bytesIn(byteUnits, value);
  const valueText = (part: Part): string => text(part.value);
  const pick = (part: Part): void => {
    setCurrentId(part.id);
    if (part.node.id !== selectedId) picked.current = part.node.id;
    onSelect(part.node.id);
  };
  const zoomTo = (part: Part): void => setView(viewOf(part));
  const go = (part: Part): void => {
    setCurrentId(part.id);
    hover.value = part.node.id;
    setView(revealing(view, part, width));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keyAction(event.key, event.shiftKey, root, current);
    if (!action) return;
    // With everything in view, Esc is the page's: it closes the module's panel.
    if (event.key === 'Escape' && view.end - view.start > 0.999999) return;
    event.preventDefault();
    event.stopPropagation();
    switch (action.kind) {
      case 'go':
        return go(action.to);
      case 'select':
        return pick(current);
      case 'zoom':
        pick(current);
        return zoomTo(current);
      case 'out':
        return zoomTo(focus.parent ?? root);
      case 'reset':
        return setView(WHOLE);
      case 'scale':
        return setView(zoomed(view, middle(current, view), action.factor));
      case 'pan':
        return setView(shifted(view, action.share));
    }
  };

  const cellAt = (event: Event): (typeof cells)[number] | null => {
    const id = (event.target as Element).closest('[data-cell]')?.getAttribute('data-cell');
    return cells.find((cell) => cell.id === id) ?? null;
  };
  const point = (event: PointerEvent): void => {
    if (drag.current && event.buttons === 1) {
      const moved = event.clientX - drag.current.x;
      if (Math.abs(moved) > 4) drag.current.moved = true;
      if (drag.current.moved) setView(shifted(drag.current.view, -moved / width), false);
      return;
    }
    const cell = cellAt(event);
    const frame = box.current?.getBoundingClientRect();
    if (!cell || !frame) return leave();
    hover.value = cell.kind === 'part' ? cell.part.node.id : null;
    setPointed({ id: cell.id, x: event.clientX - frame.left, y: event.clientY - frame.top });
  };
  const leave = (): void => {
    hover.value = null;
    setPointed(null);
  };
  const pointedCell = pointed && cells.find((cell) => cell.id === pointed.id);
  const height = (depthOf(cells) + 1) * ROW + 1;

  return (
    <ChartFrame
      file={`${report.report_id}.icicle-${measure}`}
      title={`Icicle: ${MEASURES.find((one) => one.id === measure)!.label}`}
      subtitle={subtitleOf(report)}
      csv={() => sheetOf(root, measure)}
      tools={
        <>
          <Choice label="Width" options={MEASURES} value={measure} onChange={(id) => onCharts({ measure: id })} />
          <Choice label="Colour" options={COLOUR_BY} value={colour} onChange={(id) => onCharts({ colour: id })} />
          <Choice label="Order" options={ORDERS} value={order} onChange={(id) => onCharts({ order: id })} />
        </>
      }
      legend={
        <div class="chart-row">
          <Legend
            label="Colours"
            hatched={hatched}
            tones={tonesOf(
              colour,
              cells.flatMap((cell) => (cell.kind === 'part' ? (toneOfPart(cell.part, colour)?.id ?? []) : [])),
            )}
          />
          <label class="check">
            <input type="checkbox" checked={hatched} onChange={(e) => onCharts({ hatched: e.currentTarget.checked })} />
            Hatching
          </label>
          <SearchBox query={query} onQuery={onQuery} count={matches?.size ?? 0} />
        </div>
      }
    >
      <div class="chart-row icicle-bar">
        <nav class="crumbs" aria-label="Zoomed into">
          {pathTo(focus).map((part) => (
            <button key={part.id} type="button" onClick={() => zoomTo(part)}>
              {labelOf(part)}
            </button>
          ))}
        </nav>
        <span class="button-row">
          <ZoomButton label="Zoom out" sign="−" onClick={() => setView(zoomed(view, middle(current, view), 1 / 1.6))} />
          <ZoomButton label="Zoom in" sign="+" onClick={() => setView(zoomed(view, middle(current, view), 1.6))} />
          <button
            type="button"
            class="quiet"
            disabled={view.end - view.start > 0.999999}
            onClick={() => setView(WHOLE)}
          >
            Reset
          </button>
        </span>
      </div>
      <div
        class="plot-box"
        ref={box}
        onWheel={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
          event.preventDefault();
          const frame = event.currentTarget.getBoundingClientRect();
          const about = view.start + ((event.clientX - frame.left) / width) * (view.end - view.start);
          const turn = event.deltaY || event.deltaX;
          setView(event.shiftKey ? shifted(view, turn / 1000) : zoomed(view, about, Math.exp(-turn / 300)), false);
        }}
      >
        <svg
          class="plot icicle"
          role="tree"
          tabindex={0}
          aria-label={`Modules by ${measure}. Arrows move, Enter zooms in, Backspace zooms out, 0 shows everything.`}
          aria-activedescendant={`cell-${current.id}`}
          width={width}
          height={height}
          onKeyDown={onKeyDown}
          onPointerMove={point}
          onPointerLeave={leave}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, view, moved: false };
          }}
          onClick={(event) => {
            const moved = drag.current?.moved;
            drag.current = null;
            const cell = cellAt(event);
            if (moved || !cell) return;
            if (cell.kind === 'part') pick(cell.part);
            else setView({ start: cell.parts[0]!.start, end: cell.parts.at(-1)!.end });
          }}
          onDblClick={(event) => {
            const cell = cellAt(event);
            if (cell?.kind === 'part') zoomTo(cell.part);
          }}
        >
          <Cells
            cells={cells}
            colour={colour}
            hatched={hatched}
            selectedId={selectedId}
            currentId={current.id}
            matches={matches}
            valueText={valueText}
          />
          <Pointed cells={cells} hover={hover} />
        </svg>
        {pointed && pointedCell && (
          <HoverCard
            x={pointed.x}
            y={pointed.y}
            title={pointedCell.kind === 'part' ? labelOf(pointedCell.part) : `${pointedCell.parts.length} more`}
          >
            {pointedCell.kind === 'part' ? (
              <CardLines
                node={pointedCell.part.node}
                operator={pointedCell.part.operator}
                point={pointedCell.part.operator ? undefined : points.get(pointedCell.part.node.id)}
                byteUnits={byteUnits}
              />
            ) : (
              <>
                {pointedCell.parts.slice(0, 5).map((part) => (
                  <p class="hover-line" key={part.id}>
                    <span>{labelOf(part)}</span>
                    <b>{valueText(part)}</b>
                  </p>
                ))}
                <p class="hover-foot">click to zoom in</p>
              </>
            )}
          </HoverCard>
        )}
      </div>
      <p class="chart-keys">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move · <kbd>Enter</kbd> or double click zooms · <kbd>+</kbd>{' '}
        <kbd>−</kbd> and Ctrl with the wheel scale · drag or <kbd>Shift</kbd> <kbd>←</kbd> <kbd>→</kbd> pans ·{' '}
        <kbd>0</kbd> all
      </p>
    </ChartFrame>
  );
}

/** The outline of what is pointed at, in whichever view. */
function Pointed({ cells, hover }: { cells: ReturnType<typeof cellsOf>; hover: Signal<string | null> }) {
  const id = hover.value;
  const cell = id === null ? undefined : cells.find((one) => one.id === id);
  if (!cell || cell.kind !== 'part') return null;
  return (
    <rect
      class="cell-pointed"
      data-no-export
      x={cell.x + 0.5}
      y={cell.part.depth * ROW + 0.5}
      width={Math.max(0, cell.width - 1)}
      height={ROW - 2}
    />
  );
}

function ZoomButton({ label, sign, onClick }: { label: string; sign: string; onClick(): void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      {sign}
    </button>
  );
}

/** Middle of a part as far as it is in view, else of the view. */
function middle(part: Part, view: View): number {
  const [start, end] = [Math.max(part.start, view.start), Math.min(part.end, view.end)];
  return start < end ? (start + end) / 2 : (view.start + view.end) / 2;
}

const UNITS: Record<Measure, string> = { time: 'time_ms', flops: 'flops', io: 'io_bytes', weights: 'weight_bytes' };

function sheetOf(root: Part, measure: Measure): string {
  const rows: (string | number)[][] = [];
  const visit = (part: Part): void => {
    rows.push([part.id, labelOf(part), part.depth, part.node.module.stage, part.value]);
    part.children.forEach(visit);
  };
  visit(root);
  return csvOf(['path', 'name', 'depth', 'stage', UNITS[measure]], rows);
}
