import { describe, expect, it } from 'vitest';
import { csvOf } from '../../web/src/views/common/csv';
import {
  decades,
  linearScale,
  linearTicks,
  logDomain,
  logScale,
  logTicks,
} from '../../web/src/views/charts/common/scale';
import { SHAPES, shapePath, toneOf, tonesOf } from '../../web/src/views/charts/common/tones';

describe('scales', () => {
  it('a linear scale places ends and middle, and gives a position its value back', () => {
    const x = linearScale([10, 30], [100, 500]);
    expect([x(10), x(20), x(30)]).toEqual([100, 300, 500]);
    expect(x.invert(200)).toBe(15);
  });

  it('a log scale gives every decade the same length, also upside down', () => {
    const y = logScale([1, 1000], [300, 0]);
    expect(y(1)).toBe(300);
    expect(y(10)).toBeCloseTo(200, 9);
    expect(y(100)).toBeCloseTo(100, 9);
    expect(y.invert(150)).toBeCloseTo(10 ** 1.5, 9);
  });

  it('linear ticks are 1, 2 or 5 times a power of ten, without rounding dust', () => {
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([0, 137], 6)).toEqual([0, 50, 100]);
    expect(linearTicks([-3, 3], 6)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(linearTicks([7, 7])).toEqual([7]);
  });

  it('log ticks are powers of ten; few decades show 2 and 5 as well, many leave some out', () => {
    expect(logTicks([0.5, 2000], 6)).toEqual([1, 10, 100, 1000]);
    expect(logTicks([1, 30], 8)).toEqual([1, 2, 5, 10, 20]);
    expect(logTicks([1, 1e12], 5)).toEqual([1, 1e3, 1e6, 1e9, 1e12]);
    expect(logTicks([0, 10])).toEqual([]);
  });

  it('decades lie inside their range; a domain leaves room around the values and ignores what has no logarithm', () => {
    expect(decades(0.02, 500)).toEqual([0.1, 1, 10, 100]);
    const [low, high] = logDomain([10, 0, 1000, -1], 1);
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(1e4, 9);
    expect(logDomain([])).toEqual([1, 10]);
  });
});

describe('tones', () => {
  it('every shape has the area of its circle', () => {
    const areaOf = (path: string): number => {
      const points = [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(
        (one) => [Number(one[1]), Number(one[2])] as const,
      );
      const twice = points.reduce((sum, [x, y], k) => {
        const [nextX, nextY] = points[(k + 1) % points.length]!;
        return sum + x * nextY - nextX * y;
      }, 0);
      return Math.abs(twice) / 2;
    };
    // π · 10² = 314.16; the circle is an arc, not a polygon.
    for (const shape of SHAPES.filter((one) => one !== 'circle'))
      expect(areaOf(shapePath(shape, 10)), shape).toBeCloseTo(314.16, 0);
  });

  it('neighbours in a legend differ in shape and hatching, and stand in the order of their kind', () => {
    const tones = tonesOf('bound', ['memory', 'matrix', 'memory', 'vector']);
    expect(tones.map((tone) => tone.id)).toEqual(['matrix', 'vector', 'memory']);
    expect(new Set(tones.map((tone) => tone.shape)).size).toBe(3);
    expect(new Set(tones.map((tone) => tone.hatch)).size).toBe(3);
    expect(toneOf('category', 'data_movement')).toMatchObject({
      class: 'category-data_movement',
      label: 'data movement',
    });
  });
});

it('a sheet has full numbers, empty cells for what is missing, and no text that becomes a formula', () => {
  expect(
    csvOf(
      ['name', 'time_ms'],
      [
        ['a, "b"', 0.1],
        ['=SUM(A1)', null],
        ['c', 1e21],
      ],
    ),
  ).toBe('name,time_ms\r\n"a, ""b""",0.1\r\n\'=SUM(A1),\r\nc,1e+21\r\n');
});
