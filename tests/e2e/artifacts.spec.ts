// Any PyTorch model: dropped, pasted or linked. Expected counts are torchinfo's own parameters and PyTorch's FLOP counter.
import { expect, test, type Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dropFiles, dropFolder, paste, type Dropped } from './support/drop.ts';
import { fact, field, figure, open, row, settled, textOf } from './support/page.ts';

const models = 'tests/fixtures/models';
const torchinfo = 'tests/fixtures/torchinfo';
const exported = 'tests/fixtures/exporter/bert-tiny';
const json = <T>(path: string): T => {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
};
const countedFlops = (name: string): number =>
  json<{ total_flops: number }>(`${models}/${name}/flops.json`).total_flops;
const grouped = (value: number): string => value.toLocaleString('en-US');

const drop = (page: Page, ...files: Dropped[]): Promise<void> => dropFiles(page, 'body', files);
const picker = (page: Page) => page.locator('.pickers').getByRole('combobox', { name: 'Model' });
const picked = async (page: Page, name: string): Promise<void> => {
  await expect(picker(page).locator('option:checked')).toHaveText(name);
  await settled(page);
};
const dismissAll = async (page: Page): Promise<void> => {
  for (const button of await page.getByRole('button', { name: 'Dismiss' }).all()) await button.click();
};

test('a model that is not built in is picked by its drop, and its batch scales exactly', async ({ page }) => {
  await open(page);
  await drop(page, `${models}/bert-base/torchinfo-layers.json.gz`);
  await picked(page, 'BertModel (from artifacts)');
  await expect(page.getByRole('tab', { name: 'Modules' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('combobox', { name: 'Workload' })).toHaveCount(0);
  await row(page, 'BertModel').click();
  expect(await fact(page, 'Matrix FLOPs')).toBe(grouped(countedFlops('bert-base')));
  await field(page, 'batch_size').fill('4');
  await settled(page);
  await expect.poll(() => fact(page, 'Matrix FLOPs')).toBe(grouped(4 * countedFlops('bert-base')));
  // What can be changed, and how that is known, stands beside the fields.
  await expect(page.getByRole('list', { name: 'What can be changed' })).toContainText('Batch size scales exactly');
  // Another GPU keeps the model.
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('l4');
  await picked(page, 'BertModel (from artifacts)');
});

test('equal layers are one row with their number and pattern; the rule that recognised one is told', async ({
  page,
}) => {
  await open(page);
  await drop(page, `${models}/bert-base/torchinfo-layers.json.gz`);
  await picked(page, 'BertModel (from artifacts)');
  await page.getByRole('button', { name: 'Expand all' }).click();
  const layers = page.locator('tr[data-index]', { hasText: '{0-11}' }).first();
  await expect(layers).toContainText('×12');
  await row(page, 'self').click();
  const detail = page.locator('.detail');
  await expect(detail).toContainText('encoder.layer.{0-11}.attention.self');
  await expect(detail.locator('.recognition')).toContainText('Recognised by');
  await expect(detail.getByRole('list', { name: 'Evidence' })).toContainText('[1, 128, 768]');
  await expect(row(page, 'self').locator('.mark')).toBeVisible();
});

test('what is not modeled is counted, listed with its reason, and found in the tree', async ({ page }) => {
  await open(page);
  await drop(page, ...['layers', 'unique-layers', 'stages'].map((kind) => `${torchinfo}/odd/torchinfo-${kind}.json`));
  await picked(page, 'OddModel (from artifacts)');
  await page.getByRole('button', { name: /modules not modeled/ }).click();
  await expect(page.getByRole('tab', { name: 'Coverage' })).toHaveAttribute('aria-selected', 'true');
  const list = page.getByRole('region', { name: 'Modules that are not modeled' });
  await expect(list.locator('tbody tr')).toHaveCount(2);
  await list.getByRole('button', { name: 'tap' }).click();
  await expect(page.locator('.detail .not-modeled-note')).toContainText('Passthrough');
  await expect(row(page, 'tap').locator('.tag')).toHaveText('bound');
  await page.getByRole('tab', { name: 'Coverage' }).click();
  const rules = page.getByRole('region', { name: 'Rules' });
  await rules.getByText('torch.nn.MultiheadAttention', { exact: true }).click();
  await rules.getByRole('button', { name: 'mha' }).click();
  await expect(page.locator('.detail h2')).toContainText('mha');
});

test('artifacts of the built-in model leave it picked; one click shows them as recorded', async ({ page }) => {
  await open(page);
  await drop(page, `${torchinfo}/deepseek-ocr-trimmed/torchinfo-layers.json`);
  await expect(page.locator('.artifacts')).toContainText('built-in model deepseek-ocr');
  await expect(picker(page)).toHaveValue('deepseek-ocr');
  await page.getByRole('tab', { name: 'Verify' }).click();
  await expect(page.getByRole('button', { name: 'Verify DeepseekOCRModel (from artifacts)' })).toBeVisible();
  await page.locator('.notice').getByRole('button', { name: 'As recorded' }).click();
  await expect(picker(page)).toHaveValue('artifact');
  await settled(page);
  await picker(page).selectOption('deepseek-ocr');
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'Workload' })).toHaveValue('dsocr-standard-v1');
});

