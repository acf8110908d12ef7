/** Which runs a comparison is of, in which order: pure. */
import { lastOf } from '../../state/types';
import type { ComparedRun } from '../../../../bindings/api';
import { ARTIFACT } from '../../state/models';
import { labValue } from '../../state/lab-form';
import { labelOf } from '../../state/run-label';
import type { Done, State } from '../../state/types';

export interface Entry {
  /** "pinned", "current", or the position of a run of the list. */
  id: string;
  run: ComparedRun;
  kind: 'pinned' | 'current' | 'run' | 'report';
}

/** A question, or the report itself where its model is of files that may have changed. */
const runOf = (label: string, done: Done, current: boolean): ComparedRun =>
  done.request.model === ARTIFACT && !current
    ? { label, report: JSON.stringify(done.estimate.report) }
    : { label, request: done.request };

/** The runs in order, the one that the others are held against first. */
export function entriesOf(state: State): Entry[] {
  const { baseline, runs, run, lab } = state;
  const last = lastOf(run);
  const entries: Entry[] = [];
  if (baseline)
    entries.push({
      id: 'pinned',
      kind: 'pinned',
      run: runOf(`${labelOf(baseline.request, state)} (pinned)`, baseline, false),
    });
  runs.forEach((one, at) => entries.push({ id: String(at), kind: 'request' in one ? 'run' : 'report', run: one }));
  if (last && labValue(lab, 'compare.current') !== 'no')
    entries.push({
      id: 'current',
      kind: 'current',
      run: runOf(`${labelOf(last.request, state)} (current)`, last, true),
    });
  const first = entries.findIndex(({ id }) => id === labValue(lab, 'compare.first'));
  return first > 0 ? [entries[first]!, ...entries.filter((_, at) => at !== first)] : entries;
}
