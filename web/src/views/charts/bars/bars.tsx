import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { AnalyticModelReport, Breakdown } from '../../../../../bindings/api';
import * as format from '../../../format';
import type { Charts, Loaded } from '../../../state/types';
import { csvOf } from '../../common/csv';
import { Diagnostics, EmptyState } from '../../common/parts';
import { AxisX } from '../common/axis';
import { ChartFrame, Choice } from '../common/frame';
import { Hatching, hatchFill } from '../common/hatching';
import { HoverCard, HoverLine } from '../common/hover-card';
import { Legend } from '../common/legend';
import { linearScale } from '../common/scale';
import { useWidth } from '../common/size';
import { tonesOf, toneOf } from '../common/tones';
import { subtitleOf } from '../subtitle';

export interface BarsProps {
  report: AnalyticModelReport;
  breakdown: Loaded<Breakdown>;
  charts: Charts;
  byteUnits: format.ByteUnits;
  onCharts(change: Partial<Charts>): void;
  children?: ComponentChildren;
}

type Key = 'time_ms' | 'flops' | 'io_bytes';
type Cell = Breakdown['cells'][number];
const KEYS: Record<Exclude<Charts['measure'], 'weights'>, { key: Key; label: string }> = {
  time: { key: 'time_ms', label: 'time' },
  flops: { key: 'flops', label: 'FLOPs' },
  io: { key: 'io_bytes', label: 'memory traffic' },
};
const MEASURES = [
  { id: 'time', label: 'Time' },
  { id: 'flops', label: 'FLOPs' },
  { id: 'io', label: 'I/O' },
] as const;
const ROWS = [
  { id: 'stage', label: 'Stages' },
  { id: 'category', label: 'Categories' },
] as const;
const BAR = 24;
const STEP = 32;
const MARGIN = { left: 104, right: 92, top: 6, bottom: 42 };

/** Stages by category, or categories by stage: where time, work and traffic go, crossed. */
export function Bars(props: BarsProps) {
  const { breakdown } = props;
  if (breakdown.kind === 'failed') return <Diagnostics errors={breakdown.errors} label="Faults" />;
  if (breakdown.kind !== 'here') return <EmptyState title="Adding up …" />;
  return <Plot {...props} data={breakdown.value} />;
}

function Plot({ report, data, charts, byteUnits, onCharts, children }: BarsProps & { data: Breakdown }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [by, setBy] = useState<'stage' | 'category'>('stage');
  const [pointed, setPointed] = useState<{ cell: Cell; x: number; y: number } | null>(null);
  const measure = charts.measure === 'weights' ? 'time' : charts.measure;
  const { key, label } = KEYS[measure];
  const text = (value: number): string =>
    key === 'time_ms' ? format.time(value) : key === 'flops' ? format.flops(value) : format.bytesIn(byteUnits, value);
  const within = by === 'stage' ? 'category' : 'stage';
  const rows = useMemo(() => {
    const sums =
      by === 'stage'
        ? data.stages.map((one) => ({ id: one.stage as string, total: one[key] }))
        : data.categories.map((one) => ({ id: one.category_id, total: one[key] })).sort((a, b) => b.total - a.total);
    return sums
      .filter((one) => one.total > 0)
      .map((one) => ({
        ...one,
        cells: data.cells.filter(
          (cell) => (by === 'stage' ? cell.stage : cell.category_id) === one.id && cell[key] > 0,
        ),
      }));
  }, [data, by, key]);
  const most = Math.max(0, ...rows.map((row) => row.total));
  const x = linearScale([0, most], [MARGIN.left, width - MARGIN.right]);
  const height = MARGIN.top + rows.length * STEP + MARGIN.bottom;
  const idOf = (cell: Cell): string => (within === 'stage' ? cell.stage : cell.category_id);
  const csv = (): string =>
    csvOf(
      ['stage', 'category', 'time_ms', 'share_of_time', 'matrix_flops', 'vector_flops', 'flops', 'io_bytes'],
      data.cells.map((cell) => [
        cell.stage,
        cell.category_id,
        cell.time_ms,
        cell.share_of_time,
        cell.matrix_flops,
        cell.vector_flops,
        cell.flops,
        cell.io_bytes,
      ]),
    );
  return (
    <>
      <ChartFrame
        file={`${report.report_id}.${by}-${measure}`}
        title={by === 'stage' ? `Stages: ${label}` : `Operator categories: ${label}`}
        subtitle={subtitleOf(report)}
        csv={csv}
        tools={
          <>
            <Choice label="Bars" options={ROWS} value={by} onChange={(id) => setBy(id)} />
            <Choice label="Length" options={MEASURES} value={measure} onChange={(id) => onCharts({ measure: id })} />
          </>
        }
        legend={
          <div class="chart-row">
            <Legend
              label="Colours"
              hatched={charts.hatched}
              tones={tonesOf(
                within,
                rows.flatMap((row) => row.cells.map(idOf)),
              )}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={charts.hatched}
                onChange={(e) => onCharts({ hatched: e.currentTarget.checked })}
              />
              Hatching
            </label>
          </div>
        }
      >
        <div class="plot-box" ref={box}>
          <svg
            class="plot bars"
            role="img"
            aria-label={`${label} by ${by}; the table below has the numbers`}
            width={width}
            height={height}
            onPointerLeave={() => setPointed(null)}
          >
            {charts.hatched && <Hatching prefix="bars" />}
            <AxisX
              scale={x}
              at={height - MARGIN.bottom}
              grid={rows.length * STEP}
              label={label}
              format={(value) => format.tick(text(value))}
              ticks={Math.max(2, Math.floor(width / 130))}
            />
            {rows.map((row, index) => {
              let from = 0;
              const top = MARGIN.top + index * STEP;
              return (
                <g key={row.id}>
                  <text x={MARGIN.left - 10} y={top + BAR / 2} dominant-baseline="middle" text-anchor="end">
                    {row.id.replaceAll('_', ' ')}
                  </text>
                  {row.cells.map((cell) => {
                    const tone = toneOf(within, idOf(cell));
                    const start = x(from);
                    from += cell[key];
                    const length = Math.max(1, x(from) - start - 1);
                    return (
                      <g
                        key={idOf(cell)}
                        class={`bar ${tone.class}`}
                        onPointerEnter={() => setPointed({ cell, x: start + length / 2, y: top + BAR })}
                      >
                        <rect class="mark-fill" x={start} y={top} width={length} height={BAR} />
                        {charts.hatched && tone.hatch > 0 && (
                          <rect x={start} y={top} width={length} height={BAR} fill={hatchFill('bars', tone.hatch)} />
                        )}
                      </g>
                    );
                  })}
                  <text class="bar-total" x={x(row.total) + 7} y={top + BAR / 2} dominant-baseline="middle">
                    {text(row.total)}
                  </text>
                </g>
              );
            })}
          </svg>
          {pointed && (
            <HoverCard
              x={pointed.x}
              y={pointed.y}
              title={`${pointed.cell.stage} · ${pointed.cell.category_id.replaceAll('_', ' ')}`}
            >
              <HoverLine
                label="Time"
                value={format.time(pointed.cell.time_ms)}
                note={`${format.percent(pointed.cell.share_of_time)} of the model`}
              />
              <HoverLine label="Matrix" value={format.flops(pointed.cell.matrix_flops)} />
              <HoverLine label="Vector" value={format.flops(pointed.cell.vector_flops)} />
              <HoverLine label="I/O" value={format.bytesIn(byteUnits, pointed.cell.io_bytes)} />
            </HoverCard>
          )}
        </div>
      </ChartFrame>
      {children}
    </>
  );
}
