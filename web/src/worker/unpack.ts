/** Bytes out of plain, gzipped and zipped files, chunk by chunk, within limits. */
import { Unzip, UnzipInflate, UnzipPassThrough, type UnzipFile } from 'fflate';
import { LIMITS, LimitError, mib } from './limits';

export interface Cancel {
  readonly requested: boolean;
}
export class Cancelled extends Error {}

/** Bytes that one drop has unpacked so far, over all of its files. */
export interface Budget {
  used: number;
}

const spend = (budget: Budget, fileBytes: number, chunk: number): void => {
  budget.used += chunk;
  if (fileBytes > LIMITS.fileBytes) throw new LimitError(`at most ${mib(LIMITS.fileBytes)} per file`, 'more');
  if (budget.used > LIMITS.totalBytes)
    throw new LimitError(`at most ${mib(LIMITS.totalBytes)} per drop, unpacked`, 'more');
};

/** Hands every chunk of a stream on; gives the thread back now and then, so that a cancel can arrive. */
export async function pump(
  stream: ReadableStream<Uint8Array>,
  budget: Budget,
  cancel: Cancel,
  take: (chunk: Uint8Array, soFar: number) => void,
): Promise<number> {
  const reader = stream.getReader();
  let bytes = 0;
  try {
    for (let turn = 0; ; turn += 1) {
      const { done, value } = await reader.read().catch(unreadable);
      if (done) return bytes;
      bytes += value.length;
      spend(budget, bytes, value.length);
      take(value, bytes);
      if (turn % 8 === 7) await new Promise((resume) => setTimeout(resume));
      if (cancel.requested) throw new Cancelled();
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The file vanished, may not be read, or is not the gzip it claims to be: a fault of the input. */
const unreadable = (error: unknown): never => {
  throw new LimitError('a readable file', error instanceof Error ? error.message : String(error));
};

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);

export const gunzip = (file: Blob): ReadableStream<Uint8Array> =>
  file
    .stream()
    .pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);

export function join(chunks: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export interface Entry {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The wanted entries of a zip, unpacked one after the other. A zip that lies about its sizes meets the limits all the same:
 * they count what comes out.
 */
export async function unzip(
  file: Blob,
  budget: Budget,
  cancel: Cancel,
  wanted: (path: string) => boolean,
  onBytes: (packed: number) => void,
): Promise<{ entries: Entry[]; skipped: string[] }> {
  const entries: Entry[] = [];
  const skipped: string[] = [];
  let failure: Error | null = null;
  let seen = 0;
  const open = (entry: UnzipFile): void => {
    if (entry.name.endsWith('/') || failure) return;
    seen += 1;
    if (seen > LIMITS.archiveEntries) {
      failure = new LimitError(`at most ${LIMITS.archiveEntries} entries in a zip`, 'more');
      return;
    }
    if (!wanted(entry.name)) {
      skipped.push(entry.name);
      return;
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    entry.ondata = (error, chunk, final) => {
      if (failure) return;
      if (error) {
        failure = new LimitError('a sound zip', error.message);
        return;
      }
      bytes += chunk.length;
      try {
        spend(budget, bytes, chunk.length);
      } catch (limit) {
        failure = limit as Error;
        entry.terminate();
        return;
      }
      chunks.push(chunk);
      if (final) entries.push({ path: entry.name, bytes: join(chunks, bytes) });
    };
    entry.start();
  };
  const unpacker = new Unzip(open);
  unpacker.register(UnzipInflate);
  unpacker.register(UnzipPassThrough);
  const noBudget: Budget = { used: 0 };
  await pump(file.stream() as ReadableStream<Uint8Array>, noBudget, cancel, (chunk, soFar) => {
    // Small slices: one chunk of a zip bomb inflates a thousandfold before any check could run.
    for (let at = 0; at < chunk.length && !failure; at += 4096) {
      try {
        unpacker.push(chunk.subarray(at, at + 4096), false);
      } catch (error) {
        failure = new LimitError('a sound zip', error instanceof Error ? error.message : String(error));
      }
    }
    if (failure) throw failure;
    onBytes(soFar);
  });
  try {
    unpacker.push(new Uint8Array(0), true);
  } catch (error) {
    throw new LimitError('a sound zip', error instanceof Error ? error.message : String(error));
  }
  if (failure) throw failure;
  return { entries, skipped };
}
