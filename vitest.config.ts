import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import vite from './vite.config.ts';

export default defineConfig((env) =>
  mergeConfig(vite({ ...env, mode: 'test' }), {
    root: fileURLToPath(new URL('.', import.meta.url)),
    test: {
      include: ['web', 'bindings', 'accuracy', 'tools'].map((folder) => `tests/${folder}/**/*.test.{ts,tsx}`),
      environment: 'node',
      testTimeout: 30_000,
    },
  }),
);
