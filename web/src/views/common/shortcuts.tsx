import { COMMANDS, type Chord, type CommandGroup } from '../commands';
import { TREE_KEYS } from '../tree/keyboard';
import { Sheet } from './sheet';

const NAMES: Record<string, string> = {
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  pageup: 'Page up',
  pagedown: 'Page down',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  ' ': 'Space',
};
export const keysOf = ({ key, command, shift }: Chord): string[] => [
  ...(command ? ['Ctrl'] : []),
  ...(shift ? ['Shift'] : []),
  NAMES[key] ?? key.toUpperCase(),
];

const GROUPS: readonly CommandGroup[] = ['Files', 'Settings', 'Move', 'Views', 'Page'];

/** Ctrl+V and keys of single parts are handled where they belong. */
const ELSEWHERE: Partial<Record<CommandGroup, { title: string; chords: readonly Chord[] }[]>> = {
  Files: [{ title: 'Read pasted text, JSON or files', chords: [{ key: 'v', command: true }] }],
  Settings: [
    {
      title: 'Step a number; with Shift by ten, with Alt to the double or the half',
      chords: [{ key: 'arrowup' }, { key: 'arrowdown' }],
    },
  ],
};

function Keys({ title, chords }: { title: string; chords: readonly Chord[] }) {
  return (
    <div>
      <dt>
        {chords.map((chord, index) => (
          <span key={index}>
            {index > 0 && <span class="or"> or </span>}
            {keysOf(chord).map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </span>
        ))}
      </dt>
      <dd>{title}</dd>
    </div>
  );
}

export function Shortcuts({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <Sheet open={open} title="Keyboard" wide onClose={onClose}>
      <div class="keys">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {[...COMMANDS.filter((one) => one.group === group), ...(ELSEWHERE[group] ?? [])].map(
                ({ title, chords }) => chords && <Keys key={title} title={title} chords={chords} />,
              )}
            </dl>
          </section>
        ))}
        <section aria-label="In the module tree">
          <h3>In the module tree</h3>
          <dl>
            {TREE_KEYS.map(({ keys, does }) => (
              <Keys key={does} title={does} chords={keys.map((key) => ({ key: key.toLowerCase() }))} />
            ))}
          </dl>
        </section>
      </div>
      <p class="note">On a Mac, Cmd stands for Ctrl. Single letters and digits work outside of text fields.</p>
    </Sheet>
  );
}
