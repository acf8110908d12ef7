import { useState } from 'preact/hooks';
import type { MeasuredComparison, MeasurementSummary } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { fromInput } from '../../worker/collect';
import type { Source } from '../../worker/protocol';
import { Icon } from '../common/icons';
import { Diagnostics, EmptyState, save } from '../common/parts';
import { Bars } from './bars';
import { sorted, toCsv, type Sort } from './model';
import { Rows } from './rows';

const SCRIPT = 'measure_model.py';
// The file of the page's public folder, embedded: the same in every build, also offline and from file://.
const scripts = import.meta.glob<string>('../../../public/measure_model.py', { query: '?raw', import: 'default' });

async function saveScript(): Promise<void> {
  const [load] = Object.values(scripts);
  if (load) save(SCRIPT, await load(), 'text/x-python');
}

interface Props {
  comparison: Loaded<MeasuredComparison>;
  summary: MeasurementSummary | null;
  onFiles(sources: Source[]): void;
  onRuns(runs: number): void;
  onRemove(): void;
  onSelectModule(moduleId: string): void;
}

/** The report held against measured times. */
export function Measured({ comparison, summary, onFiles, onRuns, onRemove, onSelectModule }: Props) {
  if (!summary) return <Empty onFiles={onFiles} />;
  if (comparison.kind === 'failed') return <Diagnostics errors={comparison.errors} label="Faults" />;
  if (comparison.kind !== 'here') return <EmptyState title="Comparing …" />;
  return (
    <Compared
      made={comparison.value}
      onFiles={onFiles}
      onRuns={onRuns}
      onRemove={onRemove}
      onSelectModule={onSelectModule}
    />
  );
}

function Empty({ onFiles }: { onFiles(sources: Source[]): void }) {
  return (
    <EmptyState title="No measured times yet">
      <p>
        Drop a measurement on this page and each predicted time stands beside the measured one. Three kinds are read:
      </p>
      <ul class="measured-kinds">
        <li>
          <b>measurement.json</b>: the whole run, stages and modules, as {SCRIPT} writes them for any PyTorch model.
        </li>
        <li>
          <b>A torch.profiler trace</b> (Chrome trace, also gzipped): by module with <code>with_stack=True</code>, else
          by family of kernels. Call <code>prof.step()</code> after each run.
        </li>
        <li>
          <b>A kernel summary of Nsight Systems</b>:{' '}
          <code>nsys stats --report cuda_gpu_kern_sum --format csv run.nsys-rep</code>.
        </li>
      </ul>
      <div class="toolbar center">
        <Picker onFiles={onFiles} />
        <button type="button" onClick={() => void saveScript()}>
          <Icon name="download" /> {SCRIPT}
        </button>
      </div>
    </EmptyState>
  );
}

function Picker({ onFiles }: { onFiles(sources: Source[]): void }) {
  return (
    <label class="button">
      <Icon name="file" /> Choose a measurement
      <input
        class="visually-hidden"
        type="file"
        multiple
        accept=".json,.gz,.zip,.csv,.txt"
        onChange={(event) => {
          const input = event.currentTarget;
          if (input.files && input.files.length > 0) onFiles(fromInput(input.files));
          setTimeout(() => (input.value = ''));
        }}
      />
    </label>
  );
}

interface ComparedProps extends Omit<Props, 'comparison' | 'summary'> {
  made: MeasuredComparison;
}

