/** Which files the loaded artifacts came from. */
import type { Source } from '../worker/protocol';

/**
 * Without the files that later ones took the place of: what is left, read in this order, gives the same set again. An archive stays
 * as long as one of its entries is in use; of equal names the latest are meant.
 */
export function inUse(sources: readonly Source[], files: readonly { file_name: string }[]): Source[] {
  const left = new Map<string, number>();
  for (const { file_name: name } of files) left.set(name, (left.get(name) ?? 0) + 1);
  const used = sources.toReversed().filter(({ path }) => {
    const covered = [...left.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
    const wanted = covered.filter((name) => left.get(name)! > 0);
    for (const name of wanted) left.set(name, left.get(name)! - 1);
    return wanted.length > 0;
  });
  return used.reverse();
}
