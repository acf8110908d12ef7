import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** One file has no neighbours: its icon is inlined, the other links of the head go. */
export const singleHead = ({ icon }: { icon: string }): Plugin => ({
  name: 'modelmeter:single-head',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      const dataUrl = `data:image/svg+xml;base64,${readFileSync(icon).toString('base64')}`;
      return html
        .replace(/\s*<link rel="(?:manifest|apple-touch-icon)"[^>]*>/g, '')
        .replace(/(<link rel="icon" href=")[^"]*"/, (_, start: string) => `${start}${dataUrl}"`);
    },
  },
});