function Compared({ made, onFiles, onRuns, onRemove, onSelectModule }: ComparedProps) {
  const { total, stages, modules, families, measurement } = made;
  const [sort, setSort] = useState<Sort | null>(null);
  const [query, setQuery] = useState('');
  const shown = sorted(modules, sort, query);
  const { figure } = total;
  return (
    <section class="measured" aria-label="Measured against predicted">
      <div class="verdicts">
        <div class={`verdict-card ${figure.band === 'inside' ? 'good' : figure.ratio === null ? 'none' : 'warn'}`}>
          <span class="figure-label">Whole run</span>
          <b>
            {format.time(figure.measured?.median_ms)} measured, {format.time(figure.predicted_ms)} predicted
          </b>
          <span class="note">
            {figure.ratio === null ? 'no ratio' : `predicted / measured ${format.ratio(figure.ratio)}`}
            {figure.low_ms !== null &&
              figure.high_ms !== null &&
              `, range ${format.timeRange(figure.low_ms, figure.high_ms)}`}
          </span>
        </div>
        <div class="verdict-card none">
          <span class="figure-label">From</span>
          <b>{made.files.join(', ')}</b>
          <span class="note">
            {format.integer(measurement.runs)} {measurement.runs === 1 ? 'run' : 'runs'}
            {measurement.gpu_name && `, ${measurement.gpu_name}`}
            {measurement.runtime && `, ${measurement.runtime}`}
            {measurement.run_id && `, ${measurement.run_id}`}
          </span>
          {!measurement.runs_known && (
            <label class="note">
              Runs that the file covers{' '}
              <input
                type="number"
                min={1}
                max={1000000}
                value={measurement.runs}
                onChange={(event) => onRuns(Number(event.currentTarget.value))}
              />
            </label>
          )}
        </div>
      </div>
      {made.marks.length > 0 && (
        <ul class="measured-marks">
          {made.marks.map(({ reason, withheld }) => (
            <li key={reason} class={withheld ? 'withheld' : ''}>
              {withheld && <b>No ratio: </b>}
              {reason}
            </li>
          ))}
        </ul>
      )}
      <Bars rows={[...stages, ...families]} />
      <div class="toolbar">
        {modules.length > 0 && (
          <label class="search">
            <Icon name="search" />
            <span class="visually-hidden">Filter modules</span>
            <input
              type="search"
              placeholder="Filter modules, classes, stages"
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </label>
        )}
        <span class="note" role="status">
          {format.integer(modules.length)} of {format.integer(made.report_modules)} modules were measured
        </span>
        <span class="grow" />
        <Picker onFiles={onFiles} />
        <button type="button" class="quiet" onClick={() => void saveScript()}>
          <Icon name="download" /> {SCRIPT}
        </button>
        <button type="button" class="quiet" onClick={() => save('measured.csv', toCsv(made), 'text/csv')}>
          <Icon name="download" /> CSV
        </button>
        <button type="button" class="quiet" onClick={onRemove}>
          Remove
        </button>
      </div>
      <Rows
        label="Stages, predicted and measured"
        rows={sorted([total, ...stages], sort)}
        sort={sort}
        onSort={setSort}
        onSelectModule={onSelectModule}
      />
      {modules.length > 0 && (
        <Rows
          label="Modules, predicted and measured"
          rows={shown.slice(0, MOST_ROWS)}
          sort={sort}
          onSort={setSort}
          onSelectModule={onSelectModule}
        />
      )}
      {shown.length > MOST_ROWS && (
        <p class="note">The first {format.integer(MOST_ROWS)} rows are shown; filter, or save the CSV for all.</p>
      )}
      {families.length > 0 && (
        <Rows
          label="Families of kernels, predicted and measured"
          rows={sorted(families, sort)}
          sort={sort}
          onSort={setSort}
          onSelectModule={onSelectModule}
        />
      )}
      <Unmatched made={made} />
      <ul class="notes">
        {made.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

/** More is not drawn at once: it is for the sheet. */
const MOST_ROWS = 500;

function Unmatched({ made }: { made: MeasuredComparison }) {
  if (made.unmatched_count === 0) return null;
  return (
    <details class="measured-unmatched">
      <summary>{format.integer(made.unmatched_count)} measured parts were found in no part of the report</summary>
      <ul>
        {made.unmatched.map(({ name, class_name, measured_ms }, index) => (
          <li key={index}>
            <code>{name}</code> {class_name && class_name !== name && <span class="note">{class_name}</span>}{' '}
            {format.time(measured_ms)}
          </li>
        ))}
      </ul>
    </details>
  );
}
