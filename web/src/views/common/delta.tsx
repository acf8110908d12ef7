import * as format from '../../format';

/** What a change of the number is: less time is good, more throughput is good, more FLOPs are neither. */
export type Better = 'less' | 'more' | 'neither';

interface Props {
  now: number | null | undefined;
  /** Of the pinned run; undefined where none is pinned or it lacks the figure. */
  base: number | null | undefined;
  show(value: number): string;
  better?: Better;
}

/** The difference and the ratio to the pinned run; nothing where none is pinned. */
export function Delta({ now, base, show, better = 'neither' }: Props) {
  if (base === undefined) return null;
  const found = format.delta(now, base, show);
  if (!found) return <span class="delta">{base === null ? 'new' : ''}</span>;
  const tone = found.sign === 0 || better === 'neither' ? '' : found.sign < 0 === (better === 'less') ? 'good' : 'bad';
  return (
    <span class={`delta ${tone}`}>
      {found.amount}
      {found.ratio && <span class="delta-ratio"> {found.ratio}</span>}
    </span>
  );
}
