import { useMemo } from 'preact/hooks';
import { AxisX, AxisY } from '../charts/common/axis';
import { Hatching, hatchFill } from '../charts/common/hatching';
import { linearScale, logDomain, logScale, type Scale } from '../charts/common/scale';
import { useWidth } from '../charts/common/size';
import { shapePath } from '../charts/common/tones';
import * as format from '../../format';
import { metricName, numberText } from '../lab/figure-text';
import { FOCUSABLE, useCursor } from './cursor';
import { seriesClass, seriesShape } from './legend';
import { extentOf, type Line, type Point } from './model';
import { PointCard, sentenceOf } from './point-card';
import type { DrawingProps } from './view';

const MARGIN = { left: 84, right: 22, top: 30, bottom: 46 };
/** Lines of more points are drawn without marks. */
const MARKED = 80;

interface Props extends DrawingProps {
  lines: readonly Line[];
}

/** What lies above a line is no part of the scale unless it is near: a capacity far away would flatten the curve. */
const NEAR = 1.6;

/** A bound on the figure that is shown: the target of a time, the capacity of a need. */
function boundOf({ result, metric, targets }: DrawingProps): { value: number; label: string } | null {
  if (metric.key === 'ttft_ms' && targets.ttftMs !== null) return { value: targets.ttftMs, label: 'target' };
  if (metric.key === 'tpot_ms' && targets.tpotMs !== null) return { value: targets.tpotMs, label: 'target' };
  if (metric.key !== 'memory_needed_bytes') return null;
  const at = result.plan.metrics.findIndex(({ key }) => key === 'memory_capacity_bytes');
  const capacities = new Set(result.rows.flatMap((row) => (row && !row.errors ? [row.figures[at]] : [])));
  const [only] = capacities;
  return capacities.size === 1 && typeof only === 'number' ? { value: only, label: 'capacity' } : null;
}

function scaleOf(log: boolean, low: number, high: number, range: [number, number], fromZero: boolean): Scale {
  if (log) return logScale(logDomain([low, high], 0.08), range);
  const from = fromZero && low >= 0 ? 0 : low;
  const room = (high - from || Math.abs(high) || 1) * 0.06;
  return linearScale([from, high + room], range);
}

const xOf = (point: Point): number => Number(point.at[0]);

