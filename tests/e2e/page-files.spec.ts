// Files in: what is read, what is refused and in which words, and that a refusal changes nothing.
import { expect, test, type Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { dropFiles, paste, type Dropped } from './support/drop.ts';
import { field, open, settled } from './support/page.ts';

const folder = 'tests/fixtures/torchinfo/deepseek-ocr-trimmed';
const names = ['torchinfo-layers.json', 'torchinfo-unique-layers.json', 'torchinfo-stages.json'];
const artifacts = names.map((name) => `${folder}/${name}`);
const drop = (page: Page, files: readonly Dropped[]): Promise<void> => dropFiles(page, 'body', files);
const kinds = (page: Page) => page.locator('.artifacts .card', { hasText: 'What it contributed' }).locator('tbody tr');

test('the three artifacts, dropped: read, checked, their settings taken over, and undone', async ({ page }) => {
  await open(page);
  await drop(page, artifacts);
  await expect(kinds(page)).toHaveCount(3);
  await expect(page.locator('.artifacts')).toContainText('built-in model deepseek-ocr');
  await expect(page.locator('.findings > li').first()).toBeVisible();
  await page.locator('.artifacts').getByRole('button', { name: 'Use these settings' }).click();
  await settled(page);
  await expect(field(page, 'crop_grid')).toHaveValue('2x2');
  await page.getByRole('button', { name: 'Undo the last drop' }).click();
  await expect(kinds(page)).toHaveCount(0);
  await expect(field(page, 'crop_grid')).toHaveValue('auto');
});

test('a zip, and files one after the other, give the same set', async ({ page }) => {
  await open(page);
  const zip = zipSync(
    Object.fromEntries(names.map((name, index) => [`run/${name}`, new Uint8Array(readFileSync(artifacts[index]!))])),
  );
  await drop(page, [{ name: 'run.zip', bytes: zip, type: 'application/zip' }]);
  await expect(kinds(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove all files' }).click();
  await expect(kinds(page)).toHaveCount(0);
  for (const [index, file] of artifacts.entries()) {
    await drop(page, [file]);
    await expect(kinds(page)).toHaveCount(index + 1);
  }
});

const bad: [string, Dropped, RegExp][] = [
  ['no JSON', { name: 'a.json', bytes: 'hello' }, /a\.json was not used.*line 1, column 1: expected JSON/s],
  ['truncated JSON', { name: 'b.json', bytes: '{"layers_flat": [{"name": "x", ' }, /b\.json was not used.*expected/s],
  [
    'a document of another kind',
    { name: 'c.json', bytes: '{"colour": "blue"}' },
    /c\.json was not used.*another JSON document/s,
  ],
  ['an empty file', { name: 'd.json', bytes: '' }, /d\.json was not used.*an empty file/s],
  [
    'a zip without artifacts',
    { name: 'e.zip', bytes: zipSync({ 'photo.png': strToU8('x') }) },
    /e\.zip was not used.*none in it/s,
  ],
  [
    'a broken zip',
    { name: 'f.zip', bytes: zipSync({ 'x.json': strToU8('{}'.repeat(9000)) }).slice(0, 60) },
    /f\.zip was not used.*expected/s,
  ],
  [
    'a text that is no table',
    { name: 'notes.txt', bytes: 'shopping', type: 'text/plain' },
    /notes\.txt was not used.*expected .*torchinfo/is,
  ],
];
for (const [what, file, message] of bad) {
  test(`refused in words: ${what}`, async ({ page }) => {
    await open(page);
    await drop(page, artifacts);
    await expect(kinds(page)).toHaveCount(3);
    await drop(page, [file]);
    await expect(page.locator('.notice.error')).toContainText(message);
    // What was there before is there still.
    await expect(kinds(page)).toHaveCount(3);
    await settled(page);
  });
}

test('a class name with markup is text', async ({ page }) => {
  await open(page);
  const layers = readFileSync(artifacts[0]!, 'utf8').replaceAll('MlpProjector', '<img src=x onerror=window.hit=1>');
  await drop(page, [{ name: 'torchinfo-layers.json', bytes: layers }]);
  await expect(page.locator('.artifacts')).toContainText('<img src=x');
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
  await expect(page.locator('.artifacts img')).toHaveCount(0);
});

test('a 60 MB file shows its progress, and a cancel leaves everything as it was', async ({ page }) => {
  await open(page);
  await drop(page, artifacts);
  await expect(kinds(page)).toHaveCount(3);
  await page.evaluate(() => {
    const part = `{"name": "${'x'.repeat(1000)}"},`;
    const file = new File([`{"layers_flat": [${part.repeat(60_000)}`], 'big.json', { type: 'application/json' });
    const transfer = new DataTransfer();
    transfer.items.add(file);
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer }));
    // Pressed as soon as it is there: a machine may read 60 MB faster than a test can look.
    new MutationObserver((_, observer) => {
      const button = document.querySelector<HTMLElement>('.loading button');
      if (!button) return;
      observer.disconnect();
      button.click();
    }).observe(document.body, { childList: true, subtree: true });
  });
  await expect(page.locator('.notice')).toContainText(['cancelled']);
  await expect(page.locator('.loading')).toHaveCount(0);
  await expect(kinds(page)).toHaveCount(3);
});

