/** `modelmeter explain`: how a number comes about, as lines of text. */

const percent = (share) => `${(share * 100).toPrecision(3)} %`;
const valued = (value, unit) => (unit ? `${value} ${unit}` : `${value}`);

export function explanationText(made) {
  const lines = [`${made.title}: ${valued(made.value, made.unit)}`, made.statement];
  if (made.latex) lines.push(`  ${made.latex}`);
  if (made.substituted) lines.push(`  = ${made.substituted}`);
  const list = (title, rows) => {
    if (rows.length > 0) lines.push('', `${title}:`, ...rows.map((row) => `  ${row}`));
  };
  list('made of', [
    ...made.parts.map((part) => `${part.label}: ${valued(part.value, made.unit)} (${percent(part.share)})`),
    ...(made.rest_count > 0 ? [`${made.rest_count} more: ${valued(made.rest_value, made.unit)}`] : []),
  ]);
  if (made.bound !== null)
    list(
      `bound by ${made.bound}`,
      made.bound_times.map((one) => `${one.label} alone: ${one.value} ms (${percent(one.share)})`),
    );
  if (made.range_basis) list('range', [`${made.low} to ${made.high ?? 'not known'} ${made.unit}`, made.range_basis]);
  list('assumed', made.assumptions);
  list(
    'inputs',
    made.inputs.map((one) => `${one.label} = ${one.value} [${one.origin}]${one.source ? `  ${one.source}` : ''}`),
  );
  return `${lines.join('\n')}\n`;
}
