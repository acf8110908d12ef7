/** Single kernels: predicted against measured by family, roofline beside calibrated, fitted and held-out shapes apart. */
import { FAMILIES } from '../calibrate/families.mjs';
import { judged, percent, table } from './statistics.mjs';

/** Times of points on a GPU: [seconds, low, high][]. */
function times(engine, gpu, execution, points) {
  const reply = engine.kernelTimes({ gpu, execution, kernels: points.map((point) => point.kernel) });
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors[0]));
  return reply.value;
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

export const kernelTable = (rows) =>
  table(
    ['family', 'shapes', 'points:', 'roofline median:', 'p90:', 'calibrated median:', 'p90:', '80 % band holds:'],
    rows.map((row) => [
      row.family,
      row.part,
      row.points,
      percent(row.roofline.median),
      percent(row.roofline.p90),
      percent(row.calibrated.median),
      percent(row.calibrated.p90),
      percent(row.calibrated.coverage),
    ]),
  );

/** A section of `npm run accuracy`: its text, or null where the folder holds nothing for it. */
export function kernels({ engine, folder, gpu }) {
  const rows = kernelAccuracy(engine, folder, gpu);
  return rows.length === 0 ? null : `Kernels on ${gpu}\n\n${kernelTable(rows)}`;
}
