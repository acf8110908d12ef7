import { describe, expect, it } from 'vitest';
import type { Metric, ModelInfo, SweepRow } from '../../bindings/api';
import type { SweepResult } from '../../web/src/worker/pool';
import { firstPreset, presetsFor, variablesOf } from '../../web/src/views/sweep/fields';
import { failings, linesOf, multiplies, requestAt, targetsOf } from '../../web/src/views/sweep/model';
import { colourAt } from '../../web/src/views/sweep/ramp';
import { figureText, numberText } from '../../web/src/views/lab/figure-text';
import { field } from './fake-engine';

const metric = (key: string, unit = 'ms', kind: Metric['kind'] = 'number'): Metric => ({
  key,
  label: key,
  unit,
  kind,
  help: '',
  smaller_is_better: true,
});
const METRICS = [
  metric('seq_len', 'tokens', 'count'),
  metric('ttft_ms'),
  metric('tpot_ms'),
  metric('fits', '', 'flag'),
];
const row = (at: SweepRow['at'], seq: number, ttft: number, tpot: number | null, fits: boolean): SweepRow => ({
  at,
  figures: [seq, ttft, tpot, fits],
});
const axis = (key: string, values: SweepRow['at'], numeric: boolean) => ({
  key,
  label: key,
  unit: '',
  numeric,
  values,
});

/** Batch 1, 2, 4 on two GPUs: the first axis is the slow one. */
const result = (follows = false): SweepResult => ({
  request: { model: 'm', workload: 'w', gpu: 'g', set: { weights: 'fp8' }, vary: [] },
  plan: {
    points: 6,
    axes: [axis('batch_size', [1, 2, 4], true), axis('gpu', ['a', 'b'], false)],
    metrics: METRICS,
    notes: [],
    prompt_follows_image: follows,
  },
  rows: [
    row([1, 'a'], 100, 10, 3, true),
    row([1, 'b'], 100, 20, 6, true),
    row([2, 'a'], 100, 15, 4, true),
    { at: [2, 'b'], figures: [], errors: [{ path: 'gpu', expected: 'x', got: 'y' }] },
    row([4, 'a'], 100, 25, null, false),
    undefined,
  ],
  done: 5,
  seconds: 1,
  workers: 1,
  cancelled: true,
});
const ANY = { ttftMs: null, tpotMs: null, fit: true };

describe('lines of a sweep', () => {
  const lines = linesOf(result(), 'ttft_ms', ANY);
  it('run along the first axis, one for each value of the second', () => {
    expect(lines.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(lines[0]!.points.map(({ at, y }) => [at[0], y])).toEqual([
      [1, 10],
      [2, 15],
      [4, 25],
    ]);
  });
  it('have a gap where a point cannot be, and end where the sweep was cancelled', () => {
    expect(lines[1]!.points.map(({ y }) => y)).toEqual([20, null]);
    expect(lines[1]!.points.map(({ index }) => index)).toEqual([1, 3]);
  });
});

describe('what a point misses', () => {
  it('is told in words; a bound that is met exactly is met', () => {
    const targets = { ttftMs: 20, tpotMs: 5, fit: true };
    expect(failings([100, 20, 5, true], METRICS, targets)).toEqual([]);
    expect(failings([100, 20.1, 6, false], METRICS, targets)).toEqual([
      'does not fit',
      'TTFT over 20 ms',
      'TPOT over 5 ms',
    ]);
  });
  it('is nothing where nothing is asked', () =>
    expect(failings([100, 1e9, 1e9, false], METRICS, { ttftMs: null, tpotMs: null, fit: false })).toEqual([]));
  it('comes from text: no number above zero is no target', () => {
    expect(targetsOf({ 'target.ttft': ' 200 ', 'target.tpot': '-1', 'target.fit': 'no' })).toEqual({
      ttftMs: 200,
      tpotMs: null,
      fit: false,
    });
    expect(targetsOf({ 'target.ttft': 'soon' })).toEqual(ANY);
  });
});

describe('the question of a point', () => {
  it('is the one that was swept, with the values of its place', () =>
    expect(requestAt(result(), result().rows[2]!)).toEqual({
      model: 'm',
      workload: 'w',
      gpu: 'a',
      set: { weights: 'fp8', batch_size: 2 },
    }));
  it('sets the prompt where it follows the image', () =>
    expect(requestAt(result(true), result().rows[0]!).set).toEqual({ weights: 'fp8', batch_size: 1, seq_len: 100 }));
});

describe('axes', () => {
  it('are logarithmic by themselves where each value is a multiple of the one before', () => {
    expect(multiplies([1, 2, 4, 8])).toBe(true);
    expect(multiplies([512, 1024, 1536, 2048])).toBe(false);
    expect(multiplies(['a', 'b', 'c'])).toBe(false);
    expect(multiplies([0, 1, 2, 4])).toBe(false);
  });
  it('offer what the engine can vary, with values to start from', () => {
    const model = {
      fields: [
        field({ key: 'batch_size', label: 'Batch', minimum: 1, maximum: 4096 }),
        field({ key: 'runtime', label: 'Runtime', type: 'choice', group: 'execution' }),
        field({ key: 'base_size', label: 'View', minimum: 64, maximum: 4096, step: 16 }),
      ],
    } as unknown as ModelInfo;
    expect(variablesOf(model, 1).map(({ key }) => key)).toEqual([
      'gpu',
      'precision',
      'batch_size',
      'runtime',
      'base_size',
    ]);
    expect(variablesOf(model, 3).map(({ key }) => key)).toContain('workload');
    const inForce = [{ key: 'batch_size', value: 8, origin: 'request' as const }];
    expect(firstPreset('batch_size', model, inForce)).toBe('1..64:x2');
    expect(presetsFor('batch_size', model, inForce).map(({ values }) => values)).toContain('2..32:2');
    expect(firstPreset('runtime', model, inForce)).toBe('all');
    expect(firstPreset('base_size', model, inForce)).toBe('512..1280:128');
  });
});

describe('figures', () => {
  it('read in the unit that their metric says', () => {
    expect(numberText(1.5e9, { unit: 'bytes' }, 'decimal')).toBe('1.50\u00a0GB');
    expect(numberText(-1.5e9, { unit: 'bytes' }, 'decimal')).toBe('\u22121.50\u00a0GB');
    expect(numberText(0.25, { unit: 'ms' }, 'decimal')).toBe('250\u00a0µs');
    expect(numberText(3.2, { unit: 'pages/s' }, 'decimal')).toBe('3.20\u00a0page/s');
    expect(numberText(0.4217, { unit: 'USD' }, 'decimal')).toBe('$0.422');
    expect(figureText(true, metric('fits', '', 'flag'), 'decimal')).toBe('yes');
    expect(figureText(null, metric('x'), 'decimal')).toBe('–');
  });
  it('have a colour from dark to bright, with text that can be read on it', () => {
    expect(colourAt(0)).toEqual({ fill: 'rgb(68,1,84)', dark: true });
    expect(colourAt(1)).toEqual({ fill: 'rgb(253,231,37)', dark: false });
    expect(colourAt(7)).toEqual(colourAt(1));
  });
});
