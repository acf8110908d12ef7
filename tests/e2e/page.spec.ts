// The main job: pick, edit, read, download. Expected counts are computed here from the published formulas, not by the engine.
import { expect, test } from '@playwright/test';
import { unzipSync, strFromU8 } from 'fflate';
import { readFileSync } from 'node:fs';
import { fact, field, figure, open, row, settled, textOf } from './support/page.ts';

const grouped = (value: bigint): string => value.toLocaleString('en-US');
/** Decoder over a prompt of S tokens with the head on all of them, as FlopCounterMode counts. */
const prefill = (s: bigint): bigint => 2n * s * 574_095_360n + 61_440n * s * s + 1_536n * s;
const decodeStep = (s: bigint, t: bigint): bigint => 2n * 574_095_360n + 61_440n * (s + t) + 1_536n;

test('the built-in example is there at once', async ({ page }) => {
  await open(page);
  expect(await textOf(figure(page, 'Parameters'))).toBe('3.34 G');
  // bf16 weights: two bytes for each of the 3,336,106,240 parameters.
  await expect(page.locator('.memory-legend')).toContainText('6.67');
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('h200-sxm');
  await expect(page.locator('.intro')).toContainText('Nothing leaves this machine');
  await expect(page.getByRole('row', { name: /Whole model/ })).toBeVisible();
});

test('edited settings give the counts that the formulas give', async ({ page }) => {
  await open(page);
  await field(page, 'crop_grid').fill('2x2');
  await field(page, 'seq_len').fill('703');
  await field(page, 'max_new_tokens').fill('3');
  await settled(page);
  await row(page, 'prefill').click();
  expect(await fact(page, 'Matrix FLOPs')).toBe(grouped(prefill(703n)));
  await row(page, 'decode').click();
  const steps = decodeStep(703n, 1n) + decodeStep(703n, 2n) + decodeStep(703n, 3n);
  await expect(page.locator('.detail h2')).toContainText('decode');
  expect(await fact(page, 'Matrix FLOPs')).toBe(grouped(steps));
  await row(page, 'vision').click();
  // One global view of 1024 and four crops of 640, without the projector.
  const vision = 976_909_172_736n + 161_715_683_328n + 4n * (325_620_793_344n + 62_004_756_480n);
  await expect(page.locator('.detail h2')).toContainText('vision');
  expect(await fact(page, 'Matrix FLOPs')).toBe(grouped(vision));
  // The address carries it all: a fresh page shows the same.
  await expect(page).toHaveURL(/crop_grid=2x2.*seq_len=703.*module=deepseek-ocr\/vision/);
  await page.reload();
  await settled(page);
  await expect(field(page, 'seq_len')).toHaveValue('703');
  await expect(page.locator('.detail h2')).toContainText('vision');
});

test('a value that cannot be is told beside its field, and the last answer stays', async ({ page }) => {
  await open(page);
  const before = await textOf(figure(page, 'Total time'));
  await field(page, 'seq_len').fill('10');
  const message = page.locator('#field-seq_len-message');
  await expect(message).toContainText('at least 903');
  await expect(field(page, 'seq_len')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('main.stale')).toBeVisible();
  expect(await textOf(figure(page, 'Total time'))).toBe(before);
  await message.getByRole('button', { name: /^Use / }).click();
  await settled(page);
  await expect(message).toHaveCount(0);
  // No number at all is judged by the same judge.
  await field(page, 'seq_len').fill('many');
  await expect(page.locator('#field-seq_len-message')).toContainText('many');
});

test('undo, redo and resets', async ({ page }) => {
  await open(page);
  await field(page, 'batch_size').fill('4');
  await field(page, 'num_pages').fill('8');
  await settled(page);
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(field(page, 'num_pages')).toHaveValue('1');
  await expect(field(page, 'batch_size')).toHaveValue('4');
  await page.keyboard.press('Control+Shift+z');
  await expect(field(page, 'num_pages')).toHaveValue('8');
  await page.getByRole('button', { name: 'Reset Pages' }).click();
  await expect(field(page, 'num_pages')).toHaveValue('1');
  await page.getByRole('button', { name: /^Reset 1$/ }).click();
  await expect(field(page, 'batch_size')).toHaveValue('1');
});

test('GPU and workload decide; what does not fit says so', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('l4');
  await settled(page);
  await page.getByRole('tab', { name: 'GPU' }).click();
  await expect(page.locator('.gpu-sheet')).toContainText('300 GB/s');
  await page.getByRole('combobox', { name: 'Workload' }).selectOption('dsocr-text-heavy-v1');
  await expect(field(page, 'max_new_tokens')).toHaveValue('1536');
  await field(page, 'memory_reserve_mib').fill('30000');
  await settled(page);
  await expect(page.locator('.verdict')).toContainText('does not fit');
});

