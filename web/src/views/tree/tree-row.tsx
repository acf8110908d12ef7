import type { ByteUnits } from '../../format';
import { Icon } from '../common/icons';
import { Delta } from '../common/delta';
import { Dot, ShareBar } from '../common/parts';
import type { Column } from './columns';
import { subtree } from './keyboard';
import { grouping, TREATMENT, type Row } from './model';

interface Props {
  row: Row;
  /** The same row of the pinned run: undefined where none is pinned, null where it has no such row. */
  pinned: Row | null | undefined;
  index: number;
  columns: readonly Column[];
  byteUnits: ByteUnits;
  query: string;
  selected: boolean;
  tabStop: boolean;
  onFocus(id: string): void;
  onSelect(moduleId: string): void;
  onToggle(ids: readonly string[], open: boolean): void;
}

/** Text with the searched part marked. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const at = query ? text.toLowerCase().indexOf(query) : -1;
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + query.length)}</mark>
      {text.slice(at + query.length)}
    </>
  );
}

/** Below a number: its difference and ratio to the pinned run. */
export function ColumnDelta({
  column,
  row,
  pinned,
  byteUnits,
}: {
  column: Column;
  row: Row;
  pinned: Row | null | undefined;
  byteUnits: ByteUnits;
}) {
  const now = pinned === undefined || !column.show ? null : column.value(row);
  if (typeof now !== 'number') return null;
  const base = pinned ? column.value(pinned) : null;
  return (
    <Delta
      now={now}
      base={typeof base === 'number' ? base : null}
      show={(value) => column.show!(value, byteUnits)}
      better={column.better ?? 'neither'}
    />
  );
}

const REPEATS = { for: 'one after the other', parfor: 'independent of each other', none: '' } as const;

export function TreeRow({
  row,
  pinned,
  index,
  columns,
  byteUnits,
  query,
  selected,
  tabStop,
  onFocus,
  onSelect,
  onToggle,
}: Props) {
  const isModule = row.kind === 'module';
  const { module } = row.node;
  const share = isModule ? row.node.metrics?.share_of_model_time : null;
  const expandable = isModule && row.expandable;
  return (
    <tr
      role="row"
      data-index={index}
      data-module={isModule ? row.id : undefined}
      class={`${isModule ? '' : 'operator'} ${selected ? 'selected' : ''} ${share === 0 ? 'idle' : ''}`}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-expanded={expandable ? row.expanded : undefined}
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => onFocus(row.id)}
      onClick={() => onSelect(row.node.id)}
      onDblClick={() => expandable && onToggle([row.id], !row.expanded)}
    >
      <th
        role="rowheader"
        scope="row"
        class="name"
        style={{ '--depth': row.depth }}
        title={isModule ? (module.instance ?? row.id) : row.operator.shape}
      >
        <span class="name-inner">
          {expandable ? (
            <span
              class={`twisty ${row.expanded ? 'open' : ''}`}
              title="Alt-click: everything below"
              onClick={(event) => {
                event.stopPropagation();
                onToggle(event.altKey || event.shiftKey ? subtree(row) : [row.id], !row.expanded);
              }}
            >
              <Icon name="chevron" />
            </span>
          ) : (
            <span class="twisty" />
          )}
          {isModule ? <Dot name={`stage-${module.stage}`} /> : <Dot name={`category-${row.operator.category_id}`} />}
          <span class="label">
            <Highlight text={isModule ? module.name : row.operator.name} query={query} />
          </span>
          {isModule && module.repetition !== 'none' && module.repetition_count !== null && (
            <span class="times" title={`Runs ${module.repetition_count} times, ${REPEATS[module.repetition]}`}>
              ×{module.repetition_count}
            </span>
          )}
          {isModule && grouping(row.node) && (
            <span class="pattern" title={module.instance}>
              {grouping(row.node)}
            </span>
          )}
          {isModule && module.recognition && (
            <span class="mark" title={`Recognised: ${module.recognition.title}`}>
              <Icon name="recognised" />
              <span class="visually-hidden">recognised</span>
            </span>
          )}
          {isModule && row.node.notModeled && (
            <span class={`tag ${TREATMENT[row.node.notModeled.treatment].tone}`} title={row.node.notModeled.reason}>
              {TREATMENT[row.node.notModeled.treatment].label}
            </span>
          )}
          {!isModule && row.operator.fused && (
            <span class="times" title="Runs inside the kernel of its neighbour">
              fused
            </span>
          )}
        </span>
      </th>
      {columns.map((column) => (
        <td
          key={column.id}
          role="gridcell"
          class={`${column.numeric ? 'num' : ''} col-${column.id}`}
          title={column.title?.(row)}
        >
          {column.id === 'share' && isModule && <ShareBar share={share} tone={`stage-${module.stage}`} />}
          {column.id === 'bound' && column.value(row) !== null && <Dot name={`bound-${column.value(row)}`} />}
          {column.id === 'class' ? (
            <Highlight text={column.text(row, byteUnits)} query={query} />
          ) : column.numeric && column.value(row) !== null ? (
            <span class="copies" data-copy={String(column.value(row))}>
              {column.text(row, byteUnits)}
            </span>
          ) : (
            column.text(row, byteUnits)
          )}
          <ColumnDelta column={column} row={row} pinned={pinned} byteUnits={byteUnits} />
        </td>
      ))}
    </tr>
  );
}
