/** `--measured FILE`: measurements into the engine, and the comparison as text. */
import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError, unwrap } from './cli-files.mjs';
import { csvLine } from './csv.js';
import { BAND_WORDS, measuredTable } from './measured-table.js';

const isGzip = (path) => {
  const head = Buffer.alloc(2);
  const file = openSync(path, 'r');
  readSync(file, head, 0, 2, 0);
  closeSync(file);
  return head[0] === 0x1f && head[1] === 0x8b;
};

/** Hands one measurement to the engine piece by piece, unpacked; gives the reply. */
export async function offerMeasurement(engine, path) {
  engine.beginMeasurement();
  try {
    const packed = path !== '-' && isGzip(path);
    const file = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
    const stream = packed ? file.on('error', () => undefined).pipe(createGunzip({ chunkSize: 1 << 20 })) : file;
    for await (const piece of stream) if (!engine.feedMeasurement(piece)) break;
  } catch (error) {
    engine.cancelMeasurement();
    throw new InputError(`${path}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
  }
  return engine.finishMeasurement(path === '-' ? 'stdin' : path);
}

/** Loads measurement files and says what each holds. `runs`: how many runs a file covers that does not say. */
export async function loadMeasurements(engine, paths, runs) {
  for (const path of paths) {
    const { files } = unwrap(await offerMeasurement(engine, path), path === '-' ? 'stdin' : path);
    console.error(`${path}: ${files.at(-1).contributed}`);
  }
  if (runs !== undefined) unwrap(engine.setMeasuredRuns(Number(runs)), '--measured-runs');
}

const ms = (value) => (value === null || value === undefined ? '-' : `${Number(value.toPrecision(4))}`);
const range = ({ low_ms: low, high_ms: high }) => (low === null || high === null ? '-' : `${ms(low)} .. ${ms(high)}`);
const spread = (measured) =>
  measured && measured.high_ms > measured.low_ms ? `${ms(measured.low_ms)} .. ${ms(measured.high_ms)}` : '-';

const HEADER = ['Part', 'Predicted ms', 'range', 'Measured ms', 'runs', 'spread', 'Ratio', 'In range'];
const lineOf = (name, { figure, scale }) => [
  name,
  ms(figure.predicted_ms),
  range(figure),
  ms(figure.measured?.median_ms) + (scale === 1 ? '' : ` (x${ms(scale)})`),
  figure.measured ? `${figure.measured.runs}` : '-',
  spread(figure.measured),
  figure.ratio === null ? '-' : figure.ratio.toFixed(3),
  figure.band === null ? '-' : BAND_WORDS[figure.band],
];

/** Aligned columns: words to the left, figures to the right. */
function table({ total, stages, modules, families, marks, unmatched, unmatched_count: more, notes }) {
  const lines = [
    HEADER,
    lineOf('whole run', total),
    ...stages.map((row) => lineOf(row.stages[0], row)),
    ...modules.map((row) => lineOf(`${row.name}${row.stages.length > 0 ? ` [${row.stages.join(' + ')}]` : ''}`, row)),
    ...families.map((row) => lineOf(row.name, row)),
  ];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  const said = marks.map(({ reason, withheld }) => (withheld ? `No ratio: ${reason}` : reason));
  const left = unmatched.slice(0, 10).map(({ name, measured_ms: time }) => `  ${name.slice(0, 100)}: ${ms(time)} ms`);
  if (left.length > 0) left.unshift(`Measured, but in no part of the report (${more}):`);
  return `${[...text, '', ...said, ...left, ...notes].join('\n')}\n`;
}

/** By the name that --format gives. */
export const MEASURED_FORMATS = {
  table: (engine, request) => table(unwrap(engine.measured(request))),
  csv: (engine, request) =>
    measuredTable(unwrap(engine.measured(request)))
      .map(csvLine)
      .join(''),
  json: (engine, request) => `${JSON.stringify(unwrap(engine.measured(request)), null, 2)}\n`,
  md: (engine, request) => unwrap(engine.measuredText(request)),
};
