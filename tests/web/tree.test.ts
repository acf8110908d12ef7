import { describe, expect, it } from 'vitest';
import { COLUMNS, comparison } from '../../web/src/views/tree/columns';
import { cell } from '../../web/src/views/common/csv';
import { toCsv } from '../../web/src/views/tree/csv';
import { keyAction } from '../../web/src/views/tree/keyboard';
import { openToLevel, treeOf, visibleRows, type Row, type RowOptions } from '../../web/src/views/tree/model';
import { smallReport } from './fake-engine';

const tree = treeOf(smallReport());
const rowsOf = (change: Partial<RowOptions>): Row[] =>
  visibleRows(tree, { expanded: openToLevel(tree, 9), query: '', operators: false, compare: null, ...change });
const names = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === 'module' ? row.node.module.name : `(${row.operator.name})`));
const asRow = (id: string): Row => rowsOf({}).find((row) => row.id === id)!;

describe('rows of the tree', () => {
  it('stand in the order of execution', () =>
    expect(names(rowsOf({}))).toEqual(['root', 'first', 'attn', 'mlp', 'second']));
  it('open to a level', () => {
    expect(names(rowsOf({ expanded: openToLevel(tree, 0) }))).toEqual(['root']);
    expect(names(rowsOf({ expanded: openToLevel(tree, 1) }))).toEqual(['root', 'first', 'second']);
  });
  it('sort siblings within their parent', () => {
    const byTime = comparison({ column: 'time', descending: true })!;
    expect(names(rowsOf({ compare: (a, b) => byTime(asRow(a.id), asRow(b.id)) }))).toEqual([
      'root',
      'second',
      'first',
      'mlp',
      'attn',
    ]);
  });
  it('unfold to operators, before the children', () => {
    expect(names(rowsOf({ operators: true }))).toEqual([
      'root',
      'first',
      'attn',
      '(softmax)',
      '(matmul)',
      'mlp',
      'second',
    ]);
  });
  it('a search shows matches with their ancestors, whatever is folded', () => {
    const found = rowsOf({ query: 'MLP', expanded: new Set() });
    expect(names(found)).toEqual(['root', 'first', 'mlp']);
    expect(found.filter((row) => row.match).map((row) => row.id)).toEqual(['m/first/mlp']);
  });
  it('a search finds operators where they are shown', () => {
    expect(names(rowsOf({ query: 'softmax', operators: true, expanded: new Set() }))).toEqual([
      'root',
      'first',
      'attn',
      '(softmax)',
    ]);
    expect(rowsOf({ query: 'softmax' })).toEqual([]);
  });
  it('a cycle in a report ends', () => {
    const report = smallReport();
    report.modules[4]!.children = ['m'];
    expect(
      names(
        visibleRows(treeOf(report), {
          expanded: new Set(['m', 'm/second']),
          query: '',
          operators: false,
          compare: null,
        }),
      ),
    ).toEqual(['root', 'first', 'second']);
  });
});

describe('keys', () => {
  const rows = rowsOf({ operators: true });
  const on = (id: string, key: string) => keyAction(key, rows, id);
  it('arrows move, Home and End jump', () => {
    expect(on('m', 'ArrowDown')).toEqual({ kind: 'focus', id: 'm/first' });
    expect(on('m', 'ArrowUp')).toBeNull();
    expect(on('m', 'End')).toEqual({ kind: 'focus', id: 'm/second' });
    expect(on('m/second', 'Home')).toEqual({ kind: 'focus', id: 'm' });
  });
  it('left folds, then goes to the parent; right opens, then goes in', () => {
    expect(on('m/first', 'ArrowLeft')).toEqual({ kind: 'toggle', ids: ['m/first'], open: false });
    expect(on('m/second', 'ArrowLeft')).toEqual({ kind: 'focus', id: 'm' });
    expect(on('m/first', 'ArrowRight')).toEqual({ kind: 'focus', id: 'm/first/attn' });
    expect(keyAction('ArrowRight', rowsOf({ expanded: new Set(['m']) }), 'm/first')).toEqual({
      kind: 'toggle',
      ids: ['m/first'],
      open: true,
    });
  });
  it('Enter on an operator selects its module', () => {
    expect(on('m/first/attn#0-softmax', 'Enter')).toEqual({ kind: 'select', id: 'm/first/attn' });
  });
  it('* opens all siblings', () =>
    expect(on('m/first', '*')).toEqual({ kind: 'toggle', ids: ['m/first', 'm/second'], open: true }));
});

describe('the sheet', () => {
  it('has full figures under headers with units', () => {
    const columns = COLUMNS.filter((column) => ['class', 'time', 'io'].includes(column.id));
    // 8 Tb are 10¹² bytes.
    expect(toCsv(rowsOf({ expanded: new Set() }), columns)).toBe(
      'path,name,class,time_ms,io_bytes\r\nm,root,pkg.rootClass,10,1000000000000\r\n',
    );
  });
  it('no name becomes a spreadsheet formula or a further column', () => {
    expect(cell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(cell('a,b')).toBe('"a,b"');
    expect(cell('layers[0-11]')).toBe('layers[0-11]');
  });
});
