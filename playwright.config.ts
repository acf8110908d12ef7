import { defineConfig } from '@playwright/test';
import { chromiumPath } from './scripts/setup/chromium.mjs';

const port = Number(process.env['E2E_PORT'] ?? 4183);
const address = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  forbidOnly: !!process.env['CI'],
  workers: 2,
  retries: process.env['CI'] ? 1 : 0, // `npm test` names those that needed it
  timeout: 90_000,
  expect: { timeout: 20_000 }, // a machine with two busy cores takes its time
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['list'], ['json']] : [['list']],
  outputDir: 'test-results',
  use: {
    baseURL: address,
    trace: 'off',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: chromiumPath() ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        // Each test starts an engine of its own: optimising its code takes longer on two cores than running it as it is.
        '--js-flags=--liftoff-only',
      ],
    },
  },
  webServer: { command: `node scripts/serve.mjs dist ${port}`, url: address, reuseExistingServer: false },
});
