import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { AnalyticModelReport, MemoryEstimate, MemoryPoint } from '../../../../../bindings/api';
import * as format from '../../../format';
import { csvOf } from '../../common/csv';
import { EmptyState } from '../../common/parts';
import { AxisY } from '../common/axis';
import { ChartFrame } from '../common/frame';
import { HoverCard, HoverLine } from '../common/hover-card';
import { Legend } from '../common/legend';
import { linearScale, type Scale } from '../common/scale';
import { useWidth } from '../common/size';
import type { Tone } from '../common/tones';
import { subtitleOf } from '../subtitle';

export interface MemoryProps {
  report: AnalyticModelReport;
  selectedId: string | null;
  hover: Signal<string | null>;
  byteUnits: format.ByteUnits;
  onSelect(moduleId: string): void;
}

const LAYERS: readonly Tone[] = [
  { id: 'weights', class: 'memory-weights', label: 'weights', shape: 'square', hatch: 0 },
  { id: 'kv', class: 'memory-kv', label: 'KV cache', shape: 'square', hatch: 1 },
  { id: 'activations', class: 'memory-activations', label: 'live activations', shape: 'square', hatch: 2 },
];
const MARGIN = { left: 76, right: 14, top: 28, bottom: 32 };

const STAGE_LINE = 14;
/** Generous for the small type of ticks. */
const CHARACTER = 6.3;

/** Where stages begin. A name that would cover its neighbour's goes to a line below, or, if all are taken, to the tooltip. */
function stageTicks(points: readonly MemoryPoint[], x: Scale): { k: number; name: string; line: number | null }[] {
  const ends = [0, 0, 0];
  return points.flatMap((point, k) => {
    if (k > 0 && points[k - 1]!.stage === point.stage) return [];
    const name = point.step > 1 ? `step ${point.step}` : point.stage;
    const free = ends.findIndex(
      (end) => x(k) >= end && x(k) + 4 + name.length * CHARACTER <= x.range[1] + MARGIN.right,
    );
    if (free >= 0) ends[free] = x(k) + 8 + name.length * CHARACTER;
    return [{ k, name, line: free >= 0 ? free : null }];
  });
}

/** Nothing where both ends read the same. */
const rangeOf = (low: string, high: string): string => (low === high ? '' : `, range ${low} to ${high}`);

/** Device memory over the execution order: every place the same width, for decode's time would hide all others. */
export function Memory({ report, ...props }: MemoryProps) {
  const { memory } = report;
  if (!memory || memory.points.length === 0) return <EmptyState title="This report says nothing of memory over time" />;
  return <Plot {...props} report={report} memory={memory} />;
}

