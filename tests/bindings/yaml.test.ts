import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/reports/${name}`, import.meta.url), 'utf8');

// The engine's tests hold that it writes exactly these files. Here an independent parser reads them.
describe.each(['tiny', 'awkward-text'])('report YAML: %s', (name) => {
  const json: unknown = JSON.parse(fixture(`${name}.json`));

  it.each(['1.2', '1.1'] as const)('says the same as the JSON under YAML %s', (version) => {
    const yaml: unknown = parse(fixture(`${name}.yaml`), { version, strict: true });
    expect(yaml).toEqual(json);
    expect(JSON.stringify(yaml)).toBe(JSON.stringify(json)); // the order of keys too
  });

  it('is not what a changed document says', () => {
    const changed = fixture(`${name}.yaml`).replace('calls: 1', 'calls: "1"');
    expect(parse(changed)).not.toEqual(json);
  });
});