test('undo brings back the model and settings before a drop; removing the files, the built-in model', async ({
  page,
}) => {
  await open(page);
  await field(page, 'seq_len').fill('1500');
  await drop(page, `${models}/bert-base/torchinfo-layers.json.gz`);
  await picked(page, 'BertModel (from artifacts)');
  await field(page, 'batch_size').fill('8');
  await settled(page);
  await dismissAll(page);
  await drop(page, `${torchinfo}/lstm/torchinfo-layers.json`);
  await picked(page, 'TextLSTM (from artifacts)');
  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
  await picked(page, 'BertModel (from artifacts)');
  await expect(field(page, 'batch_size')).toHaveValue('8');
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  await page.getByRole('button', { name: 'Remove all files' }).click();
  await picked(page, 'DeepSeek-OCR');
  await expect(field(page, 'seq_len')).toHaveValue('1500');
  await expect(picker(page).locator('option')).toHaveCount(1);
});

test('a reload reads the same files again', async ({ page }) => {
  await open(page);
  await drop(page, `${models}/bert-base/torchinfo-layers.json.gz`);
  await picked(page, 'BertModel (from artifacts)');
  await field(page, 'batch_size').fill('3');
  await settled(page);
  await expect(page).toHaveURL(/batch_size=3/);
  await page.reload();
  await picked(page, 'BertModel (from artifacts)');
  await expect(field(page, 'batch_size')).toHaveValue('3');
  expect(await textOf(figure(page, 'Parameters'))).toBe('109 M');
  // Forgetting everything forgets the files as well.
  await page.getByLabel('More', { exact: true }).click();
  await page.getByRole('button', { name: 'Forget everything in this browser' }).click();
  await picked(page, 'DeepSeek-OCR');
  await page.reload();
  await settled(page);
  await expect(picker(page).locator('option')).toHaveCount(1);
});

test('a link to artifacts that are not there says which; with them it is answered', async ({ page }) => {
  await page.goto('./#model=artifact&artifact=bert-base&gpu=l4&batch_size=5');
  const wanted = page.getByRole('region', { name: 'Artifacts wanted' });
  await expect(wanted.getByRole('alert')).toContainText('The artifacts of bert-base are wanted');
  await expect(page.locator('.banner.bad')).toHaveCount(0);
  await expect(picker(page).locator('option:checked')).toHaveText('bert-base (not loaded)');
  await drop(page, `${models}/bert-base/torchinfo-layers.json.gz`);
  await picked(page, 'BertModel (from artifacts)');
  await expect(field(page, 'batch_size')).toHaveValue('5');
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('l4');
});

