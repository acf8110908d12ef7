// `modelmeter solve` as a user calls it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AnalyticModelReport, GpuAnswers, Largest, RequiredRates, Sensitivity } from '../../bindings/api';

const cli = fileURLToPath(new URL('../../bindings/cli.mjs', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
const solve = <T>(...args: string[]): T => JSON.parse(run('solve', ...args).stdout) as T;
const report = (...args: string[]): AnalyticModelReport =>
  JSON.parse(run('report', ...args).stdout) as AnalyticModelReport;

test('gpus: each answer is that GPU’s own report, the cheapest that meets the targets first', () => {
  const answer = solve<GpuAnswers>('gpus', '--target', 'ttft_ms<=30', '--target', 'tpot_ms<=2');
  const index = (key: string) => answer.metrics.findIndex((metric) => metric.key === key);
  const meeting = answer.gpus.filter((one) => one.meets);
  expect(meeting.length).toBeGreaterThan(1);
  expect(meeting.length).toBeLessThan(answer.gpus.length);
  expect(answer.gpus.slice(0, meeting.length)).toEqual(meeting);
  const prices = meeting.map((one) => one.figures[index('price_usd_per_h')]).filter((price) => price !== null);
  expect(prices).toEqual([...prices].sort((a, b) => Number(a) - Number(b)));
  for (const one of [meeting[0]!, answer.gpus[meeting.length]!]) {
    const { totals } = report('--gpu', one.gpu);
    expect(one.figures[index('ttft_ms')]).toBe(totals!.ttft_ms);
    expect(one.figures[index('tpot_ms')]).toBe(totals!.tpot_ms);
    expect(one.meets).toBe(totals!.ttft_ms <= 30 && totals!.tpot_ms <= 2 && totals!.fits);
  }
});

test('largest: it fits and one more does not', () => {
  const answer = solve<Largest>('largest', 'batch_size', '--gpu', 'rtx-4090');
  expect(report('--gpu', 'rtx-4090', '--set', `batch_size=${answer.value}`).totals!.fits).toBe(true);
  expect(report('--gpu', 'rtx-4090', '--set', `batch_size=${answer.value! + 1}`).totals!.fits).toBe(false);
  expect(answer.limits[0]).toMatch(/^memory needed .* GB is more than .* GB$/);
  // Without the memory and with nothing else asked, only the field ends it.
  expect(solve<Largest>('largest', 'batch_size', '--any-memory').value).toBe(4096);
});

test('required: rates times the target are the work of a decode step', () => {
  const answer = solve<RequiredRates>('required', '--target', 'tpot_ms<=2.5', '--set', 'max_new_tokens=1');
  // One step after 1,024 tokens.
  expect(answer.work.matrix_flops).toBe(2 * 574_095_360 + 61_440 * 1025 + 1_536);
  expect(answer.matrix_flops_per_s).toBe(answer.work.matrix_flops / 0.0025);
  expect(answer.bytes_per_s * 0.0025).toBeCloseTo(answer.work.io_bytes, 0);
  const h200 = answer.gpus.find((one) => one.gpu === 'h200-sxm')!;
  expect(h200.bandwidth).toBeCloseTo(4.8e12 / answer.bytes_per_s, 9);
});

test('sensitivity and CSV', () => {
  const answer = solve<Sensitivity>('sensitivity');
  expect(answer.rows.map((row) => row.resource)).toEqual(['matrix', 'vector', 'bandwidth', 'launch', 'capacity']);
  expect(answer.best_for_tpot).toBe('bandwidth');
  const lines = run('solve', 'sensitivity', '--format', 'csv').stdout.trimEnd().split('\r\n');
  expect(lines[0]).toBe('resource,ttft_percent,tpot_percent,total_percent,throughput_percent,margin_bytes');
  expect(lines).toHaveLength(6);
  const gpus = run('solve', 'gpus', '--target', 'ttft_ms<=30', '--format', 'csv').stdout.split('\r\n');
  expect(gpus[0]!.startsWith('gpu,name,meets,misses,seq_len,')).toBe(true);
});

test('a faulty target exits 1, wrong usage exits 2', () => {
  const faulty = run('solve', 'gpus', '--target', 'speed<=3');
  expect(faulty.status).toBe(1);
  expect(faulty.stderr).toContain('targets[0]: expected one of seq_len');
  expect(run('solve', 'largest', 'crop_grid').status).toBe(1);
  for (const args of [[], ['best'], ['largest'], ['gpus', 'x'], ['required'], ['required', '--target', 'total_ms<=3']])
    expect(run('solve', ...args).status).toBe(2);
});
