// The command line as a user calls it: exit codes, streams, files.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { AnalyticModelReport } from '../../bindings/api';

const cli = fileURLToPath(new URL('../../bindings/cli.mjs', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/torchinfo/', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
const scratch = () => mkdtempSync(join(tmpdir(), 'modelmeter-'));

test('report: exact counts of a page with 2x2 crops and 703 tokens', () => {
  const made = run(
    'report',
    '--model',
    'deepseek-ocr',
    '--set',
    'crop_grid=2x2',
    '--set',
    'seq_len=703',
    '--gpu',
    'h200-sxm',
    '--format',
    'json',
  );
  expect(made.status).toBe(0);
  expect(made.stderr).toBe('');
  const report = JSON.parse(made.stdout) as AnalyticModelReport;
  const matrix = (id: string) => report.module_metrics.find((m) => m.module_id === id)!.detail!.matrix_flops;
  // SAM, CLIP and projector of one global view, and four times those of one crop.
  expect(matrix('deepseek-ocr/vision/global') + matrix('deepseek-ocr/projector/global')).toBe(1_139_967_033_344);
  expect(matrix('deepseek-ocr/vision/crops') + matrix('deepseek-ocr/projector/crops')).toBe(4 * 388_149_837_824);
  const S = 703;
  expect(matrix('deepseek-ocr/prefill')).toBe(2 * S * 574_095_360 + 61_440 * S * S + 1_536 * S);
  let decode = 0;
  for (let t = 1; t <= 512; t += 1) decode += 2 * 574_095_360 + 61_440 * (S + t) + 1_536;
  expect(matrix('deepseek-ocr/decode')).toBe(decode);
  expect(report.totals!.parameters).toBe(3_336_106_240);
  expect(report.totals!.weight_bytes).toBe(6_672_212_480);
});

test('models, gpus and workloads list what is built in', () => {
  expect((JSON.parse(run('models').stdout) as { id: string }[]).map((m) => m.id)).toEqual(['deepseek-ocr']);
  const gpus = (JSON.parse(run('gpus').stdout) as { id: string }[]).map((g) => g.id);
  for (const id of ['h200-sxm', 'h100-sxm', 'a100-80gb-sxm', 'l4', 'rtx-4090', 'rtx-5090']) expect(gpus).toContain(id);
  expect((JSON.parse(run('workloads').stdout) as { profile_id: string }[])[0]!.profile_id).toBe('dsocr-standard-v1');
});

test('--out writes the files of the download', () => {
  const folder = scratch();
  expect(run('report', '--out', folder).status).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['layers', 'modules.csv', 'report.json', 'report.yaml']);
  const layers = readdirSync(join(folder, 'layers'));
  expect(layers).toContain('summary.md');
  expect(layers.length).toBe(31); // 29 classes, the head's model class, the summary
  expect(readFileSync(join(folder, 'layers/Attention.md'), 'utf8')).toContain(
    '$$2 \\cdot B \\cdot H \\cdot S_q \\cdot S_{kv} \\cdot D',
  );
});

test('artifacts: a folder, in any order, gzipped; the recorded run is taken over', () => {
  const made = run('report', '--artifact', join(fixtures, 'deepseek-ocr-trimmed'), '--format', 'json');
  expect(made.status).toBe(0);
  const report = JSON.parse(made.stdout) as AnalyticModelReport;
  expect(report.estimate!.crop_grid).toBe('2x2');
  expect(report.workload.seq_len).toBe(703);
  expect(made.stderr).toContain('the class list: 29 classes');
  expect(made.stderr).toContain('Multiply-adds ignore sequence positions');
  const file = join(scratch(), 'torchinfo-layers.json.gz');
  writeFileSync(file, gzipSync(readFileSync(join(fixtures, 'deepseek-ocr-trimmed/torchinfo-layers.json'))));
  expect(run('report', '--artifact', file, '--format', 'md').stdout).toContain(
    '# deepseek-ai/DeepSeek-OCR on NVIDIA H200',
  );
});

test("a workload and a GPU of one's own", () => {
  const folder = scratch();
  const workload = {
    ...(JSON.parse(run('workloads').stdout) as object[])[0],
    profile_id: 'mine',
    max_new_tokens: 7,
    crop_grid: '2x2',
    batch_size: 2,
  };
  writeFileSync(join(folder, 'w.json'), JSON.stringify(workload));
  const gpu = { ...(JSON.parse(run('gpus').stdout) as object[])[0], id: 'my-gpu' };
  writeFileSync(join(folder, 'g.json'), JSON.stringify(gpu));
  const made = run('report', '--workload', join(folder, 'w.json'), '--gpu', join(folder, 'g.json'));
  expect(made.stderr).toBe('');
  const report = JSON.parse(made.stdout) as AnalyticModelReport;
  expect([report.workload.profile_id, report.workload.max_new_tokens, report.estimate!.gpu_id]).toEqual([
    'mine',
    7,
    'my-gpu',
  ]);
  expect([report.estimate!.crop_grid, report.estimate!.batch_size]).toEqual(['2x2', 2]);
  const other = run('report', '--workload', join(folder, 'w.json'), '--set', 'crop_grid=1x2');
  expect((JSON.parse(other.stdout) as AnalyticModelReport).estimate!.crop_grid).toBe('1x2');
});

test('exit 1 and one message per fault when the input is at fault', () => {
  const made = run('report', '--set', 'seq_len=10', '--set', 'batch_size=0');
  expect(made.status).toBe(1);
  expect(made.stdout).toBe('');
  expect(made.stderr).toBe('batch_size: expected a whole number from 1 to 4096, got 0 (try 1)\n');
  const limits = run('report', '--set', 'seq_len=10');
  expect(limits.stderr).toBe(
    'seq_len: expected at least 903, the image tokens that the prompt contains, got 10 (try 1024)\n',
  );
  expect(run('report', '--gpu', 'rtx-9090').stderr).toContain('gpu: expected one of a10, a100-40gb-pcie,');
});

test('an empty folder, a missing file, a broken file', () => {
  const folder = scratch();
  expect(run('report', '--artifact', folder).stderr).toContain('expected torchinfo-layers.json');
  expect(run('report', '--artifact', join(folder, 'none.json')).stderr).toContain('no such file');
  writeFileSync(join(folder, 'torchinfo-layers.json'), '{"layers_flat": [');
  const made = run('report', '--artifact', folder);
  expect(made.status).toBe(1);
  expect(made.stderr).toContain('the end of the file: it is truncated');
  mkdirSync(join(folder, 'x'));
});

test('exit 2 and the usage on wrong usage', () => {
  for (const args of [
    ['frobnicate'],
    ['report', '--nonsense'],
    ['report', '--format', 'xml'],
    ['report', '--set', 'seq_len'],
    [],
  ]) {
    expect(run(...args).status).toBe(2);
  }
  expect(run('frobnicate').stderr).toContain('no command "frobnicate"');
  expect(run('--help').status).toBe(0);
});

test('validate tells what a file is, or what is wrong with it', () => {
  const folder = scratch();
  const report = execFileSync(process.execPath, [cli, 'report'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  writeFileSync(join(folder, 'r.json'), report);
  expect(run('validate', join(folder, 'r.json')).stdout).toContain('a valid report');
  expect(run('validate', join(fixtures, 'odd/torchinfo-layers.json')).stdout).toContain('a valid artifact (layers)');
  writeFileSync(join(folder, 'bad.json'), report.replace('"calls": 1,', '"calls": -1,'));
  const made = run('validate', join(folder, 'bad.json'));
  expect(made.status).toBe(1);
  expect(made.stderr).toMatch(/module_metrics\[0\]\.calls: expected .*got -1/);
  writeFileSync(join(folder, 'other.json'), '{"name": "x"}');
  expect(run('validate', join(folder, 'other.json')).status).toBe(1);
});
