/** `modelmeter compare`: the report held against the artifact's parameters and a FLOP counter, as a table. */
import { csvLine } from './csv.js';

const FIGURES = [
  { key: 'parameters', title: 'Parameters', reference: 'artifact' },
  { key: 'matrix_flops', title: 'Matrix FLOPs', reference: 'counter' },
  { key: 'artifact_flops', title: '2 x multiply-adds', reference: 'artifact' },
];

const grouped = (value) => (value === null ? '-' : value.toLocaleString('en-US'));
const differs = ({ report, reference }) => reference !== null && report !== reference;
const nameOf = (row) => row.instance || '(whole model)';

/** "equal", "+0.40 %", "-12.3 %", "+<0.01 %", from eleven times the reference on "x15.2"; "-" without a reference. */
export function differenceText(comparison) {
  if (comparison.reference === null) return '-';
  if (!differs(comparison)) return 'equal';
  if (comparison.reference === 0) return 'not 0';
  const { difference } = comparison;
  if (difference >= 10) return `x${(difference + 1).toPrecision(3)}`;
  const percent = Math.abs(difference) * 100;
  const sign = difference > 0 ? '+' : '-';
  if (percent < 0.01) return `${sign}<0.01 %`;
  return `${sign}${percent < 1 ? percent.toFixed(2) : Number(percent.toPrecision(3))} %`;
}

/** "all 214 modules equal"; "3 of 214 modules differ, worst -0.40 % in layers.{0-11}.attn" */
export function verdict(rows, key) {
  const compared = rows.filter((row) => row[key].reference !== null);
  const differing = compared.filter((row) => differs(row[key]));
  const modules = `${grouped(compared.length)} ${compared.length === 1 ? 'module' : 'modules'}`;
  if (compared.length === 0) return 'nothing to compare with';
  if (differing.length === 0) return compared.length === 1 ? '1 module, equal' : `all ${modules} equal`;
  const size = (row) => Math.abs(row[key].difference ?? Infinity);
  const worst = differing.reduce((most, row) => (size(row) > size(most) ? row : most));
  const verb = differing.length === 1 ? 'differs' : 'differ';
  return `${grouped(differing.length)} of ${modules} ${verb}, worst ${differenceText(worst[key])} in ${nameOf(worst)}`;
}

const verdicts = ({ rows, artifact, counter }) => [
  `Parameters: ${verdict(rows, 'parameters')}${artifact ? ` (against ${artifact})` : ''}`,
  `Matrix FLOPs: ${verdict(rows, 'matrix_flops')}${counter ? ` (against ${counter})` : '; --flops FILE compares them'}`,
];

const HEADER = [
  'Module',
  'Class',
  'Times',
  ...FIGURES.flatMap(({ title, reference }, index) =>
    index < 2 ? [`${title}: report`, reference, 'difference'] : [title, 'difference'],
  ),
];
const cellsOf = (row, name) => [
  name,
  row.class_name.slice(row.class_name.lastIndexOf('.') + 1),
  grouped(row.instances),
  ...FIGURES.flatMap(({ key }, index) =>
    index < 2
      ? [grouped(row[key].report), grouped(row[key].reference), differenceText(row[key])]
      : [grouped(row[key].reference), differenceText(row[key])],
  ),
];

/** Aligned columns: words to the left, figures to the right. */
function table({ rows, ...verification }) {
  const lines = [HEADER, ...rows.map((row) => cellsOf(row, nameOf(row)))];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  return `${[...text, '', ...verdicts({ rows, ...verification }), ...verification.notes].join('\n')}\n`;
}

function markdown({ rows, ...verification }) {
  const escaped = (text) => text.replace(/[\\|`*_{}[\]<>]/g, '\\$&');
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const head = [line(HEADER), line(HEADER.map((_, column) => (column < 2 ? '---' : '---:')))];
  const body = rows.map((row) => line(cellsOf(row, nameOf(row)).map(escaped)));
  const list = [...verdicts({ rows, ...verification }), ...verification.notes].map((text) => `- ${escaped(text)}`);
  return `${['# Verification', '', ...list, '', ...head, ...body].join('\n')}\n`;
}

function csv({ rows }) {
  const header = [
    'module',
    'class',
    'instances',
    'parameters_report',
    'parameters_artifact',
    'parameters_difference',
    'matrix_flops_report',
    'matrix_flops_counter',
    'matrix_flops_difference',
    'artifact_flops',
    'artifact_flops_difference',
  ];
  const lines = rows.map((row) => [
    row.instance,
    row.class_name,
    row.instances,
    row.parameters.report,
    row.parameters.reference,
    row.parameters.difference,
    row.matrix_flops.report,
    row.matrix_flops.reference,
    row.matrix_flops.difference,
    row.artifact_flops.reference,
    row.artifact_flops.difference,
  ]);
  return [header, ...lines].map(csvLine).join('');
}

/** By the name that --format gives. */
export const FORMATS = {
  table,
  csv,
  json: (verification) => `${JSON.stringify(verification, null, 2)}\n`,
  md: markdown,
};
