import { Sheet } from './sheet';

const KEYS: { keys: string[]; does: string }[] = [
  { keys: ['Ctrl', 'O'], does: 'open files' },
  { keys: ['Ctrl', 'V'], does: 'read pasted text, JSON or files' },
  { keys: ['Ctrl', 'S'], does: 'download everything as a zip' },
  { keys: ['Ctrl', 'Z'], does: 'undo a setting, or the drop before it' },
  { keys: ['Ctrl', 'Shift', 'Z'], does: 'redo' },
  { keys: ['1', '…', '9', '0'], does: 'switch the view' },
  { keys: ['B'], does: 'pin the run as the baseline, or unpin it' },
  { keys: ['↑', '↓'], does: 'step a number; with Shift by ten, with Alt to the double or the half' },
  { keys: ['/'], does: 'search the tree' },
  { keys: ['↑', '↓', 'Home', 'End'], does: 'move in the tree' },
  { keys: ['→', '←'], does: 'open and fold a module' },
  { keys: ['*'], does: 'open all modules of a level' },
  { keys: ['Enter'], does: 'show the module' },
  { keys: ['Esc'], does: 'clear the search, close the panel' },
  { keys: ['?'], does: 'this sheet' },
];

export function Shortcuts({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <Sheet open={open} title="Keyboard" onClose={onClose}>
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
    </Sheet>
  );
}
