import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { REPORT_TEMPLATE } from './report-template.ts';

type Directives = Record<string, string>;

const policy = (directives: Directives): string =>
  Object.entries({ 'default-src': "'none'", ...directives, 'base-uri': "'none'", 'form-action': "'none'" })
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

const meta = (directives: Directives): string =>
  `<meta http-equiv="Content-Security-Policy" content="${policy(directives)}" />`;

/** Puts the policy right behind the charset: it holds only for what comes after it. */
const insert = (html: string, directives: Directives): string => {
  const charset = /<meta charset="[^"]*"\s*\/?>/;
  if (!charset.test(html)) throw new Error('web/index.html: expected <meta charset="…">, found none');
  return html.replace(charset, (found) => `${found}\n    ${meta(directives)}`);
};

const ownOrigin: Directives = {
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
};

const inlineHashes = (html: string, tag: 'script' | 'style'): string => {
  // A data block is not executed and needs no permission.
  const blocks = html.matchAll(new RegExp(`<${tag}\\b(?![^>]*application/json)[^>]*>([\\s\\S]*?)</${tag}>`, 'g'));
  const bodies = [...blocks].map((match) => match[1] ?? '');
  const hashes = bodies.map((body) => `'sha256-${createHash('sha256').update(body).digest('base64')}'`);
  return hashes.length > 0 ? hashes.join(' ') : "'none'";
};

/** Built pages carry a strict policy; the development server needs inline styles and gets none. */
export const contentSecurityPolicy = ({ single }: { single: boolean }): Plugin => ({
  name: 'modelmeter:csp',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post', // after everything has been inlined, so that the hashes are those of the final text
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
        if (file.fileName === REPORT_TEMPLATE) continue; // it has the policy of the page in one file
        const html = String(file.source);
        file.source = insert(
          html,
          single
            ? {
                'script-src': `${inlineHashes(html, 'script')} 'wasm-unsafe-eval'`,
                'worker-src': 'blob:',
                'style-src': inlineHashes(html, 'style'),
                'img-src': 'data: blob:',
                'font-src': 'data:',
                'connect-src': "'none'",
              }
            : ownOrigin,
        );
      }
    },
  },
});
