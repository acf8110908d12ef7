import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Controller } from '../../state/controller';
import { entriesOf, matching, type Entry } from './entries';

/** One field that finds everything: a combobox over a list, as WAI-ARIA has it. The focus stays in the field. */
export function Palette({ controller, onClose }: { controller: Controller; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const entries = useMemo(() => entriesOf(controller.store.get()), [controller]);
  const found = useMemo(() => matching(entries, query), [entries, query]);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  useEffect(() => {
    document.getElementById(`entry-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  const choose = (entry: Entry | undefined): void => {
    if (!entry) return;
    dialog.current?.close();
    entry.run(controller);
  };
  const move = (event: KeyboardEvent): void => {
    const last = found.length - 1;
    const to: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 10),
      PageUp: Math.max(0, at - 10),
    };
    const next = to[event.key];
    if (next !== undefined && found.length > 0) {
      event.preventDefault();
      setAt(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[at]);
    }
  };

  return (
    <dialog
      ref={dialog}
      class="sheet palette"
      aria-label="Find a command, GPU, workload, view or module"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-label="Find"
        aria-activedescendant={found.length > 0 ? `entry-${at}` : undefined}
        placeholder="A command, GPU, workload, view or module"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={move}
      />
      <ul id="palette-list" role="listbox" aria-label="Found">
        {found.map((entry, index) => (
          <li
            key={entry.id}
            id={`entry-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerMove={() => at !== index && setAt(index)}
            onClick={() => choose(entry)}
          >
            <span class="entry-label">{entry.label}</span>
            <span class="entry-note">{entry.note}</span>
          </li>
        ))}
      </ul>
      <p class={found.length === 0 ? 'palette-none' : 'visually-hidden'} role="status">
        {found.length === 0 ? 'Nothing of this name' : query && `${found.length} found`}
      </p>
    </dialog>
  );
}
