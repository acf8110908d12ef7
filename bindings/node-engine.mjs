/** The engine in Node: the built WebAssembly with every shipped GPU profile registered. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createEngine } from './engine.js';

const root = new URL('../', import.meta.url);
const wasmUrl = new URL('build/wasm/modelmeter.wasm', root);
const glueUrl = new URL('build/wasm/modelmeter.mjs', root);

/** @returns {Promise<import('./engine.d.ts').EngineFacade>} */
export async function createNodeEngine() {
  let wasmBinary;
  try {
    wasmBinary = readFileSync(wasmUrl);
  } catch {
    throw new Error(`The engine is not built (${fileURLToPath(wasmUrl)} is missing): run "npm run build:wasm" first.`);
  }
  const { default: createModule } = await import(pathToFileURL(fileURLToPath(glueUrl)).href);
  const engine = await createEngine(createModule, { wasmBinary });
  for (const file of shippedProfiles()) {
    const reply = engine.addGpu(readFileSync(file, 'utf8'));
    if (!reply.ok) throw new Error(`${fileURLToPath(file)}: ${JSON.stringify(reply.errors)}`);
  }
  return engine;
}

/** URLs of hwprofiles/*.json in name order, the schema left out. */
export function shippedProfiles() {
  const folder = new URL('hwprofiles/', root);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'schema.json')
    .sort()
    .map((name) => new URL(name, folder));
}
