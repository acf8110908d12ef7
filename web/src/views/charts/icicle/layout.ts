/**
 * Where the parts of the model stand in the icicle. A part's width is its share of its parent's; the whole is 1. Selects and
 * places what the report says; a part too narrow to see is merged with its neighbours, never dropped.
 */
import type { OperatorRow } from '../../../../../bindings/api';
import * as format from '../../../format';
import type { Tree, TreeNode } from '../../tree/model';

export type Measure = 'time' | 'flops' | 'io' | 'weights';
export type Order = 'execution' | 'size';

export interface Part {
  id: string;
  node: TreeNode;
  /** null for a module. */
  operator: OperatorRow | null;
  name: string;
  depth: number;
  value: number;
  start: number;
  end: number;
  parent: Part | null;
  children: Part[];
}

export const moduleValue = (node: TreeNode, measure: Measure): number => {
  const { metrics } = node;
  if (!metrics) return 0;
  switch (measure) {
    case 'time':
      return metrics.total_time_ms;
    case 'flops':
      return format.flopsOfTeraflops(metrics.total_flops_tflops);
    case 'io':
      return format.bytesOfTerabits(metrics.total_io_tb);
    case 'weights':
      return format.bytesOfGigabytes(metrics.memory_weights_gb);
  }
};

/** Length only: what an operator's figures are is said figure by figure. Weights are told of modules, not of operators. */
const operatorValue = ({ detail }: OperatorRow, measure: Measure): number => {
  switch (measure) {
    case 'time':
      return detail.time_ms;
    case 'flops':
      return detail.matrix_flops + detail.vector_flops;
    case 'io':
      return detail.io_bytes ?? 0;
    case 'weights':
      return 0;
  }
};

/**
 * The parts with their places. Own operators stand before children. Weights that several modules share are in each of them and
 * once in their parent: children that together are wider than their parent shrink in proportion.
 */
export function layOut(tree: Tree, measure: Measure, order: Order): Part | null {
  const grow = (node: TreeNode, parent: Part | null): Part => {
    const part: Part = {
      id: node.id,
      node,
      operator: null,
      name: node.module.name,
      depth: parent ? parent.depth + 1 : 0,
      value: moduleValue(node, measure),
      start: 0,
      end: 1,
      parent,
      children: [],
    };
    const own = (node.metrics?.own_operators ?? []).map((operator, index): Part => ({
      ...part,
      id: `${node.id}#${index}-${operator.name}`,
      operator,
      name: operator.name,
      depth: part.depth + 1,
      value: operatorValue(operator, measure),
      parent: part,
      children: [],
    }));
    part.children = [...own, ...node.children.map((child) => grow(child, part))].filter((one) => one.value > 0);
    if (order === 'size') part.children.sort((a, b) => b.value - a.value);
    return part;
  };
  const place = (part: Part): void => {
    const together = part.children.reduce((sum, child) => sum + child.value, 0);
    const whole = Math.max(part.value, together);
    let at = part.start;
    for (const child of part.children) {
      child.start = at;
      at += (child.value / whole) * (part.end - part.start);
      child.end = at;
      place(child);
    }
  };
  if (!tree.root) return null;
  const root = grow(tree.root, null);
  if (root.value <= 0) return null;
  place(root);
  return root;
}

/** What is looked at: a stretch of 0..1. */
export interface View {
  start: number;
  end: number;
}
export const WHOLE: View = { start: 0, end: 1 };

export type Cell =
  | { kind: 'part'; id: string; part: Part; x: number; width: number }
  | { kind: 'rest'; id: string; parts: Part[]; depth: number; x: number; width: number };

/** Narrower than so many pixels is merged with its neighbours. */
export const NARROWEST = 4;

