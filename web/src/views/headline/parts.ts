/** The parts of a model that the bar shows: few enough to read, in the order of execution. */
import type { ModuleMetricsSnapshot } from '../../../../bindings/api';
import type { Tree, TreeNode } from '../tree/model';

const MOST = 12;

export interface Part {
  node: TreeNode;
  metrics: ModuleMetricsSnapshot;
  /** Hue: its stage, or where stages say nothing the category of its operators that work most. */
  tone: string;
}

/** Category of the largest share of FLOPs; "" where nothing computes. */
const busiest = (metrics: ModuleMetricsSnapshot): string =>
  metrics.operator_breakdown.reduce((most, row) => (row.flops_tflops > most.flops_tflops ? row : most), {
    category_id: '',
    flops_tflops: 0,
  }).category_id;

const toneOf = (node: TreeNode, metrics: ModuleMetricsSnapshot): string =>
  node.module.stage === 'other' && busiest(metrics) !== ''
    ? `category-${busiest(metrics)}`
    : `stage-${node.module.stage}`;

/** A module that takes more than this share of the time is shown by its children instead. */
const DOMINANT = 0.7;

/** The children of one that wraps or dominates all others, as long as they are few; stages stay whole. */
function opened(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const total = nodes.reduce((sum, node) => sum + (node.metrics?.total_time_ms ?? 0), 0);
  const index = nodes.findIndex(
    (node) =>
      node.module.stage === 'other' &&
      node.children.length > 0 &&
      (node.metrics?.total_time_ms ?? 0) > DOMINANT * total &&
      nodes.length - 1 + node.children.length <= MOST,
  );
  return index < 0 ? nodes : opened(nodes.toSpliced(index, 1, ...nodes[index]!.children));
}

/** Children of the root, opened as far as they say more. `rest` counts the small ones left out. */
export function partsOf(tree: Tree): { parts: Part[]; rest: number } {
  const all = opened(tree.root?.children ?? []).flatMap((node) =>
    node.metrics ? [{ node, metrics: node.metrics, tone: toneOf(node, node.metrics) }] : [],
  );
  if (all.length <= MOST) return { parts: all, rest: 0 };
  const largest = [...all].sort((a, b) => b.metrics.total_time_ms - a.metrics.total_time_ms).slice(0, MOST - 1);
  return { parts: all.filter((part) => largest.includes(part)), rest: all.length - largest.length };
}
