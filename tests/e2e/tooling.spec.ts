// What holds for the built page whatever it shows: where it runs, what it asks for, and that it works offline.
import { expect, test, type Page } from '@playwright/test';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complaints, engineAnswers, foreignRequests, offlineIsReady, Site } from './support/site.ts';

const policyOf = (page: Page) => page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');

const updateButton = (page: Page) => page.getByRole('button', { name: /update|reload/i });

test('the page asks no other origin for anything and breaks no policy', async ({ page, context, baseURL }) => {
  const foreign = foreignRequests(context, baseURL!);
  const errors = complaints(page);
  await page.goto('./');
  await engineAnswers(page);
  await offlineIsReady(page);
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
  const policy = await policyOf(page);
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
  expect(policy?.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|https?:|\*/);
});

test('the policy is in force: an inline script does not run and another origin is refused', async ({ page }) => {
  await page.goto('./');
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    await fetch('https://example.invalid/').catch(() => undefined);
    await new Promise((done) => setTimeout(done, 100));
    return { seen, ran: 'ran' in window };
  });
  expect(violations).toEqual({ seen: ['script-src-elem', 'connect-src'], ran: false });
});

test('works offline after the first visit, also in a new tab', async ({ page, context }) => {
  const site = await Site.open();
  try {
    await page.goto(site.url);
    await engineAnswers(page);
    await offlineIsReady(page);
    await site.stop();
    await context.setOffline(true);
    await page.reload();
    await engineAnswers(page);
    const tab = await context.newPage();
    const errors = complaints(tab);
    await tab.goto(`${site.url}?anything=1#anywhere`);
    await engineAnswers(tab);
    await tab.goto(`${site.url}index.html`);
    await engineAnswers(tab);
    expect(errors).toEqual([]);
  } finally {
    await site.dispose();
  }
});

test('a new version waits until the user asks for it', async ({ page, context }) => {
  const site = await Site.open();
  try {
    await page.goto(site.url);
    await offlineIsReady(page);
    const title = await page.title();
    await expect(updateButton(page)).toHaveCount(0);

    site.publish('second version');
    await page.reload();
    await expect(updateButton(page)).toBeVisible();
    expect(await page.title(), 'the old version stays until then').toBe(title);
    await updateButton(page).click();
    await expect(page).toHaveTitle('second version');
    await engineAnswers(page);
    await expect(updateButton(page)).toHaveCount(0);

    site.publish('third version');
    await page.reload();
    await updateButton(page).click();
    await expect(page).toHaveTitle('third version');
    await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(2);

    await context.setOffline(true);
    await page.reload();
    await expect(page).toHaveTitle('third version');
    await engineAnswers(page);
  } finally {
    await site.dispose();
  }
});

test('runs under any path of a host', async ({ page, context }) => {
  const site = await Site.open('/some/deep path/');
  try {
    const failed: string[] = [];
    context.on('response', (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    });
    const errors = complaints(page);
    await page.goto(site.url);
    await engineAnswers(page);
    await offlineIsReady(page);
    await site.stop();
    await page.reload();
    await engineAnswers(page);
    expect(failed).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await site.dispose();
  }
});

test('the single file works from a file:// address, alone', async ({ page, context }) => {
  const file = pathToFileURL(resolve('dist-single/index.html')).href;
  const foreign = foreignRequests(context, file);
  const errors = complaints(page);
  await page.goto(file);
  await engineAnswers(page);
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
  const policy = await policyOf(page);
  expect(policy).toContain("connect-src 'none'");
  expect(policy).toMatch(/script-src 'sha256-[^']+' 'wasm-unsafe-eval';/);
});
