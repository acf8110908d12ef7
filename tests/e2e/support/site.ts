import { expect, type BrowserContext, type Page } from '@playwright/test';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listen, staticServer } from '../../../scripts/serve.mjs';

/** A copy of the built page on a server of its own, to be changed, moved to another path, or switched off. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'modelmeter-site-'));
  readonly #server;
  url = '';

  private constructor(private readonly base: string) {
    cpSync(resolve('dist'), this.folder, { recursive: true });
    this.#server = staticServer(this.folder, base);
  }

  static async open(base = '/'): Promise<Site> {
    const site = new Site(base);
    const address = new URL(await listen(site.#server, 0, { base: site.base }));
    site.url = address.href;
    return site;
  }

  /** Publishes a version that differs in its title, as a new build would. */
  publish(title: string): void {
    this.#edit('index.html', (text) => text.replace(/<title>[^<]*<\/title>/, `<title>${title}</title>`));
    this.#edit('sw.js', (text) => text.replace(/^const VERSION = '[^']*'/, `const VERSION = '${title}'`));
  }

  #edit(name: string, change: (text: string) => string): void {
    const before = readFileSync(join(this.folder, name), 'utf8');
    const after = change(before);
    expect(after, `${name} has what a new version changes`).not.toBe(before);
    writeFileSync(join(this.folder, name), after);
  }

  /** Nothing answers any more. */
  stop(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The page shows something that only the engine knows. */
export async function engineAnswers(page: Page): Promise<void> {
  await expect(page.locator('body')).toContainText('DeepSeek-OCR', { timeout: 15_000 });
  expect(page.workers().length, 'the engine has a worker').toBeGreaterThan(0);
}

/** The service worker holds the page. */
export async function offlineIsReady(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** Everything the browser complained of, the workers' complaints included. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(error.message));
  return found;
}

/** Addresses of all requests of a context, service worker included, that leave `origin`. */
export function foreignRequests(context: BrowserContext, origin: string): string[] {
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(?:data|blob):/.test(url)) found.push(url);
  });
  return found;
}
