// Solve: from a target to GPUs, sizes, rates and the resource that helps most.
import { expect, test, type Page } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { readFileSync } from 'node:fs';
import { field, open, settled, textOf } from './support/page.ts';

const part = (page: Page, name: string) => page.getByRole('region', { name });

test('GPUs that meet the targets, the cheapest first; one is picked from the list', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=solve');
  const gpus = part(page, 'GPUs that meet the targets');
  await expect(gpus.locator('.answer')).toContainText(/^\d+ of \d+ GPUs meet this/);
  await page.getByLabel('TPOT at most').fill('0.3');
  await page.getByLabel('TTFT at most').fill('20');
  await expect(gpus.getByRole('row').nth(1)).toContainText('meets');
  await expect(gpus.getByRole('row', { name: /NVIDIA L4 24GB/ })).toContainText('tpot_ms');
  const prices = await gpus.locator('tbody tr:not(.missed) td:nth-child(2)').allInnerTexts();
  const known = prices.filter((text) => text.startsWith('$')).map((text) => Number(text.slice(1, -2)));
  expect(known.length).toBeGreaterThan(1);
  expect(known).toEqual([...known].sort((a, b) => a - b));
  await page.getByLabel('Show those that miss').uncheck();
  await expect(gpus.locator('tr.missed')).toHaveCount(0);
  await gpus.getByRole('button', { name: /B200/ }).first().click();
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue(/b200/);
  await expect(page).toHaveURL(/target\.tpot=0\.3/);
});

test('the largest batch that meets them, with what ends it; used, it is in force', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=solve&target.ttft=50');
  const batch = part(page, 'Largest values').getByRole('listitem').filter({ hasText: 'Batch size' });
  await expect(batch.locator('.largest-value')).toContainText(/^\d+ pages$/);
  await expect(batch).toContainText('ttft_ms');
  const largest = Number.parseInt(await textOf(batch.locator('.largest-value')), 10);
  await batch.getByRole('button', { name: 'Use' }).click();
  await settled(page);
  await expect(field(page, 'batch_size')).toHaveValue(String(largest));
  // One page more breaks the target: the engine's own answer is 50 ms or less, and the next is over it.
  await expect(batch).toContainText(`At ${largest + 1}: ttft_ms`);
});

test('required rates follow from work and target; sensitivity says what to buy', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=solve&target.tpot=10');
  const rates = part(page, 'Required rates');
  await expect(rates.locator('.answer')).toContainText('a TPOT of 10.0');
  // A decode step reads some 1.2 GB: in 10 ms that is about 123 GB/s.
  await expect(rates.locator('.rate').nth(2)).toContainText('GB/s');
  await expect(rates.locator('.rate').last()).toContainText('meets it');
  const sensitivity = part(page, 'Sensitivity');
  await expect(sensitivity.locator('.answer')).toContainText('memory bandwidth shortens the run most');
  // All of decode is bound by memory: one percent more bandwidth is one percent less time.
  await expect(sensitivity.getByRole('row', { name: /Memory bandwidth/ })).toContainText(/[−-](0\.99\d|1\.000)/);
  await accessible(page, 'solve');
  const waiting = page.waitForEvent('download');
  await rates.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8')).toMatch(/^gpu,name,matrix_ratio/);
});
