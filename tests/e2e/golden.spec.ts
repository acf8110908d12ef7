// The WebAssembly in the browser gives the bytes that the native build and Node give (npm run golden).
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { open, settled } from './support/page.ts';
import { GOLDENS } from '../../scripts/golden.mjs';

for (const { workload, gpu, file } of GOLDENS) {
  test(`golden report: ${workload} on ${gpu}`, async ({ page }) => {
    await open(page, `#workload=${workload}&gpu=${gpu}`);
    await settled(page);
    await page.getByText('Download', { exact: true }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report as JSON' }).click();
    const bytes = readFileSync(await (await waiting).path(), 'utf8');
    expect(bytes === readFileSync(file, 'utf8')).toBe(true);
  });
}
