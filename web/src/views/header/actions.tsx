import { useState } from 'preact/hooks';
import type { ReportFiles } from '../../../../bindings/api';
import type { Theme } from '../../state/types';
import { Icon } from '../common/icons';
import { copyText, save } from '../common/parts';
import { zipOf } from './zip';

interface Props {
  canUndo: boolean;
  canRedo: boolean;
  theme: Theme;
  canDownload: boolean;
  onUndo(): void;
  onRedo(): void;
  onTheme(theme: Theme): void;
  onFiles(picked: FileList): void;
  onReset(): void;
  onClearAll(): void;
  onShortcuts(): void;
  onExport(): void;
  onRecent(): void;
  onPalette(): void;
  onReport(): void;
  onPrint(): void;
  /** The address of what is shown. */
  getAddress(): string;
  /** The files of the newest good report. */
  getFiles(): Promise<ReportFiles | null>;
  /** The predicted run as a Chrome trace, with its name. */
  getTrace(): Promise<{ name: string; text: string } | null>;
}

const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_ICON = { system: 'auto', light: 'sun', dark: 'moon' } as const;

export function Actions({
  canUndo,
  canRedo,
  theme,
  canDownload,
  onUndo,
  onRedo,
  onTheme,
  onFiles,
  onReset,
  onClearAll,
  onShortcuts,
  onExport,
  onRecent,
  onPalette,
  onReport,
  onPrint,
  getAddress,
  getFiles,
  getTrace,
}: Props) {
  const [linked, setLinked] = useState(false);
  const link = async (): Promise<void> => {
    await copyText(getAddress());
    setLinked(true);
    setTimeout(() => setLinked(false), 1500);
  };
  return (
    <div class="actions">
      <div class="button-group">
        <button
          type="button"
          class="icon-button"
          disabled={!canUndo}
          onClick={onUndo}
          aria-label="Undo"
          title="Undo (Ctrl+Z)"
        >
          <Icon name="undo" />
        </button>
        <button
          type="button"
          class="icon-button"
          disabled={!canRedo}
          onClick={onRedo}
          aria-label="Redo"
          title="Redo (Ctrl+Shift+Z)"
        >
          <Icon name="redo" />
        </button>
      </div>
      <button
        type="button"
        class="icon-button"
        onClick={onPalette}
        aria-label="Find a command, GPU, workload, view or module"
        title="Find a command, GPU, workload, view or module (Ctrl+K)"
      >
        <Icon name="search" />
      </button>
      <label
        class="button"
        title="TorchInfo files or text, FLOP counts, profiles, reports, zips (Ctrl+O). Or drop them anywhere."
      >
        <Icon name="file" /> Open files
        <input
          id="open-files"
          class="visually-hidden"
          type="file"
          multiple
          accept=".json,.txt,.log,.gz,.zip"
          onChange={(event) => takeInput(event.currentTarget, onFiles)}
        />
      </label>
      <label class="button icon-only" title="A folder of TorchInfo files">
        <Icon name="folder" />
        <span class="visually-hidden">Open a folder</span>
        <input
          class="visually-hidden"
          type="file"
          multiple
          {...{ webkitdirectory: true }}
          onChange={(event) => takeInput(event.currentTarget, onFiles)}
        />
      </label>
      <DownloadMenu
        disabled={!canDownload}
        getFiles={getFiles}
        getTrace={getTrace}
        onReport={onReport}
        onPrint={onPrint}
      />
      <button
        type="button"
        class="icon-button"
        onClick={() => void link()}
        aria-label="Copy a link to these settings"
        title="Copy a link to these settings"
      >
        <Icon name="link" />
        <span class="bubble" role="status">
          {linked ? 'Link copied' : ''}
        </span>
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={() => onTheme(NEXT_THEME[theme])}
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
      >
        <Icon name={THEME_ICON[theme]} />
      </button>
      <details class="menu">
        <summary aria-label="More">
          <Icon name="settings" />
        </summary>
        <div class="menu-body">
          <button type="button" onClick={closing(onRecent)}>
            Recent sessions …
          </button>
          <button type="button" onClick={closing(onExport)}>
            Export or paste your own model …
          </button>
          <button type="button" onClick={closing(onReset)}>
            Back to the built-in example
          </button>
          <button type="button" onClick={closing(onClearAll)}>
            Forget everything in this browser
          </button>
          <button type="button" onClick={closing(onShortcuts)}>
            Keyboard shortcuts ( ? )
          </button>
        </div>
      </details>
    </div>
  );
}

/** Runs an entry of a menu and closes the menu. */
const closing =
  (act: () => void) =>
  (event: Event): void => {
    (event.currentTarget as Element).closest('details')?.removeAttribute('open');
    act();
  };

function takeInput(input: HTMLInputElement, onFiles: (files: FileList) => void): void {
  if (input.files && input.files.length > 0) onFiles(input.files);
  // The list lives with the input: it may be emptied only once the files were copied out.
  setTimeout(() => (input.value = ''));
}

const TYPES: Record<string, string> = {
  json: 'application/json',
  yaml: 'application/yaml',
  csv: 'text/csv',
  md: 'text/markdown',
};
const SINGLE: readonly { path: string; label: string }[] = [
  { path: 'report.json', label: 'Report as JSON' },
  { path: 'report.yaml', label: 'Report as YAML' },
  { path: 'modules.csv', label: 'Modules as CSV' },
  { path: 'layers/summary.md', label: 'Summary as Markdown' },
];
interface DownloadProps {
  disabled: boolean;
  getFiles: Props['getFiles'];
  getTrace: Props['getTrace'];
  onReport(): void;
  onPrint(): void;
}

function DownloadMenu({ disabled, getFiles, getTrace, onReport, onPrint }: DownloadProps) {
  const takeTrace = async (): Promise<void> => {
    const trace = await getTrace();
    if (trace) save(trace.name, trace.text, TYPES['json']!);
  };
  const take = async (path: string | null): Promise<void> => {
    const files = await getFiles();
    if (!files) return;
    if (path === null) {
      save(files.archive_name, await zipOf(files), 'application/zip');
      return;
    }
    const file = files.files.find((one) => one.path === path);
    const stem = files.archive_name.replace(/\.zip$/, '');
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (file) save(`${stem}.${name}`, file.text, TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain');
  };
  return (
    <details class="menu">
      <summary class={`button primary ${disabled ? 'disabled' : ''}`} aria-disabled={disabled}>
        <Icon name="download" /> Download
      </summary>
      <div class="menu-body">
        <button type="button" disabled={disabled} onClick={closing(() => void take(null))}>
          <b>Everything in one zip</b>
        </button>
        <button type="button" disabled={disabled} onClick={closing(onReport)}>
          Live report, one HTML file …
        </button>
        {SINGLE.map(({ path, label }) => (
          <button key={path} type="button" disabled={disabled} onClick={closing(() => void take(path))}>
            {label}
          </button>
        ))}
        <button
          type="button"
          disabled={disabled}
          title="The predicted run in the Chrome trace format: ui.perfetto.dev, speedscope, chrome://tracing"
          onClick={closing(() => void takeTrace())}
        >
          Timeline for Perfetto and speedscope
        </button>
        <button type="button" disabled={disabled} onClick={closing(onPrint)}>
          Print or save as PDF
        </button>
      </div>
    </details>
  );
}
