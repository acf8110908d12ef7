// The GPU view: figures with their sources, side by side, an edited copy, files, links, calibration in words.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { dropFiles } from './support/drop.ts';
import { figure, open, textOf } from './support/page.ts';

const picker = (page: Page) => page.getByRole('combobox', { name: 'GPU', exact: true });
const sheet = (page: Page) => page.locator('.gpu-sheet');
const figureRow = (page: Page, name: string) =>
  sheet(page).locator('tr', { has: page.locator('th', { hasText: new RegExp(`^${name}$`) }) });
/** The answer that follows differs from `before`. */
const answered = (page: Page, before: string) => expect.poll(() => textOf(figure(page, 'Total time'))).not.toBe(before);

const h200 = JSON.parse(readFileSync('hwprofiles/h200-sxm.json', 'utf8')) as Record<string, unknown>;
/** A profile under another id: the bandwidth is the only figure that matters here. */
const profile = (id: string, name: string, bandwidth: number): string =>
  JSON.stringify({ ...h200, id, name, memory_bandwidth_bytes_per_s: bandwidth });

test('every figure stands with its confidence and source, and copies on click', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '#gpu=h200-sxm&tab=gpu');
  const bandwidth = figureRow(page, 'Bandwidth');
  await expect(bandwidth).toContainText('datasheet');
  await expect(bandwidth.getByRole('link', { name: 'nv-h200-ds' })).toBeVisible();
  await bandwidth.locator('.copyable').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('4800000000000');
  for (const row of await sheet(page).locator('.figures-table tbody tr:not(.group-row)').all()) {
    const cells = await row.locator('td').allInnerTexts();
    if (cells[0] !== '–') expect(cells[1], (await row.innerText()).trim()).not.toBe('');
  }
});

test('two GPUs side by side: figures of both, only those that differ, a sheet, kept in the link', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=gpu');
  await sheet(page).getByLabel('Compare with').selectOption('h100-sxm');
  await expect(figureRow(page, 'Bandwidth')).toContainText('3.35');
  await expect(figureRow(page, 'Bandwidth')).toContainText('4.80');
  await expect(page).toHaveURL(/view\.gpus=h100-sxm/);
  await expect(figureRow(page, 'PCIe, one direction')).toBeVisible();
  await page.getByLabel('Only figures that differ').check();
  await expect(figureRow(page, 'PCIe, one direction')).toHaveCount(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sheet(page).locator('.gpu-tools').getByRole('button', { name: 'CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('gpu-h200-sxm-h100-sxm.csv');
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv.split('\r\n')[0]).toContain('h100-sxm confidence');
  expect(csv).toContain('memory_bandwidth_bytes_per_s,B/s,4800000000000,datasheet');
  await page.reload();
  await expect(figureRow(page, 'Bandwidth')).toContainText('3.35');
  await sheet(page)
    .getByRole('button', { name: /Leave out/ })
    .click();
  await expect(figureRow(page, 'Bandwidth')).not.toContainText('3.35');
});

test('a copy: faults at their field, saved, marked yours, answered with, deleted', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=gpu');
  const before = await textOf(figure(page, 'Total time'));
  await sheet(page).getByRole('button', { name: 'Edit a copy' }).click();
  const form = page.getByRole('form', { name: /Edit a copy of NVIDIA H200/ });
  await expect(form.getByLabel('Id', { exact: true })).toHaveValue('h200-sxm-copy');
  const bandwidth = form.getByLabel('Bandwidth', { exact: true });
  await bandwidth.fill('-5');
  await expect(form.getByRole('alert')).toContainText('Expected a finite number of at least 0; got -5');
  await expect(bandwidth).toHaveAttribute('aria-invalid', 'true');
  await bandwidth.fill('fast');
  await expect(form.getByRole('alert')).toContainText('got "fast"');
  await bandwidth.fill('');
  await expect(form.getByRole('alert')).toContainText('no time can be estimated without it');
  await expect(form.getByRole('button', { name: 'Save and use it' })).toBeDisabled();
  await form.getByLabel('Id', { exact: true }).fill('h100-sxm');
  await expect(form.getByText('got that of NVIDIA H100 SXM5 80GB')).toBeVisible();
  await form.getByLabel('Id', { exact: true }).fill('mine');
  await bandwidth.fill('2400');
  await expect(form.getByRole('alert')).toHaveCount(0);
  await form.getByRole('button', { name: 'Save and use it' }).click();
  await expect(picker(page)).toHaveValue('mine');
  await answered(page, before);
  await expect(figureRow(page, 'Bandwidth')).toContainText('yours');
  await expect(figureRow(page, 'Bandwidth')).toContainText('4800000000000 in NVIDIA H200');
  await expect(figureRow(page, 'Power limit')).toContainText('datasheet');
  await expect(page.getByRole('region', { name: 'Calibration' })).toContainText('whose copy this is');

  await sheet(page).getByRole('button', { name: 'Delete' }).click();
  await sheet(page).getByRole('button', { name: 'Delete it' }).click();
  await expect(picker(page)).toHaveValue('h200-sxm');
  await expect(picker(page).locator('option[value="mine"]')).toHaveCount(0);
  await expect.poll(() => textOf(figure(page, 'Total time'))).toBe(before);
});