export function LineChart(props: Props) {
  const { result, metric, lines, byteUnits, logX, logY, onOpen } = props;
  const { axes, metrics } = result.plan;
  const [box, width] = useWidth<HTMLDivElement>();
  const height = Math.round(Math.min(480, Math.max(280, width * 0.42)));
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
  const sorted = useMemo(
    () => lines.map((line) => ({ ...line, points: [...line.points].sort((a, b) => xOf(a) - xOf(b)) })),
    [lines],
  );
  const shown = useMemo(
    () => sorted.map((line) => ({ ...line, points: line.points.filter(({ y }) => y !== null) })),
    [sorted],
  );
  const bound = boundOf(props);
  const xs = extentOf(shown.flatMap(({ points }) => points.map(xOf)));
  const ys = extentOf(shown.flatMap(({ points }) => points.map(({ y }) => y)));
  const cursor = useCursor(shown, ({ line, step }) => onOpen(shown[line]!.points[step]!.row));
  if (!xs || !ys) return <p class="note">No point of this sweep has this figure.</p>;
  const high = bound && bound.value <= ys.high * NEAR ? Math.max(ys.high, bound.value) : ys.high;
  const x =
    logX && xs.positive
      ? scaleOf(true, xs.low, xs.high, [plot.left, plot.right], false)
      : linearScale([xs.low, xs.high === xs.low ? xs.low + 1 : xs.high], [plot.left, plot.right]);
  const y = scaleOf(logY && ys.positive, ys.low, high, [plot.bottom, plot.top], true);
  const point = cursor.place ? (shown[cursor.place.line]?.points[cursor.place.step] ?? null) : null;

  const look = (event: PointerEvent): void => {
    const area = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const [px, py] = [event.clientX - area.left, event.clientY - area.top];
    let best: { line: number; step: number; distance: number } | null = null;
    shown.forEach(({ points }, line) =>
      points.forEach((one, step) => {
        // Along the axis first: the pointer is nearly always beside the line that is meant.
        const distance = Math.hypot((x(xOf(one)) - px) * 2, y(one.y!) - py);
        if (!best || distance < best.distance) best = { line, step, distance };
      }),
    );
    cursor.setPlace(best);
  };

  return (
    <div class="plot-box" ref={box}>
      <svg
        class="plot sweep-plot"
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-roledescription="chart"
        aria-label={`${metricName(metric)} over ${axes[0]!.label}. Arrow keys go from point to point, Enter opens the report of one.`}
        {...FOCUSABLE}
        onKeyDown={cursor.onKeyDown}
        onPointerMove={look}
        onPointerLeave={() => cursor.setPlace(null)}
        onClick={() => point && onOpen(point.row)}
      >
        <Hatching prefix="sweep" only={1} />
        {shown.length === 1 && <Shading points={shown[0]!.points} x={x} top={plot.top} bottom={plot.bottom} />}
        <AxisX
          scale={x}
          at={plot.bottom}
          grid={plot.bottom - plot.top}
          ticks={width < 500 ? 4 : 8}
          label={`${axes[0]!.label}${axes[0]!.unit ? ` (${axes[0]!.unit})` : ''}`}
          format={(value) => (axes[0]!.numeric && !Number.isInteger(value) ? '' : format.count(value))}
        />
        <AxisY
          scale={y}
          at={plot.left}
          grid={plot.right - plot.left}
          label={metricName(metric)}
          format={(value) => numberText(value, metric, byteUnits)}
        />
        {bound && bound.value <= high && (
          <g class="bound-line">
            <line x1={plot.left} x2={plot.right} y1={y(bound.value)} y2={y(bound.value)} />
            <text x={plot.left + 8} y={y(bound.value) - 6}>
              {bound.label} {numberText(bound.value, metric, byteUnits)}
            </text>
          </g>
        )}
        {shown.map((line, index) => (
          <LineMarks key={line.name} line={line} index={index} x={x} y={y} />
        ))}
        {point && cursor.place && (
          <g data-no-export class={seriesClass(cursor.place.line)}>
            <line class="cursor-line" x1={x(xOf(point))} x2={x(xOf(point))} y1={plot.top} y2={plot.bottom} />
            <circle class="cursor-mark" cx={x(xOf(point))} cy={y(point.y!)} r={8} />
          </g>
        )}
      </svg>
      {point && (
        <PointCard
          point={point}
          x={x(xOf(point))}
          y={y(point.y!)}
          axes={axes}
          metrics={metrics}
          metric={metric}
          byteUnits={byteUnits}
        />
      )}
      <p class="visually-hidden" role="status">
        {point ? sentenceOf(point, axes, metrics, metric, byteUnits) : ''}
      </p>
    </div>
  );
}

function LineMarks({ line, index, x, y }: { line: Line; index: number; x: Scale; y: Scale }) {
  const place = (point: Point): string => `${x(xOf(point)).toFixed(1)} ${y(point.y!).toFixed(1)}`;
  return (
    <g class={seriesClass(index)}>
      {line.points.length > 1 && <path class="series-line" d={`M${line.points.map(place).join('L')}`} />}
      {line.points.length <= MARKED &&
        line.points.map((point) => (
          <path
            key={point.index}
            class={point.failed.length > 0 ? 'mark-missed' : 'mark-fill'}
            d={shapePath(seriesShape(index), point.failed.length > 0 ? 3.6 : 4)}
            transform={`translate(${place(point).replace(' ', ',')})`}
          />
        ))}
    </g>
  );
}

/** Behind a single line: where its points miss what is asked of them, from halfway to the neighbour that meets it. */
function Shading({ points, x, top, bottom }: { points: readonly Point[]; x: Scale; top: number; bottom: number }) {
  const areas: { from: number; to: number; why: string }[] = [];
  points.forEach((point, at) => {
    if (point.failed.length === 0) return;
    const here = x(xOf(point));
    const [before, after] = [points[at - 1], points[at + 1]];
    const from = before ? (x(xOf(before)) + here) / 2 : x.range[0];
    const to = after ? (here + x(xOf(after))) / 2 : x.range[1];
    const last = areas.at(-1);
    const why = point.failed.join(', ');
    if (last && last.why === why && Math.abs(last.to - from) < 0.5) last.to = to;
    else areas.push({ from, to, why });
  });
  return (
    <>
      {areas.map(({ from, to, why }) => (
        <g key={from} class="missed-area">
          <rect x={from} y={top} width={to - from} height={bottom - top} />
          <rect
            class="missed-hatch"
            x={from}
            y={top}
            width={to - from}
            height={bottom - top}
            fill={hatchFill('sweep', 1)}
          />
          {to - from > 60 && (
            <text x={(from + to) / 2} y={top + 14} text-anchor="middle">
              {why}
            </text>
          )}
        </g>
      ))}
    </>
  );
}
