import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createNodeEngine } from '../../bindings/node-engine.mjs';
import { GOLDENS, goldenReport } from '../../scripts/golden.mjs';

const engine = await createNodeEngine();

test.each(GOLDENS)('$workload on $gpu: the WebAssembly gives the golden bytes', (golden) => {
  expect(goldenReport(engine, golden) === readFileSync(golden.file, 'utf8')).toBe(true);
});

test('the same request twice, and in another order of settings, gives the same bytes', () => {
  const request = (set: Record<string, number>) => ({
    model: 'deepseek-ocr',
    workload: 'dsocr-standard-v1',
    gpu: 'l4',
    set,
  });
  const one = engine.report(request({ seq_len: 1100, max_new_tokens: 64 }), 'json');
  const two = engine.report(request({ max_new_tokens: 64, seq_len: 1100 }), 'json');
  expect(one.ok && two.ok && one.value === two.value).toBe(true);
});
