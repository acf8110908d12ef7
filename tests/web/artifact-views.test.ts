// What the views of a model from artifacts select: groups, recognised modules, parts of the bar, what may be kept.
import { describe, expect, it } from 'vitest';
import type { AnalyticModelReport, AnalyticModuleNode, ArtifactSummary } from '../../bindings/api';
import { newsOf, type Effect } from '../../web/src/state/drop-news';
import { MOST_BYTES, small } from '../../web/src/state/vault';
import { recognisedBy } from '../../web/src/views/coverage/recognised';
import { partsOf } from '../../web/src/views/headline/parts';
import { firstLevel, grouping, treeOf } from '../../web/src/views/tree/model';
import { pastedSource } from '../../web/src/worker/collect';
import { smallReport } from './fake-engine';

/** The small report with these changes of its modules. */
const changed = (changes: Record<string, Partial<AnalyticModuleNode>>): AnalyticModelReport => {
  const report = smallReport();
  return {
    ...report,
    modules: report.modules.map((one) => ({ ...one, ...changes[one.module_id] })),
  };
};
const rule = { rule: 'separate-qkv', title: 'Separate projections', evidence: [], assumptions: [] };

describe('groups of equal modules', () => {
  const tree = treeOf(
    changed({
      'm/first': { name: 'first', instance: 'layers.{0-11}', repetition: 'for', repetition_count: 12 },
      'm/first/attn': { instance: 'layers.{0-11}.attn' },
      'm/first/mlp': { name: 'Norm norm{1-2}', instance: 'layers.{0-11}.norm{1-2}' },
    }),
  );
  const of = (id: string): string => grouping(tree.byId.get(id)!);
  it('show their pattern where they begin, and not again below', () => {
    expect(of('m/first')).toBe('layers.{0-11}');
    expect(of('m/first/attn')).toBe('');
  });
  it('nor where the name says it already', () => expect(of('m/first/mlp')).toBe(''));
});

describe('recognised modules', () => {
  it('are counted with the groups they stand in', () => {
    const found = recognisedBy(
      changed({
        'm/first': { repetition: 'for', repetition_count: 12 },
        'm/first/attn': { instance: 'layers.{0-11}.attn', recognition: rule },
        'm/second': { recognition: rule },
      }),
    );
    expect(found.get('separate-qkv')).toEqual([
      { moduleId: 'm/first/attn', instance: 'layers.{0-11}.attn', instances: 12 },
      { moduleId: 'm/second', instance: 'second', instances: 1 },
    ]);
  });
});

describe('the parts of the bar', () => {
  const names = (report: AnalyticModelReport): string[] => partsOf(treeOf(report)).parts.map((part) => part.node.id);
  /** The small report where `first` takes this share of 10 ms. */
  const withFirst = (time: number, changes: Record<string, Partial<AnalyticModuleNode>> = {}): AnalyticModelReport => {
    const report = changed(changes);
    const times: Record<string, number> = { 'm/first': time, 'm/second': 10 - time };
    return {
      ...report,
      module_metrics: report.module_metrics.map((one) => ({
        ...one,
        total_time_ms: times[one.module_id] ?? one.total_time_ms,
      })),
    };
  };
  it('are the children of the root', () => expect(names(withFirst(5))).toEqual(['m/first', 'm/second']));
  it('a module that dominates is shown by its children', () =>
    expect(names(withFirst(9))).toEqual(['m/first/attn', 'm/first/mlp', 'm/second']));
  it('but stages stay whole', () =>
    expect(names(withFirst(9, { 'm/second': { stage: 'decode' } }))).toEqual(['m/first', 'm/second']));
  it('beyond twelve the small ones are only counted', () => {
    const report = smallReport();
    const many = Array.from({ length: 30 }, (_, index) => `m/${index}`);
    const crowd: AnalyticModelReport = {
      ...report,
      modules: [
        { ...report.modules[0]!, children: many },
        ...many.map((id) => ({ ...report.modules[4]!, module_id: id, name: id })),
      ],
      module_metrics: [
        report.module_metrics[0]!,
        ...many.map((id, index) => ({ ...report.module_metrics[4]!, module_id: id, total_time_ms: index })),
      ],
    };
    const { parts, rest } = partsOf(treeOf(crowd));
    // In the order of execution, the slowest ones: 19 to 29.
    expect(parts.map((part) => part.node.id)).toEqual(many.slice(19));
    expect(rest).toBe(19);
  });
});

