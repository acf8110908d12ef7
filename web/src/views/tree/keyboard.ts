/** What a key does in the tree, as WAI-ARIA's treegrid pattern has it. Pure: the table carries it out. */
import { ancestors, type Row } from './model';

export type KeyAction =
  { kind: 'focus'; id: string } | { kind: 'toggle'; ids: string[]; open: boolean } | { kind: 'select'; id: string };

/** The keys below in words, for the keyboard sheet. */
export const TREE_KEYS: { keys: readonly string[]; does: string }[] = [
  { keys: ['ArrowUp', 'ArrowDown'], does: 'one row up, down' },
  { keys: ['PageUp', 'PageDown'], does: 'twelve rows' },
  { keys: ['Home', 'End'], does: 'the first row, the last' },
  { keys: ['ArrowRight', 'ArrowLeft'], does: 'open, fold a module; go in, go out' },
  { keys: ['*'], does: 'open all modules of the level' },
  { keys: ['Enter', ' '], does: 'show the module' },
];

const PAGE = 12;

export function keyAction(key: string, rows: readonly Row[], focusId: string): KeyAction | null {
  const index = rows.findIndex((row) => row.id === focusId);
  const row = rows[index];
  if (!row) return null;
  const go = (to: number): KeyAction | null => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, to))];
    return target && target.id !== focusId ? { kind: 'focus', id: target.id } : null;
  };
  const parentId = row.kind === 'operator' ? row.node.id : row.node.parent?.id;
  switch (key) {
    case 'ArrowDown':
      return go(index + 1);
    case 'ArrowUp':
      return go(index - 1);
    case 'PageDown':
      return go(index + PAGE);
    case 'PageUp':
      return go(index - PAGE);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (row.kind === 'operator' || !row.expandable) return null;
      return row.expanded ? go(index + 1) : { kind: 'toggle', ids: [row.id], open: true };
    case 'ArrowLeft':
      if (row.kind === 'module' && row.expandable && row.expanded)
        return { kind: 'toggle', ids: [row.id], open: false };
      return parentId ? { kind: 'focus', id: parentId } : null;
    case '*': {
      const level = row.kind === 'module' ? (row.node.parent?.children ?? [row.node]) : row.node.children;
      return { kind: 'toggle', ids: level.map((node) => node.id), open: true };
    }
    case 'Enter':
    case ' ':
      return { kind: 'select', id: row.node.id };
    default:
      return null;
  }
}

/** Ids of a module and everything below it. */
export const subtree = (row: Row): string[] => {
  if (row.kind !== 'module') return [];
  const ids: string[] = [];
  const visit = (node: typeof row.node): void => {
    ids.push(node.id);
    node.children.forEach(visit);
  };
  visit(row.node);
  return ids;
};

export const pathOf = (row: Row): string =>
  [
    ...ancestors(row.node)
      .reverse()
      .map((node) => node.module.name),
    row.node.module.name,
  ].join(' › ');
