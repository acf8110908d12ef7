/** "Why is it this number?": a small button beside a figure; the panel that answers stands in `views/explain/`. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Opens the explanation of a figure; null where nothing explains (a test that mounts one view). */
export const Explain = createContext<((subject: string) => void) | null>(null);

export function Why({ subject, label }: { subject: string; label: string }) {
  const explain = useContext(Explain);
  if (!explain) return null;
  return (
    <button
      type="button"
      class="why"
      aria-label={`Explain: ${label}`}
      title="How this number comes about"
      onClick={(event) => {
        event.stopPropagation();
        explain(subject);
      }}
    >
      ƒ
    </button>
  );
}
