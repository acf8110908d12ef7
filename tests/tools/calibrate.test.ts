/** The tools that fit and judge calibrations: hold-out rule, fit, bands, lowering of measured calls. */
import { describe, expect, it } from 'vitest';
import { judged, table } from '../../scripts/accuracy/statistics.mjs';
import { plot } from '../../scripts/accuracy/plot.mjs';
import { band } from '../../scripts/calibrate/bands.mjs';
import { FAMILIES } from '../../scripts/calibrate/families.mjs';
import { fit, limited } from '../../scripts/calibrate/fit.mjs';
import { hash, isHeldOut, quantile } from '../../scripts/calibrate/measurements.mjs';
import { passesOf } from '../../scripts/calibrate/pass-lowering.mjs';

const MEASURED = 'tests/fixtures/measured';

describe('held-out shapes', () => {
  it('are chosen by 32-bit FNV-1a of the sizes', () => {
    expect(hash('')).toBe(0x811c9dc5);
    expect(hash('a')).toBe(0xe40c292c); // published test vector
    expect(hash('foobar')).toBe(0xbf9cf968);
    expect(isHeldOut('a')).toBe(0xe40c292c % 3 === 0);
  });

  it('are held out in every format, library and state of the cache', () => {
    const parts = new Map<string, boolean>();
    for (const family of FAMILIES)
      for (const point of family.points(MEASURED, 'h200-sxm')) {
        expect(parts.get(point.key) ?? point.heldOut).toBe(point.heldOut);
        parts.set(point.key, point.heldOut);
      }
    const held = [...parts.values()].filter(Boolean).length / parts.size;
    expect(held).toBeGreaterThan(0.25);
    expect(held).toBeLessThan(0.42);
  });
});

describe('the fit', () => {
  // A hundred: the pull towards the start weighs as much as a thirtieth of a point.
  const points = Array.from({ length: 100 }, (_, i) => i / 20).map((size) => ({
    key: `${size}`,
    heldOut: false,
    kernels: [],
    size,
    seconds: 2e-6 + size * 3e-6,
  }));
  const predict = (section: { start_s: number; each_s: number }, some: typeof points) =>
    some.map((point) => section.start_s + point.size * section.each_s);

  it('finds the parameters that made the measurements', () => {
    const found = fit({ start_s: 1e-6, each_s: 1e-6 }, ['start_s', 'each_s'], points, predict);
    expect(found.start_s / 2e-6).toBeCloseTo(1, 1);
    expect(found.each_s / 3e-6).toBeCloseTo(1, 1);
  });

  it('leaves what no point can tell at its start', () => {
    const found = fit({ start_s: 2e-6, each_s: 3e-6, other_s: 7e-6 }, ['start_s', 'other_s'], points, predict);
    expect(found.other_s).toBe(7e-6);
  });

  it('keeps fractions below what they can be', () => {
    expect(limited('cudnn.matrix_ratio', 1.3)).toBe(1);
    expect(limited('stream_ratio', 2)).toBe(0.95);
    expect(limited('start_s', 2)).toBe(2);
  });
});

describe('the band', () => {
  it('is that of split conformal prediction', () => {
    // 19 ratios: ⌊0.1 · 20⌋ = 2nd and ⌈0.9 · 20⌉ = 18th.
    const ratios = Array.from({ length: 19 }, (_, i) => (i + 1) / 10);
    expect(band(ratios)).toEqual({ low_ratio: 0.2, high_ratio: 1.8 });
    // Five: the least and the largest.
    expect(band([1.2, 0.9, 1, 1.1, 0.8])).toEqual({ low_ratio: 0.8, high_ratio: 1.2 });
  });
});

describe('measured calls', () => {
  it('become the kernels that they launch', () => {
    // 4096 bytes: 2048 elements in two rows of 1024. SiLU and a product: two kernels, 4 and 6 bytes an element.
    const kernels = passesOf({ op_name: 'silu_mul', size_bytes: 4096 });
    expect(
      kernels?.map((one: Record<string, unknown>) => [one.access, one.arithmetic, one.elements, one.bytes]),
    ).toEqual([
      ['contiguous', 'exponential', 2048, 8192],
      ['contiguous', undefined, 2048, 12288],
    ]);
    expect(passesOf({ op_name: 'rmsnorm_eager', size_bytes: 4096 })).toHaveLength(8);
    expect(passesOf({ op_name: 'batchnorm_eval', size_bytes: 4096 })).toBeNull();
  });
});

describe('accuracy', () => {
  it('counts errors and what the band holds', () => {
    const points = [1, 2, 4].map((seconds) => ({ seconds }));
    const predicted = [1.1, 2, 3].map((seconds) => ({ seconds, low: seconds * 0.9, high: seconds * 1.2 }));
    const result = judged(predicted, points);
    expect(result.median).toBeCloseTo(0.1);
    expect(result.p90).toBeCloseTo(quantile([0, 0.1, 0.25], 0.9));
    expect(result.coverage).toBeCloseTo(2 / 3); // 4 is above 3 · 1.2
  });

  it('prints numbers to the right', () => {
    expect(table(['family', 'points:'], [['gemm', 3]])).toBe('| family | points |\n| --- | --: |\n| gemm | 3 |');
  });

  it('plots a mark for every point, held-out ones as triangles', () => {
    const svg = plot('Passes', [
      { measured: 1e-6, predicted: 1e-6, heldOut: false },
      { measured: 1e-4, predicted: 2e-4, heldOut: true },
    ]);
    expect(svg.match(/<circle/g)).toHaveLength(1);
    expect(svg.match(/l3 5h-6z/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
  });
});
