import { expect, test } from '@playwright/test';
import { accessible } from './support/axe.ts';
import { open, row } from './support/page';

test('a headline figure explains itself: formula, parts that lead deeper, sources; Esc gives the focus back', async ({
  page,
}) => {
  await open(page);
  const why = page.getByRole('button', { name: 'Explain: Total time' });
  await why.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: /Total time/ });
  await expect(panel.locator('math').first()).toBeVisible();
  await expect(panel).toContainText('gpu profile');
  await expect(panel).toContainText('Bound by');
  await expect(panel).toContainText('Range');
  await panel.getByRole('button', { name: 'decode', exact: true }).click();
  await expect(page.getByRole('dialog', { name: /Time of decode/ })).toBeVisible();
  await accessible(page, 'explanation', '.explain');
  await page.getByRole('button', { name: '← Back' }).click();
  await expect(page.getByRole('dialog', { name: /Total time/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a module’s figure explains itself', async ({ page }) => {
  await open(page);
  await row(page, 'decode').click();
  await page.locator('.detail').getByRole('button', { name: 'Explain: Matrix FLOPs' }).click();
  await expect(page.getByRole('dialog', { name: /Matrix FLOPs of decode/ })).toContainText('Made of');
});
