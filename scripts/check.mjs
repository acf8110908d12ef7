// `npm run check`: types, formatting of both languages, and the arrows between rooms. `--fix` rewrites what it can.
import { output, local, run } from './run.mjs';
import { onPath } from './setup/which.mjs';

const fix = process.argv.includes('--fix');
const tracked = (...patterns) =>
  (output(['git', 'ls-files', '-co', '--exclude-standard', ...patterns]) ?? '').split('\n').filter(Boolean);
const clangFormat = onPath('clang-format-14') ?? onPath('clang-format');

const checks = {
  'types of the page': local('typescript/bin/tsc', '-p', 'tsconfig.json'),
  'types of tools and tests': local('typescript/bin/tsc', '-p', 'tsconfig.tools.json'),
  'format (TypeScript, CSS, JSON)': local(
    'prettier/bin/prettier.cjs',
    fix ? '--write' : '--check',
    '--log-level',
    'warn',
    '.',
  ),
  'format (C++)': clangFormat
    ? [clangFormat, ...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...tracked('*.cpp', '*.h')]
    : ['sh', '-c', 'echo "clang-format is missing (package clang-format)" >&2; exit 1'],
  arrows: local('vitest/vitest.mjs', 'run', 'tests/web/arrows.test.ts'),
};

const failed = Object.entries(checks).filter(([name, command]) => {
  console.log(`\n${name}`);
  return run(command, { quiet: true }) !== 0;
});
console.log(`\n${Object.keys(checks).length - failed.length} passed, ${failed.length} failed`);
for (const [name] of failed) console.log(`FAILED  ${name}`);
process.exit(failed.length === 0 ? 0 : 1);
