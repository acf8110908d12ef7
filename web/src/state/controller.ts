/** The container's hands: joins the store to the engine. Views call these methods and nothing else. */
import type { EstimateRequest, Reply, ReportFiles, SettingField, SettingValue } from '../../../bindings/api';
import { headline } from './announce';
import { Drops } from './drops';
import { withLab, type LabForm } from './lab-form';
import { fromFragment, toFragment, typed, type Link } from './link';
import { ARTIFACT, artifactModel, atItsOwnRun, freshRequest, lacksArtifacts, modelOf, requestFor } from './models';
import { forget, recall, remember } from './persist';
import { edit, redo, requestKey, sameRequest, undo, withSetting, workloadValue } from './request';
import { Runs } from './runs';
import { labelOf } from './run-label';
import { sentences } from './sentence';
import { Store } from './store';
import {
  DEFAULT_PREFERENCES,
  DEFAULT_REQUEST,
  type Done,
  type Loaded,
  type Preferences,
  type Run,
  type State,
  type Tab,
} from './types';
import { keep } from './vault';
import { EngineClient, WorkerDied } from '../worker/client';

/** So many deaths without an answer in between, and the page stops trying by itself. */
const MOST_DEATHS = 2;

/** Values as their fields have them, and artifacts at their own run. */
const typedFor = (state: State, request: EstimateRequest): EstimateRequest =>
  atItsOwnRun(state, typed(request, modelOf(state, request.model)?.fields ?? []));

const lastOf = (run: Run): Done | null => (run.kind === 'idle' ? null : run.last);

