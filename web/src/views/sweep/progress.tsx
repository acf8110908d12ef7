import { lastOf } from '../../state/types';
import * as format from '../../format';
import type { SweepState } from '../../state/lab';
import { Icon } from '../common/icons';

interface Props {
  sweep: SweepState;
  /** Of the sweep that is asked for; 0 while it is not known or cannot be. */
  points: number;
  automatic: boolean;
  stale: boolean;
  onStart(): void;
  onCancel(): void;
}

/** How far the sweep is, and the buttons that start and stop it. */
export function SweepProgress({ sweep, points, automatic, stale, onStart, onCancel }: Props) {
  const running = sweep.kind === 'running';
  const progress = running ? sweep.progress : null;
  const last = lastOf(sweep);
  return (
    <div class="sweep-run">
      {running ? (
        <button type="button" onClick={onCancel}>
          <Icon name="stop" /> Cancel
        </button>
      ) : (
        <button type="button" class={automatic ? '' : 'button primary'} disabled={points === 0} onClick={onStart}>
          <Icon name="play" />{' '}
          {points === 0 ? 'Run' : `Run ${format.integer(points)} ${points === 1 ? 'point' : 'points'}`}
        </button>
      )}
      {running && (
        <progress
          aria-label="Points made"
          max={progress?.points ?? 1}
          {...(progress ? { value: progress.done } : {})}
        />
      )}
      <p class="note" role="status">
        {progress
          ? `${format.integer(progress.done)} of ${format.integer(progress.points)}, ${format.plain(progress.pointsPerSecond)} points/s, ${progress.workers} ${progress.workers === 1 ? 'engine' : 'engines'}`
          : running
            ? 'Starting the engines …'
            : last
              ? `${last.cancelled ? `Cancelled after ${format.integer(last.done)} of` : 'Made'} ${format.integer(last.plan.points)} points in ${format.seconds(last.seconds)}${stale ? ', with other settings than those shown' : ''}`
              : ''}
      </p>
    </div>
  );
}
