import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A file to drop: one on disk, or bytes under a name. */
export type Dropped = string | { name: string; bytes: Uint8Array | string; type?: string };

const packed = (file: Dropped): { name: string; base64: string; type: string } => {
  const given = typeof file === 'string' ? { name: basename(file), bytes: readFileSync(file) } : file;
  const type = 'type' in given && given.type ? given.type : 'application/json';
  return { name: given.name, base64: Buffer.from(given.bytes).toString('base64'), type };
};

/** Drops files on the element, as a user's drag would: over it first, then released. */
export async function dropFiles(page: Page, selector: string, files: readonly Dropped[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((parts) => {
    const transfer = new DataTransfer();
    for (const { name, base64, type } of parts) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, files.map(packed));
  for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent(selector, event, { dataTransfer });
}
