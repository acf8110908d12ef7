import createModule from '@engine/modelmeter.mjs';
import { engineOptions } from '#engine-wasm';
import { createEngine } from '../../bindings/engine.js';

const engine = start();

async function start() {
  return createEngine(createModule, await engineOptions());
}

self.onmessage = async () => {
  const catalog = (await engine).catalog();
  self.postMessage(catalog.ok ? catalog.value.models.map((model) => model.name).join() : 'no catalog');
};
