// The kinds of tests and how each is run. A kind that cannot even start counts as one failure with its reason.
import { availableParallelism } from 'node:os';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configureCommand, dropForeign } from '../cmake.mjs';
import { local, output, root, run } from '../run.mjs';
import { clangLinksWith } from '../setup/tools.mjs';
import { none, readCatch, readCTest, readPlaywright, readVitest } from './results.mjs';

const reports = join(root, 'build', 'reports');
const reportFile = (name) => {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, name);
  rmSync(file, { force: true });
  return file;
};

const failure = (reason) => ({ ...none(), failed: 1, failures: [reason] });
const jobs = String(availableParallelism());

/** What a runner wrote, with its exit code: a runner that failed without naming a test is a failure of its own. */
const readOr = (tally, status, reason) => {
  if (tally === null) return failure(`${reason}: exit code ${status}`);
  if (status !== 0 && tally.failed === 0) return { ...tally, failed: 1, failures: [`${reason}: exit code ${status}`] };
  return tally;
};

/** Configures and builds one CMake preset; gives what went wrong, or null. */
const buildPreset = (preset) => {
  dropForeign(preset);
  if (run(configureCommand(preset)) !== 0) return failure(`cmake --preset ${preset}`);
  if (run(['cmake', '--build', '--preset', preset]) !== 0) return failure(`build of preset ${preset}`);
  return null;
};

/** Runs the tests of a built preset that `ctest` knows, each in a process of its own. */
const ctest = (preset, title, ...only) => {
  const file = reportFile(`${preset}.xml`);
  const status = run(['ctest', '--preset', preset, '-j', jobs, '--timeout', '120', '--output-junit', file, ...only]);
  const tally = readCTest(file);
  if (tally?.passed === 0 && tally.failed === 0)
    return { [title]: failure(`ctest of preset ${preset} found no tests`) };
  return { [title]: readOr(tally, status, 'ctest') };
};

/** Runs the C++ tests of a built preset in one process: where starting one takes long, 300 of them take minutes. */
const catchTests = (preset, title, command) => {
  const file = reportFile(`${preset}-catch.xml`);
  const status = run([...command, '--reporter', 'xml', '--out', file]);
  if (status !== 0) run(command); // once more, for the eye
  const tally = readOr(readCatch(file), status, `engine_tests of preset ${preset}`);
  return { [title]: tally.passed + tally.failed === 0 ? failure(`preset ${preset} ran no test`) : tally };
};

const native = () => {
  const title = 'C++ native';
  const fault = buildPreset('native');
  return fault ? { [title]: fault } : ctest('native', title);
};

const skipped = (reason) => {
  console.log(`\nskipped: ${reason}`);
  return { ...none(), skipped: 1 };
};

/** The same tests under the sanitizers, and each fuzz target for a few seconds. */
const sanitized = () => {
  const title = 'C++ under ASan and UBSan';
  const fuzzers = 'fuzzing (short)';
  const fuzzing = clangLinksWith('fuzzer,address,undefined');
  const preset = fuzzing ? 'fuzz' : 'asan';
  if (!fuzzing && !clangLinksWith('address,undefined'))
    return { [title]: skipped("clang 14's sanitizer runtime is not available"), [fuzzers]: skipped('nor libFuzzer') };
  const fault = buildPreset(preset);
  if (fault) return { [title]: fault };
  return {
    ...catchTests(preset, title, [join(root, 'build', preset, 'engine_tests')]),
    ...(fuzzing
      ? ctest(preset, fuzzers, '-R', '_smoke$')
      : { [fuzzers]: skipped("clang 14's libFuzzer runtime is not available") }),
  };
};

const wasm = () => {
  const title = 'C++ as WebAssembly in Node';
  const fault = buildPreset('wasm');
  if (fault) return { [title]: fault };
  return catchTests('wasm', title, [process.execPath, join(root, 'build', 'wasm', 'engine_tests.cjs')]);
};

const vitest = () => {
  const file = reportFile('vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(local('vitest/vitest.mjs', 'run', ...reporters));
  return { 'units of page and bindings': readOr(readVitest(file), status, 'vitest') };
};

const pages = () => {
  const steps = {
    'types of the page': local('typescript/bin/tsc', '-p', 'tsconfig.json'),
    'types of tools and tests': local('typescript/bin/tsc', '-p', 'tsconfig.tools.json'),
    'build of the page': [process.execPath, 'scripts/build.mjs', 'page'],
    'build of the page in one file': [process.execPath, 'scripts/build.mjs', 'single'],
  };
  const tally = none();
  for (const [name, command] of Object.entries(steps)) {
    if (run(command) === 0) tally.passed += 1;
    else {
      tally.failed += 1;
      tally.failures.push(name);
    }
  }
  return { 'page builds': tally };
};

/** A port that nothing listens on: another checkout's tests may be running. */
const freePort = () => {
  const ask =
    "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
  return (output([process.execPath, '-e', ask]) ?? '').trim() || '4183';
};

const playwright = () => {
  const file = reportFile('playwright.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, E2E_PORT: freePort() };
  const status = run(local('@playwright/test/cli.js', 'test'), { env });
  return { 'browser (Chromium)': readOr(readPlaywright(file), status, 'playwright') };
};

/** In the order they run: the WebAssembly before what uses it. Each gives tallies by title. */
export const kinds = {
  native,
  sanitized,
  wasm,
  units: vitest,
  page: pages,
  browser: playwright,
};
