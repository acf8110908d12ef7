import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../web/src/worker/ingest';
import { LIMITS } from '../../web/src/worker/limits';
import type { Source } from '../../web/src/worker/protocol';
import { unzip } from '../../web/src/worker/unpack';
import { FakeIntake } from './fake-engine';

const going = { requested: false };
const source = (path: string, content: string | Uint8Array<ArrayBuffer>): Source => ({
  path,
  file: new Blob([content]),
});
const bytes = (data: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(data);
const fates = async (sources: Source[], engine = new FakeIntake()) => {
  const result = await ingest(engine, sources, going, () => undefined);
  return { engine, result, fates: result.outcomes.map((one) => `${one.path}: ${one.outcome}`) };
};
const artifact = '{"artifact": 1}';

describe('dropped files', () => {
  it('an artifact reaches the engine byte for byte', async () => {
    const { engine, result } = await fates([source('layers.json', artifact)]);
    expect(engine.taken).toEqual([{ name: 'layers.json', text: artifact }]);
    expect(result.accepted.map((one) => one.path)).toEqual(['layers.json']);
    expect(result.summary?.files).toHaveLength(1);
  });

  it('a gzipped one is unpacked', async () => {
    const { engine } = await fates([source('layers.json.gz', bytes(gzipSync(strToU8(artifact))))]);
    expect(engine.taken[0]?.text).toBe(artifact);
  });

  it('a zip gives its JSON files and lists the rest', async () => {
    const zip = zipSync({
      'a/layers.json': strToU8(artifact),
      'a/photo.png': new Uint8Array(9),
      '__MACOSX/x.json': strToU8('{}'),
    });
    const told = await fates([source('all.zip', bytes(zip))]);
    expect(told.fates).toEqual(['all.zip/a/photo.png: ignored', 'all.zip/a/layers.json: artifact']);
    // Loading the same set again takes the zip itself.
    expect(told.result.accepted.map((one) => one.path)).toEqual(['all.zip']);
  });

  it('a measurement goes to its own reader, packed or not; a faulty one is told', async () => {
    const trace = '{"traceEvents": []}';
    const told = await fates([
      source('run.json', trace),
      source('run.json.gz', bytes(gzipSync(strToU8(trace)))),
      source('bad.json', '{"traceEvents": "broken"}'),
    ]);
    expect(told.fates).toEqual(
      ['bad.json: faulty', 'run.json: measurement', 'run.json.gz: measurement'].sort(
        (a, b) => told.fates.indexOf(a) - told.fates.indexOf(b),
      ),
    );
    expect(told.engine.measured).toEqual(['run.json', 'run.json.gz']);
    expect(told.engine.taken).toEqual([]);
    expect(told.result.measurements?.files).toHaveLength(2);
  });

  it('other files beside artifacts are left out, other JSON too', async () => {
    const told = await fates([
      source('run/layers.json', artifact),
      source('run/photo.png', 'x'),
      source('run/notes.txt', 'x'),
      source('run/extras.json', '{"b": 1}'),
      source('run/.DS_Store', 'x'),
    ]);
    expect(told.fates).toEqual([
      'run/layers.json: artifact',
      'run/photo.png: ignored',
      'run/notes.txt: ignored',
      'run/extras.json: ignored',
    ]);
  });

  it('text goes to the reader of tables, never to that of JSON; alone, its fault is the reader’s', async () => {
    const table = '====\nLayer (type)\n====\nan artifact';
    const { engine, result } = await fates([source('summary.txt', table)]);
    expect(engine.taken).toEqual([{ name: 'summary.txt', text: table }]);
    expect(result.outcomes[0]).toMatchObject({ outcome: 'artifact', kind: 'layers' });
    const refused = await fates([source('notes.txt', 'shopping')]);
    expect(refused.result.outcomes[0]).toMatchObject({
      outcome: 'faulty',
      errors: [{ expected: 'a TorchInfo artifact' }],
    });
  });

  it('text as Windows shells and editors write it arrives in UTF-8', async () => {
    const table = 'artifact └─Linear';
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from(table, (c) => c.charCodeAt(0)).buffer),
    ]);
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...strToU8(table)]);
    const { engine } = await fates([source('a.txt', utf16), source('b.txt', marked), source('c.log', table)]);
    expect(engine.taken.map((one) => one.text)).toEqual([table, table, table]);
  });

  it('a zip gives its text tables as well', async () => {
    const zip = zipSync({ 'a/torchinfo-summary.txt': strToU8('artifact'), 'a/weights.bin': new Uint8Array(9) });
    const told = await fates([source('all.zip', bytes(zip))]);
    expect(told.fates).toEqual(['all.zip/a/weights.bin: ignored', 'all.zip/a/torchinfo-summary.txt: artifact']);
  });

  it('alone, a foreign JSON document is a fault with the engine’s sentence', async () => {
    const { result } = await fates([source('extras.json', '{"b": 1}')]);
    expect(result.outcomes).toEqual([
      {
        path: 'extras.json',
        outcome: 'faulty',
        errors: [{ path: '', expected: 'a TorchInfo artifact', got: 'another JSON document' }],
      },
    ]);
    expect(result.summary).toBeNull();
  });

  it('what is no JSON is told with its place, also beside others', async () => {
    const { result } = await fates([source('a.json', 'nope'), source('b.json', artifact)]);
    expect(result.outcomes[0]).toEqual({
      path: 'a.json',
      outcome: 'faulty',
      errors: [{ path: 'line 1, column 1', expected: 'JSON', got: 'something else' }],
    });
    expect(result.accepted.map((one) => one.path)).toEqual(['b.json']);
  });

  it('a GPU profile is told apart', async () => {
    const { result } = await fates([source('gpu.json', '{"gpu": "mine"}')]);
    expect(result.outcomes[0]).toMatchObject({ outcome: 'gpu', profile: { id: 'mine' } });
  });

  it('an empty file and an empty zip say so', async () => {
    const { result } = await fates([source('empty.json', ''), source('empty.zip', bytes(zipSync({})))]);
    expect(result.outcomes).toMatchObject([
      { outcome: 'faulty', errors: [{ got: 'an empty file' }] },
      { outcome: 'faulty', errors: [{ got: 'an empty zip' }] },
    ]);
  });

  it('a truncated gzip and a truncated zip are faults, not crashes', async () => {
    const gz = gzipSync(strToU8(artifact.repeat(50)));
    const zip = zipSync({ 'layers.json': strToU8(artifact.repeat(5000)) });
    const told = await fates([
      source('a.json.gz', bytes(gz.slice(0, gz.length - 12))),
      source('b.zip', bytes(zip.slice(0, 40))),
    ]);
    expect(told.fates).toEqual(['a.json.gz: faulty', 'b.zip: faulty']);
    expect(told.engine.taken).toEqual([]);
  });

  it('a cancelled drop keeps nothing to load again', async () => {
    const result = await ingest(new FakeIntake(), [source('a.json', artifact)], { requested: true }, () => undefined);
    expect(result).toMatchObject({ cancelled: true, accepted: [], summary: null });
  });

  it('progress tells file and bytes', async () => {
    const seen: string[] = [];
    await ingest(new FakeIntake(), [source('a.json', artifact), source('b.json', artifact)], going, (p) =>
      seen.push(`${p.path} ${p.fileIndex + 1}/${p.fileCount} ${p.bytes}/${p.totalBytes}`),
    );
    expect(seen).toEqual(['a.json 1/2 0/15', 'a.json 1/2 15/15', 'b.json 2/2 0/15', 'b.json 2/2 15/15']);
  });
});

describe('limits', () => {
  it('a zip with too many entries is refused', async () => {
    const entries = Object.fromEntries(
      Array.from({ length: LIMITS.archiveEntries + 1 }, (_, index) => [`${index}.txt`, new Uint8Array()]),
    );
    const { result } = await fates([source('many.zip', bytes(zipSync(entries, { level: 0 })))]);
    expect(result.outcomes.at(-1)).toMatchObject({
      outcome: 'faulty',
      errors: [{ expected: 'at most 5000 entries in a zip' }],
    });
  });

  it('what comes out counts, over all files of the drop', async () => {
    // 8 MiB of zeros pack to 8 kB. The budget has nearly run out before: the bomb must be met inside the stream.
    const bomb = zipSync({ 'bomb.json': new Uint8Array(8 * 1024 * 1024) });
    const budget = { used: LIMITS.totalBytes - 1024 * 1024 };
    const unpacking = unzip(
      new Blob([bytes(bomb)]),
      budget,
      going,
      () => true,
      () => undefined,
    );
    await expect(unpacking).rejects.toThrow('at most 1,024 MiB per drop, unpacked');
    expect(budget.used).toBeLessThan(LIMITS.totalBytes + 8 * 1024 * 1024);
  });
});