function Plot({ report, memory, selectedId, hover, byteUnits, onSelect }: MemoryProps & { memory: MemoryEstimate }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [index, setIndex] = useState<number | null>(null);
  const { points } = memory;
  const height = Math.round(Math.min(460, Math.max(280, width * 0.42)));
  const capacity = report.totals?.memory_capacity_bytes ?? 0;
  const show = (value: number): string => format.bytesIn(byteUnits, value);
  const most = Math.max(memory.peak_bytes, ...points.map((point) => point.total_bytes));
  const x = linearScale([0, points.length], [MARGIN.left, width - MARGIN.right]);
  const stages = stageTicks(points, x);
  const bottom = MARGIN.bottom + STAGE_LINE * Math.max(0, ...stages.map(({ line }) => line ?? 0));
  const y = linearScale([0, most * 1.12], [height - bottom, MARGIN.top]);
  const area = (below: (point: MemoryPoint) => number, above: (point: MemoryPoint) => number): string => {
    const top = points.map((point, k) => `${x(k).toFixed(1)} ${y(above(point)).toFixed(1)}H${x(k + 1).toFixed(1)}`);
    const back = points
      .map((point, k) => `${x(k + 1).toFixed(1)} ${y(below(point)).toFixed(1)}H${x(k).toFixed(1)}`)
      .reverse();
    return `M${[...top, ...back].join('L')}Z`;
  };
  const weights = memory.weight_bytes;
  const peak = points.reduce((best, point, k) => (point.total_bytes > points[best]!.total_bytes ? k : best), 0);
  const pointed = index === null ? null : points[index];
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(points.length - 1, to));
    setIndex(next);
    hover.value = points[next]!.module_id;
  };
  const leave = (): void => {
    setIndex(null);
    hover.value = null;
  };
  const csv = (): string =>
    csvOf(
      [
        'module',
        'operator',
        'stage',
        'step',
        'repeats',
        'start_ms',
        'duration_ms',
        'weight_bytes',
        'kv_bytes',
        'activation_bytes',
        'total_bytes',
      ],
      points.map((p) => [
        p.module_id,
        p.operator_name,
        p.stage,
        p.step,
        p.repeats,
        p.start_ms,
        p.duration_ms,
        weights,
        p.kv_bytes,
        p.activation_bytes,
        p.total_bytes,
      ]),
    );
  return (
    <ChartFrame
      file={`${report.report_id}.memory`}
      title="Memory over the execution order"
      subtitle={subtitleOf(report)}
      csv={csv}
      legend={<Legend label="Colours" tones={LAYERS} />}
    >
      <div class="plot-box" ref={box}>
        <svg
          class="plot memory-plot"
          role="slider"
          tabindex={0}
          aria-label="Place in the execution order"
          aria-valuemin={1}
          aria-valuemax={points.length}
          aria-valuenow={(index ?? peak) + 1}
          aria-valuetext={`${points[index ?? peak]!.module_id}: ${show(points[index ?? peak]!.total_bytes)}`}
          width={width}
          height={height}
          onKeyDown={(event) => {
            const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
            const step = steps[event.key];
            if (step !== undefined) go((index ?? peak) + step);
            else if (event.key === 'Home') go(0);
            else if (event.key === 'End') go(points.length - 1);
            else if (event.key === 'Enter') onSelect(points[index ?? peak]!.module_id);
            else return;
            event.preventDefault();
          }}
          onPointerMove={(event) => {
            const at = Math.floor(x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left));
            if (at >= 0 && at < points.length) go(at);
          }}
          onPointerLeave={leave}
          onBlur={leave}
          onClick={() => pointed && onSelect(pointed.module_id)}
        >
          <AxisY
            scale={y}
            at={MARGIN.left}
            grid={width - MARGIN.left - MARGIN.right}
            label="device memory"
            format={(value) => format.tick(show(value))}
          />
          <path
            class="mark-fill memory-weights"
            d={area(
              () => 0,
              () => weights,
            )}
          />
          <path
            class="mark-fill memory-kv"
            d={area(
              () => weights,
              (point) => weights + point.kv_bytes,
            )}
          />
          <path
            class="mark-fill memory-activations"
            d={area(
              (point) => weights + point.kv_bytes,
              (point) => point.total_bytes,
            )}
          />
          {stages.map(({ k, name, line }) => (
            <g key={k} transform={`translate(${x(k)},${height - bottom})`}>
              <title>{name}</title>
              <line class="tick" y2={line === null ? 8 : 18 + line * STAGE_LINE} />
              {line !== null && (
                <text class="stage-tick" x={4} y={16 + line * STAGE_LINE}>
                  {name}
                </text>
              )}
            </g>
          ))}
          {capacity <= y.domain[1] && (
            <g class="roof in-force">
              <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(capacity)} y2={y(capacity)} />
              <text x={width - MARGIN.right - 4} y={y(capacity) - 5} text-anchor="end">
                capacity {show(capacity)}
              </text>
            </g>
          )}
          <g class="ridge">
            <line
              x1={x(peak + 0.5)}
              x2={x(peak + 0.5)}
              y1={y(points[peak]!.total_bytes)}
              y2={y(points[peak]!.total_bytes) - 10}
            />
            <text
              x={x(peak + 0.5)}
              y={y(points[peak]!.total_bytes) - 13}
              text-anchor={peak > points.length * 0.7 ? 'end' : peak < points.length * 0.3 ? 'start' : 'middle'}
            >
              peak {show(points[peak]!.total_bytes)}, {memory.peak_operator_name}
            </text>
          </g>
          {pointed && (
            <rect
              class="cell-pointed"
              data-no-export
              x={x(index!)}
              width={Math.max(1, x(index! + 1) - x(index!))}
              y={y(pointed.total_bytes)}
              height={y(0) - y(pointed.total_bytes)}
            />
          )}
        </svg>
        {pointed && (
          <HoverCard x={x(index! + 0.5)} y={y(pointed.total_bytes)} title={pointed.operator_name}>
            <HoverLine label="Together" value={show(pointed.total_bytes)} exact={pointed.total_bytes} />
            <HoverLine label="Weights" value={show(weights)} exact={weights} />
            <HoverLine label="KV cache" value={show(pointed.kv_bytes)} exact={pointed.kv_bytes} />
            <HoverLine label="Activations" value={show(pointed.activation_bytes)} exact={pointed.activation_bytes} />
            <HoverLine
              label="Begins at"
              value={format.time(pointed.start_ms)}
              note={pointed.repeats > 1 ? `×${pointed.repeats}` : undefined}
            />
            <p class="hover-foot">{pointed.module_id}</p>
          </HoverCard>
        )}
      </div>
      <p class="note">
        Peak {show(memory.peak_bytes)} in {memory.peak_module_id}
        {selectedId === memory.peak_module_id ? ' (selected)' : ''}
        {rangeOf(show(memory.peak_low_bytes), show(memory.peak_high_bytes))}; a reserve of {show(memory.reserve_bytes)}{' '}
        comes on top
        {capacity > y.domain[1] ? `; the GPU holds ${show(capacity)}, far above this plot` : ''}.
      </p>
    </ChartFrame>
  );
}
