// `node scripts/build.mjs [wasm] [page] [single]`: the engine as WebAssembly, the page, the page in one file.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configure } from './cmake.mjs';
import { local, must, root } from './run.mjs';

const vite = (...args) => local('vite/bin/vite.js', 'build', '--logLevel', 'warn', ...args);

const steps = {
  wasm() {
    configure('wasm');
    must(['cmake', '--build', '--preset', 'wasm', '--target', 'modelmeter_wasm']);
  },
  page() {
    // HTML reports are made from the page in one file, which lies beside the page.
    steps.single();
    must(vite());
    console.log('page: dist/ (any static host, any path)');
  },
  single() {
    must(vite('--mode', 'single'));
    const file = join(root, 'dist-single', 'index.html');
    console.log(`page in one file: dist-single/index.html (${Math.round(statSync(file).size / 1024)} KiB)`);
  },
};

/** Makes what is asked for; ends the process where a step fails. */
export const build = (...wanted) => {
  for (const name of wanted) steps[name]();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in steps));
  if (unknown.length > 0 || wanted.length === 0) {
    console.error(`usage: node scripts/build.mjs [${Object.keys(steps).join('] [')}]`);
    process.exit(2);
  }
  if (!existsSync(join(root, 'node_modules'))) {
    console.error('node_modules/ is missing: run "npm ci" first (or "npm start", which does everything).');
    process.exit(1);
  }
  build(...wanted);
}
