/**
 * What a colour stands for. The classes are those of `styles/marks.css`; a shape and a hatching stand beside every hue, so
 * that nothing is told by colour alone.
 */
import type { Bound, Stage } from '../../../../../bindings/api';

export type ColourBy = 'category' | 'stage' | 'bound';
export const COLOUR_BY: readonly { id: ColourBy; label: string }[] = [
  { id: 'category', label: 'Category' },
  { id: 'stage', label: 'Stage' },
  { id: 'bound', label: 'Bound' },
];

export const STAGES: readonly Stage[] = ['vision', 'projector', 'prefill', 'decode', 'other'];
export const BOUNDS: readonly Bound[] = ['matrix', 'vector', 'memory', 'launch'];
/** In the order in which a forward pass meets them. */
export const CATEGORIES: readonly string[] = [
  'linear',
  'attention',
  'conv2d',
  'norm',
  'activation',
  'elementwise',
  'embedding',
  'positional',
  'routing',
  'pooling',
  'data_movement',
  'other',
];

const ORDER: Record<ColourBy, readonly string[]> = { category: CATEGORIES, stage: STAGES, bound: BOUNDS };

export interface Tone {
  /** "linear" */
  id: string;
  /** "category-linear": sets `--tone`. */
  class: string;
  label: string;
  shape: Shape;
  /** Index of its hatching; 0 is plain. */
  hatch: number;
}

export const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross', 'down', 'pentagon', 'plus'] as const;
export type Shape = (typeof SHAPES)[number];
export const HATCHES = 6;

export function toneOf(by: ColourBy, id: string): Tone {
  const index = Math.max(0, ORDER[by].indexOf(id));
  return {
    id,
    class: `${by}-${id}`,
    label: id.replaceAll('_', ' '),
    shape: SHAPES[index % SHAPES.length]!,
    hatch: index % HATCHES,
  };
}

/** Tones that occur, in their order. */
export function tonesOf(by: ColourBy, ids: Iterable<string>): Tone[] {
  const rank = (id: string): number => (ORDER[by].includes(id) ? ORDER[by].indexOf(id) : ORDER[by].length);
  return [...new Set(ids)].sort((a, b) => rank(a) - rank(b)).map((id) => toneOf(by, id));
}

/** Outline of a shape around the origin with the area of a circle of radius `r`. */
export function shapePath(shape: Shape, r: number): string {
  const n = (value: number): string => value.toFixed(2);
  const polygon = (corners: readonly (readonly [number, number])[]): string =>
    `M${corners.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`;
  const regular = (sides: number, turn: number): string => {
    // Area of a regular polygon: sides/2 · R² · sin(2π/sides).
    const radius = r * Math.sqrt((2 * Math.PI) / (sides * Math.sin((2 * Math.PI) / sides)));
    return polygon(
      Array.from({ length: sides }, (_, k) => {
        const angle = turn + (2 * Math.PI * k) / sides;
        return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
      }),
    );
  };
  switch (shape) {
    case 'circle':
      return `M${n(-r)} 0A${n(r)} ${n(r)} 0 1 1 ${n(r)} 0A${n(r)} ${n(r)} 0 1 1 ${n(-r)} 0Z`;
    case 'square':
      return regular(4, Math.PI / 4);
    case 'diamond':
      return regular(4, 0);
    case 'triangle':
      return regular(3, -Math.PI / 2);
    case 'down':
      return regular(3, Math.PI / 2);
    case 'pentagon':
      return regular(5, -Math.PI / 2);
    default: {
      // Five squares of side a: 5·a² = π·r².
      const a = r * Math.sqrt(Math.PI / 5);
      const [h, w] = [a / 2, (3 * a) / 2];
      const arms = [
        [-h, -w],
        [h, -w],
        [h, -h],
        [w, -h],
        [w, h],
        [h, h],
        [h, w],
        [-h, w],
        [-h, h],
        [-w, h],
        [-w, -h],
        [-h, -h],
      ] as const;
      const turn = shape === 'cross' ? Math.SQRT1_2 : 1;
      return polygon(shape === 'plus' ? arms : arms.map(([x, y]) => [(x - y) * turn, (x + y) * turn] as const));
    }
  }
}
