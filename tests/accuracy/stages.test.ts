// Whole calls on an H200: how many kernels run, how long they take, what they allocate. Tolerances are what the tables
// and laws reach today; a change that makes them worse shows here.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EngineFacade } from '../../bindings/engine';
import { createNodeEngine } from '../../bindings/node-engine.mjs';
import { errorsOf, stageAccuracy } from '../../scripts/accuracy/stages.mjs';
import { KERNELS, type Inexact } from './stage-tolerances';

type Row = ReturnType<typeof stageAccuracy>[number];
const folder = fileURLToPath(new URL('../fixtures/measured/', import.meta.url));
let engine: EngineFacade;
let rows: Row[] = [];
beforeAll(async () => {
  engine = await createNodeEngine();
  rows = stageAccuracy(engine, folder, 'h200-sxm');
}, 120_000);

const listed = (row: Row, list: readonly Inexact[]): Inexact | undefined =>
  list.find(
    (one) =>
      one.model === row.model &&
      one.workload.test(row.workload) &&
      (one.stage?.test(row.stage) ?? true) &&
      (one.runtime ?? row.runtime) === row.runtime,
  );
const nameOf = (row: Row): string => `${row.model} ${row.workload} ${row.stage} ${row.runtime}`;
const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
};
const absolute = (of: Row[], what: 'time' | 'kernels' | 'peak'): number[] =>
  of.map((row) => Math.abs(errorsOf(row)[what])).filter(Number.isFinite);

test('every kind of call is there', () => {
  expect(rows.length).toBeGreaterThan(200);
  for (const runtime of ['graph', 'compiled', 'eager'])
    expect(rows.filter((row) => row.runtime === runtime).length).toBeGreaterThan(20);
});

test('as many kernels as were measured, within 10 %', () => {
  for (const row of rows) {
    if (!row.kernels) continue;
    const inexact = listed(row, KERNELS);
    const allowed = inexact?.relative ?? 0.1;
    expect
      .soft(Math.abs(errorsOf(row).kernels), `${nameOf(row)}: ${row.predicted_kernels} of ${row.kernels}`)
      .toBeLessThanOrEqual(allowed);
  }
});

test('the list of inexact counts names rows that exist', () => {
  for (const one of KERNELS) expect(rows.some((row) => listed(row, [one]) === one)).toBe(true);
});

describe('times', () => {
  // Medians of |predicted / measured − 1|, with room for changes that help one family and hurt another.
  const limits: [Row['runtime'], number][] = [
    ['graph', 0.12],
    ['compiled', 0.2],
    ['eager', 0.2],
  ];
  test.each(limits)('%s: half of the rows within %s', (runtime, limit) => {
    expect(
      median(
        absolute(
          rows.filter((row) => row.runtime === runtime),
          'time',
        ),
      ),
    ).toBeLessThanOrEqual(limit);
  });
});

test('peaks of models from artifacts: half of them within 10 %', () => {
  const graph = rows.filter((row) => row.runtime === 'graph' && row.peak_bytes !== undefined);
  expect(median(absolute(graph, 'peak'))).toBeLessThanOrEqual(0.1);
});
