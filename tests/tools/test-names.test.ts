// CTest splits a name at a semicolon and then runs neither half: such a test would pass without having run.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const engineTests = new URL('../engine/', import.meta.url);
const names = readdirSync(engineTests, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.cpp'))
  .flatMap((file) => {
    const source = readFileSync(new URL(file, engineTests), 'utf8');
    return [...source.matchAll(/TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!);
  });

test('the names of the C++ tests can be handed on by CTest', () => {
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => /[;\\]/.test(name))).toEqual([]);
});
