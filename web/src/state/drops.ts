/** Files in: from a drop to the engine and back, with progress, cancel and undo. */
import type {
  ArtifactSummary,
  ComparedRun,
  EstimateRequest,
  HardwareProfile,
  SettingValue,
} from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { LimitError } from '../worker/limits';
import type { IngestResult, Source } from '../worker/protocol';
import { newsOf, pick } from './drop-news';
import type { Gpus } from './gpus';
import { typed } from './link';
import { ARTIFACT, artifactModel, freshRequest, lacksArtifacts, modelKey, modelLabel, requestFor } from './models';
import { requestOfReport, runOfReport } from './report-request';
import { inUse } from './sources';
import type { Store } from './store';
import { DEFAULT_REQUEST, type ArtifactState, type DropUndo, type State, type Tab, type UserGpu } from './types';
import { keep, kept } from './vault';

/** What is known of the artifacts from now on; answers about other ones are forgotten. */
export function withSummary(state: State, summary: ArtifactSummary | null, change: Partial<ArtifactState> = {}): State {
  const same = modelKey(state.artifacts.summary) === modelKey(summary);
  // Undo must not lead to a model that is gone.
  const still = (one: EstimateRequest): boolean => same || one.model !== ARTIFACT;
  return {
    ...state,
    artifacts: { ...state.artifacts, summary, rows: { kind: 'none' }, ...change },
    past: state.past.filter(still),
    future: state.future.filter(still),
    explanation: { kind: 'none' },
    kernels: { kind: 'none' },
    files: { kind: 'none' },
    verification: { kind: 'none' },
    measured: { kind: 'none' },
  };
}

