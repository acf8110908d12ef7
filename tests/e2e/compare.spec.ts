// Compare: the pinned run, added runs, the current one and dropped reports side by side.
import { expect, test, type Page } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { readFileSync } from 'node:fs';
import { dropFiles } from './support/drop.ts';
import { open, settled, textOf } from './support/page.ts';

const L4 = encodeURIComponent('model=deepseek-ocr&workload=dsocr-standard-v1&gpu=l4');
const aligned = (page: Page) => page.getByRole('group', { name: 'Aligned rows' });
const total = (page: Page, label: string) =>
  page
    .getByRole('table', { name: 'Whole runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: label, exact: true }) });

test('two GPUs: what differs, totals, modules with differences, ratios and bars; swap, sort, filter, fold', async ({
  page,
}) => {
  await open(page, `#gpu=h200-sxm&tab=compare&baseline=${L4}`);
  await expect(page.getByRole('table', { name: 'What differs between the runs' })).toContainText('h200-sxm');
  // Bandwidth 300 GB/s against 4.8 TB/s: decode takes a sixteenth.
  await expect(total(page, 'Time per output token')).toContainText('×0.0625');
  await expect(total(page, 'Matrix FLOPs')).toContainText('equal');
  const decode = aligned(page)
    .getByRole('row')
    .filter({ has: page.locator('.label', { hasText: /^decode$/ }) });
  await expect(decode).toContainText('×0.0625');
  await expect(decode.locator('.diverging > .good')).toBeVisible();
  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(total(page, 'Time per output token')).toContainText('×16.0');
  await expect(page).toHaveURL(/compare\.first=current/);
  await page.getByRole('button', { name: 'B − A' }).click();
  await expect(aligned(page).locator('tbody tr .label').nth(1)).toHaveText('decode');
  await page.getByRole('button', { name: 'B − A' }).click();
  await page.getByRole('button', { name: 'B − A' }).click();
  await page.getByPlaceholder('Filter').fill('lm_head');
  // Its ancestors stay: the whole, prefill and decode.
  await expect(aligned(page).locator('tbody tr .label')).toHaveText([
    'DeepSeek-OCR',
    'prefill',
    'lm_head',
    'decode',
    'lm_head',
  ]);
  await page.getByPlaceholder('Filter').fill('');
  await page.getByRole('group', { name: 'By' }).getByRole('button', { name: 'stages' }).click();
  await expect(aligned(page).locator('tbody tr')).toHaveCount(4);
  await page.getByRole('group', { name: 'By' }).getByRole('button', { name: 'categories' }).click();
  await page.getByLabel('Figure').selectOption('matrix_flops');
  await page.getByLabel('Only what differs').check();
  await expect(page.locator('.compare-rows')).toContainText('Nothing differs in this figure');
  await accessible(page, 'compare');
});

test('runs are added, kept and removed; what is counted differently is not compared', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&tab=compare');
  await expect(page.locator('.compare')).toContainText('One run: add what to hold against it');
  await page.getByLabel('Add the same run with another Precision').selectOption('fp8_e4m3');
  const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
  await expect(runs).toHaveCount(2);
  await expect(total(page, 'Weights')).toContainText('×1.81');
  // The current run follows the settings.
  await page.locator('summary', { hasText: 'Counting conventions' }).click();
  await page.locator('#field-attention_counting').selectOption('causal');
  await expect(page.locator('.compare-mark')).toContainText('Attention is counted differently');
  await expect(page.locator('.compare-mark')).toContainText('times are left out');
  await expect(total(page, 'Matrix FLOPs')).toContainText('≠');
  await expect(page.locator('.diverging')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep the current run' }).click();
  await expect(runs).toHaveCount(3);
  await page.waitForURL(/run=.*run=/);
  await page.reload();
  await expect(runs).toHaveCount(3);
  await page.getByRole('button', { name: /^Remove .*fp8/ }).click();
  await expect(runs).toHaveCount(2);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8')).toContain('decode');
});

test('a dropped report is a run: beside its settings, and only that where runs are compared', async ({ page }) => {
  await open(page, '#gpu=l4&batch_size=2&num_pages=2');
  const saving = page.waitForEvent('download');
  await page.getByText('Download', { exact: true }).click();
  await page.getByRole('button', { name: 'Report as JSON' }).click();
  const theirs = { name: 'theirs.json', bytes: readFileSync(await (await saving).path(), 'utf8') };
  await page.goto('about:blank');
  await open(page, '#gpu=h200-sxm&tab=compare');
  await dropFiles(page, 'body', [theirs]);
  const runs = page.getByRole('list', { name: 'Runs' });
  await expect(runs).toContainText('theirs');
  // What is compared stays as it was asked for.
  await expect(page.locator('.pickers').getByRole('combobox', { name: 'GPU' })).toHaveValue('h200-sxm');
  await expect(page.getByRole('table', { name: 'What differs between the runs' })).toContainText('Batch size');
  await page.getByRole('tab', { name: 'Modules' }).click();
  await dropFiles(page, 'body', [theirs]);
  await expect(page.locator('.pickers').getByRole('combobox', { name: 'GPU' })).toHaveValue('l4');
  await page.locator('.notice').getByRole('button', { name: 'Compare' }).click();
  await settled(page);
  await expect(runs).toContainText('theirs (2)');
  // Another model's report: opened as a run, and the page says that nothing can be aligned.
  const other = JSON.parse(theirs.bytes) as { model: { model_id: string } };
  other.model.model_id = 'somebody/else';
  await page.getByRole('tab', { name: 'Modules' }).click();
  await dropFiles(page, 'body', [{ name: 'else.json', bytes: JSON.stringify(other) }]);
  await expect(page.getByRole('tab', { name: 'Compare' })).toHaveAttribute('aria-selected', 'true');
  await expect(runs).toContainText('else');
  expect(await textOf(page.locator('.compare-mark').first())).toContain('');
  await expect(page.locator('.compare-mark', { hasText: 'Different models' })).toBeVisible();
});
