/** The report's modules as a tree, and the rows of it that a table shows. Selects and sorts; computes no metric. */
import type {
  AnalyticModelReport,
  AnalyticModuleNode,
  ModuleMetricsSnapshot,
  NotModeled,
  OperatorRow,
} from '../../../../bindings/api';

export interface TreeNode {
  id: string;
  module: AnalyticModuleNode;
  metrics: ModuleMetricsSnapshot | null;
  depth: number;
  parent: TreeNode | null;
  children: TreeNode[];
  /** Why its cost is a bound or left out; null where it is modeled. */
  notModeled: NotModeled | null;
}

/** How a module that is not modeled is marked, wherever it is named. */
export const TREATMENT: Record<NotModeled['treatment'], { label: string; tone: string; meaning: string }> = {
  bound: {
    label: 'bound',
    tone: 'warn',
    meaning: 'The best bound that its shapes and parameters give is in the report.',
  },
  none: { label: 'left out', tone: 'bad', meaning: 'What this names is not in the report.' },
};
export interface Tree {
  root: TreeNode | null;
  byId: ReadonlyMap<string, TreeNode>;
  depth: number;
}

export type Row =
  | {
      kind: 'module';
      id: string;
      node: TreeNode;
      depth: number;
      expanded: boolean;
      expandable: boolean;
      match: boolean;
      position: number;
      siblings: number;
    }
  | {
      kind: 'operator';
      id: string;
      node: TreeNode;
      operator: OperatorRow;
      depth: number;
      match: boolean;
      position: number;
      siblings: number;
    };

const trees = new WeakMap<AnalyticModelReport, Tree>();

export function treeOf(report: AnalyticModelReport): Tree {
  const known = trees.get(report);
  if (known) return known;
  const metrics = new Map(report.module_metrics.map((one) => [one.module_id, one]));
  const modules = new Map(report.modules.map((one) => [one.module_id, one]));
  const notModeled = new Map((report.not_modeled ?? []).map((one) => [one.module_id, one]));
  const byId = new Map<string, TreeNode>();
  let deepest = 0;
  const grow = (module: AnalyticModuleNode, parent: TreeNode | null): TreeNode => {
    const node: TreeNode = {
      id: module.module_id,
      module,
      metrics: metrics.get(module.module_id) ?? null,
      depth: parent ? parent.depth + 1 : 0,
      parent,
      children: [],
      notModeled: notModeled.get(module.module_id) ?? null,
    };
    byId.set(node.id, node);
    deepest = Math.max(deepest, node.depth);
    for (const id of module.children) {
      const child = modules.get(id);
      if (child && !byId.has(id)) node.children.push(grow(child, node));
    }
    return node;
  };
  const top = report.modules.find((one) => one.parent_id === null);
  const tree: Tree = { root: top ? grow(top, null) : null, byId, depth: deepest };
  trees.set(report, tree);
  return tree;
}

export function ancestors(node: TreeNode): TreeNode[] {
  const found: TreeNode[] = [];
  for (let one = node.parent; one; one = one.parent) found.push(one);
  return found;
}

/** The part of the instance pattern that this node groups, below its parent's: "layers.{0-11}"; "" where it groups none. */
export function grouping(node: TreeNode): string {
  const own = node.module.instance ?? '';
  const above = node.parent?.module.instance ?? '';
  const part = above && own.startsWith(`${above}.`) ? own.slice(above.length + 1) : own;
  // Only where a group begins, and where its name does not say so already.
  return part.includes('{') && !node.module.name.includes(part) ? part : '';
}

/** The first view: two levels, and more where that is a short list (one module may wrap all others). */
export function firstLevel(tree: Tree): number {
  const shown = (level: number): number => [...tree.byId.values()].filter((node) => node.depth <= level).length;
  let level = 2;
  while (level < tree.depth && shown(level) < 12 && shown(level + 1) <= 24) level += 1;
  return level;
}

/** Ids of the modules that are open when every level above `level` is. */
export const openToLevel = (tree: Tree, level: number): Set<string> =>
  new Set(
    [...tree.byId.values()].filter((node) => node.depth < level && isExpandable(node, true)).map((node) => node.id),
  );

export const isExpandable = (node: TreeNode, operators: boolean): boolean =>
  node.children.length > 0 || (operators && (node.metrics?.own_operators?.length ?? 0) > 0);

