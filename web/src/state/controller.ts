/** The container's hands: joins the store to the engine. Views call these methods and nothing else. */
import type { EstimateRequest, SettingField, SettingValue } from '../../../bindings/api';
import { effect } from '@preact/signals';
import { workUnits } from '../format';
import { headline } from './announce';
import { Answers } from './answers';
import { Drops } from './drops';
import { Gpus } from './gpus';
import { Keeper } from './keeper';
import { withLab, type LabForm } from './lab-form';
import { fromFragment, typed, withGpu, type Link } from './link';
import { checked, hasModule } from './link-check';
import { ARTIFACT, atItsOwnRun, freshRequest, lacksArtifacts, modelOf, requestFor } from './models';
import { edit, redo, sameRequest, undo, withSetting, workloadValue } from './request';
import { Runs } from './runs';
import { labelOf } from './run-label';
import type { Session } from './session';
import { Store } from './store';
import {
  lastOf,
  type Charts,
  DEFAULT_PREFERENCES,
  DEFAULT_REQUEST,
  type Preferences,
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

export class Controller {
  readonly store = new Store();
  readonly drops: Drops;
  readonly runs: Runs;
  readonly gpus: Gpus;
  readonly answers: Answers;
  readonly keeper: Keeper;
  private readonly engine: EngineClient;
  private deaths = 0;
  private estimating = false;
  private editedKey = '';
  private firstStart = true;
  /** A link whose content is to be checked once the catalog is there. */
  private unchecked: Link | null = null;

  constructor(
    readonly makeWorker: () => Worker,
    /** What the page carries where it is a report: nothing of it is kept in the browser, nor of the browser in it. */
    private readonly session: Session | null = null,
  ) {
    this.engine = new EngineClient(makeWorker, {
      onReady: () => void this.opened(),
      onDeath: (message) => this.died(message),
    });
    this.keeper = new Keeper(this.store, session);
    this.answers = new Answers(this.store, this.engine);
    this.runs = new Runs(this.store, this.engine, () => this.keeper.save());
    this.gpus = new Gpus(this.store, this.engine, (request) => this.ask(request));
    this.drops = new Drops(
      this.store,
      this.engine,
      this.gpus,
      (request) => this.ask(request),
      (runs) => this.runs.add(runs),
    );
  }

  start(): void {
    const memory = this.keeper.memory();
    // A reload of a report shows what its address says, else what it was saved with.
    const link = fromFragment(location.hash) ?? fromFragment(this.session?.fragment ?? '');
    this.unchecked = link;
    this.store.update((state) => ({
      ...state,
      preferences: memory.preferences,
      userGpus: memory.userGpus,
      userWorkloads: memory.workloads,
      request: link?.request ?? memory.request ?? DEFAULT_REQUEST,
      wanted: (link ? link.artifact : memory.artifact) ?? null,
      lab: memory.lab,
      wantedFiles: (link ? link.files : memory.files) ?? [],
      recents: this.keeper.recents(),
      ...(link ? this.keeper.lookedAt(link) : {}),
    }));
    effect(() => {
      workUnits.value = this.store.state.value.preferences.workUnits;
    });
    // The event's own address: what is shown may be written over that of the page before the event arrives.
    window.addEventListener('hashchange', ({ newURL }) => void this.openLink(new URL(newURL).hash));
    this.engine.start();
  }

  /** A fresh engine: tell it what the session had, then answer the question. */
  private async opened(): Promise<void> {
    try {
      const { store } = this;
      const [catalog, shipped] = [await this.engine.call('catalog'), await this.engine.call('gpus')];
      for (const gpu of store.get().userGpus) await this.engine.call('addGpu', gpu.text);
      const gpus = await this.engine.call('gpus');
      if (!catalog.ok || !shipped.ok || !gpus.ok) throw new Error('the engine has no catalog');
      store.update((state) => ({
        ...state,
        engine: { kind: 'ready' },
        catalog: catalog.value,
        gpus: gpus.value,
        shippedGpus: shipped.value,
      }));
      const faults = await this.takeLinkedGpu();
      const { sources } = store.get().artifacts;
      const restoring = this.firstStart ? this.drops.restoreKept(this.session?.sources) : this.drops.reload(sources);
      this.firstStart = false;
      // The built-in model needs no files: its answer does not wait for them.
      if (lacksArtifacts(store.get())) await this.restored(restoring);
      else void this.restored(restoring).catch(() => undefined);
      this.checkLink(faults);
      store.update((state) => ({
        ...state,
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
    if (this.store.get().tab === 'verify') void this.answers.verification();
  }

  private died(message: string): void {
    this.deaths += 1;
    this.estimating = false;
    this.store.update((state) => ({
      ...state,
      loading: null,
      explanation: { kind: 'none' },
      kernels: { kind: 'none' },
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
    this.keeper.save();
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
      if (reply.ok) this.keeper.noteRecent();
    } catch {
      // The worker died: `died` has said so and started another.
      this.estimating = false;
    }
  }

  /** What hangs on the report: the explanation of the selected module, the open document. */
  private follow(): void {
    const { selectedId, tab } = this.store.get();
    if (selectedId && !hasModule(this.store.get(), selectedId)) this.lostModule(selectedId);
    else if (selectedId) void this.answers.explanation(selectedId);
    this.answers.view(tab);
    this.answers.figure();
    this.answers.largestFitSoon();
  }

  private lostModule(id: string): void {
    this.store.patch({ selectedId: null });
    this.keeper.save();
    this.store.notify({
      tone: 'info',
      title: 'The module that was selected is not part of this model',
      lines: [id],
    });
  }

  // --- what is looked at ---------------------------------------------------------------------------------------------

  select(selectedId: string | null): void {
    this.store.patch({ selectedId });
    this.keeper.save();
    if (selectedId) void this.answers.explanation(selectedId);
  }
  show(tab: Tab): void {
    this.store.patch({ tab });
    this.keeper.save();
    this.answers.view(tab);
    if (tab === 'artifacts') void this.drops.loadRows();
  }
  /** Opens, follows or (null) closes the explanation of a figure. */
  explainFigure(subject: string | null): void {
    const { why } = this.store.get();
    this.store.patch({ why: subject === null ? [] : [...why.filter((one) => one !== subject), subject] });
    this.answers.figure();
  }
  explainBack(): void {
    this.store.patch({ why: this.store.get().why.slice(0, -1) });
    this.answers.figure();
  }
  search(query: string): void {
    this.store.patch({ query });
  }
  chart(change: Partial<Charts>): void {
    this.prefer({ charts: { ...this.store.get().preferences.charts, ...change } });
  }
  openDocument(document: string): void {
    this.store.patch({ document, tab: 'docs' });
    this.keeper.save();
    void this.answers.files();
  }
  setLab(change: LabForm): void {
    this.store.update((state) => ({ ...state, lab: withLab(state.lab, change) }));
    this.keeper.save();
  }
  prefer(change: Partial<Preferences>): void {
    this.store.update((state) => ({ ...state, preferences: { ...state.preferences, ...change } }));
    this.keeper.save();
  }

  /** How many runs the measurement covers, where its file does not say. */
  async setMeasuredRuns(runs: number): Promise<void> {
    try {
      if (await this.drops.setMeasuredRuns(runs)) this.estimate();
    } catch {
      // The worker died; told elsewhere.
    }
  }

  private async takeLinkedGpu(): Promise<string[]> {
    const link = this.unchecked;
    if (link?.gpuProfile === undefined) return [];
    const { id, faults } = await this.gpus.takeLinked(link.gpuProfile, link.request.gpu);
    if (id === link.request.gpu) return faults;
    const moved = withGpu(link, link.request.gpu, id);
    this.unchecked = moved;
    this.store.update((state) => ({
      ...state,
      request: sameRequest(state.request, link.request) ? moved.request : state.request,
      baselineWanted: moved.baseline ?? null,
      runs: (moved.runs ?? []).map((request) => ({ label: labelOf(request, state), request })),
    }));
    return faults;
  }
  /** What a link holds and this page does not know is told; the rest of it is shown. */
  private checkLink(gpuFaults: readonly string[]): void {
    const { store, unchecked: link } = this;
    this.unchecked = null;
    const { request, faults } = checked(store.get().request, store.get());
    store.update((state) => ({ ...state, request: typedFor(state, request) }));
    const lines = [...(link?.faults ?? []), ...gpuFaults, ...(link ? faults : [])];
    if (lines.length > 0) store.notify({ tone: 'warning', title: 'Not all of the link could be shown', lines });
  }

  /** A link, of a recent session or pasted: shown in place of what is there, which undo brings back. */
  async openLink(fragment: string): Promise<void> {
    const link = fromFragment(fragment);
    if (!link) return;
    this.unchecked = link;
    this.store.patch({
      ...this.keeper.lookedAt(link),
      wanted: link.artifact,
      wantedFiles: link.files ?? [],
      sheet: null,
    });
    if (this.store.get().engine.kind !== 'ready') {
      // Nothing to check it against yet: as with the address at the start, that is done once the catalog is there.
      this.store.patch({ request: link.request });
      return;
    }
    try {
      const gpuFaults = await this.takeLinkedGpu();
      const { request, faults } = checked((this.unchecked ?? link).request, this.store.get());
      this.unchecked = null;
      this.ask(typedFor(this.store.get(), request));
      void this.runs.recallBaseline().catch(() => undefined);
      const lines = [...(link.faults ?? []), ...gpuFaults, ...faults];
      if (lines.length > 0) this.store.notify({ tone: 'warning', title: 'Not all of the link could be shown', lines });
      this.follow();
    } catch {
      // The worker died; told elsewhere, and what was asked for is answered by the next one.
    }
  }

  /** Settings and everything remembered, as on the first visit. */
  clearAll(): void {
    this.keeper.forgetAll();
    void this.gpus.restore([]).catch(() => undefined);
    this.store.update((state) => ({
      ...state,
      preferences: DEFAULT_PREFERENCES,
      userWorkloads: [],
      past: [],
      future: [],
      selectedId: null,
      tab: 'modules',
      document: null,
      request: DEFAULT_REQUEST,
      wanted: null,
      wantedFiles: [],
      views: {},
      dropUndo: null,
      baseline: null,
      baselineWanted: null,
      runs: [],
      lab: {},
    }));
    this.keeper.forgetAllRecents();
    if (!this.session) void keep([]);
    void this.drops.reload([]).catch(() => undefined);
    this.estimate();
    this.store.notify({ tone: 'good', title: 'Everything remembered in this browser was removed', lines: [] });
  }
}
