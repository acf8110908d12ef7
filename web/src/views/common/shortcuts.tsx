import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';

const KEYS: { keys: string[]; does: string }[] = [
  { keys: ['Ctrl', 'O'], does: 'open files' },
  { keys: ['Ctrl', 'V'], does: 'read pasted JSON or files' },
  { keys: ['Ctrl', 'S'], does: 'download everything as a zip' },
  { keys: ['Ctrl', 'Z'], does: 'undo a setting' },
  { keys: ['Ctrl', 'Shift', 'Z'], does: 'redo' },
  { keys: ['1', '…', '5'], does: 'switch the view' },
  { keys: ['/'], does: 'search the tree' },
  { keys: ['↑', '↓', 'Home', 'End'], does: 'move in the tree' },
  { keys: ['→', '←'], does: 'open and fold a module' },
  { keys: ['*'], does: 'open all modules of a level' },
  { keys: ['Enter'], does: 'show the module' },
  { keys: ['Esc'], does: 'clear the search, close the panel' },
  { keys: ['?'], does: 'this sheet' },
];

/** A modal sheet: the browser keeps the focus in it, Esc closes it. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="shortcuts-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <header>
        <h2 id="shortcuts-title">Keyboard</h2>
        <button type="button" class="icon-button" onClick={onClose} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="note">On a Mac, Cmd stands for Ctrl.</p>
    </dialog>
  );
}
