// Keep and share: the whole state in the address, recent sessions, and what a link cannot say.
import { expect, test } from '@playwright/test';
import { dropFiles } from './support/drop.ts';
import { field, figure, open, row, settled, textOf } from './support/page.ts';

test('an address carries a workload and a GPU of one’s own to a browser that knows neither', async ({
  page,
  browser,
}) => {
  await open(page);
  const workload = { profile_id: 'mine', description: 'short', seq_len: 1000, base_size: 1024, image_size: 640 };
  const rest = { crop_mode: false, max_new_tokens: 7, doc_kind: 'synthetic', num_pages: 1 };
  await dropFiles(page, 'body', [{ name: 'mine.json', bytes: JSON.stringify({ ...workload, ...rest }) }]);
  await expect(page.getByRole('combobox', { name: 'Workload' })).toHaveValue('mine');
  const gpu = await page.evaluate(async () => {
    const all = performance.getEntriesByType('resource').map((entry) => entry.name);
    return all.length > 0;
  });
  expect(gpu).toBe(true);
  const profile = {
    ...{ id: 'my-gpu', name: 'My GPU', vendor: 'Me', architecture: '', release_year: null },
    ...{ memory_capacity_gb: 48, memory_capacity_mib: 46000, memory_bandwidth_bytes_per_s: 1e12, l2_bytes: null },
    ...{ l2_bandwidth_bytes_per_s: null, compute_units: null, boost_clock_hz: null, tensor_clock_hz: null },
    matrix_peak_flops_per_s: { bf16: 1e14 },
    vector_peak_flops_per_s: { fp32: 5e13 },
    ...{ unsupported_formats: [], link_bytes_per_s: null, pcie_bytes_per_s: null, tdp_w: null, price_usd_per_h: null },
    achieved: { matrix_ratio: null, bandwidth_ratio: null, launch_s: null },
    ...{ sources: {}, references: {} },
  };
  await dropFiles(page, 'body', [{ name: 'my-gpu.json', bytes: JSON.stringify(profile) }]);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('my-gpu');
  await settled(page);
  await expect(page).toHaveURL(/gpu_profile/);
  const total = await textOf(figure(page, 'Total time'));
  const other = await (await browser.newContext()).newPage();
  await other.goto(page.url());
  await settled(other);
  await expect(other.getByRole('combobox', { name: 'GPU' })).toHaveValue('my-gpu');
  await expect(field(other, 'max_new_tokens')).toHaveValue('7');
  expect(await textOf(figure(other, 'Total time'))).toBe(total);
  expect(page.url().length).toBeLessThan(4000);
  await other.context().close();
});

test('a damaged link says what is wrong and shows the rest', async ({ page }) => {
  await open(page, '#v=9&model=deepseek-ocr&workload=gone&gpu=nothing-like-it&seq_len=1100&old_key=3&tab=nowhere');
  const notice = page.locator('.notice', { hasText: 'Not all of the link could be shown' });
  for (const part of ['newer version', 'workload', '"nothing-like-it"', 'old_key', '"nowhere"'])
    await expect(notice).toContainText(part);
  await settled(page);
  await expect(field(page, 'seq_len')).toHaveValue('1100');
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('h200-sxm');
});

test('a link of the first version still works', async ({ page }) => {
  await open(page, '#model=deepseek-ocr&gpu=l4&seq_len=1100&module=deepseek-ocr/prefill');
  await expect(field(page, 'seq_len')).toHaveValue('1100');
  await expect(page.locator('.detail h2')).toContainText('prefill');
  await expect(page.locator('.notice')).toHaveCount(0);
});

test('a link to a model from artifacts names the files that it needs', async ({ page }) => {
  await page.goto('./#v=2&model=artifact&artifact=bert-base&file=torchinfo-layers.json&gpu=l4');
  await expect(page.getByRole('region', { name: 'Artifacts wanted' })).toContainText('torchinfo-layers.json');
});

test('recent sessions: listed, reopened, forgotten one by one and all', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('l4');
  await field(page, 'seq_len').fill('1200');
  await settled(page);
  const kept = (): Promise<number> =>
    page.evaluate(() => (JSON.parse(localStorage.getItem('modelmeter/recent/1') ?? '[]') as unknown[]).length);
  await expect.poll(kept).toBe(1);
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('b200');
  await settled(page);
  await expect.poll(kept).toBe(2);
  await page.reload();
  await settled(page);
  await page.getByLabel('More', { exact: true }).click();
  await page.getByRole('button', { name: /Recent sessions/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Recent sessions' });
  await expect(sheet).toContainText('nothing leaves this machine');
  await sheet.locator('.recent', { hasText: 'L4' }).click();
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('l4');
  await expect(field(page, 'seq_len')).toHaveValue('1200');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find' }).fill('recent');
  await page.keyboard.press('Enter');
  await expect(sheet.locator('.recent')).toHaveCount(2);
  await sheet.getByRole('button', { name: /^Forget .*B200/ }).click();
  await expect(sheet.locator('.recent')).toHaveCount(1);
  await sheet.getByRole('button', { name: 'Forget all sessions' }).click();
  await expect(sheet).toContainText('None yet');
  expect(await kept()).toBe(0);
});

test('matrix work in multiply-adds: half the FLOPs, wherever it is said', async ({ page }) => {
  await open(page, '#model=deepseek-ocr&module=deepseek-ocr/prefill/lm_head');
  await page.getByRole('button', { name: 'MAC', exact: true }).click();
  // One multiply-add for each of 1024 tokens, 1280 inputs and 129,280 outputs.
  const fact = page.locator('.detail .fact', { has: page.getByText('Matrix MACs', { exact: true }) });
  await expect(fact).toContainText((1024 * 1280 * 129_280).toLocaleString('en-US'));
  await expect(row(page, 'prefill')).toContainText('MAC');
  await expect(page.locator('.figure', { hasText: 'Matrix MACs' })).toContainText('MAC');
  await expect(page.locator('.figure', { hasText: 'Vector FLOPs' })).toContainText('FLOP');
});
