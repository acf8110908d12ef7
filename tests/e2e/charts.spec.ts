import { expect, test, type Page } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { readFileSync } from 'node:fs';
import { open, row, textOf } from './support/page';

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const cell = (page: Page, id: string) => page.locator(`[data-cell="${id}"]`);

test('icicle: a click selects for every view, a double click zooms, breadcrumbs lead back', async ({ page }) => {
  await open(page);
  await tab(page, 'Icicle').click();
  const decode = page.locator('.cell.module', { hasText: /^decode/ });
  await decode.click();
  await expect(page.locator('.detail h2')).toContainText('decode');
  await expect(decode).toHaveAttribute('aria-selected', 'true');
  await decode.dblclick();
  const crumbs = page.getByRole('navigation', { name: 'Zoomed into' });
  await expect(crumbs.getByRole('button')).toHaveCount(2);
  await crumbs.getByRole('button', { name: 'DeepSeek-OCR' }).click();
  await expect(crumbs.getByRole('button')).toHaveCount(1);
  await tab(page, 'Modules').click();
  await expect(row(page, 'decode')).toHaveAttribute('aria-selected', 'true');
});

test('icicle: by keyboard alone; widths of another measure; small parts are merged, none vanishes', async ({
  page,
}) => {
  await open(page);
  await tab(page, 'Icicle').click();
  const plot = page.getByRole('tree');
  await plot.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('.detail h2')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Zoomed into' }).getByRole('button')).not.toHaveCount(1);
  await page.keyboard.press('0');
  await expect(page.getByRole('navigation', { name: 'Zoomed into' }).getByRole('button')).toHaveCount(1);
  await expect(page.locator('.cell.rest').first()).toBeVisible();
  await page.getByRole('group', { name: 'Width' }).getByRole('button', { name: 'FLOPs' }).click();
  await expect(page.locator('.cell.module').first()).toContainText('5.36 TFLOP');
});

test('the search is one: typed in the icicle, marked there and in the tree', async ({ page }) => {
  await open(page);
  await tab(page, 'Icicle').click();
  await expect(page.locator('.cell').first()).toBeVisible(); // its code has come
  await page.keyboard.press('/');
  await page.keyboard.type('lm_head');
  await expect(page.locator('.cell.match').first()).toBeVisible();
  await expect(page.locator('.cell.dimmed').first()).toBeAttached();
  await tab(page, 'Modules').click();
  await expect(page.locator('.toolbar input[type=search]')).toHaveValue('lm_head');
});

test('roofline: roofs with their rates and the ridge; the table twin selects; rates are the data sheet’s', async ({
  page,
}) => {
  await open(page);
  await tab(page, 'Roofline').click();
  // 989.4e12 FLOP/s over 4.8e12 B/s is 206.1 FLOP/B.
  await expect(page.locator('.ridge')).toContainText('206');
  await expect(page.locator('.roof-matrix.in-force')).toContainText('989');
  await expect(page.locator('.roof-memory.in-force')).toContainText('4.80');
  await expect(page.locator('.roof-launch')).toHaveCount(1);
  await page.getByRole('group', { name: 'Points' }).getByRole('button', { name: 'Modules' }).click();
  await page.locator('.chart-table tbody').getByRole('button', { name: 'lm_head' }).first().click();
  await expect(page.locator('.detail h2')).toContainText('lm_head');
  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.hover-card')).toContainText('FLOP/B');
});

test('a chart is saved as SVG with its looks inside, as PNG, and as a sheet', async ({ page }) => {
  await open(page);
  await tab(page, 'Roofline').click();
  await expect(page.locator('svg.plot')).toBeVisible();
  const saved = async (name: RegExp) => {
    await page.locator('.export-menu summary').click();
    const download = page.waitForEvent('download');
    await page.locator('.export-menu').getByRole('button', { name }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync((await file.path())!) };
  };
  const svg = await saved(/^SVG/);
  expect(svg.name).toMatch(/\.roofline-operators\.svg$/);
  const text = svg.bytes.toString('utf8');
  expect(text).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(text).toContain('>Roofline<');
  expect(text).not.toMatch(/var\(|class=|color\(srgb/);
  const png = await saved(/^PNG/);
  expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  await tab(page, 'Icicle').click();
  await expect(page.locator('svg.icicle')).toBeVisible();
  const csv = await saved(/^CSV/);
  expect(csv.name).toMatch(/\.icicle-time\.csv$/);
  expect(csv.bytes.toString('utf8').split('\r\n')[0]).toBe('path,name,depth,stage,time_ms');
});

test('bars: stages by category; their table stays below', async ({ page }) => {
  await open(page);
  await tab(page, 'Categories').click();
  await expect(page.locator('svg.bars')).toContainText('decode');
  await page.getByRole('group', { name: 'Bars' }).getByRole('button', { name: 'Categories' }).click();
  await expect(page.locator('svg.bars')).toContainText('linear');
  expect(await textOf(page.locator('.categories'))).toContain('Attention');
});

test('charts are accessible in either theme', async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  for (const name of ['Icicle', 'Roofline', 'Categories']) {
    await tab(page, name).click();
    await expect(page.locator('svg.plot')).toBeVisible();
    await accessible(page, name);
  }
});

test('a chart fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page);
  for (const name of ['Icicle', 'Roofline', 'Categories']) {
    await tab(page, name).click();
    await expect(page.locator('svg.plot')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true);
  }
  await expect(cell(page, 'none')).toHaveCount(0);
});
