import type { Notice } from '../../state/types';
import { Icon } from './icons';

interface Props {
  notices: readonly Notice[];
  onDismiss(id: number): void;
  onAction(action: NonNullable<Notice['action']>['id']): void;
}

export function Notices({ notices, onDismiss, onAction }: Props) {
  if (notices.length === 0) return null;
  return (
    <section class="notices" aria-label="Notices">
      {notices.map((notice) => (
        <div key={notice.id} class={`notice ${notice.tone}`} role={notice.tone === 'error' ? 'alert' : undefined}>
          <div>
            <p class="notice-title">{notice.title}</p>
            {notice.lines.map((line, index) => (
              <p key={index} class="notice-line">
                {line}
              </p>
            ))}
          </div>
          {notice.action && (
            <button
              type="button"
              onClick={() => {
                onAction(notice.action!.id);
                onDismiss(notice.id);
              }}
            >
              {notice.action.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => onDismiss(notice.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
