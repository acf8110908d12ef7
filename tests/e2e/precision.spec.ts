// Formats of weights, activations and KV cache; what still fits.
import { expect, test } from '@playwright/test';
import { field, open } from './support/page.ts';

test('formats that the GPU has no unit for are there, disabled, with the reason; weight-only is free', async ({
  page,
}) => {
  await open(page, '#gpu=h200-sxm&weights=mxfp4');
  await expect(field(page, 'activations').locator('option[value="nvfp4"]')).toBeDisabled();
  await expect(field(page, 'activations').locator('option[value="fp8_e4m3"]')).toBeEnabled();
  await expect(field(page, 'weights').locator('option[value="nvfp4"]')).toBeEnabled();
  const reasons = page.locator('.field', { has: field(page, 'activations') }).locator('.field-out');
  await reasons.locator('summary').click();
  await expect(reasons).toContainText('has no unit that multiplies nvfp4');
  await field(page, 'weights').selectOption('int4-g128');
  await expect(page.locator('.memory-legend')).toContainText('weights 2.24 GB');
  await page.waitForURL(/weights=int4-g128/);
});

test('what still fits stands with the memory, for the settings in force', async ({ page }) => {
  await open(page, '#gpu=h200-sxm');
  const line = page.locator('.largest-fit');
  await expect(line).toContainText(/batch size [\d,]+ pages/);
  await expect(line).toContainText('prompt length 7,680 tokens (limit of the model)');
  const before = await line.textContent();
  await field(page, 'weights').selectOption('int4-g128');
  await expect(line).toContainText(/batch size [\d,]+ pages/);
  await expect(line).not.toHaveText(before!);
});