test('a link to artifacts can be left for the built-in example', async ({ page }) => {
  await page.goto('./#model=artifact&gpu=l4');
  await page.getByRole('button', { name: 'Show the built-in example instead' }).click();
  await picked(page, 'DeepSeek-OCR');
});

test('the folder that the exporter writes: dropped, picked, and as a zip', async ({ page }) => {
  await open(page);
  await dropFolder(page, resolve(exported));
  await picked(page, 'BertForMaskedLM (from artifacts)');
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  const files = page.locator('.artifacts .card', { hasText: 'What it contributed' }).locator('tbody tr');
  await expect(files).toHaveCount(5);
  await page.getByRole('button', { name: 'Remove all files' }).click();
  await picked(page, 'DeepSeek-OCR');
  await page.getByLabel('Choose a folder').setInputFiles(exported);
  await picked(page, 'BertForMaskedLM (from artifacts)');
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  await expect(files).toHaveCount(5);
  await page.getByRole('button', { name: 'Remove all files' }).click();
  const names = ['torchinfo-layers.json.gz', 'torchinfo-summary.txt', 'flops.json.gz'];
  const zip = zipSync(
    Object.fromEntries([
      ...names.map((name) => [`artifacts/${name}`, new Uint8Array(readFileSync(`${exported}/${name}`))] as const),
      ['artifacts/README.md', strToU8('x')],
    ]),
  );
  await drop(page, { name: 'artifacts.zip', bytes: zip, type: 'application/zip' });
  await picked(page, 'BertForMaskedLM (from artifacts)');
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  await expect(files).toHaveCount(3);
});

const summary = (): string => readFileSync(`${exported}/torchinfo-summary.txt`, 'utf8');

test('torchinfo’s table, pasted anywhere, is a model', async ({ page }) => {
  await open(page);
  await paste(page, summary());
  await picked(page, 'BertForMaskedLM (from artifacts)');
  const { total_params: parameters } = json<{ total_params: number }>(`${exported}/torchinfo-layers.json.gz`);
  await row(page, 'BertForMaskedLM').click();
  expect(await fact(page, 'Parameters')).toBe(grouped(parameters));
  // A line pasted by mistake is no document.
  await dismissAll(page);
  await paste(page, 'a word');
  await expect(page.locator('.notice')).toHaveCount(0);
});

test('the paste box loads what is put into it, and tells what is wrong with it', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  const box = page.getByLabel('Paste summary text');
  const load = page.getByRole('button', { name: 'Load', exact: true });
  await expect(load).toBeDisabled();
  await box.fill('not a table\nat all');
  await load.click();
  await expect(page.locator('.notice.error')).toContainText('pasted.txt was not used');
  await picked(page, 'DeepSeek-OCR');
  await box.fill(summary());
  await load.click();
  await picked(page, 'BertForMaskedLM (from artifacts)');
});

test('a summary file as Windows shells write it', async ({ page }) => {
  await open(page);
  const utf16 = Buffer.from(`\ufeff${summary().replaceAll('\n', '\r\n')}`, 'utf16le');
  await drop(page, { name: 'summary.txt', bytes: utf16, type: 'text/plain' });
  await picked(page, 'BertForMaskedLM (from artifacts)');
});

test('names in artifacts are text wherever they are shown', async ({ page }) => {
  await open(page);
  const hostile = '<img src=x onerror=hit=1>';
  const layers = readFileSync(`${torchinfo}/odd/torchinfo-layers.json`, 'utf8').replaceAll('Passthrough', hostile);
  await drop(page, { name: 'torchinfo-layers.json', bytes: layers });
  await picked(page, 'OddModel (from artifacts)');
  for (const tab of ['Modules', 'Coverage', 'Verify', 'Layer docs', 'Artifacts']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.locator('[role=tabpanel]')).toBeVisible();
    await expect(page.locator('[role=tabpanel] img')).toHaveCount(0);
  }
  await expect(page.locator('.artifacts')).toContainText('<img src=x');
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
});
