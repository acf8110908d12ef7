/** What a drop may hold. Checked against the bytes that really come out, not against what a header claims. */
const MIB = 1024 * 1024;

export const LIMITS = {
  /** One file, unpacked. The engine's memory holds it once and its parsed form beside it. */
  fileBytes: 512 * MIB,
  /** Everything that one drop unpacks to. */
  totalBytes: 1024 * MIB,
  /** Entries of one archive, folders and ignored files included. */
  archiveEntries: 5000,
  /** Files of one dropped folder. */
  folderFiles: 5000,
  /** Documents up to this size are looked at as profiles and reports before they are read as artifacts. */
  documentBytes: 6 * MIB,
} as const;

/** An input that cannot be taken: what was expected of it, and what it is. */
export class LimitError extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`expected ${expected}, got ${got}`);
  }
}

export const mib = (bytes: number): string => `${Math.round(bytes / MIB).toLocaleString('en-US')} MiB`;
