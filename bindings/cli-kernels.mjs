/** `modelmeter kernels`: what the chosen runtime launches, in execution order. */
import { parseArgs } from 'node:util';
import { unwrap } from './cli-files.mjs';
import { formatOf, REQUEST_OPTIONS, requestOf, UsageError } from './cli-request.mjs';
import { csvLine } from './csv.js';

const COLUMNS = [
  'module_id',
  'operator',
  'name',
  'kind',
  'shape',
  'launches',
  'bytes',
  'matrix_flops',
  'time_ms',
  'bound',
];

const microseconds = (row) => ((row.time_ms / row.launches) * 1e3).toFixed(2);
const megabytes = (row) => (row.bytes / row.launches / 1e6).toFixed(2);

/** Columns as wide as their widest cell, numbers to the right. */
function table(rows) {
  const cells = rows.map((row) => [
    row.module_id,
    row.name,
    row.kind,
    row.shape,
    String(row.launches),
    microseconds(row),
    megabytes(row),
    row.bound,
  ]);
  const lines = [['module', 'kernel', 'kind', 'shape', 'launches', 'us each', 'MB each', 'bound'], ...cells];
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  const right = (at) => at >= 4 && at <= 6;
  const padded = (text, at) => (right(at) ? text.padStart(widths[at]) : text.padEnd(widths[at]));
  return lines.map((line) => `${line.map(padded).join('  ').trimEnd()}\n`).join('');
}

const FORMATS = {
  table,
  json: (rows) => `${JSON.stringify(rows, null, 2)}\n`,
  csv: (rows) => [COLUMNS, ...rows.map((row) => COLUMNS.map((key) => row[key]))].map(csvLine).join(''),
};

export function kernels(engine, args) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: REQUEST_OPTIONS });
  if (positionals.length > 1) throw new UsageError('kernels wants at most one module id');
  const format = formatOf(values.format, Object.keys(FORMATS), 'table');
  const { kernels: rows } = unwrap(engine.kernels(requestOf(engine, values), positionals[0] ?? ''));
  process.stdout.write(FORMATS[format](rows));
}
