import { useMemo, useState } from 'preact/hooks';
import type { ComparedRun } from '../../../../bindings/api';
import { labValue } from '../../state/lab-form';
import { modelOf } from '../../state/models';
import { requestKey } from '../../state/request';
import { MOST_RUNS } from '../../state/runs';
import { fromInput } from '../../worker/collect';
import type { Source } from '../../worker/protocol';
import { Choice } from '../charts/common/frame';
import { Icon } from '../common/icons';
import { Diagnostics, EmptyState, save } from '../common/parts';
import { useAnswer } from '../lab/answer';
import type { LabProps } from '../lab/lab';
import { metricName } from '../lab/figure-text';
import { CompareTable } from './compare-table';
import { Context } from './context';
import { entriesOf } from './entries';
import { rowsOf, type By } from './model';
import { RunList } from './run-list';
import { Totals } from './totals';

const BY = [
  { id: 'module', label: 'modules' },
  { id: 'stage', label: 'stages' },
  { id: 'category', label: 'categories' },
] as const;

const keyOf = (run: ComparedRun): string =>
  'request' in run
    ? `${run.label} ${requestKey(run.request)}`
    : `${run.label} ${run.report.length} ${hash(run.report)}`;

/** FNV-1a: tells reports of one length apart. */
function hash(text: string): number {
  let value = 2166136261;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 16777619);
  return value >>> 0;
}

/** Runs side by side: what differs in the question, in the totals, and stage by stage, module by module, category by category. */
export function Compare({ state, controller, engines, onFiles }: LabProps & { onFiles(sources: Source[]): void }) {
  const { lab: form, preferences } = state;
  const entries = entriesOf(state);
  const runs = entries.map(({ run }) => run);
  const key = JSON.stringify(runs.map(keyOf));
  const enough = runs.length >= 2;
  const answer = useAnswer(key, enough ? () => engines.call('compareRuns', runs) : null);
  const comparison = enough ? answer.value : null;
  const by = (BY.find(({ id }) => id === labValue(form, 'compare.by'))?.id ?? 'module') as By;
  const rows = useMemo(() => (comparison ? rowsOf(comparison, by) : []), [comparison, by]);
  const metrics = comparison?.work_metrics ?? [];
  const metric = Math.max(
    0,
    metrics.findIndex((one) => one.key === labValue(form, 'compare.metric')),
  );
  const [failed, setFailed] = useState('');
  const download = async (format: 'csv' | 'md'): Promise<void> => {
    const reply = await engines.call('comparisonText', runs, format);
    if (reply.ok) save(`comparison.${format}`, reply.value, format === 'csv' ? 'text/csv' : 'text/markdown');
    setFailed(reply.ok ? '' : 'The comparison could not be written.');
  };
  return (
    <section class="lab compare" aria-label="Compare">
      <RunList
        entries={entries}
        full={runs.length >= MOST_RUNS + 2}
        gpus={state.gpus}
        model={modelOf(state, state.request.model)}
        workloads={state.catalog?.workloads ?? []}
        request={state.request}
        withCurrent={labValue(form, 'compare.current') !== 'no'}
        onCurrent={(on) => controller.setLab({ 'compare.current': on ? 'yes' : 'no' })}
        onKeepCurrent={() => void controller.runs.addCurrent()}
        onAdd={(request) => void controller.runs.addRequest(request)}
        onFiles={(files) => onFiles(fromInput(files))}
        onRemove={(entry) => {
          if (entry.kind === 'pinned') controller.runs.unpin();
          else if (entry.kind === 'current') controller.setLab({ 'compare.current': 'no' });
          else controller.runs.remove(Number(entry.id));
          // Positions move up: the first is then the first again.
          controller.setLab({ 'compare.first': '' });
        }}
        onFirst={(entry) => controller.setLab({ 'compare.first': entry.id })}
        onOpen={(entry) => 'request' in entry.run && controller.ask(entry.run.request)}
      />
      {!enough && (
        <EmptyState title={runs.length === 0 ? 'No run to compare yet' : 'One run: add what to hold against it'}>
          Pin the current run and change a setting, add another GPU or precision above, or drop somebody’s report.json
          here.
        </EmptyState>
      )}
      {answer.errors.length > 0 && enough && (
        <div class="banner bad" role="alert">
          <div>
            <b>These cannot be compared.</b>
            <Diagnostics errors={answer.errors} label="Why not" />
          </div>
        </div>
      )}
      {comparison && answer.errors.length === 0 && (
        <div class={answer.fresh ? '' : 'waiting'} aria-busy={!answer.fresh}>
          <Context comparison={comparison} />
          <Totals comparison={comparison} byteUnits={preferences.byteUnits} />
          <div class="toolbar compare-tools">
            <Choice label="By" options={BY} value={by} onChange={(id) => controller.setLab({ 'compare.by': id })} />
            <label class="choice">
              <span class="choice-label">Figure</span>
              <select
                value={metrics[metric]?.key ?? ''}
                onChange={(event) => controller.setLab({ 'compare.metric': event.currentTarget.value })}
              >
                {metrics.map((one) => (
                  <option key={one.key} value={one.key}>
                    {metricName(one)}
                  </option>
                ))}
              </select>
            </label>
            <span class="grow" />
            <button type="button" class="quiet" onClick={() => void download('csv')}>
              <Icon name="download" /> CSV
            </button>
            <button type="button" class="quiet" onClick={() => void download('md')}>
              <Icon name="download" /> Markdown
            </button>
          </div>
          {failed && <p class="field-fault">{failed}</p>}
          {metrics[metric] && (
            <CompareTable
              key={by}
              rows={rows}
              labels={comparison.labels}
              metric={metric}
              about={metrics[metric]}
              withheld={comparison.marks.some(({ withheld }) => withheld.includes(metrics[metric]!.group))}
              byteUnits={preferences.byteUnits}
            />
          )}
        </div>
      )}
    </section>
  );
}
