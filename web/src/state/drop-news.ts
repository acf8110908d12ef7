/** What a drop did, in words. */
import type { FileOutcome, IngestResult } from '../worker/protocol';
import { sentences } from './sentence';
import type { Notice, NoticeAction } from './types';

type News = Omit<Notice, 'id'>;
type Of<K extends FileOutcome['outcome']> = Extract<FileOutcome, { outcome: K }>;
export const pick = <K extends FileOutcome['outcome']>(outcomes: readonly FileOutcome[], kind: K): Of<K>[] =>
  outcomes.filter((one): one is Of<K> => one.outcome === kind);

const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;

const UNDO: NoticeAction = { label: 'Undo', id: 'undo-drop' };

export interface Effect {
  /** Name of the model that was picked because of the drop. */
  picked: string | null;
  /** The artifacts are of the built-in model that is picked: their run and their layers can be looked at instead. */
  builtIn: boolean;
  /** Reports whose settings could not be taken over. */
  unknownReports: readonly string[];
  /** Reports were taken as runs to compare only. */
  onlyRuns: boolean;
  /** The workload was put into force, not only into the list. */
  workloadInForce: boolean;
}

/** What of a model's own files misleads or lacks, where its report is what is shown now. */
function warningsOf(summary: IngestResult['summary'], { picked }: Effect): string[] {
  if (picked === null) return [];
  const titles = (summary?.findings ?? []).filter(({ severity }) => severity !== 'info').map(({ title }) => title);
  return titles.length > 0 ? [`Mind: ${titles.join('; ')}.`] : [];
}

export function newsOf({ outcomes, summary }: IngestResult, dropped: number, effect: Effect): News[] {
  const news: News[] = [];
  const faulty = pick(outcomes, 'faulty');
  for (const { path, errors } of faulty.slice(0, 3))
    news.push({ tone: 'error', title: `${path} was not used`, lines: sentences(errors, 3) });
  const ignored = pick(outcomes, 'ignored').length;
  const used = outcomes.length - faulty.length - ignored;
  if (used === 0) {
    if (faulty.length === 0)
      news.push({
        tone: 'error',
        title: 'Nothing to read',
        lines: [
          `Expected TorchInfo files or text, FLOP counts, profiles or reports, got ${files(dropped)} of other kinds.`,
        ],
      });
    return news;
  }
  const artifacts = pick(outcomes, 'artifact');
  const lines = [
    ...artifacts.map((one) => `${one.path}: ${one.contributed}`),
    ...pick(outcomes, 'measurement').map((one) => `${one.path}: ${one.contributed}`),
    ...pick(outcomes, 'gpu').map((one) => `${one.path}: the GPU ${one.profile.name}, now picked`),
    ...pick(outcomes, 'workload').map(
      (one) =>
        `${one.path}: the workload ${one.profile.profile_id}, ${effect.workloadInForce ? 'now picked' : 'for the built-in models'}`,
    ),
    ...pick(outcomes, 'report').map((one) =>
      effect.onlyRuns
        ? `${one.path}: a report, now a run of the comparison`
        : effect.unknownReports.includes(one.path)
          ? `${one.path}: a report of a model that is not loaded; its settings were left out, it can be compared`
          : `${one.path}: a report; its settings were taken over, and it is a run to compare`,
    ),
    ...warningsOf(summary, effect),
    ...(ignored > 0 ? [`${files(ignored)} of other kinds left out`] : []),
  ];
  const actions: NoticeAction[] = [];
  if (artifacts.length > 0 && effect.builtIn) {
    if (Object.keys(summary?.suggested_set ?? {}).length > 0)
      actions.push({ label: 'Use the settings of its run', id: 'apply-suggested' });
    if (summary?.model) actions.push({ label: 'As recorded', id: 'as-recorded' });
  }
  if (effect.picked) actions.push({ label: 'What was read', id: 'open-artifacts' });
  if (!effect.onlyRuns && pick(outcomes, 'report').length > 0) actions.push({ label: 'Compare', id: 'open-compare' });
  news.push({
    tone: 'good',
    title: effect.picked ? `${effect.picked} is picked` : `${files(used)} read`,
    lines: lines.slice(0, 8),
    actions: [...actions, UNDO],
  });
  return news;
}
