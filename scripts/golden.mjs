// `npm run golden`: rewrites the golden reports for review. Three workloads on two GPUs; `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createNodeEngine } from '../bindings/node-engine.mjs';

export const GOLDENS = ['dsocr-standard-v1', 'dsocr-tiny-v1', 'dsocr-text-heavy-v1'].flatMap((workload) =>
  ['h200-sxm', 'rtx-4090'].map((gpu) => ({
    workload,
    gpu,
    file: new URL(`../tests/golden/${workload}--${gpu}.json`, import.meta.url),
  })),
);

/** The report of one golden, as the engine writes it. */
export function goldenReport(engine, { workload, gpu }) {
  const reply = engine.report({ model: 'deepseek-ocr', workload, gpu, set: {} }, 'json');
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors));
  return reply.value;
}

async function main() {
  const engine = await createNodeEngine();
  mkdirSync(new URL('../tests/golden/', import.meta.url), { recursive: true });
  for (const golden of GOLDENS) {
    const text = goldenReport(engine, golden);
    const before = (() => {
      try {
        return readFileSync(golden.file, 'utf8');
      } catch {
        return '';
      }
    })();
    const name = `${golden.workload} on ${golden.gpu}`;
    if (before === text) console.log(`same     ${name}`);
    else if (process.argv.includes('--check')) {
      console.log(`DIFFERS  ${name}`);
      process.exitCode = 1;
    } else {
      writeFileSync(golden.file, text);
      console.log(`written  ${name}`);
    }
  }
}

if (process.argv[1]?.endsWith('golden.mjs')) await main();
