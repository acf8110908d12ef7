// `modelmeter sweep` as a user calls it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AnalyticModelReport, Metric, SweepAxis } from '../../bindings/api';

const cli = fileURLToPath(new URL('../../bindings/cli.mjs', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

interface SweepFile {
  axes: SweepAxis[];
  metrics: Metric[];
  rows: { at: Record<string, unknown>; figures?: Record<string, number | boolean | string | null>; errors?: unknown }[];
}
const sweep = (...args: string[]): SweepFile => JSON.parse(run('sweep', ...args).stdout) as SweepFile;

test('crop grids: image tokens and matrix FLOPs of the vision tower, worked by hand', () => {
  const made = sweep('--vary', 'crop_grid=none,2x2,3x3', '--set', 'max_new_tokens=0');
  const figures = made.rows.map((row) => row.figures!);
  // 273 of the global view, (10 w + 1) x 10 h more of w x h crops; the text of the standard page stays.
  expect(figures.map((row) => row['image_tokens'])).toEqual([273, 273 + 21 * 20, 273 + 31 * 30]);
  const text = 1024 - (273 + 21 * 30);
  expect(figures.map((row) => row['seq_len'])).toEqual([273, 693, 1203].map((image) => image + text));
  const prefill = (S: number) => 2 * S * 574_095_360 + 61_440 * S * S + 1_536 * S;
  const matrix = (crops: number, S: number) => 1_139_967_033_344 + crops * 388_149_837_824 + prefill(S);
  expect(figures[0]!['matrix_flops']).toBe(matrix(0, 273 + text));
  expect(figures[1]!['matrix_flops']).toBe(matrix(4, 693 + text));
});

test('CSV: a header with units in its keys, one row per point, the second axis fastest', () => {
  const made = run('sweep', '--gpu', 'h200-sxm,l4', '--vary', 'batch_size=1..4:x2', '--format', 'csv');
  expect(made.status).toBe(0);
  const lines = made.stdout.trimEnd().split('\r\n');
  expect(lines[0]!.startsWith('gpu,set_batch_size,seq_len,image_tokens,')).toBe(true);
  expect(lines[0]!.endsWith(',usd_per_million_tokens,usd_per_1000_pages,fault')).toBe(true);
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
    'h200-sxm 1',
    'h200-sxm 2',
    'h200-sxm 4',
    'l4 1',
    'l4 2',
    'l4 4',
  ]);
});

test('a row is what `report` says', () => {
  const options = ['--set', 'crop_grid=2x2', '--set', 'seq_len=703', '--precision', 'fp8'];
  const row = sweep('--vary', 'batch_size=3', '--gpu', 'h100-sxm', ...options).rows[0]!.figures!;
  const report = JSON.parse(
    run('report', '--gpu', 'h100-sxm', '--set', 'batch_size=3', ...options).stdout,
  ) as AnalyticModelReport;
  expect(row['total_ms']).toBe(report.predicted_total_time_ms);
  for (const key of ['ttft_ms', 'tpot_ms', 'memory_needed_bytes', 'fits', 'throughput_pages_per_s'] as const)
    expect(row[key]).toBe(report.totals![key]);
});

test('a point that cannot be is a row that says why; the command still works', () => {
  const made = run('sweep', '--vary', 'seq_len=1000,9000', '--format', 'csv');
  expect(made.status).toBe(0);
  expect(made.stderr).toContain('1 of 2 points could not be estimated');
  const rows = made.stdout.trimEnd().split('\r\n').slice(1);
  expect(rows[0]!.endsWith(',')).toBe(true);
  expect(rows[1]).toMatch(/^9000,,.*seq_len \+ max_new_tokens of at most 8192 positions/);
  expect(run('sweep', '--vary', 'seq_len=9000').status).toBe(1);
});

test('faults of the request exit 1, wrong usage exits 2', () => {
  const unknown = run('sweep', '--vary', 'sequence=1,2');
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toContain('vary[0].key: expected one of gpu, workload, precision, seq_len');
  const many = run('sweep', '--vary', 'seq_len=1000..2000', '--vary', 'batch_size=1..64');
  expect(many.status).toBe(1);
  expect(many.stderr).toContain('vary: expected at most 20000 points, got 64064 (1001 x 64)');
  expect(run('sweep').status).toBe(2);
  expect(run('sweep', '--vary', 'batch_size').stderr).toContain('--vary wants KEY=v1,v2,...');
  expect(run('sweep', '--vary', 'batch_size=1', '--format', 'yaml').status).toBe(2);
});
