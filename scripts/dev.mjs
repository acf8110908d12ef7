// `npm run dev`: the engine once, then Vite's development server with hot reload.
import { build } from './build.mjs';
import { local, run } from './run.mjs';
import { setUp } from './setup/index.mjs';

if (!setUp('build')) process.exit(1);
build('wasm');
process.exit(run(local('vite/bin/vite.js', ...process.argv.slice(2))));
