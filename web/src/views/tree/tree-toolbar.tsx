import { DEFAULT_COLUMNS } from '../../state/types';
import { Icon } from '../common/icons';
import { COLUMNS } from './columns';

interface Props {
  query: string;
  onQuery(query: string): void;
  matchCount: number;
  depth: number;
  onLevel(level: number): void;
  columns: readonly string[];
  onColumns(columns: readonly string[]): void;
  operators: boolean;
  onOperators(on: boolean): void;
  onDownload(): void;
}

export function TreeToolbar({
  query,
  onQuery,
  matchCount,
  depth,
  onLevel,
  columns,
  onColumns,
  operators,
  onOperators,
  onDownload,
}: Props) {
  return (
    <div class="toolbar">
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Search modules and classes</span>
        <input
          type="search"
          placeholder="Search ( / )"
          value={query}
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              onQuery('');
              event.currentTarget.blur();
            }
          }}
        />
        {query && (
          <span class="search-count" role="status">
            {matchCount === 1 ? '1 match' : `${matchCount} matches`}
          </span>
        )}
      </label>
      <label class="level">
        <select
          aria-label="Open the tree to a level"
          value=""
          onChange={(event) => {
            onLevel(Number(event.currentTarget.value));
            event.currentTarget.value = '';
          }}
        >
          <option value="" disabled hidden>
            Level …
          </option>
          <option value="0">fold all</option>
          {Array.from({ length: depth }, (_, index) => (
            <option key={index} value={index + 1}>
              {index + 1 === depth ? 'everything' : `level ${index + 1}`}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="quiet" onClick={() => onLevel(depth + 1)}>
        Expand all
      </button>
      <button type="button" class="quiet" onClick={() => onLevel(1)}>
        Fold
      </button>
      <label class="check">
        <input type="checkbox" checked={operators} onChange={(event) => onOperators(event.currentTarget.checked)} />
        Operators
      </label>
      <details class="menu">
        <summary>Columns</summary>
        <fieldset class="menu-body columns-menu">
          <legend class="visually-hidden">Columns of the table</legend>
          {COLUMNS.map((column) => (
            <label key={column.id} class="check" title={column.help}>
              <input
                type="checkbox"
                checked={columns.includes(column.id)}
                onChange={(event) =>
                  onColumns(
                    event.currentTarget.checked ? [...columns, column.id] : columns.filter((id) => id !== column.id),
                  )
                }
              />
              {column.label}
            </label>
          ))}
          <button type="button" class="quiet" onClick={() => onColumns(DEFAULT_COLUMNS)}>
            As at first
          </button>
        </fieldset>
      </details>
      <button type="button" class="quiet" onClick={onDownload} title="The rows and columns shown, with full figures">
        <Icon name="download" /> CSV
      </button>
    </div>
  );
}
