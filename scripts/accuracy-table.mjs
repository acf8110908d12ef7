/**
 * Recorded models against PyTorch's counts, model by model:
 *   node scripts/accuracy-table.mjs [--modules] [folder [model...]]
 * The folder holds one folder per model with torchinfo-layers.json[.gz] and flops.json; default tests/fixtures/models.
 * --modules also lists the modules that differ and those that are not modeled.
 */
import { createNodeEngine } from '../bindings/node-engine.mjs';
import { counted, fixtures, measure, modelNames } from '../tests/accuracy/generic-measure.mjs';

const args = process.argv.slice(2);
const withModules = args.includes('--modules');
const [folder = fixtures, ...only] = args.filter((arg) => !arg.startsWith('--'));

const group = (value) => value.toLocaleString('en-US');
const percent = (value) => (value === 0 ? '0' : `${(100 * value).toPrecision(3)} %`);
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

const engine = await createNodeEngine();
const measured = [];
const failed = [];
for (const name of only.length ? only : modelNames(folder)) {
  try {
    measured.push(measure(engine, name, folder));
  } catch (error) {
    failed.push({ name, counted: counted(name, folder).total_flops, error: String(error.message ?? error) });
  }
}
measured.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || a.name.localeCompare(b.name));

row('model', 'parameters', 'counted FLOPs', 'report', 'difference', 'modules off', 'rules');
row('---', '--:', '--:', '--:', '--:', '--:', '---');
for (const one of measured) {
  const wrong = one.parameters === one.countedParameters ? '' : ` (should be ${group(one.countedParameters)})`;
  const off = `${one.off.length} of ${one.modules}${one.unseen.length ? `, ${one.unseen.length} missing` : ''}`;
  const figures = [group(one.countedFlops), group(one.flops), percent(one.difference)];
  row(one.name, group(one.parameters) + wrong, ...figures, off, one.rules.join(', '));
}
for (const one of failed) row(one.name, 'failed', group(one.counted), one.error.slice(0, 200));

const within = (limit) => measured.filter((one) => Math.abs(one.difference) <= limit).length;
const exact = measured.filter((one) => one.off.length === 0 && one.unseen.length === 0);
console.log(
  `\n${measured.length + failed.length} models: parameters right in ${measured.filter((one) => one.parameters === one.countedParameters).length}; ` +
    `FLOPs equal in ${within(0)}, within 0.1 % in ${within(0.001)}, within 1 % in ${within(0.01)}; ` +
    `every module equal in ${exact.length}; ${failed.length} failed.`,
);

if (withModules) {
  for (const one of measured) {
    if (one.off.length === 0 && one.unseen.length === 0 && one.parameters === one.countedParameters) continue;
    console.log(`\n## ${one.name}: ${percent(one.difference)}`);
    for (const at of one.off.slice(0, 8))
      console.log(
        `  ${at.instance || '(root)'} ${at.className}: report ${group(at.report)}, counted ${group(at.counted)}, own error ${group(at.own)}`,
      );
    if (one.unseen.length) console.log(`  counted but not in the report: ${one.unseen.slice(0, 6).join(', ')}`);
    for (const at of one.notModeled.slice(0, 4))
      console.log(`  not modeled (${at.treatment}): ${at.instance} ${at.reason}`);
  }
}
engine.dispose();
