import type { SweepAxis } from '../../../../bindings/api';
import { shapePath, SHAPES } from '../charts/common/tones';
import { valueText } from './fields';
import type { Line } from './model';

/** Looks of a line: a hue, a dash and a shape, so that none tells it alone. */
export const HUES = 8;
export const seriesClass = (index: number): string => `series-${index % HUES}`;
export const seriesShape = (index: number): (typeof SHAPES)[number] => SHAPES[index % SHAPES.length]!;

interface Props {
  lines: readonly Line[];
  /** The second axis; undefined where there is one. */
  unit: SweepAxis | undefined;
}

/** Which line is which, and what hollow marks mean. */
export function SeriesLegend({ lines, unit }: Props) {
  const missed = lines.some(({ points }) => points.some(({ failed }) => failed.length > 0));
  if (!unit && !missed) return null;
  return (
    <ul class="chart-legend" aria-label="Lines">
      {unit &&
        lines.map((line, index) => (
          <li key={line.name} class="legend-item">
            <svg
              class={`legend-mark ${seriesClass(index)}`}
              width="22"
              height="12"
              viewBox="0 0 22 12"
              aria-hidden="true"
            >
              <path class="series-line" d="M0 6H22" />
              <path class="mark-fill" d={shapePath(seriesShape(index), 4)} transform="translate(11,6)" />
            </svg>
            <span>
              {unit.numeric ? valueText(Number(line.name)) : line.name} {unit.unit}
            </span>
          </li>
        ))}
      {missed && (
        <li class="legend-item">
          <svg class="legend-mark" width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
            <path class="mark-missed" d={shapePath('circle', 4)} transform="translate(7,6)" />
          </svg>
          <span>hollow: does not fit, or misses a target</span>
        </li>
      )}
    </ul>
  );
}
