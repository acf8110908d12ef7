import preact from '@preact/preset-vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { contentSecurityPolicy } from './web/build/csp.ts';
import { gz64 } from './web/build/gz64.ts';
import { offline } from './web/build/offline.ts';
import { reportTemplate } from './web/build/report-template.ts';
import { singleHead } from './web/build/single-head.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SHARED = /web\/src\/(format|state\/|worker\/|views\/(common|tree)\/)|node_modules\/(preact|@preact|fflate)\//;

/** `vite build` makes dist/ for any static host and path; `--mode single` makes one file that opens from file://. */
export default defineConfig(({ mode }) => {
  const single = mode === 'single';
  return {
    root: at('web'),
    base: './',
    publicDir: single ? false : at('web/public'),
    cacheDir: at('node_modules/.vite'),
    plugins: [
      preact(),
      ...(single
        ? [viteSingleFile({ removeViteModuleLoader: true }), singleHead({ icon: at('web/public/icon.svg') })]
        : [
            reportTemplate({ single: at('dist-single/index.html') }),
            offline({ template: at('web/build/service-worker.js'), publicDir: at('web/public') }),
          ]),
      contentSecurityPolicy({ single }),
    ],
    resolve: {
      alias: {
        '@engine': at('build/wasm'),
        '#engine-wasm': at(single ? 'web/build/engine/wasm-inline.ts' : 'web/build/engine/wasm-url.ts'),
        '#report-template': at(single ? 'web/build/engine/template-self.ts' : 'web/build/engine/template-fetch.ts'),
        '#engine-worker': at(single ? 'web/build/engine/make-worker-inline.ts' : 'web/build/engine/make-worker.ts'),
      },
    },
    worker: { format: single ? ('iife' as const) : ('es' as const), plugins: () => (single ? [gz64()] : []) },
    server: { host: '127.0.0.1', fs: { allow: [at('.')] } },
    build: {
      target: 'es2022',
      outDir: at(single ? 'dist-single' : 'dist'),
      emptyOutDir: true,
      assetsInlineLimit: single ? 1e9 : 0,
      modulePreload: { polyfill: false },
      sourcemap: !single,
      chunkSizeWarningLimit: 700,
      // What the first view shares with views that are loaded later comes in one piece: a dozen small ones cost a phone a round trip each.
      ...(single
        ? {}
        : { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: SHARED }] } } } }),
    },
  };
});
