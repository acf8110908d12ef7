// The verification: what counts as a difference, the verdict in words, orders and sheets.
import { describe, expect, it } from 'vitest';
import type { Comparison, VerificationRow } from '../../bindings/api';
import { differenceText as cliDifference, FORMATS, verdict as cliVerdict } from '../../bindings/cli-compare.mjs';
import * as format from '../../web/src/format';
import {
  differenceText,
  distance,
  shortNames,
  shownRows,
  toCsv,
  toTsv,
  verdictText,
} from '../../web/src/views/verify/model';

const compare = (report: number, reference: number | null): Comparison => ({
  report,
  reference,
  difference: reference ? (report - reference) / reference : reference === report ? 0 : null,
});
const row = (instance: string, depth: number, change: Partial<VerificationRow> = {}): VerificationRow => ({
  module_id: `artifact/${instance}`,
  instance,
  class_name: 'pkg.Linear',
  depth,
  instances: 1,
  parameters: compare(10, 10),
  matrix_flops: compare(100, null),
  artifact_flops: compare(100, 50),
  ...change,
});
const rows = [
  row('', 0, { matrix_flops: compare(1000, 1004) }),
  row('layers.{0-11}', 1, { instances: 12, matrix_flops: compare(996, 1000) }),
  row('layers.{0-11}.attn', 2, { matrix_flops: compare(300, 250) }),
  row('=head', 1, { parameters: compare(4, 4), matrix_flops: compare(4, 4) }),
];
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('differences', () => {
  it.each([
    [0, 'equal'],
    [0.004, '+0.40 %'],
    [-0.004, '\u22120.40 %'],
    [0.123, '+12.3 %'],
    [-0.00001, '\u2212<0.01 %'],
    [1, '+100 %'],
    [9.5, '+950 %'],
    [14.2, '×15.2'],
  ])('%d reads %s', (value, text) => expect(plain(format.difference(value))).toBe(text));
  it('nothing to compare with is no difference', () => {
    expect(differenceText(compare(5, null))).toBe('–');
    expect(distance(compare(5, null))).toBeNull();
  });
  it('a reference of 0 has no ratio and differs all the same', () => {
    expect(differenceText(compare(5, 0))).toBe('not 0');
    expect(distance(compare(5, 0))).toBe('far');
    expect(differenceText(compare(0, 0))).toBe('equal');
  });
  it('0.1 % and 1 % are the borders', () => {
    expect([compare(1000, 1000), compare(1001, 1000), compare(1010, 1000), compare(1011, 1000)].map(distance)).toEqual([
      'equal',
      'close',
      'near',
      'far',
    ]);
  });
});

describe('the verdict', () => {
  it('counts what can be compared and names the worst', () => {
    expect(verdictText(rows, 'parameters')).toBe('all 4 modules equal');
    expect(plain(verdictText(rows, 'matrix_flops'))).toBe('3 of 4 modules differ, worst +20.0 % in layers.{0-11}.attn');
    expect(verdictText([row('a', 1)], 'matrix_flops')).toBe('nothing to compare with');
  });
  it('is the same on the command line', () => {
    expect(cliVerdict(rows, 'parameters')).toBe('all 4 modules equal');
    expect(cliVerdict(rows, 'matrix_flops')).toBe('3 of 4 modules differ, worst +20 % in layers.{0-11}.attn');
    expect([compare(5, null), compare(5, 0), compare(1004, 1000), compare(1600, 100)].map(cliDifference)).toEqual([
      '-',
      'not 0',
      '+0.40 %',
      'x16.0',
    ]);
  });
});

describe('the rows', () => {
  const names = (options: Partial<Parameters<typeof shownRows>[1]>): string[] =>
    shownRows(rows, { onlyDifferences: false, query: '', sort: null, ...options }).map((one) => one.instance);
  it('leave the whole model to the line on top', () => expect(names({})).toHaveLength(3));
  it('only differences: of parameters and of counted FLOPs, not of the artifact’s multiply-adds', () =>
    expect(names({ onlyDifferences: true })).toEqual(['layers.{0-11}', 'layers.{0-11}.attn']));
  it('sorted by difference, the largest first, whatever its sign', () =>
    expect(names({ sort: { column: 'matrix_flops.difference', descending: true } })).toEqual([
      'layers.{0-11}.attn',
      'layers.{0-11}',
      '=head',
    ]));
  it('are found by instance and class', () => {
    expect(names({ query: 'ATTN' })).toEqual(['layers.{0-11}.attn']);
    expect(names({ query: 'pkg.' })).toHaveLength(3);
  });
  it('are named below their parents', () =>
    expect(shortNames(rows.slice(1))).toEqual(['layers.{0-11}', 'attn', '=head']));
});

describe('sheets', () => {
  it('CSV has full figures, and a name that looks like a formula stays text', () => {
    const lines = toCsv(rows).split('\r\n');
    expect(lines[0]).toMatch(/^module,class,instances,parameters_report,/);
    expect(lines[3]).toBe('layers.{0-11}.attn,pkg.Linear,1,10,10,0,300,250,0.2,50,1');
    expect(lines[4]).toMatch(/^'=head,/);
    expect(FORMATS.csv({ rows })).toBe(toCsv(rows));
  });
  it('a name cannot break out of its cell', () => {
    const hostile = [row('a\t=b\nc', 1)];
    expect(toTsv(hostile).split('\n')).toHaveLength(2);
    expect(toTsv(hostile).split('\n')[1]!.split('\t')).toHaveLength(11);
  });
});

describe('tables of the command line', () => {
  const verification = { rows, artifact: 'l.json', counter: 'f.json', notes: ['One pass.'] };
  it('aligned text: every figure ends in its column', () => {
    const lines = FORMATS.table(verification).split('\n');
    const end = lines[0]!.length;
    expect(lines.slice(0, 5).every((line) => line.length === end)).toBe(true);
    expect(lines[3]).toMatch(/^layers\.\{0-11\}\.attn +Linear +1 /);
    expect(lines.slice(6, 9)).toEqual([
      'Parameters: all 4 modules equal (against l.json)',
      'Matrix FLOPs: 3 of 4 modules differ, worst +20 % in layers.{0-11}.attn (against f.json)',
      'One pass.',
    ]);
  });
  it('Markdown: names are text, never markup', () => {
    const hostile = { ...verification, rows: [row('a|b<img src=x>', 0)] };
    expect(FORMATS.md(hostile)).toContain('a\\|b\\<img src=x\\>');
  });
});