test('profiles of one’s own join the pickers and outlive a reload', async ({ page }) => {
  await open(page);
  const gpu = JSON.parse(readFileSync('hwprofiles/l4.json', 'utf8')) as Record<string, unknown>;
  await drop(page, [{ name: 'mine.json', bytes: JSON.stringify({ ...gpu, id: 'my-gpu', name: 'My GPU' }) }]);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('my-gpu');
  const workload = {
    profile_id: 'mine-v1',
    description: 'Mine.',
    seq_len: 1000,
    base_size: 1024,
    image_size: 640,
    crop_mode: true,
    max_new_tokens: 7,
    doc_kind: 'synthetic',
    num_pages: 1,
  };
  await drop(page, [{ name: 'workload.json', bytes: JSON.stringify(workload) }]);
  await expect(page.getByRole('combobox', { name: 'Workload' })).toHaveValue('mine-v1');
  await expect(field(page, 'max_new_tokens')).toHaveValue('7');
  await settled(page);
  await expect(page).toHaveURL(/my-gpu/);
  await page.reload();
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('my-gpu');
  await expect(field(page, 'max_new_tokens')).toHaveValue('7');
});

test('a GPU whose drop is undone leaves the picker', async ({ page }) => {
  await open(page);
  const gpu = JSON.parse(readFileSync('hwprofiles/l4.json', 'utf8')) as Record<string, unknown>;
  // One that is new, and one in the place of a shipped one.
  await drop(page, [
    { name: 'mine.json', bytes: JSON.stringify({ ...gpu, id: 'my-gpu', name: 'My GPU' }) },
    { name: 'a10.json', bytes: JSON.stringify({ ...gpu, id: 'a10', name: 'Not an A10' }) },
  ]);
  const options = page.getByRole('combobox', { name: 'GPU' }).locator('option');
  await expect(options.filter({ hasText: /My GPU|Not an A10/ })).toHaveCount(2);
  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
  await expect(options.filter({ hasText: /My GPU|Not an A10/ })).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('h200-sxm');
  // The engine has the shipped one again as well.
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('a10');
  await settled(page);
  await expect(page.locator('.memory .of')).toContainText('24');
});

test('a downloaded report, dropped again, restores its settings', async ({ page }) => {
  await open(page, '#gpu=l4&workload=dsocr-base-v1&batch_size=2&num_pages=2&weights=fp16');
  const waiting = page.waitForEvent('download');
  await page.getByText('Download', { exact: true }).click();
  await page.getByRole('button', { name: 'Report as JSON' }).click();
  const report = readFileSync(await (await waiting).path(), 'utf8');
  const total = await page.locator('.figure.main').first().innerText();
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('h200-sxm');
  await page
    .getByRole('button', { name: /^Reset / })
    .first()
    .click();
  await drop(page, [{ name: 'report.json', bytes: report }]);
  await expect(page.getByRole('combobox', { name: 'GPU' })).toHaveValue('l4');
  await expect(field(page, 'batch_size')).toHaveValue('2');
  await expect(field(page, 'weights')).toHaveValue('fp16');
  await settled(page);
  expect(await page.locator('.figure.main').first().innerText()).toBe(total);
  await expect(page.locator('.artifacts')).toContainText('A sound report');
});

test('JSON is pasted like a dropped file', async ({ page }) => {
  await open(page);
  await paste(page, readFileSync(artifacts[1]!, 'utf8'));
  await expect(kinds(page)).toHaveCount(1);
});

test('the overlay says that nothing leaves the machine', async ({ page }) => {
  await open(page);
  const dataTransfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'x.json'));
    return transfer;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await expect(page.locator('.drop-overlay')).toContainText('Nothing leaves this machine');
  await page.dispatchEvent('body', 'dragleave', { dataTransfer });
  await expect(page.locator('.drop-overlay')).toHaveCount(0);
});