it('a module that only wraps others is opened at first, so that something is to be seen', () => {
  const report = smallReport();
  const chain = ['m', 'm/a', 'm/a/b', 'm/a/b/c', 'm/a/b/c/d'];
  const wrapped = chain.map((id, index) => ({
    ...report.modules[0]!,
    module_id: id,
    parent_id: chain[index - 1] ?? null,
    children: chain.slice(index + 1, index + 2),
  }));
  expect(firstLevel(treeOf({ ...report, modules: wrapped }))).toBe(4);
  expect(firstLevel(treeOf(report))).toBe(2);
});

describe('pasted text', () => {
  it('is JSON or a table by how it begins', () => {
    expect(pastedSource('  {"a": 1}').path).toBe('pasted.json');
    expect(pastedSource('====\nLayer (type)').path).toBe('pasted.txt');
  });
});

describe('files kept for a reload', () => {
  const sized = (bytes: number) => ({ path: 'x', file: { size: bytes } as Blob });
  it('are left out together where they are too large', () => {
    expect(small([sized(MOST_BYTES - 1), sized(1)])).toBe(true);
    expect(small([sized(MOST_BYTES), sized(1)])).toBe(false);
  });
});

describe('the news of a drop', () => {
  const effect: Effect = { picked: null, builtIn: false, unknownReports: [], onlyRuns: false, workloadInForce: true };
  const told = (outcomes: Parameters<typeof newsOf>[0]['outcomes'], change: Partial<Effect> = {}) =>
    newsOf({ outcomes, summary: null, measurements: null, cancelled: false, accepted: [] }, outcomes.length, {
      ...effect,
      ...change,
    });
  it('names each fault, and nothing good where there is none', () => {
    const [news, ...rest] = told([
      { path: 'a.txt', outcome: 'faulty', errors: [{ path: 'line 3', expected: 'a row', got: 'x' }] },
    ]);
    expect(news).toEqual({ tone: 'error', title: 'a.txt was not used', lines: ['line 3: expected a row, got x'] });
    expect(rest).toEqual([]);
  });
  it('says where a report’s settings could not be taken over', () => {
    const [news] = told([{ path: 'r.json', outcome: 'report', text: '', flags: [] }], { unknownReports: ['r.json'] });
    expect(news!.lines).toEqual([
      'r.json: a report of a model that is not loaded; its settings were left out, it can be compared',
    ]);
  });
  it('says what in the files of a picked model is to be minded', () => {
    const findings = [
      { severity: 'warning', title: 'The text table is not whole' },
      { severity: 'info', title: 'Modules that run several times' },
    ];
    const [news] = newsOf(
      {
        outcomes: [{ path: 's.txt', outcome: 'artifact', kind: 'summary', contributed: '3 rows' }],
        summary: { findings } as unknown as ArtifactSummary,
        measurements: null,
        cancelled: false,
        accepted: [],
      },
      1,
      { ...effect, picked: 'Tower (from artifacts)' },
    );
    expect(news!.lines).toEqual(['s.txt: 3 rows', 'Mind: The text table is not whole.']);
  });
  it('can always be undone', () => {
    const [news] = told([{ path: 'l.json', outcome: 'artifact', kind: 'layers', contributed: '3 rows' }], {
      picked: 'Tower (from artifacts)',
    });
    expect(news!.actions!.map((one) => one.id)).toEqual(['open-artifacts', 'undo-drop']);
  });
});
