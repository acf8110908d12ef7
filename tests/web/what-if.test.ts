import { describe, expect, it } from 'vitest';
import * as format from '../../web/src/format';
import { treeOf, counterpart, type Row } from '../../web/src/views/tree/model';
import { dragged, isWide, positionOf, POSITIONS, snapped, stepped, valueAt } from '../../web/src/views/settings/scale';
import { smallReport } from './fake-engine';

const tokens = { minimum: 1, maximum: 1_048_576 };
const pixels = { minimum: 64, maximum: 4096, step: 16 };
const small = { minimum: 0, maximum: 20 };

describe('numbers that are dragged', () => {
  it('48 pixels double a number of a wide range, and halve it the other way', () => {
    expect(isWide(tokens)).toBe(true);
    expect(dragged(1024, 48, tokens, false)).toBe(2048);
    expect(dragged(1024, -96, tokens, false)).toBe(256);
  });
  it('with Shift, and in a narrow range, six pixels are a step', () => {
    expect(dragged(1024, 30, tokens, true)).toBe(1029);
    expect(isWide(small)).toBe(false);
    expect(dragged(4, -13, small, false)).toBe(2);
  });
  it('stay inside their bounds and on their grid', () => {
    expect(dragged(4096, 480, pixels, false)).toBe(4096);
    expect(dragged(1024, -4800, pixels, false)).toBe(64);
    expect(dragged(640, 18, pixels, true)).toBe(688); // 3 steps of 16
    expect(snapped(1000, pixels)).toBe(1008);
    expect(snapped(1, { minimum: 10, maximum: 30, step: 16 })).toBe(16);
  });
  it('come from 0 as well', () => {
    const generated = { minimum: 0, maximum: 1_048_576 };
    expect(dragged(0, 48, generated, false)).toBe(1); // (0 + 1) · 2 − 1
    expect(dragged(0, -48, generated, false)).toBe(0);
  });
});

describe('arrow keys', () => {
  const plain = { shift: false, alt: false };
  it('step by one, by ten with Shift, to the double and the half with Alt', () => {
    expect(stepped(7, true, plain, tokens)).toBe(8);
    expect(stepped(17, false, { ...plain, shift: true }, tokens)).toBe(7);
    expect(stepped(12, true, { ...plain, alt: true }, tokens)).toBe(24);
    expect(stepped(13, false, { ...plain, alt: true }, tokens)).toBe(6);
  });
  it('go to the grid first, and stop at the bounds', () => {
    expect(stepped(650, true, plain, pixels)).toBe(656);
    expect(stepped(650, false, plain, pixels)).toBe(640);
    expect(stepped(1, false, plain, tokens)).toBe(1);
    expect(stepped(4096, true, { ...plain, alt: true }, pixels)).toBe(4096);
  });
});

describe('a slider', () => {
  it('is logarithmic where the range is wide: the middle of 1 … 2^20 is 2^10', () => {
    expect(valueAt(POSITIONS / 2, tokens)).toBe(1024);
    expect(positionOf(1024, tokens)).toBe(POSITIONS / 2);
  });
  it('is linear where it is not', () => expect(valueAt(POSITIONS / 4, small)).toBe(5));
  it('reaches both ends', () => {
    for (const bounds of [tokens, pixels, small]) {
      expect(valueAt(0, bounds)).toBe(bounds.minimum);
      expect(valueAt(POSITIONS, bounds)).toBe(bounds.maximum);
    }
  });
});

describe('a difference to the pinned run', () => {
  const amount = (now: number | null, base: number | null) => format.delta(now, base, format.time);
  it('has a sign, an amount in the unit of the number, and a ratio', () => {
    expect(amount(150, 200)).toEqual({ amount: '\u221250.0\u00a0ms', ratio: '×0.75', sign: -1 });
    expect(amount(2000, 200)).toEqual({ amount: '+1.80\u00a0s', ratio: '×10.0', sign: 1 });
  });
  it('is equal where nothing changed, and has no ratio to zero', () => {
    expect(amount(5, 5)).toEqual({ amount: 'equal', ratio: '', sign: 0 });
    expect(amount(5, 0)).toEqual({ amount: '+5.00\u00a0ms', ratio: '', sign: 1 });
  });
  it('is none where one of the two is not known', () => expect(amount(null, 5)).toBeNull());
  it.each([
    [1.00004, '×1.00004'],
    [1.002, '×1.0020'],
    [0.97, '×0.970'],
    [15.25, '×15.3'],
    [0.0123, '×0.0123'],
    [12_300, '×12,300'],
  ])('ratio %d reads %s', (times, text) => expect(format.factor(times)).toBe(text));
});

describe('the row of the pinned run', () => {
  const tree = treeOf(smallReport());
  const rowOf = (id: string): Row => {
    const node = tree.byId.get(id)!;
    return {
      kind: 'module',
      id,
      node,
      depth: node.depth,
      expanded: false,
      expandable: false,
      match: false,
      position: 1,
      siblings: 1,
    };
  };
  it('is the module of the same id; the whole model is the whole model whatever its name', () => {
    const root = tree.root!;
    const child = root.children[0]!;
    expect(counterpart(rowOf(child.id), tree)?.id).toBe(child.id);
    const other = { ...tree, root: { ...root, id: 'another' }, byId: new Map() };
    expect(counterpart(rowOf(root.id), other)?.id).toBe('another');
    expect(counterpart(rowOf(child.id), other)).toBeNull();
  });
});
