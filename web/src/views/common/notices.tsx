import type { Notice, NoticeAction } from '../../state/types';
import { Icon } from './icons';

interface Props {
  notices: readonly Notice[];
  onDismiss(id: number): void;
  onAction(action: NoticeAction['id']): void;
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
          {notice.actions && notice.actions.length > 0 && (
            <div class="notice-actions">
              {notice.actions.map((action) => (
                <button
                  key={action.id}
                  type="button"
                  onClick={() => {
                    onAction(action.id);
                    onDismiss(notice.id);
                  }}
                >
                  {action.label}
                </button>
              ))}
            </div>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => onDismiss(notice.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
