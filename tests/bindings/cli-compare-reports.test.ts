// `modelmeter compare A.json B.json` as a user calls it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AnalyticModelReport, ReportComparison } from '../../bindings/api';

const cli = fileURLToPath(new URL('../../bindings/cli.mjs', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 27 });

const folder = mkdtempSync(join(tmpdir(), 'modelmeter-'));
function report(name: string, ...args: string[]): { path: string; report: AnalyticModelReport } {
  const text = run('report', ...args).stdout;
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, report: JSON.parse(text) as AnalyticModelReport };
}
const base = report('h200.json');
const other = report('l4.json', '--gpu', 'l4', '--set', 'batch_size=2');

test('JSON: the reports’ own figures, differences and ratios to the first, module by module', () => {
  const made = JSON.parse(run('compare', base.path, other.path, '--format', 'json').stdout) as ReportComparison;
  expect(made.labels).toEqual(['h200.json', 'l4.json']);
  expect(made.context.filter((row) => row.differs).map((row) => row.key)).toEqual(['gpu', 'batch_size']);
  const ttft = made.totals.figures[made.total_metrics.findIndex((metric) => metric.key === 'ttft_ms')]!;
  const [a, b] = [base.report.totals!.ttft_ms, other.report.totals!.ttft_ms];
  expect(ttft).toEqual({ values: [a, b], differences: [null, b - a], ratios: [null, b / a] });
  expect(made.modules.map((module) => module.ids[0])).toHaveLength(base.report.modules.length);
  const flops = made.work_metrics.findIndex((metric) => metric.key === 'matrix_flops');
  for (const module of made.modules) {
    const [first, second] = [base, other].map(
      ({ report: one }, index) =>
        one.module_metrics.find((metrics) => metrics.module_id === module.ids[index])!.detail!.matrix_flops,
    );
    expect(module.figures[flops]!.values).toEqual([first, second]);
  }
});

test('Markdown by default, CSV, and three reports', () => {
  const text = run('compare', base.path, other.path);
  expect(text.status).toBe(0);
  expect(text.stdout).toContain('| figure | h200.json | l4.json |');
  expect(text.stdout).toContain('| GPU | h200-sxm | l4 |');
  const third = report('fp8.json', '--precision', 'fp8');
  const csv = run('compare', base.path, other.path, third.path, '--format', 'csv').stdout.split('\r\n');
  expect(csv[0]).toBe(
    'section,id,name,metric,h200.json,l4.json,l4.json difference,l4.json ratio,fp8.json,fp8.json difference,fp8.json ratio',
  );
  // 2,992,390,144 weights of linear layers and experts at one byte, 4 bytes a matrix (2341) for scales, the rest at two.
  const fp8 = 2992390144 + 4 * 2341 + 2 * (3336106240 - 2992390144);
  const weights = csv.find((line) => line.startsWith('total,,,weight_bytes,'))!.split(',');
  expect(weights.slice(4).map(Number)).toEqual([6672212480, 6672212480, 0, 1, fp8, fp8 - 6672212480, fp8 / 6672212480]);
});

test('a report that is none says where; one report is wrong usage', () => {
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{"report_id": 3}');
  const made = run('compare', base.path, broken);
  expect(made.status).toBe(1);
  expect(made.stderr).toContain('broken.json.report_id: expected string, got 3');
  expect(run('compare', base.path, join(folder, 'none.json')).status).toBe(1);
  expect(run('compare', base.path).status).toBe(2);
  expect(run('compare', base.path, other.path, '--gpu', 'l4').status).toBe(2);
});