export class Controller {
  readonly store = new Store();
  readonly drops: Drops;
  readonly runs: Runs;
  private readonly engine: EngineClient;
  private deaths = 0;
  private estimating = false;
  private editedKey = '';
  private saveAgain = false;
  private firstStart = true;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly makeWorker: () => Worker) {
    this.engine = new EngineClient(makeWorker, {
      onReady: () => void this.opened(),
      onDeath: (message) => this.died(message),
    });
    this.runs = new Runs(this.store, this.engine, () => this.save());
    this.drops = new Drops(
      this.store,
      this.engine,
      (request) => this.ask(request),
      (runs) => this.runs.add(runs),
    );
  }

  start(): void {
    const memory = recall();
    const link = fromFragment(location.hash);
    this.store.update((state) => ({
      ...state,
      preferences: memory.preferences,
      userGpus: memory.userGpus,
      userWorkloads: memory.workloads,
      request: link?.request ?? memory.request ?? DEFAULT_REQUEST,
      wanted: (link ? link.artifact : memory.artifact) ?? null,
      lab: memory.lab,
      ...(link ? this.lookedAt(link) : {}),
    }));
    addEventListener('hashchange', () => this.followLink());
    // What was edited a moment before leaving is kept as well.
    addEventListener('pagehide', () => this.saveAgain && this.saveNow());
    this.engine.start();
  }

  /** A fresh engine: tell it what the session had, then answer the question. */
  private async opened(): Promise<void> {
    try {
      const { store } = this;
      for (const gpu of store.get().userGpus) await this.engine.call('addGpu', gpu.text);
      const [catalog, gpus] = [await this.engine.call('catalog'), await this.engine.call('gpus')];
      if (!catalog.ok || !gpus.ok) throw new Error('the engine has no catalog');
      store.update((state) => ({
        ...state,
        engine: { kind: 'ready' },
        catalog: catalog.value,
        gpus: gpus.value,
      }));
      const { sources } = store.get().artifacts;
      const restoring = this.firstStart ? this.drops.restoreKept() : this.drops.reload(sources);
      this.firstStart = false;
      // The built-in model needs no files: its answer does not wait for them.
      if (lacksArtifacts(store.get())) await this.restored(restoring);
      else void this.restored(restoring).catch(() => undefined);
      store.update((state) => ({
        ...state,
        request: typedFor(state, state.request),
        baselineWanted: state.baselineWanted && typedFor(state, state.baselineWanted),
        // Known by their questions until now: the catalog gives the values their types and the GPUs their names.
        runs: state.runs.map((run) =>
          'request' in run ? { label: labelOf(run.request, state), request: typedFor(state, run.request) } : run,
        ),
      }));
      this.estimate();
      void this.runs.recallBaseline().catch(() => undefined);
    } catch (error) {
      if (!(error instanceof WorkerDied))
        this.store.patch({
          engine: { kind: 'failed', reason: error instanceof Error ? error.message : String(error) },
        });
    }
  }

  private async restored(restoring: Promise<void>): Promise<void> {
    const mark = (on: boolean): void =>
      this.store.update((state) => ({ ...state, artifacts: { ...state.artifacts, restoring: on } }));
    mark(true);
    try {
      await restoring;
    } finally {
      mark(false);
    }
    if (this.store.get().tab === 'verify') void this.loadVerification();
  }

  private died(message: string): void {
    this.deaths += 1;
    this.estimating = false;
    this.store.update((state) => ({
      ...state,
      loading: null,
      explanation: { kind: 'none' },
      files: { kind: 'none' },
      verification: { kind: 'none' },
      measured: { kind: 'none' },
    }));
    if (this.deaths > MOST_DEATHS) {
      this.store.patch({ engine: { kind: 'failed', reason: message } });
      return;
    }
    this.store.patch({ engine: { kind: 'restarting', reason: message } });
    this.store.notify({
      tone: 'warning',
      title: 'The engine stopped and was started again',
      lines: [`${message}. Your settings and files were kept.`],
    });
    this.engine.start();
  }

  retryEngine(): void {
    this.deaths = 0;
    this.store.patch({ engine: { kind: 'restarting', reason: 'asked for' } });
    this.engine.start();
  }

  // --- the question -------------------------------------------------------------------------------------------------

  ask(request: EstimateRequest, merge = false): void {
    this.store.update((state) => edit(state, request, merge));
    this.asked();
  }
  set(field: SettingField, value: SettingValue | undefined): void {
    const { request } = this.store.get();
    // Typing in one field is one step of undo.
    const merge = this.editedKey === field.key && field.type !== 'choice' && field.type !== 'boolean';
    this.ask(withSetting(request, field.key, value), merge);
    this.editedKey = field.key;
  }
  pickModel(model: string): void {
    const state = this.store.get();
    if (state.request.model === model) return;
    this.store.patch({ selectedId: null, wanted: null });
    this.ask(requestFor(state, model, { ...DEFAULT_REQUEST, model }));
  }
  pickWorkload(id: string): void {
    const { request, userWorkloads } = this.store.get();
    this.ask({ ...request, workload: workloadValue(id, userWorkloads) });
  }
  pickGpu(gpu: string): void {
    this.ask({ ...this.store.get().request, gpu });
  }
  /** The next edit of a field is a step of its own, even of the same field. */
  endEdit(): void {
    this.editedKey = '';
  }
  /** Takes the latest edit back; right after a drop, the drop. */
  undo(): void {
    const { dropUndo, request } = this.store.get();
    if (dropUndo?.after && sameRequest(dropUndo.after, request)) void this.drops.undo();
    else this.step(undo);
  }
  redo(): void {
    this.step(redo);
  }
  private step(way: (state: State) => State): void {
    const { request } = this.store.get();
    this.store.update(way);
    if (this.store.get().request.model !== request.model) this.store.patch({ selectedId: null });
    this.asked();
  }
  reset(): void {
    if (this.store.get().request.model !== DEFAULT_REQUEST.model) this.store.patch({ selectedId: null });
    this.store.patch({ wanted: null });
    this.ask(DEFAULT_REQUEST);
  }
  resetSettings(): void {
    this.ask({ ...this.store.get().request, set: {} });
  }
  /** The loaded artifacts' own model, at the run that they recorded. */
  showAsRecorded(tab: Tab = 'modules'): void {
    this.store.patch({ selectedId: null, tab });
    this.ask(freshRequest(this.store.get(), ARTIFACT, DEFAULT_REQUEST));
  }

  private asked(): void {
    this.editedKey = '';
    this.save();
    this.estimate();
  }

  /** One estimate at a time; what was asked meanwhile is answered next, what was asked between is dropped. */
  private estimate(): void {
    const { engine, request, run } = this.store.get();
    if (engine.kind !== 'ready') return;
    if (lacksArtifacts(this.store.get())) {
      // Nothing to compute until they are there: the page says which ones.
      this.store.patch({ run: { kind: 'idle' } });
      return;
    }
    this.store.patch({ run: { kind: 'running', request, last: lastOf(run) } });
    if (!this.estimating) void this.answer(request);
  }

  private async answer(request: EstimateRequest): Promise<void> {
    this.estimating = true;
    try {
      const reply = await this.engine.call('estimate', request);
      this.deaths = 0;
      this.estimating = false;
      if (!sameRequest(this.store.get().request, request)) return this.estimate();
      this.store.update((state) => ({
        ...state,
        run: reply.ok
          ? { kind: 'done', request, last: { request, estimate: reply.value } }
          : { kind: 'rejected', request, errors: reply.errors, last: lastOf(state.run) },
        announcement: reply.ok
          ? headline(reply.value.report)
          : `Not computed: ${reply.errors.length} ${reply.errors.length === 1 ? 'setting needs' : 'settings need'} attention`,
      }));
      if (reply.ok) this.follow();
    } catch {
      // The worker died: `died` has said so and started another.
      this.estimating = false;
    }
  }

  /** What hangs on the report: the explanation of the selected module, the open document. */
  private follow(): void {
    const { selectedId, tab } = this.store.get();
    if (selectedId) void this.loadExplanation(selectedId);
    if (tab === 'docs') void this.loadFiles();
    if (tab === 'verify') void this.loadVerification();
    if (tab === 'measured') void this.loadMeasured();
  }

  // --- what is looked at ---------------------------------------------------------------------------------------------

  select(selectedId: string | null): void {
    this.store.patch({ selectedId });
    this.save();
    if (selectedId) void this.loadExplanation(selectedId);
  }
  show(tab: Tab): void {
    this.store.patch({ tab });
    this.save();
    if (tab === 'docs') void this.loadFiles();
    if (tab === 'verify') void this.loadVerification();
    if (tab === 'measured') void this.loadMeasured();
    if (tab === 'artifacts') void this.drops.loadRows();
  }
  openDocument(document: string): void {
    this.store.patch({ document, tab: 'docs' });
    this.save();
    void this.loadFiles();
  }
  setLab(change: LabForm): void {
    this.store.update((state) => ({ ...state, lab: withLab(state.lab, change) }));
    this.save();
  }
  prefer(change: Partial<Preferences>): void {
    this.store.update((state) => ({ ...state, preferences: { ...state.preferences, ...change } }));
    this.save();
  }

  private async loadExplanation(moduleId: string): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (!done) return;
    const key = `${requestKey(done.request)} ${moduleId}`;
    await this.load('explanation', key, () => this.engine.call('explain', done.request, moduleId));
  }

  /** Files of the newest good report: the layer docs and the download. */
  async loadFiles(): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (done) await this.load('files', requestKey(done.request), () => this.engine.call('files', done.request));
  }

  /** The newest good report held against the loaded files. */
  async loadVerification(): Promise<void> {
    const { run, artifacts } = this.store.get();
    const done = lastOf(run);
    // A model that is built in is not compared row by row: its modules are its own.
    if (done?.request.model === ARTIFACT && artifacts.summary)
      await this.load('verification', requestKey(done.request), () => this.engine.call('verify', done.request));
  }

  /** The newest good report held against measured times. */
  async loadMeasured(): Promise<void> {
    const { run, measurements } = this.store.get();
    const done = lastOf(run);
    if (done && measurements)
      await this.load('measured', requestKey(done.request), () => this.engine.call('measured', done.request));
  }

  /** How many runs the measurement covers, where its file does not say. */
  async setMeasuredRuns(runs: number): Promise<void> {
    try {
      const reply = await this.engine.call('setMeasuredRuns', runs);
      if (!reply.ok) return;
      this.store.patch({ measurements: reply.value, measured: { kind: 'none' }, files: { kind: 'none' } });
      this.estimate();
    } catch {
      // The worker died; told elsewhere.
    }
  }

  /** null where nothing can be computed. */
  async filesForDownload(): Promise<ReportFiles | null> {
    const done = lastOf(this.store.get().run);
    if (!done) return null;
    const { files } = this.store.get();
    if (files.kind === 'here' && files.key === requestKey(done.request)) return files.value;
    try {
      const reply = await this.engine.call('files', done.request);
      if (reply.ok) return reply.value;
      this.store.notify({ tone: 'error', title: 'The report could not be written', lines: sentences(reply.errors) });
    } catch {
      // The worker died; told elsewhere.
    }
    return null;
  }

  private async load<K extends 'explanation' | 'files' | 'verification' | 'measured', T>(
    slot: K,
    key: string,
    ask: () => Promise<Reply<T>>,
  ): Promise<void> {
    const before = this.store.get()[slot] as Loaded<T>;
    if ((before.kind === 'here' || before.kind === 'loading') && before.key === key) return;
    const put = (value: Loaded<T>): void => this.store.patch({ [slot]: value } as never);
    put({ kind: 'loading', key });
    try {
      const reply = await ask();
      const now = this.store.get()[slot] as Loaded<T>;
      if (now.kind !== 'loading' || now.key !== key) return;
      put(reply.ok ? { kind: 'here', key, value: reply.value } : { kind: 'failed', key, errors: reply.errors });
    } catch {
      put({ kind: 'none' });
    }
  }

  // --- memory --------------------------------------------------------------------------------------------------------

  /** At once, then at most every 150 ms: browsers limit how often an address may change, and typing would meet that limit. */
  private save(): void {
    if (this.saveTimer !== undefined) {
      this.saveAgain = true;
      return;
    }
    this.saveNow();
    this.saveTimer = setTimeout(() => {
      this.saveTimer = undefined;
      if (this.saveAgain) this.save();
    }, 150);
  }
  private saveNow(): void {
    this.saveAgain = false;
    const { request, tab, selectedId, document, preferences, userGpus, userWorkloads, lab } = this.store.get();
    const { baseline: pinned, baselineWanted } = this.store.get();
    const artifact = artifactModel(this.store.get())?.name ?? this.store.get().wanted;
    const baseline = pinned?.request ?? baselineWanted;
    // Reports that were dropped cannot be part of an address.
    const runs = this.store.get().runs.flatMap((run) => ('request' in run ? [run.request] : []));
    const fragment = `#${toFragment({ request, tab, selectedId, document, artifact, lab, baseline, runs })}`;
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
    remember({ request, preferences, userGpus: [...userGpus], workloads: [...userWorkloads], artifact, lab });
  }
  /** What a link says beside the question. */
  private lookedAt(link: Link): Partial<State> {
    const { tab, selectedId, document, lab, baseline, runs } = link;
    return {
      tab,
      selectedId,
      document,
      lab: lab ?? {},
      baseline: null,
      baselineWanted: baseline ?? null,
      runs: (runs ?? []).map((request) => ({ label: labelOf(request, this.store.get()), request })),
    };
  }
  private followLink(): void {
    const link = fromFragment(location.hash);
    if (!link) return;
    this.store.patch({ ...this.lookedAt(link), wanted: link.artifact });
    this.ask(typedFor(this.store.get(), link.request));
    void this.runs.recallBaseline().catch(() => undefined);
    this.follow();
  }
  /** Settings and everything remembered, as on the first visit. */
  clearAll(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    this.saveAgain = false;
    forget();
    history.replaceState(null, '', location.pathname + location.search);
    this.store.update((state) => ({
      ...state,
      preferences: DEFAULT_PREFERENCES,
      userGpus: [],
      userWorkloads: [],
      past: [],
      future: [],
      selectedId: null,
      tab: 'modules',
      document: null,
      request: DEFAULT_REQUEST,
      wanted: null,
      dropUndo: null,
      baseline: null,
      baselineWanted: null,
      runs: [],
      lab: {},
    }));
    void keep([]);
    void this.drops.reload([]).catch(() => undefined);
    this.estimate();
    this.store.notify({ tone: 'good', title: 'Everything remembered in this browser was removed', lines: [] });
  }
}
