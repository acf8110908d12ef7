// `npm run calibrate -- --gpu ID --data DIR [--out FILE]`: fits the calibrated execution model on measured kernels and writes it into the GPU's profile.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { FAMILIES } from './calibrate/families.mjs';
import { fit, rounded } from './calibrate/fit.mjs';
import { measurement, quantile, sorted } from './calibrate/measurements.mjs';

const USAGE = `Usage: npm run calibrate -- --gpu ID --data DIR [--family ID]... [--profile FILE] [--out FILE]
  --gpu      id of a profile in hwprofiles/
  --profile  a profile of your own instead
  --data     folder with gemm.json, bmm.json, … (docs/calibration.md), each plain or .gz
  --family   only these: ${FAMILIES.map((family) => family.id).join(', ')}
  --out      where to write; without it the profile that was read`;

/** Seconds of points' kernels under a section of the calibration. */
export const predictor = (engine, profile, calibration, key) => (section, points) => {
  const reply = engine.kernelTimes({
    profile: { ...profile, calibration: { ...calibration, [key]: section } },
    execution: 'calibrated',
    kernels: points.map((point) => point.kernel),
  });
  if (!reply.ok) throw new Error(reply.errors.map((e) => `${e.path}: expected ${e.expected}, got ${e.got}`).join('\n'));
  return reply.value.map(([seconds]) => seconds);
};

/** Errors of a family on its held-out points, and the band that the fitted points leave. */
export function residual(family, predicted, points) {
  const ratios = points.map((point, i) => point.seconds / predicted[i]);
  const fitted = sorted(ratios.filter((_, i) => !points[i].heldOut));
  const held = ratios.filter((_, i) => points[i].heldOut);
  const errors = sorted(held.map((ratio) => Math.abs(1 / ratio - 1)));
  return {
    family,
    points_fitted: fitted.length,
    points_held_out: held.length,
    median_error: rounded(quantile(errors, 0.5) || 0),
    p90_error: rounded(quantile(errors, 0.9) || 0),
    low_ratio: rounded(quantile(fitted, 0.1)),
    high_ratio: rounded(quantile(fitted, 0.9)),
  };
}

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
  for (const family of FAMILIES) {
    if (values.family && !values.family.includes(family.id)) continue;
    const points = family.points(values.data, profile.id);
    const toFit = points.filter((point) => !point.heldOut);
    if (toFit.length === 0) continue;
    const predict = predictor(engine, profile, calibration, family.section);
    const start =
      calibration[family.section]?.matrix_ratio?.bf16 && calibration[family.section]?.tile_s
        ? calibration[family.section]
        : family.start;
    const section = fit(start, family.parameters(points), toFit, predict);
    calibration[family.section] = section;
    const row = residual(family.id, predict(section, points), points);
    calibration.residuals = [...calibration.residuals.filter((one) => one.family !== family.id), row];
    console.log(
      `${profile.id} ${family.id}: ${row.points_fitted} points fitted, ${row.points_held_out} held out: median ${(100 * row.median_error).toFixed(1)} %, p90 ${(100 * row.p90_error).toFixed(1)} %`,
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
