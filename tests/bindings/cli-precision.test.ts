/** Precisions and what still fits, as the command line says them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AnalyticModelReport } from '../../bindings/api';

const cli = fileURLToPath(new URL('../../bindings/cli.mjs', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

const report = (...options: string[]): AnalyticModelReport =>
  JSON.parse(run('report', '--format', 'json', ...options).stdout) as AnalyticModelReport;

test('weights, activations and KV cache apart; 4 bits alone are weight-only', () => {
  const weightOnly = report('--precision', 'int4-g128').estimate!.precision;
  expect(weightOnly).toMatchObject({ weights: 'int4-g128', activations: 'bf16', kv_cache: 'bf16' });
  const apart = report('--set', 'weights=mxfp4', '--set', 'kv_cache=fp8', '--set', 'quantized_layers=decoder');
  expect(apart.estimate!.precision).toEqual({
    weights: 'mxfp4',
    activations: 'bf16',
    kv_cache: 'fp8_e4m3',
    quantized_layers: 'decoder',
  });
});

test('a GPU without the unit rejects a full format with what it has', () => {
  const made = run('report', '--gpu', 'h200-sxm', '--precision', 'nvfp4/nvfp4/fp8');
  expect(made.status).toBe(1);
  expect(made.stderr).toMatch(
    /^activations: expected a format with a known matrix peak on .*fp8_e4m3.*got nvfp4, which it has no unit for/,
  );
  expect(run('report', '--gpu', 'mi355x', '--precision', 'nvfp4/nvfp4/fp8').status).toBe(1);
  expect(run('report', '--gpu', 'mi355x', '--precision', 'mxfp4/mxfp4/fp8').status).toBe(0);
  expect(run('report', '--gpu', 'b200', '--precision', 'nvfp4/nvfp4/fp8').status).toBe(0);
});

test('what still fits is said without a question: JSON and Markdown', () => {
  const [batch, context] = report('--gpu', 'h200-sxm').memory!.largest!;
  expect(batch!.key).toBe('batch_size');
  expect(batch!.limit).toBe('memory');
  expect(batch!.next_bytes!).toBeGreaterThan(batch!.needed_bytes);
  // 8192 positions less the 512 tokens that are generated.
  expect(context).toMatchObject({ key: 'seq_len', value: 7680, limit: 'model' });
  const text = run('report', '--gpu', 'h200-sxm', '--format', 'md').stdout;
  expect(text).toMatch(/largest batch size that fits \| [\d,]+ pages/);
  expect(text).toMatch(/largest prompt length that fits \| 7,680 tokens/);
});
