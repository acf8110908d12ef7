// Which model is picked when, and what of the settings goes along.
import { describe, expect, it } from 'vitest';
import type { AnalyticModelReport, ArtifactSummary, Catalog, ModelInfo } from '../../bindings/api';
import { Gpus } from '../../web/src/state/gpus';
import { Drops } from '../../web/src/state/drops';
import {
  ARTIFACT,
  atItsOwnRun,
  freshRequest,
  lacksArtifacts,
  modelKey,
  modelLabel,
  modelsOf,
  requestFor,
} from '../../web/src/state/models';
import { requestOfReport } from '../../web/src/state/report-request';
import { inUse } from '../../web/src/state/sources';
import { Store } from '../../web/src/state/store';
import { DEFAULT_REQUEST, INITIAL, type State } from '../../web/src/state/types';
import type { EngineClient } from '../../web/src/worker/client';
import type { FileOutcome, IngestResult } from '../../web/src/worker/protocol';
import { artifactModel, field } from './fake-engine';

const builtIn = {
  id: 'deepseek-ocr',
  name: 'DeepSeek-OCR',
  spec: { model_id: 'deepseek-ai/DeepSeek-OCR' },
  fields: [field({}), field({ key: 'weights', group: 'precision', type: 'choice' })],
} as ModelInfo;
const catalog = { models: [builtIn], workloads: [], rules: [] } as unknown as Catalog;

const summaryOf = (change: Partial<ArtifactSummary> = {}): ArtifactSummary => ({
  files: [],
  missing: [],
  model_id: null,
  model: artifactModel(),
  operators: null,
  layer_count: 1,
  findings: [],
  coverage: [],
  parameter_checks: [],
  suggested_set: {},
  ...change,
});
const state = (change: Partial<State> = {}, summary: ArtifactSummary | null = summaryOf()): State => ({
  ...INITIAL,
  catalog,
  artifacts: { ...INITIAL.artifacts, summary },
  ...change,
});

describe('models', () => {
  it('the one from artifacts stands beside the built-in ones, named for its root class', () => {
    expect(modelsOf(state()).map((one) => one.id)).toEqual(['deepseek-ocr', 'artifact']);
    expect(modelLabel(artifactModel())).toBe('Tower (from artifacts)');
    expect(modelsOf(state({}, null)).map(modelLabel)).toEqual(['DeepSeek-OCR']);
  });

  it('a fresh question keeps what is the machine’s and means something for the model', () => {
    const request = { ...DEFAULT_REQUEST, gpu: 'l4', set: { weights: 'fp8', seq_len: 7, crop_grid: '2x2' } };
    expect(freshRequest(state({ request }), ARTIFACT, DEFAULT_REQUEST)).toEqual({
      model: 'artifact',
      workload: 'as-recorded',
      gpu: 'l4',
      set: { weights: 'fp8' },
    });
  });

  it('picking a model again brings its latest settings back, on the GPU of now', () => {
    const past = [
      { ...DEFAULT_REQUEST, set: { seq_len: 703 } },
      { ...DEFAULT_REQUEST, set: { seq_len: 704 } },
    ];
    const request = { model: 'artifact', workload: 'as-recorded', gpu: 'l4', set: { batch_size: 8 } };
    expect(requestFor(state({ request, past }), 'deepseek-ocr', DEFAULT_REQUEST)).toEqual({ ...past[1], gpu: 'l4' });
  });

  it('artifacts are asked for at their own run, and only where they are loaded', () => {
    const request = { model: 'artifact', workload: '', gpu: 'l4', set: {} };
    expect(atItsOwnRun(state(), request).workload).toBe('as-recorded');
    expect(lacksArtifacts(state({ request }))).toBe(false);
    expect(lacksArtifacts(state({ request }, null))).toBe(true);
    expect(lacksArtifacts(state({}, null))).toBe(false);
  });

  it('a report of the loaded artifacts restores its settings; of others, none', () => {
    const report = {
      model: { model_id: 'my-org/tower' },
      workload: { seq_len: 128 },
      estimate: { gpu_id: 'l4', precision: { weights: 'fp16' }, batch_size: 4, page_width: 1654 },
    } as unknown as AnalyticModelReport;
    const gpus = [{ id: 'l4' }] as unknown as State['gpus'];
    // The page's width means nothing for this model.
    expect(requestOfReport(JSON.stringify(report), state({ gpus }))).toEqual({
      model: 'artifact',
      workload: 'as-recorded',
      gpu: 'l4',
      set: { batch_size: 4, weights: 'fp16' },
    });
    expect(requestOfReport(JSON.stringify(report), state({ gpus }, null))).toBeNull();
  });
});

