// `npm run accuracy [-- --gpu ID] [--data DIR [--blind] [--new-to DIR]] [--plots DIR]`: predicted against measured, one section each for kernels, stages, …
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { kernels } from './accuracy/kernels.mjs';
import { stages } from './accuracy/stages.mjs';

/** Each takes the settings below and gives its text, or null where the folder holds nothing for it. */
const SECTIONS = [kernels, stages];

const { values } = parseArgs({
  options: {
    gpu: { type: 'string', default: 'h200-sxm' },
    data: { type: 'string' },
    blind: { type: 'boolean' },
    'new-to': { type: 'string' },
    plots: { type: 'string' },
  },
});
const ours = fileURLToPath(new URL('../tests/fixtures/measured/', import.meta.url));
const settings = {
  engine: await createNodeEngine(),
  folder: values.data ?? ours,
  gpu: values.gpu,
  split: !values.blind && !values['new-to'], // nothing was fitted to blind data: all of its shapes are held out
  newTo: values['new-to'], // leaves out the shapes that this folder has
  plots: values.plots, // a folder for one SVG per family
};
if (readdirSync(settings.folder).length === 0) throw new Error(`${settings.folder} holds no measurements`);
for (const section of SECTIONS) {
  const text = await section(settings);
  if (text !== null) console.log(`${text}\n`);
}
