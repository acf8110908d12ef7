import { useMemo } from 'preact/hooks';
import { linearScale, logDomain, logScale } from '../charts/common/scale';
import { AxisX } from '../charts/common/axis';
import { useWidth } from '../charts/common/size';
import { metricName, numberText } from '../lab/figure-text';
import { FOCUSABLE, useCursor } from './cursor';
import { seriesClass } from './legend';
import { extentOf, type Line } from './model';
import { PointCard, sentenceOf } from './point-card';
import type { DrawingProps } from './view';

interface Props extends DrawingProps {
  lines: readonly Line[];
}

const BAR = 16;
const GAP = 8;
const MARGIN = { right: 90, top: 6, bottom: 46 };
/** Wide enough for the longest name, as far as there is room. */
const CHARACTER = 7;

/** A bar per value of the first field, the best on top; with a second field one of each of its values. */
export function Bars({ result, metric, lines, byteUnits, logY, onOpen }: Props) {
  const { axes, metrics } = result.plan;
  const [box, width] = useWidth<HTMLDivElement>();
  const rows = useMemo(() => {
    const count = lines[0]?.points.length ?? 0;
    const all = Array.from({ length: count }, (_, step) => ({
      name: String(lines[0]!.points[step]!.at[0]),
      points: lines.map(({ points }) => points[step]!),
    }));
    // Those without the figure last; a sort by what is shown, as a reader would do it.
    const rank = (row: (typeof all)[number]): number => {
      const values = row.points.flatMap(({ y }) => (y === null ? [] : [y]));
      if (values.length === 0) return Infinity;
      const best = metric.smaller_is_better ? Math.min(...values) : -Math.max(...values);
      return best;
    };
    return all
      .map((row) => ({ row, by: rank(row) }))
      .sort((a, b) => (a.by === b.by ? 0 : a.by - b.by))
      .map(({ row }) => row);
  }, [lines, metric]);
  // Up and down between rows: a "line" of the cursor is a row here.
  const cursor = useCursor(rows, ({ line, step }) => onOpen(rows[line]!.points[step]!.row));
  const values = extentOf(rows.flatMap(({ points }) => points.map(({ y }) => y)));
  if (!values) return <p class="note">No point of this sweep has this figure.</p>;
  const left = Math.min(width * 0.4, 20 + CHARACTER * Math.max(...rows.map(({ name }) => name.length)));
  const rowHeight = lines.length * BAR + GAP;
  const height = MARGIN.top + rows.length * rowHeight + MARGIN.bottom;
  const log = logY && values.positive;
  const range: [number, number] = [left, width - MARGIN.right];
  const x = log
    ? logScale(logDomain([values.low, values.high], 0.1), range)
    : linearScale([Math.min(0, values.low), values.high || 1], range);
  const point = cursor.place ? (rows[cursor.place.line]?.points[cursor.place.step] ?? null) : null;
  const yOf = (line: number, step: number): number => MARGIN.top + line * rowHeight + step * BAR;
  return (
    <div class="plot-box" ref={box}>
      <svg
        class="plot sweep-plot"
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-roledescription="chart"
        aria-label={`${metricName(metric)} of each ${axes[0]!.label}. Arrow keys go from bar to bar, Enter opens the report of one.`}
        {...FOCUSABLE}
        onKeyDown={cursor.onKeyDown}
        onPointerLeave={() => cursor.setPlace(null)}
      >
        <AxisX
          scale={x}
          at={height - MARGIN.bottom}
          grid={height - MARGIN.bottom - MARGIN.top}
          ticks={width < 600 ? 3 : 6}
          label={metricName(metric)}
          format={(value) => numberText(value, metric, byteUnits)}
        />
        {rows.map((row, line) => (
          <g key={row.name}>
            <text x={left - 8} y={yOf(line, 0) + (rowHeight - GAP) / 2} dy="0.34em" text-anchor="end">
              {row.name.length * CHARACTER > left
                ? `${row.name.slice(0, Math.floor(left / CHARACTER) - 2)}…`
                : row.name}
            </text>
            {row.points.map((one, step) => (
              <g
                key={one.index}
                class={`bar ${seriesClass(lines.length > 1 ? step : 0)}`}
                onPointerEnter={() => cursor.setPlace({ line, step })}
                onClick={() => onOpen(one.row)}
              >
                <rect class="bar-hit" x={left} y={yOf(line, step)} width={width - left} height={BAR} />
                {one.y === null ? (
                  <text class="bar-value" x={left + 4} y={yOf(line, step) + BAR / 2} dy="0.34em">
                    {one.row.errors ? 'cannot be' : 'not known'}
                  </text>
                ) : (
                  <>
                    <rect
                      class={one.failed.length > 0 ? 'mark-missed' : 'mark-fill'}
                      x={Math.min(x(one.y), x(log ? x.domain[0] : 0))}
                      y={yOf(line, step) + 1}
                      width={Math.max(1, Math.abs(x(one.y) - x(log ? x.domain[0] : 0)))}
                      height={BAR - 2}
                      rx={2}
                    />
                    <text class="bar-value" x={x(one.y) + 5} y={yOf(line, step) + BAR / 2} dy="0.34em">
                      {numberText(one.y, metric, byteUnits)}
                    </text>
                  </>
                )}
              </g>
            ))}
          </g>
        ))}
        {cursor.place && (
          <rect
            data-no-export
            class="cursor-mark"
            x={left - 2}
            y={yOf(cursor.place.line, cursor.place.step)}
            width={width - left}
            height={BAR}
            rx={3}
          />
        )}
      </svg>
      {point && cursor.place && (
        <PointCard
          point={point}
          x={point.y === null ? left : x(point.y)}
          y={yOf(cursor.place.line, cursor.place.step) + BAR}
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
