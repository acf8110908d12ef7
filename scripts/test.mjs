// `npm test [-- kind…]`: sets up what is missing and runs every kind of test; a failing kind does not stop the others.
import { setUp } from './setup/index.mjs';
import { kinds } from './tests/kinds.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in kinds));
if (unknown.length > 0) {
  console.error(`no such kind of test: ${unknown.join(', ')}; there are ${Object.keys(kinds).join(', ')}`);
  process.exit(2);
}
if (!setUp('test')) {
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}

const rows = [];
for (const [name, runKind] of Object.entries(kinds)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  const tallies = Object.entries(runKind());
  const seconds = (performance.now() - started) / 1000;
  tallies.forEach(([title, tally], index) => rows.push({ title, tally, seconds: index === 0 ? seconds : null }));
}

const sum = (field) => rows.reduce((total, { tally }) => total + tally[field], 0);
const cells = (values) => values.map((value) => String(value).padStart(9)).join('');
const line = (title, ...values) => console.log(`${title.padEnd(30)}${cells(values)}`);

for (const { title, tally } of rows)
  for (const name of tally.again) console.log(`passed only when run again  ${title}: ${name}`);
for (const { title, tally } of rows) for (const name of tally.failures) console.error(`FAILED  ${title}: ${name}`);
console.log('');
line('', 'passed', 'failed', 'skipped', 'seconds');
for (const { title, tally, seconds } of rows) {
  line(title, tally.passed, tally.failed, tally.skipped, seconds === null ? '' : seconds.toFixed(0));
}
const skips = sum('skipped');
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skips > 0 ? `, ${skips} skipped` : ''}`);
process.exit(sum('failed') === 0 ? 0 : 1);
