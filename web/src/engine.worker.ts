/** The worker that owns the engine. It registers the shipped GPU profiles, then answers. */
import createModule from '@engine/modelmeter.mjs';
import { engineOptions } from '#engine-wasm';
import { createEngine } from '../../bindings/engine.js';
import { serve } from './worker/serve';

const profiles = import.meta.glob<string>(['../../hwprofiles/*.json', '!../../hwprofiles/schema.json'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

async function start() {
  const engine = await createEngine(createModule, await engineOptions());
  for (const path of Object.keys(profiles).sort()) {
    const reply = engine.addGpu(profiles[path]!);
    if (!reply.ok)
      throw new Error(
        `${path}: ${reply.errors.map((e) => `${e.path}: expected ${e.expected}, got ${e.got}`).join('; ')}`,
      );
  }
  return engine;
}

serve(self as unknown as Parameters<typeof serve>[0], start());
