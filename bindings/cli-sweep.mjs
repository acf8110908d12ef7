/** `modelmeter sweep`: one row per point, written as it is made. */
import { parseArgs } from 'node:util';
import { unwrap } from './cli-files.mjs';
import { formatOf, gpuOf, REQUEST_OPTIONS, requestOf, UsageError } from './cli-request.mjs';
import { sweepCsvHeader, sweepCsvRow, sweepJsonRow } from './sweep-table.js';

const CHUNK = 64;

function axis(text) {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1)
    throw new UsageError(`--vary wants KEY=v1,v2,... or KEY=lo..hi[:step], got "${text}"`);
  return { key: text.slice(0, equals), values: text.slice(equals + 1) };
}

/** `--gpu a,b,c` and `--gpu all` vary the GPU; profiles that are files are registered. */
function axesOf(engine, values) {
  const vary = (values.vary ?? []).map(axis);
  const several = values.gpu !== undefined && (values.gpu === 'all' || values.gpu.includes(','));
  if (several) {
    const ids = values.gpu.split(',').map((one) => gpuOf(engine, one.trim()));
    vary.unshift({ key: 'gpu', values: ids.join(',') });
    values.gpu = undefined;
  }
  if (vary.length === 0) throw new UsageError('sweep wants --vary KEY=VALUES (or --gpu a,b,c): one or two fields');
  return vary;
}

export function sweep(engine, args) {
  const { values } = parseArgs({ args, options: { ...REQUEST_OPTIONS, vary: { type: 'string', multiple: true } } });
  const format = formatOf(values.format, ['json', 'csv'], 'json');
  const vary = axesOf(engine, values);
  const request = { ...requestOf(engine, values), vary };
  const plan = unwrap(engine.sweepPlan(request));
  for (const note of plan.notes) console.error(note);
  const write = (text) => process.stdout.write(text);
  if (format === 'csv') write(sweepCsvHeader(plan));
  else write(`{\n"axes": ${JSON.stringify(plan.axes)},\n"metrics": ${JSON.stringify(plan.metrics)},\n"rows": [`);
  let faulty = 0;
  for (let first = 0; first < plan.points; first += CHUNK) {
    for (const [index, row] of unwrap(engine.sweepRows(request, first, CHUNK)).rows.entries()) {
      if (row.errors) faulty += 1;
      if (format === 'csv') write(sweepCsvRow(plan, row));
      else write(`${first + index > 0 ? ',' : ''}\n${JSON.stringify(sweepJsonRow(plan, row))}`);
    }
  }
  if (format === 'json') write('\n]\n}\n');
  if (faulty > 0) console.error(`${faulty} of ${plan.points} points could not be estimated; their rows say why`);
  if (faulty === plan.points) process.exitCode = 1;
}
