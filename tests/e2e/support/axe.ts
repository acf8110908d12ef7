import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe finds, as sentences: the rule and the first elements that break it. */
async function findings(what: string, axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => {
    const examples = nodes.slice(0, 3).map((node) => node.html);
    return `${what}: ${id}: ${examples.join(' ')}`;
  });
}

/** Every rule of axe holds in the light theme, and in the dark one the rule that a theme can break: contrast. */
export async function accessible(page: Page, what: string, within?: string): Promise<void> {
  const axe = (): AxeBuilder => (within ? new AxeBuilder({ page }).include(within) : new AxeBuilder({ page }));
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const found = await findings(`${what}, light`, axe());
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  found.push(...(await findings(`${what}, dark`, axe().withRules(['color-contrast']))));
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(found).toEqual([]);
}
