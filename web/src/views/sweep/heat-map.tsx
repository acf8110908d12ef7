import { useMemo } from 'preact/hooks';
import { Hatching, hatchFill } from '../charts/common/hatching';
import { useWidth } from '../charts/common/size';
import { metricName, numberText } from '../lab/figure-text';
import { FOCUSABLE, useCursor } from './cursor';
import { valueText } from './fields';
import { extentOf, type Line } from './model';
import { PointCard, sentenceOf } from './point-card';
import { colourAt } from './ramp';
import type { DrawingProps } from './view';

interface Props extends DrawingProps {
  lines: readonly Line[];
}

const CHARACTER = 7;
const TOP = 26;
const BOTTOM = 96;
/** Cells of at least this size say their number. */
const LABELLED = { width: 62, height: 18 };

/** The figure over two fields: the first along, the second down. Hatched cells miss what is asked of them. */
export function HeatMap({ result, metric, lines, byteUnits, logY, onOpen }: Props) {
  const { axes, metrics } = result.plan;
  const [box, width] = useWidth<HTMLDivElement>();
  const [along, down] = [axes[0]!, axes[1]!];
  const names = down.values.map(valueText);
  const left = Math.min(
    width * 0.36,
    18 + CHARACTER * Math.max(down.label.length, ...names.map(({ length }) => length)),
  );
  const cellWidth = (width - left - 6) / along.values.length;
  const cellHeight = Math.max(6, Math.min(34, 560 / down.values.length));
  const bottom = TOP + cellHeight * down.values.length;
  const height = bottom + BOTTOM;
  const values = extentOf(lines.flatMap(({ points }) => points.map(({ y }) => y)));
  const cursor = useCursor(lines, ({ line, step }) => onOpen(lines[line]!.points[step]!.row));
  const log = logY && values !== null && values.positive;
  const share = (value: number): number => {
    if (!values || values.high === values.low) return 0.5;
    const [to, low, high] = log
      ? [Math.log(value), Math.log(values.low), Math.log(values.high)]
      : [value, values.low, values.high];
    // Bright is good: the eye goes to it.
    const up = (to - low) / (high - low);
    return metric.smaller_is_better ? 1 - up : up;
  };
  const cells = useMemo(
    () =>
      lines.map(({ name, points }, line) => (
        <g key={name}>
          {points.map((point) => {
            const step = result.rows.length === 0 ? 0 : Math.floor(point.index / lines.length);
            const place = { x: left + step * cellWidth, y: TOP + line * cellHeight };
            const size = { width: Math.max(1, cellWidth - 1), height: Math.max(1, cellHeight - 1) };
            if (point.y === null)
              return (
                <g key={point.index} class="cell-none">
                  <rect {...place} {...size} />
                </g>
              );
            const { fill, dark } = colourAt(share(point.y));
            const labelled = cellWidth >= LABELLED.width && cellHeight >= LABELLED.height;
            return (
              <g key={point.index}>
                <rect {...place} {...size} fill={fill} />
                {point.failed.length > 0 && <rect {...place} {...size} fill={hatchFill('map', 5)} />}
                {labelled && (
                  <text
                    class={dark ? 'on-dark' : 'on-light'}
                    x={place.x + size.width / 2}
                    y={place.y + size.height / 2}
                    dy="0.34em"
                    text-anchor="middle"
                  >
                    {numberText(point.y, metric, byteUnits)}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      )),
    [lines, metric, byteUnits, log, left, cellWidth, cellHeight],
  );
  if (!values) return <p class="note">No point of this sweep has this figure.</p>;
  const point = cursor.place ? (lines[cursor.place.line]?.points[cursor.place.step] ?? null) : null;
  const look = (event: PointerEvent): void => {
    const area = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const step = Math.floor((event.clientX - area.left - left) / cellWidth);
    const line = Math.floor((event.clientY - area.top - TOP) / cellHeight);
    const at = lines[line]?.points.findIndex(({ index }) => Math.floor(index / lines.length) === step) ?? -1;
    cursor.setPlace(at >= 0 ? { line, step: at } : null);
  };
  const column = point ? Math.floor(point.index / lines.length) : 0;
  const every = Math.ceil((CHARACTER * Math.max(...along.values.map((one) => valueText(one).length)) + 10) / cellWidth);
  const everyDown = Math.ceil(14 / cellHeight);
  const missed = lines.some(({ points }) => points.some(({ failed }) => failed.length > 0));
  const ends = metric.smaller_is_better ? [values.high, values.low] : [values.low, values.high];
  const ramp = Math.min(240, width * 0.4);
  return (
    <div class="plot-box" ref={box}>
      <svg
        class="plot sweep-plot"
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-roledescription="heat map"
        aria-label={`${metricName(metric)} over ${along.label} and ${down.label}. Arrow keys go from cell to cell, Enter opens the report of one.`}
        {...FOCUSABLE}
        onKeyDown={cursor.onKeyDown}
        onPointerMove={look}
        onPointerLeave={() => cursor.setPlace(null)}
        onClick={() => point && !point.row.errors && onOpen(point.row)}
      >
        <Hatching prefix="map" only={5} />
        <g class="axis">
          <text class="axis-label" x={left - 8} y={TOP - 10} text-anchor="end">
            {down.label}
          </text>
          {names.map((name, line) =>
            line % everyDown === 0 ? (
              <text key={name} x={left - 8} y={TOP + (line + 0.5) * cellHeight} dy="0.34em" text-anchor="end">
                {name}
              </text>
            ) : null,
          )}
          {along.values.map((value, step) =>
            step % every === 0 ? (
              <text key={String(value)} x={left + (step + 0.5) * cellWidth} y={bottom + 15} text-anchor="middle">
                {valueText(value)}
              </text>
            ) : null,
          )}
          <text class="axis-label" x={width - 6} y={bottom + 33} text-anchor="end">
            {along.label}
            {along.unit ? ` (${along.unit})` : ''}
          </text>
        </g>
        {cells}
        <g class="ramp" transform={`translate(${left},${bottom + 50})`}>
          {Array.from({ length: 48 }, (_, at) => (
            <rect key={at} x={(at * ramp) / 48} width={ramp / 48 + 0.5} height={10} fill={colourAt(at / 47).fill} />
          ))}
          <text x={0} y={25}>
            {numberText(ends[0]!, metric, byteUnits)}
          </text>
          <text x={ramp} y={25} text-anchor="end">
            {numberText(ends[1]!, metric, byteUnits)}
          </text>
          {missed && (
            <>
              <rect class="ramp-missed" x={ramp + 24} width={22} height={10} />
              <rect x={ramp + 24} width={22} height={10} fill={hatchFill('map', 5)} />
              <text x={ramp + 52} y={9}>
                does not fit, or misses a target
              </text>
            </>
          )}
        </g>
        {point && cursor.place && (
          <rect
            data-no-export
            class="cursor-mark"
            x={left + column * cellWidth - 1}
            y={TOP + cursor.place.line * cellHeight - 1}
            width={cellWidth + 1}
            height={cellHeight + 1}
            rx={2}
          />
        )}
      </svg>
      {point && cursor.place && (
        <PointCard
          point={point}
          x={left + (column + 0.5) * cellWidth}
          y={TOP + (cursor.place.line + 0.5) * cellHeight}
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
