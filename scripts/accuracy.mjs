// `npm run accuracy [-- --data DIR] [--gpu ID]`: predicted against measured, per family of kernels; roofline beside calibrated, fitted and held-out shapes apart.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { FAMILIES } from './calibrate/families.mjs';
import { quantile, sorted } from './calibrate/measurements.mjs';

const percent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');

/** Times of points on a GPU: [seconds, low, high][]. */
function times(engine, gpu, execution, points) {
  const reply = engine.kernelTimes({ gpu, execution, kernels: points.map((point) => point.kernel) });
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors[0]));
  return reply.value;
}

/** Median and p90 of |predicted / measured − 1|, and the share of measurements inside the band. */
export function judged(predicted, points) {
  const errors = sorted(points.map((point, i) => Math.abs(predicted[i][0] / point.seconds - 1)));
  const inside = points.filter(
    (point, i) => predicted[i][1] <= point.seconds && point.seconds <= predicted[i][2],
  ).length;
  return {
    points: points.length,
    median: quantile(errors, 0.5),
    p90: quantile(errors, 0.9),
    coverage: inside / points.length,
  };
}

/** One row per family and part of its shapes. */
export function kernelAccuracy(engine, folder, gpu) {
  const rows = [];
  for (const family of FAMILIES) {
    const all = family.points(folder, gpu);
    for (const part of ['fitted', 'held out']) {
      const points = all.filter((point) => point.heldOut === (part === 'held out'));
      if (points.length === 0) continue;
      const roofline = judged(times(engine, gpu, 'roofline', points), points);
      const calibrated = judged(times(engine, gpu, 'calibrated', points), points);
      rows.push({ family: family.id, part, points: points.length, roofline, calibrated });
    }
  }
  return rows;
}

export function kernelTable(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['family', 'shapes', 'points', 'roofline median', 'p90', 'calibrated median', 'p90', '80 % band holds']),
    line(['---', '---', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...rows.map((row) =>
      line([
        row.family,
        row.part,
        row.points,
        percent(row.roofline.median),
        percent(row.roofline.p90),
        percent(row.calibrated.median),
        percent(row.calibrated.p90),
        percent(row.calibrated.coverage),
      ]),
    ),
  ].join('\n');
}

async function main() {
  const { values } = parseArgs({ options: { data: { type: 'string' }, gpu: { type: 'string', default: 'h200-sxm' } } });
  const folder = values.data ?? fileURLToPath(new URL('../tests/fixtures/measured/', import.meta.url));
  if (readdirSync(folder).length === 0) throw new Error(`${folder} holds no measurements`);
  const engine = await createNodeEngine();
  console.log(`Kernels on ${values.gpu}\n`);
  console.log(kernelTable(kernelAccuracy(engine, folder, values.gpu)));
  // Stages and whole models: a further table here, from files of measured models in the same folder.
}

if (process.argv[1]?.endsWith('accuracy.mjs')) await main();
