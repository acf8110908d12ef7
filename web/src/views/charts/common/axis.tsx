import type { Scale } from './scale';

interface Props {
  scale: Scale;
  /** Where the axis runs: y of a horizontal one, x of a vertical one. */
  at: number;
  /** How far the grid lines reach across the plot, in pixels; 0 for none. */
  grid?: number;
  label: string;
  ticks?: number;
  /** Names a tick. Ticks where it gives '' have a line and no name. */
  format(value: number): string;
}

/** A horizontal axis below the plot: grid lines, ticks, its name at the right end. */
export function AxisX({ scale, at, grid = 0, label, ticks = 8, format }: Props) {
  return (
    <g class="axis axis-x">
      {scale.ticks(ticks).map((value) => (
        <g key={value} transform={`translate(${scale(value)},${at})`}>
          {grid > 0 && <line class="grid-line" y1={-grid} y2={0} />}
          <line class="tick" y2={4} />
          <text y={16} text-anchor="middle">
            {format(value)}
          </text>
        </g>
      ))}
      <line class="axis-line" x1={scale.range[0]} x2={scale.range[1]} y1={at} y2={at} />
      <text class="axis-label" x={scale.range[1]} y={at + 33} text-anchor="end">
        {label}
      </text>
    </g>
  );
}

/** A vertical axis left of the plot, its name above it. */
export function AxisY({ scale, at, grid = 0, label, ticks = 6, format }: Props) {
  const top = Math.min(...scale.range);
  return (
    <g class="axis axis-y">
      {scale.ticks(ticks).map((value) => (
        <g key={value} transform={`translate(${at},${scale(value)})`}>
          {grid > 0 && <line class="grid-line" x1={0} x2={grid} />}
          <line class="tick" x1={-4} />
          <text x={-8} dy="0.32em" text-anchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      <line class="axis-line" x1={at} x2={at} y1={scale.range[0]} y2={scale.range[1]} />
      <text class="axis-label" x={at} y={top - 10} text-anchor="start">
        {label}
      </text>
    </g>
  );
}
