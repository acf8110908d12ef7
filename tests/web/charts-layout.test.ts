import { describe, expect, it } from 'vitest';
import type { Roof, RooflinePoint, RooflineView } from '../../bindings/api';
import { keyAction } from '../../web/src/views/charts/icicle/keys';
import {
  between,
  cellsOf,
  focusOf,
  neighbour,
  shifted,
  WHOLE,
  zoomed,
  type Part,
} from '../../web/src/views/charts/icicle/layout';
import { lineOf, nextPoint, radiusOf } from '../../web/src/views/charts/roofline/model';

/** A parent of 0..1 with children of the given widths. */
function partOf(
  id: string,
  start: number,
  end: number,
  widths: readonly number[] = [],
  parent: Part | null = null,
): Part {
  const part = { id, name: id, depth: parent ? parent.depth + 1 : 0, value: end - start, start, end, parent } as Part;
  let at = start;
  part.children = widths.map((width, index) => {
    const child = partOf(`${id}/${index}`, at, at + width, [], part);
    at += width;
    return child;
  });
  return part;
}

describe('icicle', () => {
  it('merges what is too narrow with its neighbours; every child is in a cell', () => {
    // 1000 px: 500, 3 × 1, 400 and 97 px wide.
    const root = partOf('r', 0, 1, [0.5, 0.001, 0.001, 0.001, 0.4, 0.097]);
    const cells = cellsOf(root, WHOLE, 1000);
    expect(cells.map((cell) => [cell.kind, Math.round(cell.x), Math.round(cell.width)])).toEqual([
      ['part', 0, 1000],
      ['part', 0, 500],
      ['rest', 500, 3],
      ['part', 503, 400],
      ['part', 903, 97],
    ]);
    expect(cells.find((cell) => cell.kind === 'rest')).toMatchObject({ parts: { length: 3 }, depth: 1 });
  });

  it('ten thousand children draw no more cells than there is room for', () => {
    const root = partOf(
      'r',
      0,
      1,
      Array.from({ length: 10_000 }, () => 1e-4),
    );
    expect(cellsOf(root, WHOLE, 1000).length).toBe(2);
    expect(cellsOf(root, { start: 0.2, end: 0.21 }, 1000).length).toBeLessThan(110);
  });

  it('a zoomed view cuts at its edges and says what it is focused on', () => {
    const root = partOf('r', 0, 1, [0.25, 0.75]);
    const view = { start: 0, end: 0.25 };
    expect(focusOf(root, view).id).toBe('r/0');
    expect(cellsOf(root, view, 800)).toMatchObject([
      { id: 'r', x: 0, width: 800 },
      { id: 'r/0', x: 0, width: 800 },
    ]);
  });

  it('zooms about a point, pans to the ends and not beyond', () => {
    expect(zoomed(WHOLE, 0.5, 2)).toEqual({ start: 0.25, end: 0.75 });
    expect(zoomed({ start: 0.4, end: 0.6 }, 0.5, 0.01)).toEqual(WHOLE);
    expect(shifted({ start: 0.25, end: 0.5 }, 5)).toEqual({ start: 0.75, end: 1 });
    expect(between(WHOLE, { start: 0.5, end: 0.75 }, 1).start).toBeCloseTo(0.5, 9);
  });

  it('arrows go to siblings, parent and the widest child; other keys zoom', () => {
    const root = partOf('r', 0, 1, [0.25, 0.75]);
    const [first, second] = root.children as [Part, Part];
    expect(neighbour(root, first, 'right')).toBe(second);
    expect(neighbour(root, first, 'left')).toBeNull();
    expect(neighbour(root, first, 'up')).toBe(root);
    expect(neighbour(root, root, 'down')).toBe(second);
    expect(keyAction('d', false, root, first)).toEqual({ kind: 'go', to: second });
    expect(keyAction('0', false, root, first)).toEqual({ kind: 'reset' });
    expect(keyAction('ArrowRight', true, root, first)).toEqual({ kind: 'pan', share: 0.25 });
    expect(keyAction('x', false, root, first)).toBeNull();
  });
});

describe('roofline', () => {
  const roof = (kind: Roof['kind'], rate: number, ridge: number | null = null): Roof => ({
    kind,
    formats: [],
    rate_per_s: rate,
    in_force: true,
    measured: false,
    ridge,
    field: '',
    confidence: '',
    references: [],
    note: '',
  });
  const view: RooflineView = {
    roofs: [roof('matrix', 1000, 100), roof('memory', 10)],
    points: [],
    without_flops: 0,
    without_flops_ms: 0,
  };

  it('the flat roof begins at the ridge, where the rising one ends', () => {
    // 1000 FLOP/s over 10 B/s: 100 FLOP/B.
    expect(lineOf(view, view.roofs[0]!, [1, 1000], [1, 1e4])).toMatchObject({ from: [100, 1000], to: [1000, 1000] });
    expect(lineOf(view, view.roofs[1]!, [1, 1000], [1, 1e4])).toMatchObject({ from: [1, 10], to: [100, 1000] });
    expect(lineOf(view, view.roofs[0]!, [1, 50], [1, 1e4])).toBeNull();
  });

  it('a quarter of the time has half the radius; arrows go by intensity and by rate', () => {
    const point = (name: string, intensity: number, rate: number): RooflinePoint =>
      ({
        module_id: name,
        operator: null,
        name,
        intensity_flops_per_byte: intensity,
        flops_per_s: rate,
        time_ms: 25,
      }) as RooflinePoint;
    const [a, b] = [point('a', 1, 20), point('b', 2, 10)];
    expect(radiusOf(a, 100, 20)).toBe(10);
    expect(nextPoint([b, a], null, 'ArrowRight')).toBe(a);
    expect(nextPoint([b, a], a, 'ArrowRight')).toBe(b);
    expect(nextPoint([b, a], a, 'ArrowDown')).toBe(b);
    expect(nextPoint([b, a], b, 'ArrowRight')).toBeNull();
  });
});
