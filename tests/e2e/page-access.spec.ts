// Everyone can use it: axe finds nothing in either theme, a phone shows it whole, the keyboard reaches it.
import { expect, test } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { dropFiles } from './support/drop.ts';
import { field, open, row, settled } from './support/page.ts';

test.describe('axe finds nothing in either theme', () => {
  test.setTimeout(240_000); // each look takes seconds where both cores are busy

  test('about the built-in model', async ({ page }) => {
    await open(page);
    await row(page, 'prefill').click();
    await expect(page.locator('.detail')).toBeVisible();
    await accessible(page, 'modules');
    for (const tab of ['Coverage', 'Layer docs', 'GPU']) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab === 'Layer docs') await expect(page.locator('.document h1')).toBeVisible();
      if (tab === 'GPU') await expect(page.locator('.calibration table')).toBeVisible();
      await accessible(page, tab);
    }
  });

  test('about dropped files, and settings that are refused', async ({ page }) => {
    await open(page);
    await dropFiles(
      page,
      'body',
      ['layers', 'stages'].map((kind) => `tests/fixtures/torchinfo/deepseek-ocr-trimmed/torchinfo-${kind}.json`),
    );
    await expect(page.locator('.findings')).toBeVisible();
    await accessible(page, 'artifacts');
    await field(page, 'seq_len').fill('10');
    await expect(page.locator('#field-seq_len-message')).toBeVisible();
    await accessible(page, 'rejected');
  });

  test('about a model from artifacts', async ({ page }) => {
    await page.goto('./#model=artifact&artifact=odd');
    await expect(page.getByRole('region', { name: 'Artifacts wanted' })).toBeVisible();
    await accessible(page, 'wanted');
    await dropFiles(page, 'body', [
      'tests/fixtures/models/odd/torchinfo-layers.json.gz',
      'tests/fixtures/models/odd/flops.json',
    ]);
    await settled(page);
    await row(page, 'tap').click();
    await expect(page.locator('.not-modeled-note')).toBeVisible();
    await accessible(page, 'not modeled');
    await row(page, 'mha').click();
    await expect(page.locator('.recognition')).toBeVisible();
    await accessible(page, 'recognised');
    for (const tab of ['Coverage', 'Verify', 'Artifacts']) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab === 'Verify') await expect(page.locator('.verify')).toBeVisible();
      await accessible(page, tab);
    }
    await page.getByRole('button', { name: 'Export your own model' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await accessible(page, 'export');
  });
});

test('a phone shows everything without sideways scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  for (const tab of ['Categories', 'Coverage', 'Verify', 'Layer docs', 'Artifacts', 'GPU', 'Modules']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
  await row(page, 'decode').click();
  await expect(page.locator('.detail')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  // Settings start folded: the answer comes first.
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await field(page, 'seq_len').fill('10');
  await expect(page.locator('#field-seq_len-message')).toBeVisible();
});

test('the theme is chosen and remembered', async ({ page }) => {
  await open(page);
  const theme = page.getByRole('button', { name: /^Theme/ });
  await theme.click();
  await theme.click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await settled(page);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('shortcuts: the sheet, the views, and back to the first visit', async ({ page }) => {
  await open(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Search in the view');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(page.getByRole('tab', { name: 'Icicle' })).toHaveAttribute('aria-selected', 'true');
  await page.getByLabel('More', { exact: true }).click();
  await page.getByRole('button', { name: 'Forget everything in this browser' }).click();
  await expect(page.getByRole('tab', { name: 'Modules' })).toHaveAttribute('aria-selected', 'true');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});
