/**
 * What keys and the palette do: one table. `useShortcuts` carries it out, the keyboard sheet and the palette show it.
 */
import type { Controller } from '../state/controller';
import { TABS, type State, type Tab } from '../state/types';
import { save } from './common/parts';
import { zipOf } from './header/zip';

export type CommandGroup = 'Files' | 'Settings' | 'Move' | 'Views' | 'Page';

/** A key as `KeyboardEvent.key` names it, lower case. `command` is Ctrl, on a Mac Cmd. */
export interface Chord {
  key: string;
  command?: boolean;
  shift?: boolean;
}
export interface Command {
  id: string;
  title: string;
  group: CommandGroup;
  chords?: readonly Chord[];
  /** Also while a text field has the focus. */
  inFields?: boolean;
  /** Only keys: the palette does not list it. */
  keysOnly?: boolean;
  enabled?(state: State): boolean;
  run(controller: Controller): void;
}

export const TAB_TITLES: Record<Tab, string> = {
  modules: 'Modules',
  icicle: 'Icicle',
  roofline: 'Roofline',
  categories: 'Categories',
  memory: 'Memory',
  compare: 'Compare',
  sweep: 'Sweep',
  solve: 'Solve',
  coverage: 'Coverage',
  verify: 'Verify',
  measured: 'Measured',
  docs: 'Layer docs',
  artifacts: 'Artifacts',
  gpu: 'GPU',
};

/** Charts listen for it: everything is to be in view again. */
export const FIT = 'modelmeter:fit';

const answered = ({ run }: State): boolean => run.kind !== 'idle' && run.last !== null;
const ctrl = (key: string, shift = false): Chord => ({ key, command: true, ...(shift ? { shift } : {}) });

const openMenu = (): Element | null => document.querySelector('details.menu[open]');

const views: Command[] = TABS.map((tab, index) => ({
  id: `view.${tab}`,
  title: TAB_TITLES[tab],
  group: 'Views',
  ...(index < 9 ? { chords: [{ key: String(index + 1) }] } : {}),
  run: (controller) => controller.show(tab),
}));

export const COMMANDS: readonly Command[] = [
  {
    id: 'palette',
    title: 'Find any command, GPU, workload, view or module',
    group: 'Move',
    chords: [ctrl('k')],
    inFields: true,
    keysOnly: true,
    run: ({ store }) => store.patch({ sheet: 'palette' }),
  },
  {
    id: 'find',
    title: 'Search in the view, or the module tree',
    group: 'Move',
    chords: [{ key: '/' }, { key: 'f' }],
    run: focusSearch,
  },
  {
    id: 'fit',
    title: 'Show all of a chart again',
    group: 'Move',
    chords: [{ key: '0' }],
    keysOnly: true,
    run: () => void document.dispatchEvent(new CustomEvent(FIT)),
  },
  {
    id: 'close',
    title: 'Clear a search, close a menu or the module’s panel',
    group: 'Move',
    chords: [{ key: 'escape' }],
    keysOnly: true,
    enabled: (state) => openMenu() !== null || state.selectedId !== null,
    run: (controller) => {
      const menu = openMenu();
      if (menu) closeMenu(menu);
      else controller.select(null);
    },
  },
  {
    id: 'open',
    title: 'Open files',
    group: 'Files',
    chords: [ctrl('o')],
    inFields: true,
    run: () => document.getElementById('open-files')?.click(),
  },
  {
    id: 'save-zip',
    title: 'Download everything as a zip',
    group: 'Files',
    chords: [ctrl('s')],
    inFields: true,
    enabled: answered,
    run: (controller) => void saveAll(controller),
  },
  {
    id: 'recent',
    title: 'Recent sessions',
    group: 'Files',
    run: ({ store }) => store.patch({ sheet: 'recent' }),
  },
  {
    id: 'export',
    title: 'Export or paste your own model',
    group: 'Files',
    run: ({ store }) => store.patch({ exportOpen: true }),
  },
  {
    id: 'undo',
    title: 'Undo a setting, or the drop before it',
    group: 'Settings',
    chords: [ctrl('z')],
    enabled: (state) => state.past.length > 0 || state.dropUndo !== null,
    run: (controller) => controller.undo(),
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Settings',
    chords: [ctrl('z', true), ctrl('y')],
    enabled: (state) => state.future.length > 0,
    run: (controller) => controller.redo(),
  },
  {
    id: 'pin',
    title: 'Pin the run as the baseline, or unpin it',
    group: 'Settings',
    chords: [{ key: 'b' }],
    enabled: (state) => answered(state) || state.baseline !== null,
    run: ({ store, runs }) => (store.get().baseline ? runs.unpin() : runs.pin()),
  },
  {
    id: 'reset-settings',
    title: 'Reset all settings to the workload’s',
    group: 'Settings',
    enabled: (state) => Object.keys(state.request.set).length > 0,
    run: (controller) => controller.resetSettings(),
  },
  {
    id: 'example',
    title: 'Back to the built-in example',
    group: 'Settings',
    run: (controller) => controller.reset(),
  },
  ...views,
  {
    id: 'bytes',
    title: 'Switch between GB and GiB',
    group: 'Page',
    run: (controller) =>
      controller.prefer({
        byteUnits: controller.store.get().preferences.byteUnits === 'decimal' ? 'binary' : 'decimal',
      }),
  },
  {
    id: 'work-units',
    title: 'Switch between FLOP and MAC for matrix work',
    group: 'Page',
    run: (controller) =>
      controller.prefer({ workUnits: controller.store.get().preferences.workUnits === 'flop' ? 'mac' : 'flop' }),
  },
  {
    id: 'theme',
    title: 'Switch between light and dark',
    group: 'Page',
    run: (controller) =>
      controller.prefer({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }),
  },
  {
    id: 'settings',
    title: 'Show or hide the settings',
    group: 'Page',
    run: (controller) => controller.prefer({ settingsOpen: !controller.store.get().preferences.settingsOpen }),
  },
  {
    id: 'forget',
    title: 'Forget everything in this browser',
    group: 'Page',
    run: (controller) => controller.clearAll(),
  },
  {
    id: 'keys',
    title: 'Keyboard shortcuts',
    group: 'Page',
    chords: [{ key: '?' }],
    run: ({ store }) => store.patch({ shortcutsOpen: true }),
  },
];

/** The command of a key press; `typing` while a text field has the focus. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  typing: boolean,
  state: State,
): Command | null {
  if (event.altKey) return null;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  const fits = (chord: Chord): boolean =>
    chord.key === key &&
    (chord.command ?? false) === command &&
    // Which keys need Shift for a "?" depends on the keyboard.
    (!command || (chord.shift ?? false) === event.shiftKey);
  const found = COMMANDS.find(({ chords }) => chords?.some(fits));
  if (!found || (typing && !found.inFields)) return null;
  return found.enabled?.(state) === false ? null : found;
}

export function closeMenu(menu: Element): void {
  const hadFocus = menu.contains(document.activeElement);
  menu.removeAttribute('open');
  if (hadFocus) menu.querySelector('summary')?.focus();
}

function focusSearch(controller: Controller): void {
  const search = (): HTMLInputElement | null => document.querySelector('[role=tabpanel] input[type=search]');
  if (search()) return search()!.focus();
  controller.show('modules');
  requestAnimationFrame(() => requestAnimationFrame(() => search()?.focus()));
}

async function saveAll(controller: Controller): Promise<void> {
  const files = await controller.answers.filesForDownload();
  if (files) save(files.archive_name, await zipOf(files), 'application/zip');
}
