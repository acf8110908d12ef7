import { Icon } from '../common/icons';

/** The search that the tree, the icicle and the roofline share. */
export function SearchBox({ query, count, onQuery }: { query: string; count: number; onQuery(query: string): void }) {
  return (
    <label class="search chart-search">
      <Icon name="search" />
      <span class="visually-hidden">Search modules and classes</span>
      <input
        type="search"
        data-search
        placeholder="Search ( / )"
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onQuery('');
          event.currentTarget.blur();
        }}
      />
      {query && (
        <span class="search-count" role="status">
          {count === 1 ? '1 match' : `${count} matches`}
        </span>
      )}
    </label>
  );
}