export class Drops {
  private carried = false;
  /** How many runs the user said a measurement covers: a fresh engine is told again. */
  private measuredRuns: { file: string; runs: number } | null = null;
  private cancelCurrent: (() => void) | null = null;

  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
    private readonly gpus: Gpus,
    private readonly ask: (request: EstimateRequest) => void,
    private readonly addRuns: (runs: readonly ComparedRun[]) => void,
  ) {}

  /** `gathering` may fail: a folder with too many files, a file that vanished. */
  async take(gathering: Promise<Source[]> | Source[]): Promise<void> {
    const { store } = this;
    if (store.get().loading) {
      store.notify({ tone: 'info', title: 'Files are still being read', lines: ['Wait for them, or cancel.'] });
      return;
    }
    let sources: Source[];
    try {
      // From the event on, not from the first byte: who asks whether something is under way is told so at once.
      store.patch({ loading: { path: '', fileIndex: 0, fileCount: 0, bytes: 0, totalBytes: null } });
      sources = await gathering;
    } catch (error) {
      store.patch({ loading: null });
      const got =
        error instanceof LimitError
          ? error.message
          : `could not be read: ${error instanceof Error ? error.message : String(error)}`;
      store.notify({ tone: 'error', title: 'The drop was not read', lines: [got] });
      return;
    }
    if (sources.length === 0) {
      store.patch({ loading: null });
      store.notify({
        tone: 'error',
        title: 'Nothing to read',
        lines: ['Expected TorchInfo files, got an empty folder.'],
      });
      return;
    }
    const undo = this.snapshot();
    store.clearNews();
    store.patch({
      loading: { path: sources[0]!.path, fileIndex: 0, fileCount: sources.length, bytes: 0, totalBytes: null },
    });
    try {
      const { done, cancel } = this.engine.ingest(sources, (loading) => store.patch({ loading }));
      this.cancelCurrent = cancel;
      const result = await done;
      if (result.cancelled) {
        await this.reload(undo.sources);
        store.notify({ tone: 'info', title: 'Reading was cancelled', lines: ['Everything is as it was before.'] });
      } else {
        const used = result.outcomes.some((one) => one.outcome !== 'faulty' && one.outcome !== 'ignored');
        if (used) store.patch({ dropUndo: undo });
        this.settle(result, sources.length);
        const droppedGpus = pick(result.outcomes, 'gpu').map(({ profile }) => profile.id);
        if (used) store.patch({ dropUndo: { ...undo, droppedGpus, after: store.get().request } });
      }
    } catch {
      // The worker died; the controller tells, and loads the earlier files again.
    } finally {
      this.cancelCurrent = null;
      store.patch({ loading: null });
    }
  }

  /** The files of a report are its own: the browser keeps those of the hosted page. */
  private async keep(sources: readonly Source[]): Promise<void> {
    if (!this.carried) await keep(sources);
  }

  cancel(): void {
    this.cancelCurrent?.();
  }

  private snapshot(): DropUndo {
    const { artifacts, request, past, gpus, userGpus, userWorkloads: workloads, runs } = this.store.get();
    return { sources: artifacts.sources, request, past, gpus, userGpus, workloads, runs, droppedGpus: [], after: null };
  }

  private settle(result: IngestResult, dropped: number): void {
    const { store } = this;
    const { outcomes, summary } = result;
    const gpus = pick(outcomes, 'gpu');
    const workloads = pick(outcomes, 'workload').map((one) => one.profile);
    const artifacts = pick(outcomes, 'artifact');
    const measurements = pick(outcomes, 'measurement');
    const reports = pick(outcomes, 'report');
    const before = store.get();
    const layers = artifacts.some(({ kind }) => kind === 'layers' || kind === 'summary');
    const newModel =
      artifacts.length > 0 &&
      (modelKey(before.artifacts.summary) !== modelKey(summary) ||
        // The same model again, dropped while another is looked at: it is wanted.
        (layers && summary?.model_id === null && before.request.model !== ARTIFACT));
    store.update((state) => {
      const opened = reports.at(-1);
      const change: Partial<ArtifactState> = {
        sources:
          result.accepted.length > 0
            ? inUse(
                [...state.artifacts.sources, ...result.accepted],
                [...(summary?.files ?? []), ...(result.measurements?.files ?? [])],
              )
            : state.artifacts.sources,
        outcomes,
        openedReport: opened ? { path: opened.path, flags: opened.flags } : state.artifacts.openedReport,
      };
      const next =
        artifacts.length + measurements.length > 0
          ? withSummary(state, summary, change)
          : { ...state, artifacts: { ...state.artifacts, ...change } };
      return {
        ...next,
        measurements: result.measurements,
        gpus: gpus.reduce<readonly HardwareProfile[]>(
          (all, { profile }) => [...all.filter((gpu) => gpu.id !== profile.id), profile],
          state.gpus,
        ),
        userGpus: gpus.reduce<readonly UserGpu[]>(
          (all, { profile, text }) => [
            ...all.filter((gpu) => gpu.id !== profile.id),
            { id: profile.id, name: profile.name, text },
          ],
          state.userGpus,
        ),
        userWorkloads: workloads.reduce(
          (all, profile) => [...all.filter((one) => one.profile_id !== profile.profile_id), profile],
          [...state.userWorkloads],
        ),
      };
    });

    let request = newModel ? this.requestForNewModel(before) : store.get().request;
    const picked = newModel && request.model === ARTIFACT ? artifactModel(store.get()) : null;
    const unknownReports: string[] = [];
    // A report is a run to compare; where runs are being compared, it is only that.
    const onlyRuns = before.tab === 'compare' && reports.length === outcomes.length;
    if (reports.length > 0) this.addRuns(reports.map(runOfReport));
    for (const report of onlyRuns ? [] : reports) {
      const itsRequest = requestOfReport(report.text, store.get());
      if (itsRequest) request = itsRequest;
      else unknownReports.push(report.path);
    }
    const workloadInForce = workloads.length > 0 && request.model !== ARTIFACT;
    if (workloadInForce) request = { ...request, workload: workloads.at(-1)! };
    if (gpus.length > 0) request = { ...request, gpu: gpus.at(-1)!.profile.id };

    const faulty = pick(outcomes, 'faulty').length > 0;
    const counterOnly = artifacts.length > 0 && artifacts.every((one) => one.kind === 'flop-counter');
    let tab: Tab = store.get().tab;
    if (onlyRuns || (reports.length > 0 && unknownReports.length === outcomes.length)) tab = 'compare';
    else if (faulty || reports.length > 0) tab = 'artifacts';
    else if (picked) tab = 'modules';
    else if (counterOnly) tab = 'verify';
    else if (artifacts.length === 0 && measurements.length > 0) tab = 'measured';
    else if (artifacts.length > 0) tab = 'artifacts';
    store.patch({ tab, ...(request.model === before.request.model && !newModel ? {} : { selectedId: null }) });

    const builtIn = summary?.model_id != null && request.model === summary.model_id;
    const effect = { picked: picked && modelLabel(picked), builtIn, unknownReports, onlyRuns, workloadInForce };
    for (const news of newsOf(result, dropped, effect)) store.notify(news);
    this.settleWanted();
    this.ask(request);
    if (artifacts.length + measurements.length > 0) {
      if (tab === 'artifacts') void this.loadRows();
      void this.keep(store.get().artifacts.sources);
    }
  }

  /** Artifacts of a built-in model leave that model picked; others make the model that is shown. */
  private requestForNewModel(before: State): EstimateRequest {
    const state = this.store.get();
    const { summary } = state.artifacts;
    const model = artifactModel(state);
    if (!model)
      return lacksArtifacts(state) ? requestFor(state, DEFAULT_REQUEST.model, DEFAULT_REQUEST) : state.request;
    if (lacksArtifacts(before)) {
      // A link waited for this model: its settings hold. Another model starts with its own.
      return before.wanted === null || before.wanted === model.name
        ? typed({ ...state.request, workload: model.workload.profile_id }, model.fields)
        : freshRequest(state, ARTIFACT, DEFAULT_REQUEST);
    }
    if (summary?.model_id != null) {
      return state.request.model === ARTIFACT
        ? requestFor(state, summary.model_id, { ...DEFAULT_REQUEST, model: summary.model_id })
        : state.request;
    }
    return freshRequest(state, ARTIFACT, DEFAULT_REQUEST);
  }

  /** A link named its model; what is loaded now may be another one. */
  private settleWanted(): void {
    const { wanted } = this.store.get();
    const model = artifactModel(this.store.get());
    if (!model) return;
    if (wanted !== null && wanted !== model.name)
      this.store.notify({
        tone: 'warning',
        title: `The link was made for ${wanted}`,
        lines: [`What is loaded is ${model.name}.`],
      });
    this.store.patch({ wanted: null });
  }

  applySuggested(): void {
    const { artifacts, request } = this.store.get();
    const suggested: Record<string, SettingValue> = artifacts.summary?.suggested_set ?? {};
    this.ask({ ...request, set: { ...request.set, ...suggested } });
  }

  /** The artifact set and the settings before the latest drop. */
  async undo(): Promise<void> {
    const { dropUndo, loading, artifacts } = this.store.get();
    if (!dropUndo || loading) return;
    this.store.patch({ dropUndo: null });
    try {
      await this.gpus.restore(dropUndo.userGpus, dropUndo.droppedGpus);
      if (artifacts.sources !== dropUndo.sources) await this.reload(dropUndo.sources);
      this.store.update((state) => ({
        ...state,
        userWorkloads: dropUndo.workloads,
        request: dropUndo.request,
        past: dropUndo.past,
        future: [],
        runs: dropUndo.runs,
        selectedId: state.request.model === dropUndo.request.model ? state.selectedId : null,
        artifacts: { ...state.artifacts, outcomes: [], openedReport: null },
      }));
      this.ask(dropUndo.request);
      void this.keep(dropUndo.sources);
      this.store.notify({ tone: 'info', title: 'The last drop was undone', lines: [] });
    } catch {
      // The worker died; told elsewhere.
    }
  }

  /** How many runs the newest measurement covers; whether the engine took it. */
  async setMeasuredRuns(runs: number): Promise<boolean> {
    const reply = await this.engine.call('setMeasuredRuns', runs);
    if (!reply.ok) return false;
    const file = reply.value.files.at(-1)?.file_name;
    this.measuredRuns = file === undefined ? null : { file, runs };
    this.store.patch({ measurements: reply.value, measured: { kind: 'none' }, files: { kind: 'none' } });
    return true;
  }

  /** Measured times go, artifacts stay. */
  async removeMeasurements(): Promise<void> {
    const { store } = this;
    const dropUndo = this.snapshot();
    const { artifacts } = store.get();
    try {
      await this.reload(inUse(artifacts.sources, artifacts.summary?.files ?? []));
      store.patch({ dropUndo });
      this.ask(store.get().request);
      void keep(store.get().artifacts.sources);
    } catch {
      // The worker died; told elsewhere.
    }
  }

  async removeAll(): Promise<void> {
    const { store } = this;
    const dropUndo = this.snapshot();
    const request =
      dropUndo.request.model === ARTIFACT
        ? requestFor(store.get(), DEFAULT_REQUEST.model, DEFAULT_REQUEST)
        : dropUndo.request;
    store.patch({ dropUndo, selectedId: request.model === dropUndo.request.model ? store.get().selectedId : null });
    try {
      await this.reload([]);
      this.ask(request);
      void this.keep([]);
    } catch {
      // The worker died; told elsewhere.
    }
  }

  /** Files of an earlier visit. Nothing is said where there are none. */
  async restoreKept(carried?: readonly Source[]): Promise<void> {
    this.carried = carried !== undefined;
    const sources = carried ?? (await kept());
    if (sources.length > 0) await this.reload(sources);
    this.settleWanted();
  }

  /** Exactly these files are loaded afterwards. */
  async reload(sources: readonly Source[]): Promise<void> {
    const result = await this.engine.restore([...sources]);
    this.store.update((state) => ({
      ...withSummary(state, result.summary, { sources: result.accepted }),
      measurements: result.measurements,
    }));
    const said = this.measuredRuns;
    if (said && result.measurements?.files.at(-1)?.file_name === said.file) await this.setMeasuredRuns(said.runs);
    const lost = pick(result.outcomes, 'faulty');
    if (lost.length > 0)
      this.store.notify({
        tone: 'warning',
        title: 'Some files could not be read again',
        lines: lost.map((one) => one.path),
      });
    if (result.summary && this.store.get().tab === 'artifacts') await this.loadRows();
  }

  async loadRows(): Promise<void> {
    const { artifacts } = this.store.get();
    if (!artifacts.summary || artifacts.rows.kind !== 'none') return;
    const put = (rows: ArtifactState['rows']): void =>
      this.store.update((state) => ({ ...state, artifacts: { ...state.artifacts, rows } }));
    put({ kind: 'loading', key: 'rows' });
    try {
      const reply = await this.engine.call('layerRows');
      put(
        reply.ok
          ? { kind: 'here', key: 'rows', value: reply.value }
          : { kind: 'failed', key: 'rows', errors: reply.errors },
      );
    } catch {
      put({ kind: 'none' });
    }
  }
}
