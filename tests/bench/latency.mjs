/**
 * `node tests/bench/latency.mjs [times]`: from a changed field to updated views, in a real browser, for DeepSeek-OCR and a synthetic
 * artifact of 5,000 layers. What is timed: from the input event of a field until the page shows the answer and the browser has drawn
 * a frame with it. Figures are of this machine and its load.
 */
import { chromium } from '@playwright/test';
import { chromiumPath } from '../../scripts/setup/chromium.mjs';
import { listen, staticServer } from '../../scripts/serve.mjs';
import { syntheticArtifact } from './synthetic-artifact.mjs';

const times = Number(process.argv[2] ?? 60);

/** Runs in the page: changes a field so many times; ms of each until the answer stands in the tree's and the headline's DOM, and until it is drawn. */
async function measure({ key, values }) {
  const input = document.getElementById(`field-${key}`);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const nextFrame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const samples = [];
  for (const value of values) {
    await nextFrame();
    await new Promise((done) => setTimeout(done, 40));
    const before = document.querySelector('.figures').textContent;
    const start = performance.now();
    set.call(input, String(value));
    input.dispatchEvent(new Event('input', { bubbles: true }));
    const changed = await new Promise((done) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector('.figures').textContent === before) return;
        observer.disconnect();
        done(performance.now());
      });
      observer.observe(document.getElementById('main'), { subtree: true, childList: true, characterData: true });
    });
    await nextFrame();
    samples.push({ answered: changed - start, drawn: performance.now() - start });
  }
  return samples;
}

const show = (name, samples) => {
  const quantile = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];
  for (const [key, label] of [
    ['answered', 'in the page'],
    ['drawn', 'drawn'],
  ]) {
    const list = samples.map((sample) => sample[key]);
    console.log(
      `${`${name}, ${label}`.padEnd(52)} ${quantile(list, 0.5).toFixed(1).padStart(8)} ms median ${quantile(list, 0.95).toFixed(1).padStart(8)} ms p95`,
    );
  }
};

const server = staticServer('dist', '/');
const url = await listen(server, 0, { base: '/' });
const browser = await chromium.launch({
  executablePath: chromiumPath() ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(240_000);
  const run = async (name, key, first, step) => {
    const values = Array.from({ length: times + 10 }, (_, at) => first + at * step);
    show(name, (await page.evaluate(measure, { key, values })).slice(10));
  };
  await page.goto(url);
  await page.waitForSelector('.figures');
  await run('DeepSeek-OCR, prompt length', 'seq_len', 1100, 7);
  await page.getByRole('button', { name: 'Expand all' }).click();
  await page.waitForTimeout(500);
  await run('DeepSeek-OCR, whole tree open', 'max_new_tokens', 300, 3);
  await page.getByRole('button', { name: 'Pin as baseline' }).click();
  await page.waitForTimeout(500);
  await run('DeepSeek-OCR, whole tree open, pinned', 'max_new_tokens', 700, 3);

  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForSelector('.figures');
  await page.setInputFiles('#open-files', {
    name: 'torchinfo-layers.json',
    mimeType: 'application/json',
    buffer: Buffer.from(syntheticArtifact(5000)),
  });
  await page.waitForFunction(() => document.querySelector('.pickers select')?.value === 'artifact');
  await page.waitForSelector('main[aria-busy="false"]:not(.stale)');
  const rows = await page.getByRole('treegrid').getAttribute('aria-rowcount');
  await run(`5,000 layers, all distinct (${rows} rows of the tree)`, 'batch_size', 2, 1);
} finally {
  await browser.close();
  server.close();
}
