// Measured against predicted on the command line.
import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const cli = resolve(root, 'bindings/cli.mjs');
const fixture = (name: string): string => resolve(root, 'tests/fixtures/measurements', name);
const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: root });
const tiny = ['--measured', fixture('dsocr-tiny.json'), '--workload', 'dsocr-tiny-v1'];

describe('measurements', () => {
  it('validate knows every kind, and says where a truncated trace ends', () => {
    for (const name of ['dsocr-tiny.json', 'trace-two-steps.json', 'nsys-2020.csv', 'nsys-2025.csv'])
      expect(run('validate', fixture(name)).stdout).toContain('a valid measurement');
    const broken = run('validate', fixture('trace-truncated.json'));
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/line \d+, column \d+: expected JSON, got the end of the file: it is truncated/);
  });

  it('a report gets the median of its runs, the ratio and the run id', () => {
    const report = JSON.parse(execFileSync(process.execPath, [cli, 'report', ...tiny], { encoding: 'utf8' }));
    expect(report.measured_total_time_ms).toBe(2100);
    expect(report.profile_run_id).toBe('h200-tiny-1');
    expect(report.predicted_vs_measured_ratio).toBeCloseTo(report.predicted_total_time_ms / 2100, 12);
  });

  it('another GPU, another setting: no ratio, and the reason', () => {
    for (const [other, reason] of [
      [['--gpu', 'a10'], 'Measured on NVIDIA H200, predicted for NVIDIA A10 24GB.'],
      [['--set', 'batch_size=2'], 'Measured with batch_size 1, predicted with 2.'],
    ] as const) {
      const report = JSON.parse(run('report', ...tiny, ...other).stdout);
      expect(report.measured_total_time_ms).toBeNull();
      expect(report.predicted_vs_measured_ratio).toBeNull();
      const made = JSON.parse(run('compare', ...tiny, ...other, '--format', 'json').stdout);
      expect(made.marks).toContainEqual({ reason, withheld: true });
      expect(made.modules.every((row: { figure: { ratio: null } }) => row.figure.ratio === null)).toBe(true);
    }
  });

  it('modules by path and stage; fewer calls than the report has are scaled', () => {
    const made = JSON.parse(run('compare', ...tiny, '--format', 'json').stdout);
    // 64 of 512 decode steps were measured: 170 ms × 8.
    const decode = made.stages.find((row: { stages: string[] }) => row.stages[0] === 'decode');
    expect(decode.scale).toBe(8);
    expect(decode.figure.measured.median_ms).toBe(1360);
    expect(made.modules.map((row: { id: string; stages: string[] }) => `${row.id} ${row.stages.join()}`)).toEqual([
      'sam_model vision',
      'layers.0.mlp prefill',
      'layers.0.mlp decode',
    ]);
    expect(made.unmatched).toEqual([{ name: 'not_there', class_name: 'Thing', measured_ms: 1 }]);
  });

  it('a trace of another model is not compared module by module', () => {
    const made = JSON.parse(run('compare', '--measured', fixture('trace-two-steps.json'), '--format', 'json').stdout);
    expect(made.modules).toEqual([]);
    expect(made.marks[0].withheld).toBe(true);
    expect(made.families.find((row: { id: string }) => row.id === 'gemm').figure.measured.median_ms).toBeCloseTo(
      0.31,
      9,
    );
  });

  it('a kernel summary is divided by its runs', () => {
    const made = JSON.parse(
      run('compare', '--measured', fixture('nsys-2025.csv'), '--measured-runs', '2', '--format', 'json').stdout,
    );
    // 800 + 150 + 50 µs over two runs.
    expect(made.total.figure.measured.median_ms).toBeCloseTo(0.5, 12);
  });
});