test('a saved profile is the file that this page and the command line read', async ({ page }) => {
  await open(page, '#gpu=l4&tab=gpu');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sheet(page).getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('l4.json');
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as Record<string, unknown>;
  const shipped = JSON.parse(readFileSync('hwprofiles/l4.json', 'utf8')) as Record<string, unknown>;
  delete shipped['$schema'];
  expect(saved).toEqual(shipped);
  const mine = { name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(profile('mine', 'Mine', 1e12)) };
  await page.getByLabel('Load a GPU profile').setInputFiles(mine);
  await expect(picker(page)).toHaveValue('mine');
  await expect(sheet(page).getByRole('heading', { level: 2 })).toContainText('yours');
});

test('undo of a dropped GPU takes it from the picker, and leaves what was edited since', async ({ page }) => {
  await open(page, '#gpu=l4&tab=gpu');
  await dropFiles(page, 'body', [{ name: 'mine.json', bytes: profile('mine', 'Mine', 1e12) }]);
  await expect(picker(page)).toHaveValue('mine');
  await page.getByTitle('Undo (Ctrl+Z)').click();
  await expect(picker(page)).toHaveValue('l4');
  await expect(picker(page).locator('option[value="mine"]')).toHaveCount(0);

  await dropFiles(page, 'body', [{ name: 'mine.json', bytes: profile('mine', 'Mine', 1e12) }]);
  await expect(picker(page)).toHaveValue('mine');
  await sheet(page).getByRole('button', { name: 'Edit a copy' }).click();
  await page.getByRole('button', { name: 'Save and use it' }).click();
  await expect(picker(page)).toHaveValue('mine-copy');
  await page.locator('.notice').getByRole('button', { name: /Undo/ }).click();
  await expect(picker(page)).toHaveValue('l4');
  await expect(picker(page).locator('option[value="mine"]')).toHaveCount(0);
  await expect(picker(page).locator('option[value="mine-copy"]')).toHaveCount(1);
});

test('a link’s GPU takes no place of one’s own of the same id', async ({ page, browser }) => {
  await open(page, '#gpu=l4&tab=gpu');
  await dropFiles(page, 'body', [{ name: 'mine.json', bytes: profile('mine', 'Mine', 1e12) }]);
  await expect(page).toHaveURL(/gpu=mine&.*gpu_profile/);
  const mine = await textOf(figure(page, 'Total time'));
  const sender = await (await browser.newContext()).newPage();
  await open(sender, '#gpu=l4&tab=gpu');
  await dropFiles(sender, 'body', [{ name: 'mine.json', bytes: profile('mine', 'Theirs', 2e12) }]);
  await expect(sender).toHaveURL(/gpu=mine&.*gpu_profile/);
  await expect.poll(() => textOf(figure(sender, 'Total time'))).not.toBe(mine);
  const theirs = await textOf(figure(sender, 'Total time'));

  await page.goto(sender.url());
  await expect(page.locator('.notice.warning')).toContainText('mine-linked');
  await expect(picker(page)).toHaveValue('mine-linked');
  await expect.poll(() => textOf(figure(page, 'Total time'))).toBe(theirs);
  await picker(page).selectOption('mine');
  await expect.poll(() => textOf(figure(page, 'Total time'))).toBe(mine);
  // The same link again: the same GPU, not another one.
  await page.goto(sender.url());
  await expect(picker(page)).toHaveValue('mine-linked');
  await expect(picker(page).locator('option[value^="mine"]')).toHaveCount(2);
  await sender.context().close();
});

test('calibration in words: measured here, or borrowed from which GPU, with the band', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=gpu');
  const story = page.getByRole('region', { name: 'Calibration' });
  await expect(story).toContainText('Measured on this GPU: matrix products');
  await expect(story.locator('.borrowed')).toHaveCount(0);
  // A family's parts and ranges of time each have their errors: three of products of few rows, five of all others.
  await expect(story.getByRole('row', { name: /^few rows/ })).toHaveCount(3);
  await expect(story.getByRole('row', { name: /^all others up to 4 µs/ })).toHaveCount(1);
  await picker(page).selectOption('l4');
  await expect(story).toContainText('Borrowed from');
  await expect(story).toContainText('times as wide to either side, by how near');
});
