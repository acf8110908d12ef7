// `npm run bench`: time per report native and as WebAssembly, time per artifact, transfer sizes. Figures are of this machine and
// its load: compare ratios within one run. Instruction counts: valgrind --tool=callgrind build/native/bench_report.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createNodeEngine } from '../bindings/node-engine.mjs';

function median(run, times = 41) {
  for (let i = 0; i < 10; i += 1) run(i);
  const samples = Array.from({ length: times }, (_, i) => {
    const start = performance.now();
    run(i);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: samples[times >> 1], p95: samples[Math.floor(times * 0.95)] };
}

const row = (name, { median: m, p95 }) =>
  console.log(`${name.padEnd(44)} ${m.toFixed(2).padStart(9)} ms median ${p95.toFixed(2).padStart(9)} ms p95`);

console.log('native (build/native/bench_report)');
execFileSync('cmake', ['--build', '--preset', 'native', '--target', 'bench_report'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.stdout.write(execFileSync('build/native/bench_report', { encoding: 'utf8' }));

console.log('\nWebAssembly in Node, replies parsed');
const engine = await createNodeEngine();
const request = (i) => ({
  model: 'deepseek-ocr',
  workload: 'dsocr-standard-v1',
  gpu: 'h200-sxm',
  set: { seq_len: 1024 + (i % 50) },
});
row(
  'estimate (a changed setting)',
  median((i) => engine.estimate(request(i))),
);
row(
  'report as JSON text',
  median((i) => engine.report(request(i), 'json')),
);
row(
  'all files of the download',
  median((i) => engine.files(request(i)), 11),
);

/** Points per second of one core: the rows of a whole sweep in chunks, as a worker of the page makes them. */
function sweepRate(name, vary) {
  const sweep = { ...request(0), set: {}, vary };
  const { points } = engine.sweepPlan(sweep).value;
  engine.sweepRows(sweep, 0, 64); // warm
  const start = performance.now();
  for (let first = 0; first < points; first += 64) engine.sweepRows(sweep, first, 64);
  const rate = points / ((performance.now() - start) / 1e3);
  console.log(`${`${name}, ${points} points`.padEnd(44)} ${rate.toFixed(0).padStart(9)} points/s per core`);
}
sweepRate('sweep: batch x generated tokens', [
  { key: 'batch_size', values: '1..40' },
  { key: 'max_new_tokens', values: '64..1024:64' },
]);
sweepRate('sweep: every GPU x precision', [
  { key: 'gpu', values: 'all' },
  { key: 'precision', values: 'bf16,fp8,int8' },
]);
sweepRate('sweep: crop grids', [{ key: 'crop_grid', values: 'all' }]);

const artifact = readFileSync(
  new URL('../tests/fixtures/torchinfo/deepseek-ocr-trimmed/torchinfo-layers.json', import.meta.url),
);
row(
  `artifact of ${(artifact.length / 1e3).toFixed(0)} kB, forensics included`,
  median(() => {
    engine.beginArtifact(artifact.length).set(artifact);
    engine.finishArtifact('torchinfo-layers.json');
  }),
);

console.log('\ntransfer size, gzip -9');
const size = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const show = (name, bytes) => console.log(`${name.padEnd(44)} ${(bytes / 1e3).toFixed(1).padStart(9)} kB`);
show('engine (.wasm)', size('build/wasm/modelmeter.wasm'));
if (existsSync('dist')) {
  const files = readdirSync('dist', { recursive: true })
    .map((name) => join('dist', name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.map'));
  for (const path of files.filter((p) => /\.(js|css|html)$/.test(p)).sort())
    show(path.replaceAll('\\', '/'), size(path));
  show(
    'everything in dist/',
    files.reduce((sum, path) => sum + size(path), 0),
  );
}
if (existsSync('dist-single/index.html')) show('dist-single/index.html', size('dist-single/index.html'));