/** What is drawn of a view, in pixels; parts that reach out of it are cut at its edges. */
export function cellsOf(root: Part, view: View, width: number): Cell[] {
  const cells: Cell[] = [];
  const scale = width / (view.end - view.start);
  const left = (at: number): number => Math.max(0, (at - view.start) * scale);
  const right = (at: number): number => Math.min(width, (at - view.start) * scale);
  const inView = (part: Part): boolean => part.end > view.start && part.start < view.end;
  const rest = (parts: Part[]): void => {
    const [first, last] = [parts[0]!, parts.at(-1)!];
    const x = left(first.start);
    cells.push({
      kind: 'rest',
      id: `rest ${first.id}`,
      parts,
      depth: first.depth,
      x,
      width: Math.max(1, right(last.end) - x),
    });
  };
  const visit = (part: Part): void => {
    const x = left(part.start);
    cells.push({ kind: 'part', id: part.id, part, x, width: Math.max(1, right(part.end) - x) });
    let narrow: Part[] = [];
    const flush = (): void => {
      if (narrow.length === 1) {
        const [one] = narrow;
        cells.push({
          kind: 'part',
          id: one!.id,
          part: one!,
          x: left(one!.start),
          width: Math.max(1, right(one!.end) - left(one!.start)),
        });
      } else if (narrow.length > 1) rest(narrow);
      narrow = [];
    };
    for (const child of part.children) {
      if (!inView(child)) continue;
      if ((child.end - child.start) * scale < NARROWEST) narrow.push(child);
      else {
        flush();
        visit(child);
      }
    }
    flush();
  };
  if (inView(root)) visit(root);
  return cells;
}

export const depthOf = (cells: readonly Cell[]): number =>
  cells.reduce((most, cell) => Math.max(most, cell.kind === 'part' ? cell.part.depth : cell.depth), 0);

export function findPart(root: Part | null, id: string | null): Part | null {
  if (!root || id === null) return null;
  if (root.id === id) return root;
  for (const child of root.children) {
    const found = findPart(child, id);
    if (found) return found;
  }
  return null;
}

export const pathTo = (part: Part): Part[] => (part.parent ? [...pathTo(part.parent), part] : [part]);

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The part beside, above or below another. To the sides also across parents, at the same depth. */
export function neighbour(root: Part, part: Part, direction: Direction): Part | null {
  if (direction === 'up') return part.parent;
  if (direction === 'down')
    return part.children.reduce<Part | null>((most, one) => (most && most.value >= one.value ? most : one), null);
  const level: Part[] = [];
  const collect = (one: Part): void => {
    if (one.depth === part.depth) level.push(one);
    else one.children.forEach(collect);
  };
  collect(root);
  return level[level.findIndex((one) => one.id === part.id) + (direction === 'right' ? 1 : -1)] ?? null;
}

const SMALLEST = 1e-9;

/** Zooms about a point of 0..1; never beyond the whole. */
export function zoomed(view: View, about: number, factor: number): View {
  const span = Math.min(1, Math.max(SMALLEST, (view.end - view.start) / factor));
  const at = (about - view.start) / (view.end - view.start);
  return shifted({ start: about - at * span, end: about + (1 - at) * span }, 0);
}

/** Moves by a share of what is seen; stops at the ends. */
export function shifted(view: View, share: number): View {
  const span = Math.min(1, view.end - view.start);
  const start = Math.min(1 - span, Math.max(0, view.start + share * span));
  return { start, end: start + span };
}

export const viewOf = (part: Part): View => ({ start: part.start, end: part.end });

/** The view that shows a part: as it is where the part can be seen well, else the closest ancestor that makes it so. */
export function revealing(view: View, part: Part, width: number): View {
  const seen = Math.min(view.end, part.end) - Math.max(view.start, part.start);
  const scale = width / (view.end - view.start);
  if (seen * scale >= Math.min(24, (part.end - part.start) * scale) && (part.end - part.start) * scale >= 12)
    return view;
  for (let above = part.parent; above; above = above.parent)
    if (((part.end - part.start) / (above.end - above.start)) * width >= 12 && !above.parent) return viewOf(above);
    else if (((part.end - part.start) / (above.end - above.start)) * width >= 24) return viewOf(above);
  return part.parent ? viewOf(part.parent) : viewOf(part);
}

/** The deepest part that fills a view: where the breadcrumbs end. */
export function focusOf(root: Part, view: View): Part {
  const slack = (view.end - view.start) * 1e-6;
  const inside = root.children.find((one) => one.start <= view.start + slack && one.end >= view.end - slack);
  return inside ? focusOf(inside, view) : root;
}

/** Between two views, `t` from 0 to 1: the width changes by a constant factor per step, so that zooming looks even. */
export function between(from: View, to: View, t: number): View {
  const [a, b] = [from.end - from.start, to.end - to.start];
  const span = a * (b / a) ** t;
  const progress = Math.abs(b - a) < SMALLEST ? t : (span - a) / (b - a);
  const start = from.start + (to.start - from.start) * progress;
  return { start, end: start + span };
}
