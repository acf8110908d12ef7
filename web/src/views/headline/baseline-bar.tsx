import { Icon } from '../common/icons';

interface Props {
  /** What the pinned run is; null where none is pinned. */
  label: string | null;
  /** The current settings are those of the pinned run. */
  same: boolean;
  onPin(): void;
  onUnpin(): void;
  /** Back to the settings of the pinned run. */
  onReturn(): void;
  onCompare(): void;
}

/** Which run the differences are to. */
export function BaselineBar({ label, same, onPin, onUnpin, onReturn, onCompare }: Props) {
  if (label === null) return null;
  return (
    <section class="baseline-bar" aria-label="Pinned baseline">
      <Icon name="pin" />
      <p>
        <b>Pinned:</b> {label}.{' '}
        <span class="note">
          {same
            ? 'The settings are those of the pinned run: change any.'
            : 'Below each number: its difference and ratio to it.'}
        </span>
      </p>
      <div class="baseline-actions">
        <button type="button" class="quiet" disabled={same} onClick={onPin} title="Pin the run that is shown instead">
          Pin this one
        </button>
        <button
          type="button"
          class="quiet"
          disabled={same}
          onClick={onReturn}
          title="Take the settings of the pinned run"
        >
          Go back to it
        </button>
        <button type="button" class="quiet" onClick={onCompare}>
          Compare
        </button>
        <button type="button" class="quiet" onClick={onUnpin} title="Unpin (B)">
          <Icon name="close" /> Unpin
        </button>
      </div>
    </section>
  );
}
