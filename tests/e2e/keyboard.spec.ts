// Everything by keyboard: views, tree, sheets, palette; and what a reload brings back.
import { expect, test } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { readFileSync } from 'node:fs';
import { field, figure, open, row, settled, textOf } from './support/page.ts';

test('views: arrows, Home and End move and select; the panel is named by its tab', async ({ page }) => {
  await open(page);
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  await tab('Modules').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab('Icicle')).toBeFocused();
  await expect(tab('Icicle')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await expect(tab('GPU')).toBeFocused();
  await expect(page.getByRole('tabpanel', { name: 'GPU' })).toContainText('Bandwidth');
  await page.keyboard.press('ArrowRight');
  await expect(tab('Modules')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Home');
  await expect(tab('Modules')).toBeFocused();
  await expect(page.getByRole('tabpanel')).toHaveCount(1);
});

test('every tab is whole at 1440 pixels, and none is cut', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  const strip = page.locator('.tabs');
  const sizes = await strip.evaluate((element) => [element.scrollWidth, element.clientWidth] as const);
  expect(sizes[0]).toBeLessThanOrEqual(sizes[1]);
});

test('the tree: down and right open and walk, Enter explains, a number copies in full', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  const first = page.locator('tr[data-index="0"]');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('tr[data-index="1"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.detail h2')).toBeVisible();
  const decode = row(page, 'decode');
  await decode.locator('.col-io .copies').click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toMatch(/^\d{9,}$/);
  const bytes = await copied();
  await expect(decode.locator('.col-io')).toHaveAttribute('title', new RegExp(Number(bytes).toLocaleString('en-US')));
});

test('? opens the sheet of keys and Escape closes it; focus returns', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Modules' }).focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText('In the module tree');
  await accessible(page, 'keys', 'dialog');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Modules' })).toBeFocused();
});

test('the palette: Ctrl+K, a few letters, Enter picks the GPU', async ({ page }) => {
  await open(page);
  const before = await textOf(figure(page, 'Total time'));
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
  await expect(palette).toBeVisible();
  await page.keyboard.type('nvidia l4 24');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'GPU', exact: true })).toHaveValue('l4');
  await expect.poll(() => textOf(figure(page, 'Total time'))).not.toBe(before);
});

test('C copies the numbers of what a chart points at', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '#tab=memory&gpu=l4');
  const plot = page.getByRole('slider', { name: 'Place in the execution order' });
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.hover-card')).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.locator('.hover-copy')).toHaveText('copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/Weights\t\d{9,}/);
});

test('a reload brings settings, view, module and theme back', async ({ page }) => {
  await open(page);
  await field(page, 'seq_len').fill('1111');
  await page.getByRole('combobox', { name: 'GPU', exact: true }).selectOption('l4');
  await row(page, 'prefill').click();
  await expect(page.locator('.detail h2')).toContainText('prefill');
  await expect(page).toHaveURL(/gpu=l4.*module=/);
  await settled(page);
  const total = await textOf(figure(page, 'Total time'));
  // Without the address, as a visitor comes back: the browser remembers.
  await page.goto('about:blank');
  await page.goto('./');
  await expect(field(page, 'seq_len')).toHaveValue('1111');
  await expect(page.getByRole('combobox', { name: 'GPU', exact: true })).toHaveValue('l4');
  await expect.poll(() => textOf(figure(page, 'Total time'))).toBe(total);
});

test('on paper every row of the tree is there, whatever the screen had drawn', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Expand all' }).click();
  const total = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount')) - 2;
  expect(total).toBeGreaterThan(50);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('tr[data-index]')).toHaveCount(total);
  await page.emulateMedia({ media: 'screen' });
});

test('the timeline opens in trace viewers: complete events that nest, as long as the run', async ({ page }) => {
  await open(page);
  await page.locator('summary', { hasText: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Timeline for Perfetto and speedscope' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.trace\.json$/);
  const trace = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    traceEvents: { ph: string; name: string; ts: number; dur: number }[];
  };
  const slices = trace.traceEvents.filter((event) => event.ph === 'X');
  expect(slices.length).toBeGreaterThan(50);
  const end = Math.max(...slices.map((slice) => slice.ts + slice.dur));
  expect(end).toBeCloseTo(slices[0]!.dur, 3);
  const shown = await textOf(figure(page, 'Total time'));
  expect(`${(slices[0]!.dur / 1000).toPrecision(3)} ms`).toBe(shown);
});
