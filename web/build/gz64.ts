import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const suffix = '?gz64';

/** `import base64 from '/path/x.wasm?gz64'`: the file, gzipped, as base64, at build time. */
export const gz64 = (): Plugin => ({
  name: 'modelmeter:gz64',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith(suffix)) return undefined;
    const bytes = gzipSync(readFileSync(id.slice(0, -suffix.length)), { level: 9 });
    return `export default ${JSON.stringify(bytes.toString('base64'))}`;
  },
});
