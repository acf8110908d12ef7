/** `modelmeter solve`: which GPU, how large, which rates, which resource. */
import { parseArgs } from 'node:util';
import { sentence, unwrap } from './cli-files.mjs';
import { formatOf, REQUEST_OPTIONS, requestOf, UsageError } from './cli-request.mjs';
import { csvLine } from './csv.js';

const QUESTIONS = {
  gpus: { call: 'solveGpus', rows: gpuRows },
  largest: { call: 'solveLargest', rows: largestRows },
  required: { call: 'requiredRates', rows: requiredRows },
  sensitivity: { call: 'sensitivity', rows: sensitivityRows },
};

const faultsOf = (one) => (one.errors ?? []).map(sentence).join('; ');
const keysOf = (answer) => answer.metrics.map(({ key }) => key);

function gpuRows(answer) {
  const rows = answer.gpus.map((one) => [
    one.gpu,
    one.name,
    one.meets,
    one.errors ? faultsOf(one) : one.misses.join('; '),
    ...answer.metrics.map((_, index) => one.figures[index] ?? null),
  ]);
  return [['gpu', 'name', 'meets', 'misses', ...keysOf(answer)], ...rows];
}

function largestRows(answer) {
  const header = ['key', 'value', 'next', 'limits', 'estimates', 'exceptions', ...keysOf(answer)];
  const { key, value, next, limits, estimates, exceptions, figures } = answer;
  return [header, [key, value, next, limits.join('; '), estimates, exceptions.join(' '), ...figures]];
}

function requiredRows(answer) {
  const header = ['gpu', 'matrix_ratio', 'vector_ratio', 'bandwidth_ratio', 'launch_ratio', 'predicted_ms', 'meets'];
  const rates = ['matrix_flops_per_s', 'vector_flops_per_s', 'bytes_per_s', 'launches_per_s'];
  const needed = rates.map((key) => answer[key]);
  return [
    [...header, 'fault', ...rates.map((key) => `required_${key}`)],
    ...answer.gpus.map((one) => [
      one.gpu,
      one.matrix,
      one.vector,
      one.bandwidth,
      one.launch,
      one.predicted_ms,
      one.meets,
      faultsOf(one),
      ...needed,
    ]),
  ];
}

function sensitivityRows(answer) {
  const header = Object.keys(answer.rows[0]);
  return [header, ...answer.rows.map((row) => header.map((key) => row[key]))];
}

/** The `ttft_ms<=200` among the targets, for the rates that it requires. */
function timeTarget(targets) {
  const found = targets.map((text) => /^\s*(ttft_ms|tpot_ms)\s*<=\s*([\d.]+)\s*$/.exec(text)).filter(Boolean);
  if (found.length !== 1 || targets.length !== 1)
    throw new UsageError('solve required wants one --target ttft_ms<=MS or tpot_ms<=MS');
  return { metric: found[0][1], target_ms: Number(found[0][2]) };
}

export function solve(engine, args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...REQUEST_OPTIONS,
      target: { type: 'string', multiple: true },
      price: { type: 'string' },
      'any-memory': { type: 'boolean' },
    },
  });
  const [question, key, ...more] = positionals;
  if (!Object.hasOwn(QUESTIONS, question ?? '') || more.length > 0 || (question === 'largest') !== (key !== undefined))
    throw new UsageError('solve wants one of: gpus, largest KEY, required, sensitivity');
  const format = formatOf(values.format, ['json', 'csv'], 'json');
  const targets = values.target ?? [];
  const asked = { targets, fit: !values['any-memory'] };
  if (key !== undefined) asked.key = key;
  if (values.price !== undefined) asked.price = values.price;
  if (question === 'required') Object.assign(asked, timeTarget(targets), { targets: [] });
  const { call, rows } = QUESTIONS[question];
  const answer = unwrap(engine[call]({ ...requestOf(engine, values), ...asked }));
  process.stdout.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : rows(answer).map(csvLine).join(''));
}
