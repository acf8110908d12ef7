// Measured times dropped on the page.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { dropFiles } from './support/drop.ts';
import { open, settled } from './support/page.ts';

const fixture = (name: string): string => `tests/fixtures/measurements/${name}`;

test('a dropped measurement: table, headline, marks, CSV, and away again', async ({ page }) => {
  await open(page);
  await page.getByRole('tab', { name: 'Measured' }).click();
  await expect(page.locator('.panel-measured')).toContainText('No measured times yet');
  await dropFiles(page, 'body', [fixture('dsocr-tiny.json')]);
  await settled(page);
  await expect(page.getByRole('tab', { name: 'Measured' })).toHaveAttribute('aria-selected', 'true');
  const modules = page.getByRole('region', { name: 'Modules, predicted and measured' });
  await expect(modules.locator('tbody tr')).toHaveCount(3);
  await expect(modules).toContainText('layers.0.mlp');
  await expect(page.locator('.figures')).toContainText('Measured');
  await expect(page.locator('.measured-unmatched')).toContainText('1 measured parts');
  const waiting = page.waitForEvent('download');
  await page.locator('.panel-measured').getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8')).toMatch(/^part,name,class,stage/);
  await page.locator('.panel-measured').getByRole('button', { name: 'Remove' }).click();
  await expect(page.locator('.panel-measured')).toContainText('No measured times yet');
});

test('a truncated trace is refused with its place; what was loaded stays', async ({ page }) => {
  await open(page);
  await dropFiles(page, 'body', [fixture('dsocr-tiny.json')]);
  await settled(page);
  await dropFiles(page, 'body', [fixture('trace-truncated.json')]);
  await expect(page.getByText('the end of the file: it is truncated').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Measured' }).click();
  await expect(page.locator('.panel-measured')).toContainText('dsocr-tiny.json');
});
