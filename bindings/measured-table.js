/** A report held against a measurement, as rows of cells: for the page's sheets and the command line alike. */

const HEADERS = [
  'part',
  'name',
  'class',
  'stage',
  'instances',
  'predicted_ms',
  'predicted_low_ms',
  'predicted_high_ms',
  'measured_ms',
  'measured_low_ms',
  'measured_high_ms',
  'runs',
  'scaled_by',
  'ratio',
  'in_range',
];

/** @typedef {import('./api').MeasuredComparison} MeasuredComparison */
/** @typedef {import('./api').MeasuredRow} MeasuredRow */

/** "inside", "faster", "slower": where the measured time lies. */
export const BAND_WORDS = { inside: 'inside', below: 'faster', above: 'slower' };

/**
 * @param {string} part
 * @param {MeasuredRow} row
 * @returns {(string | number | null)[]}
 */
const cellsOf = (part, row) => {
  const { predicted_ms, low_ms, high_ms, measured, ratio, band } = row.figure;
  return [
    part,
    row.name,
    row.class_name,
    row.stages.join(' + '),
    row.instances,
    predicted_ms,
    low_ms,
    high_ms,
    measured?.median_ms ?? null,
    measured?.low_ms ?? null,
    measured?.high_ms ?? null,
    measured?.runs ?? null,
    row.scale === 1 ? null : row.scale,
    ratio,
    band === null ? null : BAND_WORDS[band],
  ];
};

/**
 * The header, then every row: the whole run, stages, modules, families of kernels, and what was found in no part of the report.
 * @param {MeasuredComparison} comparison
 * @returns {(string | number | null)[][]}
 */
export function measuredTable({ total, stages, modules, families, unmatched }) {
  return [
    HEADERS,
    cellsOf('total', total),
    ...stages.map((row) => cellsOf('stage', { ...row, name: row.stages[0] ?? row.id })),
    ...modules.map((row) => cellsOf('module', row)),
    ...families.map((row) => cellsOf('family', row)),
    ...unmatched.map((one) => [
      'unmatched',
      one.name,
      one.class_name,
      ...Array.from({ length: 5 }, () => null),
      one.measured_ms,
      ...Array.from({ length: 6 }, () => null),
    ]),
  ];
}
