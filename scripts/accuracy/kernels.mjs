/** Single kernels: predicted against measured by family, roofline beside calibrated, fitted and held-out shapes apart. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES } from '../calibrate/families.mjs';
import { times } from '../calibrate/predict.mjs';
import { plot } from './plot.mjs';
import { judged, percent, table } from './statistics.mjs';

const TITLES = {
  pass: 'Passes',
  gemm: 'Matrix products',
  batched_gemm: 'Batched products',
  grouped_gemm: 'Grouped products',
  'attention.cudnn': 'Attention, cuDNN',
  'attention.flash': 'Attention, FlashAttention 2',
  'attention.memory_efficient': 'Attention, memory-efficient',
  convolution: 'Convolutions',
};

/** Every family with points in the folder: its points and both models' times. */
function measured(engine, folder, gpu) {
  return FAMILIES.map((family) => {
    const points = family.points(folder, gpu);
    const by = (execution) => (points.length ? times(engine, { gpu }, execution, points) : []);
    return { id: family.id, points, roofline: by('roofline'), calibrated: by('calibrated') };
  }).filter((family) => family.points.length > 0);
}

const PARTS = {
  fitted: (point) => !point.heldOut,
  'held out': (point) => point.heldOut,
  all: () => true,
};

/** One row per family and part of its shapes. Without a `split` nothing was fitted to the folder: one row for all. */
export function kernelAccuracy(families, split) {
  return families.flatMap(({ id, points, roofline, calibrated }) =>
    (split ? ['fitted', 'held out'] : ['all']).flatMap((part) => {
      const which = points.flatMap((point, i) => (PARTS[part](point) ? [i] : []));
      if (which.length === 0) return [];
      const of = (list) => which.map((i) => list[i]);
      return [
        {
          family: id,
          part,
          points: which.length,
          roofline: judged(of(roofline), of(points)),
          calibrated: judged(of(calibrated), of(points)),
        },
      ];
    }),
  );
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

/** Held-out shapes by what the engine tells apart for its bands: engine/hardware/bands.h. */
function partsTable(families, split) {
  const all = families.flatMap(({ points, roofline, calibrated }) =>
    points.map((point, i) => ({ point, roofline: roofline[i], calibrated: calibrated[i] })),
  );
  const held = split ? all.filter((one) => one.point.heldOut) : all;
  const names = [...new Set(held.map((one) => one.calibrated.family))].sort();
  return kernelTable(
    names.map((family) => {
      const rows = held.filter((one) => one.calibrated.family === family);
      const points = rows.map((one) => one.point);
      const of = (execution) =>
        judged(
          rows.map((one) => one[execution]),
          points,
        );
      return {
        family,
        part: split ? 'held out' : 'all',
        points: rows.length,
        roofline: of('roofline'),
        calibrated: of('calibrated'),
      };
    }),
  );
}

function writePlots(folder, families) {
  mkdirSync(folder, { recursive: true });
  for (const { id, points, calibrated } of families) {
    const marks = points.map((point, i) => ({
      measured: point.seconds,
      predicted: calibrated[i].seconds,
      heldOut: point.heldOut,
    }));
    writeFileSync(join(folder, `${id.replace('.', '-')}.svg`), plot(TITLES[id], marks));
  }
}

/** A section of `npm run accuracy`: its text, or null where the folder holds nothing for it. */
export function kernels({ engine, folder, gpu, split, plots, newTo }) {
  let families = measured(engine, folder, gpu);
  if (newTo) families = families.map((family) => withoutKnown(family, newTo, gpu)).filter((f) => f.points.length > 0);
  if (families.length === 0) return null;
  if (plots) writePlots(plots, families);
  return [
    `Kernels on ${gpu}`,
    kernelTable(kernelAccuracy(families, split)),
    'The same by part of a family that has a band of its own',
    partsTable(families, split),
  ].join('\n\n');
}

/** A family without the shapes that another folder of measurements has. */
function withoutKnown(family, folder, gpu) {
  const known = new Set(
    FAMILIES.find((one) => one.id === family.id)
      .points(folder, gpu)
      .map((point) => point.key),
  );
  const which = family.points.flatMap((point, i) => (known.has(point.key) ? [] : [i]));
  const of = (list) => which.map((i) => list[i]);
  return { ...family, points: of(family.points), roofline: of(family.roofline), calibrated: of(family.calibrated) };
}
