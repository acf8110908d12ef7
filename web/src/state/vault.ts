/**
 * The files of the last drop, kept in this browser so that a reload shows the same. IndexedDB holds files as they are; where
 * it is missing or full, the page works the same without.
 */
import type { Source } from '../worker/protocol';

const DATABASE = 'modelmeter';
const SHELF = 'sources';
/** More than this is not copied: a reload then asks for the files again. */
export const MOST_BYTES = 96 * 1024 * 1024;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
    request.onblocked = () => reject(new Error('blocked'));
  });
}

async function on(mode: IDBTransactionMode, act: (shelf: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open();
  try {
    const transaction = database.transaction(SHELF, mode);
    const request = act(transaction.objectStore(SHELF));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('not stored'));
      transaction.onabort = () => reject(transaction.error ?? new Error('not stored'));
    });
    return request.result as unknown;
  } finally {
    database.close();
  }
}

const isSource = (value: unknown): value is Source =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Source).path === 'string' &&
  (value as Source).file instanceof Blob;

export const small = (sources: readonly Source[]): boolean =>
  sources.reduce((bytes, { file }) => bytes + file.size, 0) <= MOST_BYTES;

/** Exactly these files are kept afterwards; none where they are too large. */
export async function keep(sources: readonly Source[]): Promise<void> {
  const kept = small(sources) ? sources.map(({ path, file }) => ({ path, file })) : [];
  try {
    await on('readwrite', (shelf) => (kept.length > 0 ? shelf.put(kept, 'last') : shelf.delete('last')));
  } catch {
    // Full or forbidden: nothing is lost but the memory.
  }
}

export async function kept(): Promise<Source[]> {
  try {
    const value = await on('readonly', (shelf) => shelf.get('last'));
    return Array.isArray(value) ? value.filter(isSource) : [];
  } catch {
    return [];
  }
}
