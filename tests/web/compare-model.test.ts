import { describe, expect, it } from 'vitest';
import type { ComparedFigure, ReportComparison } from '../../bindings/api';
import { INITIAL, type State } from '../../web/src/state/types';
import { runOfReport } from '../../web/src/state/report-request';
import { entriesOf } from '../../web/src/views/compare/entries';
import { largestDifference, parents, presence, rowsOf, shownRows, unfolded } from '../../web/src/views/compare/model';
import { smallReport } from './fake-engine';

const figure = (a: number | null, b: number | null): ComparedFigure => ({
  values: [a, b],
  differences: [null, a === null || b === null ? null : b - a],
  ratios: [null, a === null || b === null || a === 0 ? null : b / a],
});
const module = (name: string, depth: number, a: number | null, b: number | null) => ({
  ids: [a === null ? null : `m/${name}`, b === null ? null : `m/${name}`],
  name,
  qualified_class_name: `pkg.${name}Class`,
  stage: 'prefill' as const,
  depth,
  figures: [figure(a, b)],
});
const comparison = {
  labels: ['old', 'new'],
  modules: [
    module('root', 0, 100, 90),
    module('vision', 1, 60, 30),
    module('patch', 2, 10, 10),
    module('sam', 2, 50, 20),
    module('decode', 1, 40, 50),
    module('head', 1, null, 10),
    module('clip', 1, 7, null),
  ],
  stages: [{ id: 'prefill', name: 'prefill', figures: [figure(1, 2)] }],
  categories: [{ id: 'linear', name: 'Linear', figures: [figure(null, 2)] }],
} as unknown as ReportComparison;
const rows = rowsOf(comparison, 'module');
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
const ALL = { query: '', onlyDifferent: false };

describe('rows', () => {
  it('say which run lacks them', () => {
    expect(rows.map((row) => presence(row, comparison.labels)?.text ?? '')).toEqual([
      '',
      '',
      '',
      '',
      '',
      'not in old',
      'not in new',
    ]);
    expect(presence(rows[5]!, comparison.labels)?.mark).toBe('added');
    expect(presence(rowsOf(comparison, 'category')[0]!, comparison.labels)?.mark).toBe('added');
    expect(presence(rowsOf(comparison, 'stage')[0]!, comparison.labels)).toBeNull();
  });
  it('keep the order of execution, folded where asked', () => {
    expect(names(unfolded(shownRows(rows, 0, ALL, null), new Set()))).toEqual(names(rows));
    expect(names(unfolded(rows, new Set(['m/vision | m/vision'])))).toEqual([
      'root',
      'vision',
      'decode',
      'head',
      'clip',
    ]);
    expect([...parents(rows)]).toEqual(['m/root | m/root', 'm/vision | m/vision']);
  });
  it('are sorted by the size of the difference, growth and shrinkage alike; what has none goes last', () => {
    const sort = { run: 1, by: 'difference', descending: true } as const;
    expect(names(shownRows(rows, 0, ALL, sort))).toEqual(['vision', 'sam', 'root', 'decode', 'patch', 'head', 'clip']);
    expect(names(shownRows(rows, 0, ALL, { run: 1, by: 'ratio', descending: false })).slice(0, 2)).toEqual([
      'sam',
      'vision',
    ]);
    expect(names(shownRows(rows, 0, ALL, { run: 0, by: 'value', descending: true })).at(-1)).toBe('head');
  });
  it('are filtered by name and class, with those above; and to what differs', () => {
    expect(names(shownRows(rows, 0, { ...ALL, query: 'sam' }, null))).toEqual(['root', 'vision', 'sam']);
    expect(names(shownRows(rows, 0, { query: '', onlyDifferent: true }, null))).not.toContain('patch');
  });
  it('have bars to the scale of the largest difference', () => {
    expect(largestDifference(rows, 0)).toBe(30);
    expect(largestDifference(rows, 7)).toBe(0);
  });
});

describe('which runs', () => {
  const report = smallReport();
  const request = { model: 'deepseek-ocr', workload: 'w', gpu: 'l4', set: {} };
  const done = { request, estimate: { report, settings: [], flags: [], unavailable: [] } };
  const state: State = {
    ...INITIAL,
    run: { kind: 'done', request, last: done },
    baseline: { ...done, request: { ...request, gpu: 'h200-sxm' } },
    runs: [{ label: 'theirs', report: '{}' }],
  };
  const ids = (one: State): string[] => entriesOf(one).map(({ id }) => id);
  it('are the pinned one, the added ones, and the current settings', () =>
    expect(ids(state)).toEqual(['pinned', '0', 'current']));
  it('start with the one that was put first', () =>
    expect(ids({ ...state, lab: { 'compare.first': 'current' } })).toEqual(['current', 'pinned', '0']));
  it('leave the current settings out where they were removed', () =>
    expect(ids({ ...state, lab: { 'compare.current': 'no' } })).toEqual(['pinned', '0']));
  it('of artifacts, a pinned one is its report: the files may be others by now', () => {
    const artifact = { ...state, baseline: { ...done, request: { ...request, model: 'artifact' } } };
    expect(entriesOf(artifact)[0]!.run).toHaveProperty('report');
    expect(entriesOf(state)[0]!.run).toHaveProperty('request');
  });
});

describe('a dropped report', () => {
  const text = JSON.stringify({ ...smallReport(), report_id: 'ours-1234' });
  it.each([
    ['runs/theirs.json', 'theirs'],
    ['h200-abc.report.json', 'h200-abc'],
    ['report.json', 'ours-1234'],
    ['report (2).json', 'ours-1234'],
  ])('%s is called %s', (path, label) => expect(runOfReport({ path, text }).label).toBe(label));
});
