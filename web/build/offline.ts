import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Files of web/public: Vite copies them past the bundle. */
const publicFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));

/** What the page starts without: the page in one file, scripts to download, the icon of an installed page. */
const LATER = /^report\.html$|\.py$|^icon-512/;

/** Emits sw.js, which keeps every file of the build under one cache named for their contents. */
export const offline = ({ template, publicDir }: { template: string; publicDir: string }): Plugin => ({
  name: 'modelmeter:offline',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const contents = new Map<string, string | Uint8Array>();
      for (const file of Object.values(bundle)) {
        if (!file.fileName.endsWith('.map')) contents.set(file.fileName, file.type === 'chunk' ? file.code : file.source);
      }
      for (const name of publicFiles(publicDir)) contents.set(name, readFileSync(join(publicDir, name)));

      const names = [...contents.keys()].sort();
      const script = readFileSync(template, 'utf8');
      const hash = createHash('sha256').update(script);
      for (const name of names) hash.update(name).update(contents.get(name) ?? '');
      const urls = (wanted: boolean): string =>
        JSON.stringify(
          names
            .filter((name) => LATER.test(name) === wanted)
            .map((name) => (name === 'index.html' ? './' : `./${name}`)),
        );
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: `const VERSION = '${hash.digest('hex').slice(0, 16)}';\nconst FILES = ${urls(false)};\nconst LATER = ${urls(true)};\n${script}`,
      });
    },
  },
});
