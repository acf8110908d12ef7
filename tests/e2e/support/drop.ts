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

/** Drops a real folder of this machine, as a file manager would: the browser walks it. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      x: 400,
      y: 300,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  await session.detach();
}

/** Ctrl+V of a text, outside of any field. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
  }, text);
}
