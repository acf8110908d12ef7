// A report is one HTML file that reopens live: from both builds, from file://, with files and hostile names in it.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dropFiles } from './support/drop.ts';
import { field, figure, open, settled, textOf } from './support/page.ts';
import { complaints, foreignRequests } from './support/site.ts';

/** Saves a live report; the address of the file. */
async function saved(page: Page): Promise<{ url: string; text: string }> {
  await page.getByText('Download', { exact: true }).click();
  await page.getByRole('button', { name: /Live report/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Live report' });
  await expect(sheet.getByRole('row', { name: /^The file [0-9]/ })).toContainText('MB');
  const waiting = page.waitForEvent('download');
  await sheet.getByRole('button', { name: /^Save/ }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/\.report\.html$/);
  const path = test.info().outputPath(`report-${Date.now()}.html`);
  await download.saveAs(path);
  return { url: pathToFileURL(path).href, text: readFileSync(path, 'utf8') };
}

test('a report of the built-in model, and a report of that report', async ({ page, context }) => {
  await open(page, '#model=deepseek-ocr&gpu=l4&seq_len=1300');
  const total = await textOf(figure(page, 'Total time'));
  const first = await saved(page);
  const errors = complaints(page);
  const foreign = foreignRequests(context, 'file://');
  for (let url = first.url, round = 0; round < 2; round += 1) {
    await page.goto(url);
    await settled(page);
    expect(await textOf(figure(page, 'Total time'))).toBe(total);
    await expect(field(page, 'seq_len')).toHaveValue('1300');
    // It is live: a changed setting is answered.
    await field(page, 'max_new_tokens').fill('9');
    await settled(page);
    expect(await textOf(figure(page, 'Total time'))).not.toBe(total);
    await field(page, 'max_new_tokens').fill('512');
    await settled(page);
    if (round === 0) ({ url } = await saved(page));
    // Nothing of it stays in the browser.
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  }
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
});

test('files travel inside, and names in them are text', async ({ page }) => {
  await open(page);
  const name = '</script><img src=x onerror=alert(1)>.json';
  await dropFiles(page, 'body', [
    { name, bytes: readFileSync('tests/fixtures/torchinfo/deepseek-ocr-trimmed/torchinfo-layers.json') },
  ]);
  await expect(page.locator('.findings')).toBeVisible();
  const { url, text } = await saved(page);
  expect(text).not.toContain('<img src=x');
  let ran = false;
  page.on('dialog', () => (ran = true));
  await page.goto(url);
  await expect(page.locator('.findings')).toBeVisible();
  await expect(page.locator('main')).toContainText(name);
  expect(ran).toBe(false);
});

test('the page in one file makes reports as well', async ({ page }) => {
  await page.goto(pathToFileURL(resolve('dist-single/index.html')).href);
  await settled(page);
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('b200');
  await settled(page);
  const { url } = await saved(page);
  await page.goto(url);
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('b200');
});
