// `npm start`: sets up what is missing, builds the engine and the page, and serves the page on this machine.
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './run.mjs';
import { listen, staticServer } from './serve.mjs';
import { setUp } from './setup/index.mjs';

if (!setUp('build')) process.exit(1);
build('wasm', 'page');

const asked = process.env.PORT;
if (asked !== undefined && !/^\d{1,5}$/.test(asked)) {
  console.error(`PORT: expected a port number, got "${asked}"`);
  process.exit(2);
}
try {
  const address = await listen(staticServer(join(root, 'dist')), Number(asked ?? 4173), { tries: asked ? 1 : 50 });
  console.log(`\nModelMeter is ready: ${address}\nCtrl+C ends it.`);
} catch (error) {
  console.error(`PORT=${asked}: ${error.message}`);
  process.exit(1);
}