describe('a drop', () => {
  const layers: FileOutcome = { path: 'l.json', outcome: 'artifact', kind: 'layers', contributed: '3 rows' };
  const counter: FileOutcome = { path: 'f.json', outcome: 'artifact', kind: 'flop-counter', contributed: '3 modules' };

  /** Drops on a page in this state whose engine then knows this summary. */
  async function dropped(before: State, summary: ArtifactSummary | null, outcomes: FileOutcome[]): Promise<Store> {
    const store = new Store();
    store.patch(before);
    const result: IngestResult = {
      outcomes,
      summary,
      measurements: null,
      cancelled: false,
      accepted: [{ path: 'l.json', file: new Blob(['x']) }],
    };
    const engine = {
      ingest: () => ({ done: Promise.resolve(result), cancel: () => undefined }),
      restore: () => Promise.resolve({ ...result, accepted: [], summary: before.artifacts.summary, outcomes: [] }),
      call: () => Promise.resolve({ ok: true, value: [] }),
    } as unknown as EngineClient;
    const ask = (request: State['request']): void => store.patch({ request });
    const drops = new Drops(store, engine, new Gpus(store, engine, ask), ask, () => undefined);
    await drops.take([{ path: 'l.json', file: new Blob(['x']) }]);
    Object.assign(store, { drops });
    return store;
  }
  const titles = (store: Store): string[] => store.get().notices.map((one) => one.title);

  it('of a model that is not built in picks it and shows its modules', async () => {
    const store = await dropped(state({ selectedId: 'deepseek-ocr/decode' }, null), summaryOf(), [layers]);
    expect(store.get()).toMatchObject({ tab: 'modules', selectedId: null, request: { model: 'artifact' } });
    expect(titles(store)).toEqual(['Tower (from artifacts) is picked']);
  });

  it('of the built-in model leaves it picked and offers the recorded one', async () => {
    const store = await dropped(
      state({}, null),
      summaryOf({ model_id: 'deepseek-ocr', suggested_set: { seq_len: 703 } }),
      [layers],
    );
    expect(store.get()).toMatchObject({ tab: 'artifacts', request: DEFAULT_REQUEST });
    expect(store.get().notices[0]!.actions!.map((one) => one.id)).toEqual([
      'apply-suggested',
      'as-recorded',
      'undo-drop',
    ]);
  });

  it('of a FLOP counter alone keeps the model and shows the verification', async () => {
    const request = { model: 'artifact', workload: 'as-recorded', gpu: 'l4', set: { batch_size: 8 } };
    const store = await dropped(state({ request }), summaryOf(), [counter]);
    expect(store.get()).toMatchObject({ tab: 'verify', request });
  });

  it('of what a link waited for answers the link’s question', async () => {
    const request = { model: 'artifact', workload: '', gpu: 'l4', set: { batch_size: '8' } };
    const store = await dropped(state({ request, wanted: 'my-org/tower' }, null), summaryOf(), [layers]);
    expect(store.get().request).toEqual({ ...request, workload: 'as-recorded', set: { batch_size: 8 } });
    expect(store.get().wanted).toBeNull();
    const other = await dropped(state({ request, wanted: 'another' }, null), summaryOf(), [layers]);
    expect(other.get().request.set).toEqual({});
    expect(titles(other)).toContain('The link was made for another');
  });

  it('of another model forgets steps of undo that lead to the one before', async () => {
    const past = [DEFAULT_REQUEST, { model: 'artifact', workload: 'as-recorded', gpu: 'l4', set: { batch_size: 2 } }];
    const request = { ...past[1]!, set: { batch_size: 8 } };
    const other = summaryOf({ model: artifactModel({ name: 'other' }) });
    const store = await dropped(state({ request, past }), other, [layers]);
    expect(store.get().past).toEqual([DEFAULT_REQUEST]);
    expect(store.get().request.set).toEqual({});
  });

  it('is undone to the model and settings before it', async () => {
    const before = state({ request: { ...DEFAULT_REQUEST, set: { seq_len: 5 } } }, null);
    const store = await dropped(before, summaryOf(), [layers]);
    await (store as Store & { drops: Drops }).drops.undo();
    expect(store.get().request).toEqual(before.request);
    expect(store.get().artifacts.summary).toBeNull();
  });

  it('of a GPU is undone in the picker as well', async () => {
    const gpus = [{ id: 'l4', name: 'L4' }] as unknown as State['gpus'];
    const gpu: FileOutcome = {
      path: 'g.json',
      outcome: 'gpu',
      profile: { id: 'mine', name: 'Mine' } as never,
      text: '{}',
    };
    const store = await dropped(state({ gpus }, null), null, [gpu]);
    expect(store.get().gpus.map((one) => one.id)).toEqual(['l4', 'mine']);
    await (store as Store & { drops: Drops }).drops.undo();
    expect(store.get().gpus.map((one) => one.id)).toEqual(['l4']);
  });
});

describe('files in use', () => {
  const source = (path: string, size: number) => ({ path, file: { size } as Blob });
  const files = (...names: string[]) => names.map((file_name) => ({ file_name })) as ArtifactSummary['files'];
  const sizes = (sources: ReturnType<typeof inUse>) => sources.map((one) => one.file.size);
  it('are those that none took the place of; of equal names the latest', () => {
    const sources = [source('l.json', 1), source('f.json', 2), source('l.json', 3)];
    expect(sizes(inUse(sources, files('l.json', 'f.json')))).toEqual([2, 3]);
    // A second recording stays beside the first.
    expect(sizes(inUse(sources, files('l.json', 'f.json', 'l.json')))).toEqual([1, 2, 3]);
  });
  it('an archive stays while one of its entries is in use', () => {
    const sources = [source('old.zip', 1), source('run.zip', 2), source('l.json', 3)];
    expect(sizes(inUse(sources, files('run.zip/a/s.json', 'l.json')))).toEqual([2, 3]);
  });
});

describe('the key of a model', () => {
  it('changes with the model, not with files beside it', () => {
    expect(modelKey(null)).toBe('');
    expect(modelKey(summaryOf({ layer_count: 9 }))).toBe(modelKey(summaryOf()));
    expect(modelKey(summaryOf({ model: artifactModel({ name: 'other' }) }))).not.toBe(modelKey(summaryOf()));
  });
});
