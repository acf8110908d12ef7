import { existsSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

export const REPORT_TEMPLATE = 'report.html';

/** Puts the page in one file beside the page: what HTML reports are made from. */
export const reportTemplate = ({ single }: { single: string }): Plugin => ({
  name: 'modelmeter:report-template',
  apply: 'build',
  generateBundle() {
    if (!existsSync(single)) this.error('dist-single/index.html is missing: "node scripts/build.mjs single" makes it');
    this.emitFile({ type: 'asset', fileName: REPORT_TEMPLATE, source: readFileSync(single, 'utf8') });
  },
});
