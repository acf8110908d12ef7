// `npm run calibrate -- --gpu ID --data DIR [--out FILE]`: fits the calibrated execution model on measured kernels and writes it into the GPU's profile.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { residuals } from './calibrate/bands.mjs';
import { FAMILIES } from './calibrate/families.mjs';
import { fit } from './calibrate/fit.mjs';
import { measurement } from './calibrate/measurements.mjs';
import { timer } from './calibrate/predict.mjs';

const USAGE = `Usage: npm run calibrate -- --gpu ID --data DIR [--family ID]... [--profile FILE] [--out FILE]
  --gpu      id of a profile in hwprofiles/
  --profile  a profile of your own instead
  --data     folder with gemm.json, bmm.json, … (docs/calibration.md), each plain or .gz
  --family   only these: ${FAMILIES.map((family) => family.id).join(', ')}
  --out      where to write; without it the profile that was read`;

function fittedOn(folder, gpu) {
  const environment = ['gemm', 'bmm', 'sdpa', 'conv', 'memory']
    .map((what) => measurement(folder, what)?.environment)
    .find(Boolean);
  if (!environment)
    return {
      data: `bf16 GEMM times of ${gpu} published by NVIDIA's aiconfigurator project (Apache-2.0), commit 095f58a`,
      date: '2026-08-21',
      software: 'TensorRT-LLM 1.3.0rc20 (A100: SGLang 0.5.10)',
    };
  return {
    data: `kernels of one ${environment.gpu} in CUDA graphs`,
    date: (environment.time_utc ?? '').slice(0, 10),
    software: `PyTorch ${environment.torch}, CUDA ${environment.cuda}, cuDNN ${environment.cudnn}${environment.driver ? `, driver ${environment.driver}` : ''}`,
  };
}

/** Whether an entry of the residuals is a family's: "gemm.fp8" is "gemm"'s. */
const belongs = (entry, family) => entry === family || entry.startsWith(`${family}.`);

const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** The GPU that was measured in every family and format. Its fits start from guesses of one digit, all others' from its. */
const REFERENCE = 'h200-sxm';
const startOf = (gpu) =>
  gpu === REFERENCE ? json('calibrate/start.json') : json(`../hwprofiles/${REFERENCE}.json`).calibration;

async function main() {
  const { values } = parseArgs({
    options: {
      gpu: { type: 'string' },
      data: { type: 'string' },
      family: { type: 'string', multiple: true },
      profile: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (!values.data || !(values.gpu || values.profile)) {
    console.error(USAGE);
    process.exit(2);
  }
  const path = values.profile ?? fileURLToPath(new URL(`../hwprofiles/${values.gpu}.json`, import.meta.url));
  const profile = JSON.parse(readFileSync(path, 'utf8'));
  const engine = await createNodeEngine();
  const calibration = structuredClone(
    profile.calibration ?? { fitted_on: fittedOn(values.data, profile.name), residuals: [] },
  );
  const starts = startOf(profile.id);
  const started = {}; // sections that a family before this one has fitted a part of
  for (const family of FAMILIES) {
    if (values.family && !values.family.some((id) => family.id === id || family.id.startsWith(`${id}.`))) continue;
    const points = family.points(values.data, profile.id);
    const toFit = points.filter((point) => !point.heldOut);
    if (toFit.length === 0) continue;
    const start = started[family.section] ?? starts[family.section];
    const paths = family.parameters(points, start);
    const timed = timer(engine, profile, calibration, family.section);
    const predict = (section, some) => timed(section, some).map((time) => time.seconds);
    const concerns = family.concerns;
    const section = fit(start, paths, toFit, predict, { concerns });
    calibration[family.section] = section;
    started[family.section] = section;
    const rows = residuals(section, paths, points, predict, timed, concerns);
    calibration.residuals = [...calibration.residuals.filter((one) => !belongs(one.family, family.id)), ...rows];
    console.log(`${profile.id} ${family.id}: ${toFit.length} points fitted, ${points.length - toFit.length} held out`);
    for (const row of rows)
      console.log(
        `  ${row.family}${row.up_to_s ? ` to ${row.up_to_s * 1e6} µs` : ''}: ${row.points_held_out} held out, median ${(100 * row.median_error).toFixed(1)} %, p90 ${(100 * row.p90_error).toFixed(1)} %, band ${row.low_ratio} to ${row.high_ratio}`,
      );
  }
  writeFileSync(values.out ?? path, JSON.stringify(placed(profile, calibration), null, 2) + '\n');
}

/** The profile with its calibration where the engine writes it: after `achieved`. */
function placed(profile, calibration) {
  const all = {};
  for (const [key, value] of Object.entries(profile)) {
    if (key === 'calibration') continue;
    all[key] = value;
    if (key === 'achieved') all.calibration = calibration;
  }
  return all;
}

if (process.argv[1]?.endsWith('calibrate.mjs')) await main();
