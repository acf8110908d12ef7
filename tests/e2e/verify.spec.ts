// The report held against other counts, and the way to get those counts.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dropFiles } from './support/drop.ts';
import { open, settled, textOf } from './support/page.ts';

const bert = 'tests/fixtures/models/bert-base';
const drop = (page: Page, ...files: string[]): Promise<void> => dropFiles(page, 'body', files);
const verdict = (page: Page, title: string) =>
  page.locator('.verdict-card', { has: page.getByText(title, { exact: true }) });
const table = (page: Page) => page.getByRole('region', { name: 'Module by module' });

/** BERT with its counter file, on the tab that compares them. */
async function compared(page: Page): Promise<void> {
  await open(page);
  await drop(page, `${bert}/torchinfo-layers.json.gz`);
  await expect(page.locator('header').getByRole('combobox').first()).not.toHaveValue('deepseek-ocr'); // the files are read
  await settled(page);
  await drop(page, `${bert}/flops.json`);
  await expect(page.getByRole('tab', { name: 'Verify' })).toHaveAttribute('aria-selected', 'true');
  await expect(table(page)).toBeVisible();
}

test('without files the tab says what it needs; with layers only, what a counter would add', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Verify' }).click();
  await expect(page.locator('.panel-verify')).toContainText('Nothing to hold the report against yet');
  await drop(page, `${bert}/torchinfo-layers.json.gz`);
  await settled(page);
  await page.getByRole('tab', { name: 'Verify' }).click();
  await expect(verdict(page, 'Parameters')).toContainText(/all \d+ modules equal/);
  await expect(verdict(page, 'Matrix FLOPs')).toContainText('No FLOP-counter file is loaded');
  await page.getByLabel('Choose a FLOP-counter file').setInputFiles(`${bert}/flops.json`);
  await expect(verdict(page, 'Matrix FLOPs')).toContainText('against flops.json');
});

test('module by module: equal to PyTorch’s counter, and the whole model on top', async ({ page }) => {
  await compared(page);
  const { total_flops: total } = JSON.parse(readFileSync(`${bert}/flops.json`, 'utf8')) as { total_flops: number };
  await page.getByLabel('Full digits').check();
  const first = table(page).locator('tbody tr').first();
  await expect(first).toContainText('Whole model');
  expect((await textOf(first)).split(total.toLocaleString('en-US'))).toHaveLength(3); // the report's and the counter's
  await expect(verdict(page, 'Matrix FLOPs')).toContainText(/all \d+ modules equal/);
  await expect(page.locator('.notes')).toContainText('multiply-adds');
});

test('a scaled run differs from what was counted, and the worst is named', async ({ page }) => {
  await compared(page);
  await page.locator('#field-batch_size').fill('2');
  await settled(page);
  await expect(verdict(page, 'Matrix FLOPs')).toContainText(/modules differ, worst \+100\u00a0% in/);
  await page.getByLabel('Only differences').check();
  const differences = table(page).locator('tbody tr').nth(1).locator('.difference');
  await expect(differences.nth(1)).toHaveText(/\+100/);
  await expect(differences.nth(0)).toHaveText('equal');
});

test('rows sort, filter, jump to their module, and leave as text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await compared(page);
  const names = table(page).locator('tbody tr .label');
  await page.getByRole('columnheader', { name: 'Report' }).first().getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Report' }).first()).toHaveAttribute('aria-sort', 'descending');
  // The encoder holds 85,054,464 of BERT's 109,482,240 parameters.
  await expect(names.nth(1)).toHaveText('encoder');
  await page.getByRole('searchbox', { name: 'Filter modules' }).fill('word_emb');
  await expect(names).toHaveText(['Whole model', 'embeddings.word_embeddings']);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(copied).toHaveLength(3);
  // 30,522 words of 768.
  expect(copied[2]!.split('\t').slice(0, 6)).toEqual([
    'embeddings.word_embeddings',
    'Embedding',
    '1',
    String(30_522 * 768),
    String(30_522 * 768),
    '0',
  ]);
  // The arrow keys walk the rows; one of them is in the tab order.
  await page.getByRole('searchbox', { name: 'Filter modules' }).fill('');
  await names.first().focus();
  await page.keyboard.press('End');
  await expect(names.last()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await expect(names.first()).toBeFocused();
  await expect(table(page).locator('.label[tabindex="0"]')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Filter modules' }).fill('word_emb');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const sheet = readFileSync(await (await waiting).path(), 'utf8').split('\r\n');
  expect(sheet[0]).toMatch(/^module,class,instances,parameters_report,/);
  await names.nth(1).click();
  await expect(page.locator('.detail h2')).toContainText('word_embeddings');
});

const script = readFileSync('web/public/export_torchinfo.py', 'utf8');

test('the exporter is handed out with commands that copy, by keyboard', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByRole('button', { name: 'export your own' }).focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Your own model' });
  await expect(sheet).toBeVisible();
  for (const [label, command] of [
    ['A Hugging Face model', 'python export_torchinfo.py --hf '],
    ['A torchvision model', 'python export_torchinfo.py --model torchvision.models:'],
    ['Your own module', 'from export_torchinfo import export'],
    ['Without the script', 'from torchinfo import summary'],
  ] as const) {
    const copy = sheet.getByRole('button', { name: `Copy: ${label}` });
    await copy.focus();
    await page.keyboard.press('Enter');
    await expect(copy).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(command);
  }
  const waiting = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'export_torchinfo.py' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('export_torchinfo.py');
  expect(readFileSync(await download.path(), 'utf8')).toBe(script);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('every option that the commands use is one that the exporter knows', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  const commands = (await page.locator('.copy-block code').allInnerTexts()).filter((text) => text.startsWith('python'));
  expect(commands.length).toBeGreaterThanOrEqual(2);
  for (const option of commands.join(' ').match(/--[a-z-]+/g)!) expect(script).toContain(`"${option}"`);
});

test('the page in one file hands out the exporter as well', async ({ page }) => {
  await page.goto(pathToFileURL(resolve('dist-single/index.html')).href);
  await settled(page);
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'export_torchinfo.py' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8')).toBe(script);
});
