// What `npm test` reads out of the runners' reports: a failure must never count as anything else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCatch, readCTest, readPlaywright, readVitest } from '../../scripts/tests/results.mjs';

const folder = mkdtempSync(join(tmpdir(), 'modelmeter-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('CTest: passed, failed and not run', () => {
  const report = file(
    'ctest.xml',
    `<testsuite tests="4"><testcase name="a &lt;b&gt;" status="run" time="0"/>
     <testcase name="c" status="fail"><failure message=""/></testcase>
     <testcase name="d" status="notrun"><skipped message=""/></testcase>
     <testcase name="x_smoke" status="run"/></testsuite>`,
  );
  expect(readCTest(report)).toEqual({ passed: 2, failed: 1, skipped: 1, failures: ['c'], again: [] });
  expect(readCTest(join(folder, 'none'))).toBeNull();
});

it('Catch2: a test case without a good result failed', () => {
  const report = file(
    'catch.xml',
    `<TestCase name="good"><Section name="s"><OverallResults successes="1" failures="0"/></Section>
       <OverallResult success="true"/></TestCase>
     <TestCase name="bad &amp; ugly"><Expression success="false"></Expression><OverallResult success="false"/></TestCase>
     <TestCase name="died"></TestCase>`,
  );
  expect(readCatch(report)).toEqual({ passed: 1, failed: 2, skipped: 0, failures: ['bad & ugly', 'died'], again: [] });
  expect(readCatch(join(folder, 'none'))).toBeNull();
});

it('Vitest: a file that cannot be loaded failed', () => {
  const assertion = (status: string) => ({ status, fullName: status });
  const report = {
    testResults: [
      { name: 'a.ts', status: 'failed', assertionResults: ['passed', 'failed', 'pending'].map(assertion) },
      { name: 'broken.ts', status: 'failed', assertionResults: [] },
    ],
  };
  const read = readVitest(file('vitest.json', JSON.stringify(report)));
  expect(read).toEqual({ passed: 1, failed: 2, skipped: 1, failures: ['failed', 'broken.ts'], again: [] });
});

it('Playwright: nested suites, and errors outside of tests', () => {
  const spec = (title: string, status: string) => ({ title, file: 'a.spec.ts', tests: [{ status }] });
  const report = {
    suites: [
      { specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'unexpected'), spec('three', 'skipped')] }] },
      { specs: [spec('four', 'flaky')] },
    ],
    errors: [{ message: 'no server\nat …' }],
  };
  const read = readPlaywright(file('playwright.json', JSON.stringify(report)));
  expect(read).toEqual({
    ...{ passed: 2, failed: 2, skipped: 1 },
    ...{ failures: ['a.spec.ts: two', 'no server'], again: ['a.spec.ts: four'] },
  });
  expect(readPlaywright(file('half.json', '{"suites": ['))).toBeNull();
});
