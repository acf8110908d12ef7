/** The parts of a model that the bar shows: few enough to read, in the order of execution. */
import type { ModuleMetricsSnapshot } from '../../../../bindings/api';
import type { Tree, TreeNode } from '../tree/model';

/** So many are shown; a module is opened as long as so many come of it. */
const MOST_SHOWN = 12;
const MOST_OPENED = 24;
/** A module that takes more than this share of the time is shown by its children instead. */
const DOMINANT = 0.7;

export interface Part {
  node: TreeNode;
  metrics: ModuleMetricsSnapshot;
  /** Hue: its stage; where all parts are of one stage, the category of its operators that work most. */
  tone: string;
}

const timeOf = (node: TreeNode): number => node.metrics?.total_time_ms ?? 0;
const ofOneStage = (nodes: readonly TreeNode[]): boolean =>
  nodes.every((node) => node.module.stage === nodes[0]!.module.stage);

/** The children of a module that wraps or dominates all others. Stages stay whole: they are what a reader looks for. */
function opened(nodes: readonly TreeNode[]): readonly TreeNode[] {
  if (!ofOneStage(nodes)) return nodes;
  const total = nodes.reduce((sum, node) => sum + timeOf(node), 0);
  const index = nodes.findIndex(
    (node) =>
      node.children.length > 0 &&
      timeOf(node) > DOMINANT * total &&
      nodes.length - 1 + node.children.length <= MOST_OPENED,
  );
  return index < 0 ? nodes : opened(nodes.toSpliced(index, 1, ...nodes[index]!.children));
}

/** Category of the largest share of FLOPs, of bytes where nothing computes; null where there are no operators. */
function busiest({ operator_breakdown: rows }: ModuleMetricsSnapshot): string | null {
  const [most] = [...rows].sort((a, b) => b.flops_tflops - a.flops_tflops || b.io_tb - a.io_tb);
  return most?.category_id ?? null;
}

/** Children of the root, opened as far as they say more. `rest` counts the small ones left out. */
export function partsOf(tree: Tree): { parts: Part[]; rest: number } {
  const nodes = opened(tree.root?.children ?? []).filter((node) => node.metrics !== null);
  const byCategory = nodes.length > 1 && ofOneStage(nodes);
  const all = nodes.map((node): Part => {
    const tone = byCategory ? `category-${busiest(node.metrics!) ?? 'container'}` : `stage-${node.module.stage}`;
    return { node, metrics: node.metrics!, tone };
  });
  if (all.length <= MOST_SHOWN) return { parts: all, rest: 0 };
  const largest = new Set([...all].sort((a, b) => timeOf(b.node) - timeOf(a.node)).slice(0, MOST_SHOWN - 1));
  return { parts: all.filter((part) => largest.has(part)), rest: all.length - largest.size };
}
