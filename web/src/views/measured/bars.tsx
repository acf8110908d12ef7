import type { MeasuredRow } from '../../../../bindings/api';
import * as format from '../../format';
import { nameOf } from './model';

/** A bar for the prediction with its range, and one for the measurement, to one scale; rows without a measurement are left out. */
export function Bars({ rows }: { rows: readonly MeasuredRow[] }) {
  const shown = rows.filter(({ figure }) => figure.measured !== null);
  const longest = Math.max(
    ...shown.map(({ figure }) => Math.max(figure.predicted_ms ?? 0, figure.high_ms ?? 0, figure.measured!.high_ms)),
  );
  if (shown.length === 0 || longest <= 0) return null;
  const share = (ms: number): string => `${(ms / longest) * 100}%`;
  return (
    <ul class="measured-bars" aria-label="Predicted and measured time">
      {shown.map((row) => {
        const { predicted_ms: predicted, low_ms: low, high_ms: high, measured } = row.figure;
        return (
          <li key={row.id}>
            <span class="measured-name">{nameOf(row)}</span>
            <span class="measured-pair">
              <span class="track" title={`predicted ${format.full(predicted, 'ms')}`}>
                <span class="bar predicted" style={{ width: share(predicted ?? 0) }} />
                {low !== null && high !== null && (
                  <span class="whisker" style={{ left: share(low), width: share(high - low) }} />
                )}
              </span>
              <span class="track" title={`measured ${format.full(measured!.median_ms, 'ms')}`}>
                <span class="bar measured" style={{ width: share(measured!.median_ms) }} />
                {measured!.high_ms > measured!.low_ms && (
                  <span
                    class="whisker"
                    style={{ left: share(measured!.low_ms), width: share(measured!.high_ms - measured!.low_ms) }}
                  />
                )}
              </span>
            </span>
            <span class="measured-values">
              <span>predicted {format.time(predicted)}</span>
              <span>measured {format.time(measured!.median_ms)}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