test('formulas of a module are real math with this run’s numbers', async ({ page }) => {
  await open(page, '#gpu=h200-sxm&module=deepseek-ocr/prefill/lm_head');
  await expect(page.locator('.detail math').first()).toBeVisible();
  // 2 · 1024 · 1280 · 129,280
  await expect(page.locator('.formula-result').first()).toContainText(grouped(2n * 1024n * 1280n * 129_280n));
  await page.getByRole('button', { name: 'layer doc' }).click();
  await expect(page.locator('.document h1')).toHaveText('Linear');
  await expect(page.locator('.document math').first()).toBeVisible();
  await expect(page.locator('.document annotation')).toHaveCount(0);
});

test('the zip holds the report in the engine’s layout, the same bytes every time', async ({ page }) => {
  await open(page);
  const take = async (): Promise<{ name: string; bytes: Buffer }> => {
    const waiting = page.waitForEvent('download');
    await page.getByText('Download', { exact: true }).click();
    await page.getByRole('button', { name: 'Everything in one zip' }).click();
    const download = await waiting;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const [first, second] = [await take(), await take()];
  expect(first.name).toMatch(/^deepseek-ocr-dsocr-standard-v1-h200-sxm-[0-9a-f]+\.zip$/);
  expect(second.bytes.equals(first.bytes)).toBe(true);
  const files = unzipSync(new Uint8Array(first.bytes));
  const names = Object.keys(files);
  for (const wanted of ['report.json', 'report.yaml', 'modules.csv', 'layers/summary.md', 'layers/Linear.md'])
    expect(names).toContain(wanted);
  const report = JSON.parse(strFromU8(files['report.json']!)) as {
    totals: { parameters: number };
    modules: unknown[];
    report_id: string;
  };
  expect(report.totals.parameters).toBe(3_336_106_240);
  expect(`${report.report_id}.zip`).toBe(first.name);
});

test('the tree: keys, search, sorting, operators, columns and its sheet', async ({ page }) => {
  await open(page);
  const rows = page.locator('tr[data-index]');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(rows.nth(2)).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(rows.nth(2)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('Enter');
  await expect(page.locator('.detail h2')).toContainText('crops');
  await page.keyboard.press('Escape');
  await expect(page.locator('.detail')).toHaveCount(0);
  await page.keyboard.press('/');
  await page.keyboard.type('rotary');
  await expect(page.locator('mark').first()).toHaveText(/rotary/i);
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Time' }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Time' })).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.nth(1).locator('.label')).toHaveText('decode');
  const folded = await rows.count();
  await page.getByRole('button', { name: 'Expand all' }).click();
  await page.getByLabel('Operators').check();
  const total = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
  expect(total).toBeGreaterThan(300);
  // Beyond 300 rows only those in view are drawn, and the last is reached by key.
  expect(await rows.count()).toBeLessThan(total - 2);
  expect(await rows.count()).toBeGreaterThan(folded);
  await rows.first().focus();
  await page.keyboard.press('End');
  await expect(page.locator(`tr[data-index="${total - 3}"]`)).toBeFocused();
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Kernels' }).check();
  await page.reload();
  await settled(page);
  await expect(page.getByRole('columnheader', { name: 'Kernels' })).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const sheet = readFileSync(await (await waiting).path(), 'utf8').split('\r\n');
  expect(sheet[0]).toMatch(/^path,name,class,calls,time_ms,.*,kernels$/);
  expect(sheet[1]).toMatch(/^deepseek-ocr,DeepSeek-OCR,/);
});

test('an engine that dies is started again, and nothing is lost', async ({ page }) => {
  await page.addInitScript(() => {
    const Original = window.Worker;
    const workers: Worker[] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Original {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.push(this);
      }
    };
  });
  await open(page);
  await field(page, 'batch_size').fill('2');
  await field(page, 'num_pages').fill('2');
  await settled(page);
  await page.evaluate(() => {
    const { workers } = window as unknown as { workers: Worker[] };
    workers[0]!.dispatchEvent(new ErrorEvent('error', { message: 'memory access out of bounds' }));
  });
  await expect(page.locator('.notice')).toContainText('memory access out of bounds');
  await expect(field(page, 'batch_size')).toHaveValue('2');
  await field(page, 'seq_len').fill('1000');
  await settled(page);
  await expect(field(page, 'seq_len')).toHaveValue('1000');
});
