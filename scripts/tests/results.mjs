// Reading what the test runners wrote.
import { existsSync, readFileSync } from 'node:fs';

/**
 * `again`: tests that failed and passed when they were run once more; they count as passed, and are named.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], again: string[] }} Tally
 */

/** @returns {Tally} */
export const none = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], again: [] });

const unescape = (text) =>
  text.replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name, code) =>
    code ? String.fromCodePoint(Number(code)) : { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name],
  );

/** @returns {Tally | null} from CTest's JUnit file; null where there is none */
export const readCTest = (file) => {
  if (!existsSync(file)) return null;
  const tally = none();
  for (const [, attributes] of readFileSync(file, 'utf8').matchAll(/<testcase\b([^>]*)>/g)) {
    const name = unescape(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? '?');
    const status = /\bstatus="([^"]*)"/.exec(attributes)?.[1];
    if (status === 'run') tally.passed += 1;
    else if (status === 'fail') {
      tally.failed += 1;
      tally.failures.push(name);
    } else tally.skipped += 1;
  }
  return tally;
};

/** @returns {Tally | null} from the XML report of Catch2; null where there is none */
export const readCatch = (file) => {
  if (!existsSync(file)) return null;
  const tally = none();
  for (const [, name, rest] of readFileSync(file, 'utf8').matchAll(/<TestCase name="([^"]*)"([\s\S]*?)<\/TestCase>/g)) {
    if (/<OverallResult success="true"/.test(rest)) tally.passed += 1;
    else {
      tally.failed += 1;
      tally.failures.push(unescape(name));
    }
  }
  return tally;
};

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/** @returns {Tally | null} from Vitest's JSON report; null where there is none */
export const readVitest = (file) => {
  const report = readJson(file);
  if (!report) return null;
  const tally = none();
  for (const { name, assertionResults, status } of report.testResults) {
    if (assertionResults.length === 0 && status === 'failed') {
      tally.failed += 1; // the file itself could not run
      tally.failures.push(name);
    }
    for (const test of assertionResults) {
      if (test.status === 'passed') tally.passed += 1;
      else if (test.status === 'failed') {
        tally.failed += 1;
        tally.failures.push(test.fullName);
      } else tally.skipped += 1;
    }
  }
  return tally;
};

/** @returns {Tally | null} from Playwright's JSON report; null where there is none */
export const readPlaywright = (file) => {
  const report = readJson(file);
  if (!report) return null;
  const tally = none();
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') tally.skipped += 1;
        else if (test.status === 'expected' || test.status === 'flaky') {
          tally.passed += 1;
          if (test.status === 'flaky') tally.again.push(`${spec.file}: ${spec.title}`);
        } else {
          tally.failed += 1;
          tally.failures.push(`${spec.file}: ${spec.title}`);
        }
      }
    }
    (suite.suites ?? []).forEach(visit);
  };
  report.suites.forEach(visit);
  for (const error of report.errors ?? []) {
    tally.failed += 1;
    tally.failures.push(String(error.message ?? error).split('\n')[0]);
  }
  return tally;
};
