// `npm run accuracy [-- --data DIR] [--gpu ID]`: predicted against measured, one section each for kernels, stages, …
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { kernels } from './accuracy/kernels.mjs';
import { stages } from './accuracy/stages.mjs';

/** Each takes { engine, folder, gpu } and gives its text, or null where the folder holds nothing for it. */
const SECTIONS = [kernels, stages];

const { values } = parseArgs({ options: { data: { type: 'string' }, gpu: { type: 'string', default: 'h200-sxm' } } });
const folder = values.data ?? fileURLToPath(new URL('../tests/fixtures/measured/', import.meta.url));
if (readdirSync(folder).length === 0) throw new Error(`${folder} holds no measurements`);
const engine = await createNodeEngine();
for (const section of SECTIONS) {
  const text = await section({ engine, folder, gpu: values.gpu });
  if (text !== null) console.log(`${text}\n`);
}
