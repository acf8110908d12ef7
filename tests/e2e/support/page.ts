import { expect, type Locator, type Page } from '@playwright/test';

/** The page with its first answer; `fragment` is a deep link. */
export async function open(page: Page, fragment = ''): Promise<void> {
  await page.goto(`./${fragment}`);
  await expect(page.locator('.figures')).toBeVisible({ timeout: 15_000 });
}

/** Text as a user reads it: the spaces that do not break are spaces. */
export const textOf = async (locator: Locator): Promise<string> =>
  (await locator.innerText()).replaceAll('\u00a0', ' ');

export const figure = (page: Page, label: string): Locator =>
  page.locator('.figure', { has: page.getByText(label, { exact: true }) }).locator('.figure-value');

/** The exact count that the module panel shows under a label. */
export const fact = async (page: Page, label: string): Promise<string> =>
  textOf(page.locator('.detail .fact', { has: page.getByText(label, { exact: true }) }).locator('.copyable'));

export const field = (page: Page, key: string): Locator => page.locator(`#field-${key}`);

/**
 * No estimate is under way, no file is being read, and what is shown answers the settings. What an event sets off is drawn in the
 * next frame, so two of them pass before the page is asked.
 */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect(page.locator('main[aria-busy="false"]:not(.stale)')).toBeVisible();
}

export const row = (page: Page, name: string): Locator =>
  page.locator('tr[data-index]', {
    has: page.locator('.label', { hasText: new RegExp(`^${name.replace(/[[\]]/g, '\\$&')}$`) }),
  });
