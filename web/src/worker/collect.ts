/** Files out of a drop, a picker or a paste, with their paths inside dropped folders. */
import { LIMITS, LimitError } from './limits';
import type { Source } from './protocol';

/** Must be called inside the drop event: the list of items is gone afterwards. */
export function entriesOf(transfer: DataTransfer): (FileSystemEntry | File)[] {
  const found: (FileSystemEntry | File)[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.() ?? item.getAsFile();
    if (entry) found.push(entry);
  }
  return found;
}

/** The order a browser lists files in is its own: the same files are read in the same order everywhere. */
const byPath = (a: Source, b: Source): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

export async function collect(entries: readonly (FileSystemEntry | File)[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const entry of entries) {
    if (entry instanceof File) sources.push({ path: entry.name, file: entry });
    else await walk(entry, sources);
  }
  return sources.sort(byPath);
}

async function walk(entry: FileSystemEntry, into: Source[]): Promise<void> {
  if (into.length >= LIMITS.folderFiles)
    throw new LimitError(`at most ${LIMITS.folderFiles} files in one drop`, 'more');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out a folder in batches; an empty batch ends it.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, into);
  }
}

/** Files of an input element; those of a folder carry their relative path. */
export const fromInput = (files: FileList): Source[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })).sort(byPath);

/** Pasted text as a file: JSON, or the table that torchinfo prints. */
export const pastedSource = (text: string): Source => ({
  path: /^\s*[[{]/.test(text) ? 'pasted.json' : 'pasted.txt',
  file: new Blob([text]),
});
