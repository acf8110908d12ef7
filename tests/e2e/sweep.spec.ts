// Sweep: fields over values, with charts, maps and tables; each point leads to its report.
import { expect, test, type Page } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { readFileSync } from 'node:fs';
import { field, figure, open, settled, textOf } from './support/page.ts';

const plot = (page: Page) => page.locator('.sweep-plot');
const made = (page: Page, points: number) => expect(page.locator('.sweep-run')).toContainText(`Made ${points} points`);

test('a batch is swept at once; keys go from point to point, Enter opens the report of one', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Sweep' }).click();
  await made(page, 7);
  await plot(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const said = page.locator('.sweep-view [role="status"]');
  await expect(said).toContainText(/^Batch size 4/);
  const rate = /: ([\d.]+)\s/.exec(await textOf(page.locator('.hover-card .hover-line').first()))?.[1];
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Modules' })).toHaveAttribute('aria-selected', 'true');
  await settled(page);
  await expect(field(page, 'batch_size')).toHaveValue('4');
  expect(rate === undefined || (await textOf(figure(page, 'Throughput'))).length > 0).toBe(true);
});

test('values that cannot be read are told beside their field; presets and the number of values help', async ({
  page,
}) => {
  await open(page, '#gpu=h200-sxm&tab=sweep');
  const values = page.getByLabel('Values of the first field');
  await values.fill('8..2');
  await expect(values).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#sweep-x-said')).toContainText('lo first');
  await values.fill('1,2,8..32:8');
  await expect(page.locator('#sweep-x-said')).toContainText('6 values: 1, 2, 8, 16, 24, 32');
  await made(page, 6);
  await page.getByRole('combobox', { name: 'and', exact: true }).selectOption('gpu');
  await expect(page.getByLabel('Values of the second field')).toHaveValue('all');
  await page.getByLabel('Values of the second field').fill('h200-sxm,l4');
  await made(page, 12);
  await expect(page.getByRole('list', { name: 'Lines' })).toContainText('l4');
  await page.getByRole('button', { name: 'Swap the two fields' }).click();
  await expect(values).toHaveValue('h200-sxm,l4');
  await expect(page).toHaveURL(/sweep\.x=gpu/);
});

test('targets shade what misses them', async ({ page }) => {
  // Memory-bound decode: TPOT grows with the batch; 1.5 ms lies between batch 16 and 64.
  await open(page, '#gpu=h200-sxm&tab=sweep&sweep.metric=tpot_ms');
  await made(page, 7);
  await expect(page.locator('.mark-missed')).toHaveCount(0);
  await page.getByLabel('TPOT at most').fill('1');
  await expect(page.locator('.bound-line')).toContainText('target 1.00');
  await expect(page.locator('.sweep-plot .mark-missed').first()).toBeVisible();
  await expect(page.locator('.missed-area').first()).toContainText('TPOT over 1 ms');
  await page.getByLabel('TPOT at most').fill('soon');
  await expect(page.locator('.targets [role="alert"]')).toContainText('soon');
});

test('crop grids: the classic table, its sheet, and a report from a row', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=sweep');
  await page.getByRole('button', { name: 'Crop grids' }).click();
  await made(page, 23);
  // 16·17 + 1 = 273 without crops; (2·10 + 1)·(3·10) = 630 more with 2x3.
  const rows = page.getByRole('group', { name: 'Points' }).getByRole('row');
  await expect(rows.filter({ has: page.getByRole('rowheader', { name: 'none', exact: true }) })).toContainText('273');
  const two = rows.filter({ has: page.getByRole('rowheader', { name: '2x3', exact: true }) });
  await expect(two).toContainText('903');
  await expect(two).toContainText('5.34');
  const waiting = page.waitForEvent('download');
  await page.locator('.sweep-table').getByRole('button', { name: 'CSV' }).click();
  const sheet = readFileSync(await (await waiting).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(sheet).toHaveLength(24);
  expect(sheet[0]).toMatch(/^crop_grid,seq_len,image_tokens,/);
  await page.getByRole('button', { name: 'Open the report of none' }).click();
  await settled(page);
  await expect(field(page, 'crop_grid')).toHaveValue('none');
  // Its prompt follows the image: 1024 − 903 text tokens, and 273 of the image.
  await expect(field(page, 'seq_len')).toHaveValue('394');
});

test('a map over two fields in both themes is accessible; thousands of points show progress and can be cancelled', async ({
  page,
}) => {
  test.setTimeout(150_000);
  await open(page, '#gpu=h200-sxm&tab=sweep');
  await page.getByRole('button', { name: 'Prompt × generated' }).click();
  await made(page, 40);
  await expect(page.locator('.ramp')).toBeVisible();
  await accessible(page, 'sweep');
  await page.getByLabel('Values of the first field').fill('1024..4095');
  await page.getByRole('button', { name: 'Run 15,360 points' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.locator('.sweep-run')).toContainText('points/s');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.sweep-run')).toContainText('Cancelled after');
});
