// What-if: numbers dragged, stepped and typed; undo of everything; differences to a pinned run.
import { expect, test, type Page } from '@playwright/test';
import { dropFiles } from './support/drop.ts';
import { fact, field, figure, open, row, settled, textOf } from './support/page.ts';

const scrub = async (page: Page, label: string, pixels: number): Promise<void> => {
  const box = (await page.locator('.scrub', { hasText: label }).boundingBox())!;
  await page.mouse.move(box.x + 10, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 8; step += 1)
    await page.mouse.move(box.x + 10 + (pixels * step) / 8, box.y + box.height / 2);
  await page.mouse.up();
};
const delta = (page: Page, label: string) =>
  page.locator('.figure', { has: page.getByText(label, { exact: true }) }).locator('.delta');

test('a label that is dragged changes its number, every view follows, and one undo takes it back', async ({ page }) => {
  await open(page);
  await row(page, 'prefill').click();
  const flops = await fact(page, 'Matrix FLOPs');
  await scrub(page, 'Prompt length', 48); // doubles
  await expect(field(page, 'seq_len')).toHaveValue('2048');
  await settled(page);
  expect(await fact(page, 'Matrix FLOPs')).not.toBe(flops);
  await expect(page).toHaveURL(/seq_len=2048/);
  // The drag was no click: the field has not taken the focus, so that Ctrl+Z is the page's.
  await page.keyboard.press('Control+z');
  await expect(field(page, 'seq_len')).toHaveValue('1024');
  await settled(page);
  expect(await fact(page, 'Matrix FLOPs')).toBe(flops);
  await page.keyboard.press('Control+Shift+z');
  await expect(field(page, 'seq_len')).toHaveValue('2048');
  // Two drags of one field are two steps.
  await scrub(page, 'Prompt length', 48);
  await expect(field(page, 'seq_len')).toHaveValue('4096');
  await page.keyboard.press('Control+z');
  await expect(field(page, 'seq_len')).toHaveValue('2048');
});

test('arrow keys step, Alt doubles and halves, image views stay on their grid; a slider reaches far', async ({
  page,
}) => {
  await open(page);
  const batch = field(page, 'batch_size');
  await batch.focus();
  await page.keyboard.press('ArrowUp');
  await expect(batch).toHaveValue('2');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(batch).toHaveValue('8');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(batch).toHaveValue('4');
  await field(page, 'base_size').focus();
  await page.keyboard.press('ArrowDown');
  await expect(field(page, 'base_size')).toHaveValue('1008');
  await settled(page);
  const slider = page.locator('.field', { has: field(page, 'max_new_tokens') }).locator('.slider');
  await slider.fill('500');
  // The middle of 0 … 1,048,576 on a log scale: √(1,048,577) − 1.
  await expect(field(page, 'max_new_tokens')).toHaveValue('1023');
  await settled(page);
});

test('a pinned run: every later number shows difference and ratio; unpinned they are gone', async ({ page }) => {
  await open(page);
  const before = await textOf(figure(page, 'TPOT'));
  await page.getByRole('button', { name: 'Pin as baseline' }).click();
  await expect(page.getByRole('region', { name: 'Pinned baseline' })).toContainText('H200');
  await expect(delta(page, 'Total time')).toHaveText('equal');
  await page.getByRole('combobox', { name: 'GPU' }).selectOption('l4');
  await settled(page);
  // Decode is bound by memory: 4.8 TB/s against 300 GB/s is a factor of 16.
  await expect(delta(page, 'TPOT')).toHaveText(/^\+3\.84\sms ×16\.0$/);
  await expect(delta(page, 'TPOT')).toHaveClass(/bad/);
  await expect(page.locator('.pinned-bar')).toBeVisible();
  const decode = row(page, 'decode');
  await expect(decode.locator('.col-time .delta')).toContainText('×16.0');
  await expect(decode.locator('.col-matrix .delta')).toHaveText('equal');
  await decode.click();
  const time = page.locator('.detail .fact', { has: page.getByText('Time', { exact: true }) });
  await expect(time.locator('.delta')).toContainText('×16.0');
  // The address carries the pinned run.
  await page.waitForURL(/baseline=/);
  await page.reload();
  await settled(page);
  await expect(delta(page, 'TPOT')).toContainText('×16.0');
  await page.getByRole('button', { name: 'Go back to it' }).click();
  await settled(page);
  expect(await textOf(figure(page, 'TPOT'))).toBe(before);
  await page.getByRole('button', { name: 'Unpin' }).click();
  await expect(page.locator('.delta')).toHaveCount(0);
  await page.locator('h1').click();
  await page.keyboard.press('b');
  await expect(page.getByRole('region', { name: 'Pinned baseline' })).toBeVisible();
});

test('undo covers the GPU, the workload, and a drop', async ({ page }) => {
  await open(page);
  const gpu = page.getByRole('combobox', { name: 'GPU' });
  await gpu.selectOption('l4');
  await page.getByRole('combobox', { name: 'Workload' }).selectOption('dsocr-base-v1');
  await settled(page);
  await dropFiles(page, 'body', ['tests/fixtures/torchinfo/deepseek-ocr-trimmed/torchinfo-layers.json']);
  await expect(page.locator('.badge')).toHaveText('1');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(page.locator('.badge')).toHaveCount(0);
  await expect(gpu).toHaveValue('l4');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('combobox', { name: 'Workload' })).toHaveValue('dsocr-standard-v1');
  await page.keyboard.press('Control+z');
  await expect(gpu).toHaveValue('h200-sxm');
});
