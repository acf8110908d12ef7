import type { Recent } from '../../state/recent';
import { Icon } from '../common/icons';
import { EmptyState } from '../common/parts';
import { Sheet } from '../common/sheet';

interface Props {
  recents: readonly Recent[];
  /** Names of the files that are loaded: a session that needs others says so. */
  loaded: readonly string[];
  onOpen(recent: Recent): void;
  onDelete(id: string): void;
  onClear(): void;
  onClose(): void;
}

/** "today 14:05", "yesterday 09:30", "3 Nov 2026 18:11": in the reader's own time zone. */
export function when(iso: string, now = new Date()): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const day = (of: Date): number => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((day(now) - day(time)) / 86_400_000);
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `yesterday ${clock}`;
  return `${time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })} ${clock}`;
}

/** What was looked at in this browser: reopen one, forget one, forget all. */
export function RecentSheet({ recents, loaded, onOpen, onDelete, onClear, onClose }: Props) {
  const missing = (recent: Recent): string[] => recent.files.filter((file) => !loaded.includes(file));
  return (
    <Sheet open title="Recent sessions" wide onClose={onClose}>
      <p class="note">
        Kept in this browser only, the settings alone; nothing leaves this machine. Files that you dropped are kept for
        the latest visit.
      </p>
      {recents.length === 0 ? (
        <EmptyState title="None yet">
          A session is listed once you have looked at a model, workload or GPU of your choice for a few seconds.
        </EmptyState>
      ) : (
        <ul class="recents">
          {recents.map((recent) => (
            <li key={recent.id}>
              <button type="button" class="recent" onClick={() => onOpen(recent)}>
                <span class="recent-model">{recent.model}</span>
                <span class="recent-run">
                  {recent.workload} on {recent.gpu}
                  {recent.changes > 0 && `, ${recent.changes} ${recent.changes === 1 ? 'setting' : 'settings'} changed`}
                </span>
                {missing(recent).length > 0 && (
                  <span class="recent-run">needs {missing(recent).slice(0, 3).join(', ')} again</span>
                )}
                <time dateTime={recent.time}>{when(recent.time)}</time>
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={`Forget ${recent.model}, ${recent.workload} on ${recent.gpu}`}
                title="Forget this one"
                onClick={() => onDelete(recent.id)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="sheet-foot">
        <button type="button" disabled={recents.length === 0} onClick={onClear}>
          Forget all sessions
        </button>
      </div>
    </Sheet>
  );
}
