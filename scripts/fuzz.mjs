// `npm run fuzz [-- seconds]`: every fuzz target for a while (60 s), under the sanitizers; finds stay in build/fuzz/.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure } from './cmake.mjs';
import { must, root, run } from './run.mjs';
import { setUp } from './setup/index.mjs';

const seconds = process.argv[2] ?? '60';
if (!/^\d+$/.test(seconds)) {
  console.error(`expected seconds as a whole number, got "${seconds}"`);
  process.exit(2);
}
if (!setUp('test')) process.exit(1);
configure('fuzz');
must(['cmake', '--build', '--preset', 'fuzz']);

const targets = readdirSync(join(root, 'tests', 'fuzz'))
  .filter((name) => name.endsWith('.cpp'))
  .map((name) => name.slice(0, -4));
const failed = targets.filter((target) => {
  const corpus = join(root, 'build', 'fuzz', 'corpus', target);
  mkdirSync(corpus, { recursive: true });
  const finds = `-artifact_prefix=${join(root, 'build', 'fuzz', target)}-`;
  return (
    run([join(root, 'build', 'fuzz', target), `-max_total_time=${seconds}`, '-max_len=65536', finds, corpus]) !== 0
  );
});
console.log(`\n${targets.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
