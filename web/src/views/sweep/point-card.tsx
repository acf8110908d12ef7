import type { Metric, SweepAxis } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import { HoverCard } from '../charts/common/hover-card';
import { figureText, metricName } from '../lab/figure-text';
import { valueText } from './fields';
import type { Point } from './model';

/** Beside the figure that is shown, what a reader asks next. */
const ALSO: readonly string[] = [
  'total_ms',
  'ttft_ms',
  'tpot_ms',
  'throughput_pages_per_s',
  'memory_needed_bytes',
  'bound',
];

interface Props {
  point: Point;
  x: number;
  y: number;
  axes: readonly SweepAxis[];
  metrics: readonly Metric[];
  metric: Metric;
  byteUnits: ByteUnits;
}

export const placeText = (point: Point, axes: readonly SweepAxis[]): string =>
  axes.map(({ label, unit }, at) => `${label} ${valueText(point.at[at]!)}${unit ? `\u00a0${unit}` : ''}`).join(', ');

/** The numbers of one point. */
export function PointCard({ point, x, y, axes, metrics, metric, byteUnits }: Props) {
  const shown = [metric.key, ...ALSO.filter((key) => key !== metric.key)];
  return (
    <HoverCard x={x} y={y} title={placeText(point, axes)}>
      {point.row.errors ? (
        <p>{point.row.errors.map(({ expected, got }) => `Expected ${expected}; got ${got}.`).join(' ')}</p>
      ) : (
        shown.map((key) => {
          const at = metrics.findIndex((one) => one.key === key);
          const one = metrics[at];
          if (!one || point.row.figures[at] === null) return null;
          return (
            <div key={key} class="hover-line">
              <span>{metricName(one)}</span>
              <b>{figureText(point.row.figures[at], one, byteUnits)}</b>
              <small />
            </div>
          );
        })
      )}
      {point.failed.length > 0 && <p class="bad">{point.failed.join(', ')}</p>}
      {!point.row.errors && <p class="note">Click to open its report</p>}
    </HoverCard>
  );
}

/** The same in one sentence, for who hears it. */
export function sentenceOf(
  point: Point,
  axes: readonly SweepAxis[],
  metrics: readonly Metric[],
  metric: Metric,
  units: ByteUnits,
): string {
  const at = metrics.indexOf(metric);
  const figure = point.row.errors ? 'cannot be' : figureText(point.row.figures[at], metric, units);
  return `${placeText(point, axes)}: ${figure}${point.failed.length > 0 ? `, ${point.failed.join(', ')}` : ''}`;
}
