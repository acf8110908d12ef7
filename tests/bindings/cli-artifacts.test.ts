// Any PyTorch model on the command line: reports, verification tables, rules. Expected counts: torchinfo's and PyTorch's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { AnalyticModelReport, RuleInfo, Verification } from '../../bindings/api';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const cli = at('../bindings/cli.mjs');
const bert = at('fixtures/models/bert-base');
const exported = at('fixtures/exporter/bert-tiny');
const runWith = (input: string | Buffer, ...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', input, maxBuffer: 1 << 26 });
const run = (...args: string[]) => runWith('', ...args);
const json = <T>(path: string): T => {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
};
const reportOf = (...args: string[]): AnalyticModelReport => {
  const made = run('report', ...args, '--format', 'json');
  expect(made.stderr).not.toMatch(/expected .*, got/);
  expect(made.status).toBe(0);
  return JSON.parse(made.stdout) as AnalyticModelReport;
};
const rootOf = (report: AnalyticModelReport) => {
  const { module_id: id } = report.modules.find((one) => one.parent_id === null)!;
  return report.module_metrics.find((one) => one.module_id === id)!.detail!;
};
const counted = json<{ total_flops: number; parameters: number }>(join(bert, 'flops.json'));
const layers = join(bert, 'torchinfo-layers.json.gz');

test('report: artifacts of any model; their batch is a setting', () => {
  const report = reportOf('--artifact', layers);
  expect(rootOf(report).matrix_flops).toBe(counted.total_flops);
  expect(report.totals!.parameters).toBe(counted.parameters);
  expect(report.not_modeled).toEqual([]);
  expect(rootOf(reportOf('--artifact', layers, '--set', 'batch_size=8')).matrix_flops).toBe(8 * counted.total_flops);
});

test('report: the built-in model’s artifacts as they recorded it', () => {
  const trimmed = at('fixtures/torchinfo/deepseek-ocr-trimmed');
  expect(reportOf('--artifact', trimmed).not_modeled).toBeUndefined();
  const recorded = reportOf('--artifact', trimmed, '--model', 'artifact');
  expect(recorded.not_modeled).toBeInstanceOf(Array);
  expect(recorded.workload.profile_id).toBe('as-recorded');
});

test('report: torchinfo’s text table, from a file, a pipe and a Windows shell', () => {
  const table = readFileSync(join(exported, 'torchinfo-summary.txt'), 'utf8');
  const { total_params: parameters } = json<{ total_params: number }>(join(exported, 'torchinfo-layers.json.gz'));
  expect(reportOf('--artifact', join(exported, 'torchinfo-summary.txt')).totals!.parameters).toBe(parameters);
  const piped = runWith(table, 'report', '--artifact', '-', '--format', 'json');
  expect(piped.stderr).toContain('stdin: ');
  expect((JSON.parse(piped.stdout) as AnalyticModelReport).totals!.parameters).toBe(parameters);
  const windows = Buffer.from(`\ufeff${table.replaceAll('\n', '\r\n')}`, 'utf16le');
  expect(runWith(windows, 'report', '--artifact', '-').status).toBe(0);
});

test('compare: the exporter’s folder, as an aligned table that ends with the verdict', () => {
  const made = run('compare', '--artifact', exported);
  expect(made.status).toBe(0);
  const lines = made.stdout.split('\n');
  expect(lines[0]).toMatch(/^Module +Class +Times +Parameters: report +artifact +difference +Matrix FLOPs: report/);
  expect(lines[1]).toMatch(/^\(whole model\) +BertForMaskedLM +1 /);
  expect(made.stdout).toMatch(/\nParameters: all \d+ modules equal \(against .*torchinfo-layers\.json\.gz\)\n/);
  expect(made.stdout).toMatch(/\nMatrix FLOPs: all \d+ modules equal \(against .*flops\.json\.gz\)\n/);
});

test('compare: a counter file of its own, as JSON, CSV and Markdown', () => {
  const args = ['compare', '--artifact', layers, '--flops', join(bert, 'flops.json')];
  const verification = JSON.parse(run(...args, '--format', 'json').stdout) as Verification;
  expect(verification.rows[0]!.matrix_flops).toEqual({
    report: counted.total_flops,
    reference: counted.total_flops,
    difference: 0,
  });
  const csv = run(...args, '--format', 'csv').stdout.split('\r\n');
  expect(csv).toHaveLength(verification.rows.length + 2);
  expect(csv[1]!.split(',').slice(3, 6)).toEqual([String(counted.parameters), String(counted.parameters), '0']);
  expect(run(...args, '--format', 'md').stdout).toMatch(/^# Verification\n\n- Parameters: all \d+ modules equal/);
  // Also of a built-in model's artifacts it is what they recorded that is compared.
  const recorded = run('compare', '--artifact', at('fixtures/torchinfo/deepseek-ocr-trimmed'), '--format', 'json');
  expect((JSON.parse(recorded.stdout) as Verification).rows[0]!.class_name).toMatch(/DeepseekOCRModel$/);
  // Twice the batch is twice what was counted.
  expect(run(...args, '--set', 'batch_size=2').stdout).toContain('worst +100 % in');
});

test('compare wants artifacts, a counter file a counter, and a model something to be made from', () => {
  expect(run('compare')).toMatchObject({ status: 2, stdout: '' });
  expect(run('compare').stderr).toContain('compare wants --artifact PATH');
  expect(run('report', '--model', 'artifact').status).toBe(2);
  const wrong = run('compare', '--artifact', layers, '--flops', layers);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain('expected a FLOP-counter file, got layers');
  expect(run('compare', '--artifact', layers, '--format', 'yaml').status).toBe(2);
  const classes = run('report', '--artifact', at('fixtures/torchinfo/lstm/torchinfo-unique-layers.json'));
  expect(classes.status).toBe(1);
  expect(classes.stderr).toContain("expected torchinfo-layers.json or torchinfo's text table, got only unique-layers");
});

test('rules: each with what it is for', () => {
  const rules = JSON.parse(run('rules').stdout) as RuleInfo[];
  expect(rules.length).toBeGreaterThan(10);
  for (const rule of rules) {
    expect(rule.title).not.toBe('');
    expect(rule.description).toMatch(/\.$/);
  }
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
});

test('validate: a text table is an artifact; other text is told what a table looks like', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modelmeter-'));
  expect(run('validate', join(exported, 'torchinfo-summary.txt')).stdout).toContain('a valid artifact (summary)');
  writeFileSync(join(folder, 'notes.txt'), 'shopping\n');
  const made = run('validate', join(folder, 'notes.txt'));
  expect(made.status).toBe(1);
  expect(made.stderr).toMatch(/notes\.txt: .*torchinfo/i);
});