export interface RowOptions {
  expanded: ReadonlySet<string>;
  query: string;
  operators: boolean;
  /** Sorts siblings; null keeps the order of execution. */
  compare: ((a: TreeNode, b: TreeNode) => number) | null;
}

export const matches = (text: string, query: string): boolean => text.toLowerCase().includes(query);

const nodeMatches = (node: TreeNode, query: string): boolean =>
  matches(node.module.name, query) ||
  matches(node.module.qualified_class_name, query) ||
  matches(node.id, query) ||
  matches(node.module.instance ?? '', query);
const operatorMatches = (operator: OperatorRow, query: string): boolean =>
  matches(operator.name, query) || matches(operator.category_id, query);

const ownMatch = (node: TreeNode, wanted: string): boolean =>
  // The id repeats its ancestors' names: what it adds to its parent's is what counts.
  matches(node.module.name, wanted) ||
  matches(node.module.qualified_class_name, wanted) ||
  (/[/.]/.test(wanted) && nodeMatches(node, wanted));

/** Ids of modules that a search finds, and of operators as `<module id>#<index>-<name>`. */
export function matchingIds(tree: Tree, query: string): Set<string> {
  const wanted = query.trim().toLowerCase();
  const found = new Set<string>();
  for (const node of tree.byId.values()) {
    if (ownMatch(node, wanted)) found.add(node.id);
    (node.metrics?.own_operators ?? []).forEach((operator, index) => {
      if (operatorMatches(operator, wanted)) found.add(`${node.id}#${index}-${operator.name}`);
    });
  }
  return found;
}

/** Visible rows, top down. A search shows every match with its ancestors, whatever is folded. */
export function visibleRows(tree: Tree, { expanded, query, operators, compare }: RowOptions): Row[] {
  const rows: Row[] = [];
  const wanted = query.trim().toLowerCase();
  const kept = new Set<string>();
  if (wanted) {
    for (const node of tree.byId.values()) {
      const own =
        ownMatch(node, wanted) ||
        (operators && (node.metrics?.own_operators ?? []).some((one) => operatorMatches(one, wanted)));
      if (own) for (const one of [node, ...ancestors(node)]) kept.add(one.id);
    }
  }
  const visit = (node: TreeNode, position: number, siblings: number): void => {
    if (wanted && !kept.has(node.id)) return;
    const own = operators ? (node.metrics?.own_operators ?? []) : [];
    const shownOperators = wanted ? own.filter((one) => operatorMatches(one, wanted)) : own;
    const below = wanted ? node.children.filter((child) => kept.has(child.id)) : node.children;
    const open = wanted ? below.length + shownOperators.length > 0 || expanded.has(node.id) : expanded.has(node.id);
    const match = wanted !== '' && ownMatch(node, wanted);
    rows.push({
      kind: 'module',
      id: node.id,
      node,
      depth: node.depth,
      expanded: open,
      expandable: isExpandable(node, operators),
      match,
      position,
      siblings,
    });
    if (!open) return;
    const listed =
      wanted && below.length + shownOperators.length === 0
        ? { below: [], operators: own }
        : { below, operators: shownOperators };
    const total = listed.operators.length + listed.below.length;
    listed.operators.forEach((operator, index) =>
      rows.push({
        kind: 'operator',
        id: `${node.id}#${index}-${operator.name}`,
        node,
        operator,
        depth: node.depth + 1,
        match: wanted !== '' && operatorMatches(operator, wanted),
        position: index + 1,
        siblings: total,
      }),
    );
    const ordered = compare ? [...listed.below].sort(compare) : listed.below;
    ordered.forEach((child, index) => visit(child, listed.operators.length + index + 1, total));
  };
  if (tree.root) visit(tree.root, 1, 1);
  return rows;
}

/** The row of another report's tree that stands for the same module or operator; null where it has none. */
export function counterpart(row: Row, tree: Tree): Row | null {
  // The root is the whole model, whatever it is called.
  const node = row.node.parent ? tree.byId.get(row.node.id) : tree.root;
  if (!node) return null;
  if (row.kind === 'module') return { ...row, id: node.id, node };
  const index = row.position - 1;
  const operators = node.metrics?.own_operators ?? [];
  const operator =
    operators[index]?.name === row.operator.name
      ? operators[index]
      : operators.find(({ name }) => name === row.operator.name);
  return operator ? { ...row, id: row.id, node, operator } : null;
}
