import type { Signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AnalyticModelReport } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import { EmptyState, save } from '../common/parts';
import { COLUMNS, comparison, type Sort } from './columns';
import { toCsv } from './csv';
import { ancestors, firstLevel, openToLevel, treeOf, visibleRows, type Row, type TreeNode } from './model';
import { TreeTable } from './tree-table';
import { TreeToolbar } from './tree-toolbar';

interface Props {
  report: AnalyticModelReport;
  baseline: AnalyticModelReport | null;
  selectedId: string | null;
  columns: readonly string[];
  operators: boolean;
  query: string;
  hover: Signal<string | null>;
  byteUnits: ByteUnits;
  onQuery(query: string): void;
  onSelect(moduleId: string): void;
  onColumns(columns: readonly string[]): void;
  onOperators(on: boolean): void;
}

const asRow = (node: TreeNode): Row => ({
  kind: 'module',
  id: node.id,
  node,
  depth: node.depth,
  expanded: false,
  expandable: false,
  match: false,
  position: 1,
  siblings: 1,
});

/** The module tree with its tools. What is folded, sorted and searched lives here; what is selected, with the page. */
export function TreePanel({
  report,
  baseline,
  selectedId,
  columns,
  operators,
  query,
  hover,
  byteUnits,
  onQuery,
  onSelect,
  onColumns,
  onOperators,
}: Props) {
  const tree = treeOf(report);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => openToLevel(tree, firstLevel(tree)));
  const [sort, setSort] = useState<Sort | null>(null);

  // Whatever is selected, here, in the stage bar or by a link, can be seen.
  useEffect(() => {
    const node = selectedId ? tree.byId.get(selectedId) : undefined;
    if (!node) return;
    const above = ancestors(node).map((one) => one.id);
    setExpanded((open) => (above.every((id) => open.has(id)) ? open : new Set([...open, ...above])));
  }, [selectedId, tree]);

  const shown = useMemo(() => COLUMNS.filter((column) => columns.includes(column.id)), [columns]);
  const rows = useMemo(() => {
    const byRow = comparison(sort);
    return visibleRows(tree, {
      expanded,
      query,
      operators,
      compare: byRow ? (a, b) => byRow(asRow(a), asRow(b)) : null,
    });
  }, [tree, expanded, query, operators, sort]);

  const toggle = (ids: readonly string[], open: boolean): void => {
    setExpanded((before) => {
      const after = new Set(before);
      for (const id of ids)
        if (open) after.add(id);
        else after.delete(id);
      return after;
    });
  };

  return (
    <section class="tree-panel" aria-label="Module tree">
      <TreeToolbar
        query={query}
        onQuery={onQuery}
        matchCount={rows.filter((row) => row.match).length}
        depth={tree.depth}
        onLevel={(level) => setExpanded(openToLevel(tree, level))}
        columns={columns}
        onColumns={onColumns}
        operators={operators}
        onOperators={onOperators}
        onDownload={() => save(`${report.report_id}.table.csv`, toCsv(rows, shown), 'text/csv')}
      />
      {rows.length === 0 ? (
        <EmptyState title={query ? 'No module matches this search' : 'This report has no modules'}>
          {query && (
            <button type="button" onClick={() => onQuery('')}>
              Clear the search
            </button>
          )}
        </EmptyState>
      ) : (
        <TreeTable
          rows={rows}
          total={tree.root ? asRow(tree.root) : null}
          pinned={baseline && treeOf(baseline)}
          columns={shown}
          byteUnits={byteUnits}
          sort={sort}
          onSort={setSort}
          query={query.trim().toLowerCase()}
          hover={hover}
          selectedId={selectedId}
          onSelect={onSelect}
          onToggle={toggle}
        />
      )}
    </section>
  );
}
