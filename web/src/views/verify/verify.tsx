import { useMemo, useState } from 'preact/hooks';
import type { Verification } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import type { Source } from '../../worker/protocol';
import { Icon } from '../common/icons';
import { copyText, Diagnostics, EmptyState, save } from '../common/parts';
import { fromInput } from '../../worker/collect';
import { MEASURES, shownRows, toCsv, toTsv, verdictOf, verdictText, type VerifySort } from './model';
import { VerifyTable } from './verify-table';

interface Props {
  verification: Loaded<Verification>;
  /** Files are loaded to hold the report against. */
  hasFiles: boolean;
  /** Name of the artifacts' own model where another is picked: only its report can be compared row by row. */
  notPicked: string | null;
  onAsRecorded(): void;
  onFiles(sources: Source[]): void;
  onExport(): void;
  onSelectModule(moduleId: string): void;
}

/** The report held against figures that others counted. */
export function Verify({ verification, hasFiles, notPicked, onAsRecorded, onFiles, onExport, onSelectModule }: Props) {
  if (!hasFiles) {
    return (
      <EmptyState title="Nothing to hold the report against yet">
        <p>
          Load a model’s TorchInfo files and its parameters are compared with the report’s, module by module; load a
          FLOP-counter file as well and so are its matrix FLOPs. The exporter writes both.
        </p>
        <div class="toolbar center">
          <CounterPicker onFiles={onFiles} label="Choose files" />
          <button type="button" onClick={onExport}>
            How to export
          </button>
        </div>
      </EmptyState>
    );
  }
  if (notPicked !== null) {
    return (
      <EmptyState title="A built-in model is picked">
        <p>
          What the files recorded is compared with the model that they make: the same modules, the same run. How the
          built-in model’s parameters agree with them stands under Artifacts.
        </p>
        <div class="toolbar center">
          <button type="button" onClick={onAsRecorded}>
            Verify {notPicked}
          </button>
        </div>
      </EmptyState>
    );
  }
  if (verification.kind === 'failed') return <Diagnostics errors={verification.errors} label="Faults" />;
  if (verification.kind !== 'here') return <EmptyState title="Comparing …" />;
  return (
    <Comparison
      verification={verification.value}
      onFiles={onFiles}
      onExport={onExport}
      onSelectModule={onSelectModule}
    />
  );
}

function CounterPicker({ label, onFiles }: { label: string; onFiles(sources: Source[]): void }) {
  return (
    <label class="button">
      <Icon name="file" /> {label}
      <input
        class="visually-hidden"
        type="file"
        multiple
        accept=".json,.gz,.zip,.txt"
        onChange={(event) => {
          const input = event.currentTarget;
          if (input.files && input.files.length > 0) onFiles(fromInput(input.files));
          setTimeout(() => (input.value = ''));
        }}
      />
    </label>
  );
}

function Comparison({
  verification,
  onFiles,
  onExport,
  onSelectModule,
}: {
  verification: Verification;
  onFiles(sources: Source[]): void;
  onExport(): void;
  onSelectModule(moduleId: string): void;
}) {
  const { rows, counter, artifact, notes } = verification;
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const [fullDigits, setFullDigits] = useState(false);
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<VerifySort | null>(null);
  const [copied, setCopied] = useState(false);
  const shown = useMemo(() => shownRows(rows, { onlyDifferences, query, sort }), [rows, onlyDifferences, query, sort]);
  const listed = rows[0] ? [rows[0], ...shown] : shown;
  const copy = async (): Promise<void> => {
    await copyText(toTsv(listed));
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <section class="verify" aria-label="Verification">
      <div class="verdicts">
        {MEASURES.slice(0, 2).map(({ id, title }) => {
          const verdict = verdictOf(rows, id);
          const tone = verdict.compared === 0 ? 'none' : verdict.differing === 0 ? 'good' : 'warn';
          const file = id === 'parameters' ? artifact : counter;
          return (
            <div key={id} class={`verdict-card ${tone}`}>
              <span class="figure-label">{title}</span>
              <b>{verdictText(rows, id)}</b>
              {file && <span class="note">against {file}</span>}
              {id === 'matrix_flops' && counter === null && (
                <>
                  <span class="note">
                    No FLOP-counter file is loaded. The exporter writes flops.json with <code>--flops</code>; drop it on
                    this page.
                  </span>
                  <div class="toolbar">
                    <CounterPicker onFiles={onFiles} label="Choose a FLOP-counter file" />
                    <button type="button" onClick={onExport}>
                      How to make one
                    </button>
                  </div>
                </>
              )}
            </div>
          );
        })}
      </div>
      <div class="toolbar">
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">Filter modules</span>
          <input
            type="search"
            placeholder="Filter modules, classes"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlyDifferences}
            onChange={(event) => setOnlyDifferences(event.currentTarget.checked)}
          />
          Only differences
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={fullDigits}
            onChange={(event) => setFullDigits(event.currentTarget.checked)}
          />
          Full digits
        </label>
        <span class="note" role="status">
          {format.integer(shown.length)} of {format.integer(Math.max(0, rows.length - 1))} modules
        </span>
        <span class="grow" />
        <button type="button" class="quiet" onClick={() => void copy()} title="The rows shown, for a spreadsheet">
          <Icon name="copy" /> <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => save('verification.csv', toCsv(listed), 'text/csv')}
          title="The rows shown, with full figures"
        >
          <Icon name="download" /> CSV
        </button>
      </div>
      <VerifyTable
        root={rows[0] ?? null}
        rows={shown}
        inOrder={sort === null && !onlyDifferences && query.trim() === ''}
        fullDigits={fullDigits}
        sort={sort}
        onSort={setSort}
        onSelectModule={onSelectModule}
      />
      {shown.length === 0 && rows.length > 1 && (
        <EmptyState title={onlyDifferences && query === '' ? 'No module differs' : 'No module matches'} />
      )}
      <ul class="notes">
        <li>{MEASURES[2]!.help}</li>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
