/** Files in: from a drop to the engine and back, with progress, cancel and undo. */
import type { EstimateRequest, SettingValue } from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { LimitError } from '../worker/limits';
import type { FileOutcome, IngestResult, Source } from '../worker/protocol';
import { requestOfReport } from './report-request';
import { sentences } from './sentence';
import type { Store } from './store';
import type { ArtifactState, UserGpu } from './types';

type Of<K extends FileOutcome['outcome']> = Extract<FileOutcome, { outcome: K }>;
const pick = <K extends FileOutcome['outcome']>(outcomes: readonly FileOutcome[], kind: K): Of<K>[] =>
  outcomes.filter((one): one is Of<K> => one.outcome === kind);

const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;

export class Drops {
  private cancelCurrent: (() => void) | null = null;

  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
    private readonly ask: (request: EstimateRequest) => void,
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
      sources = await gathering;
    } catch (error) {
      const got =
        error instanceof LimitError
          ? error.message
          : `could not be read: ${error instanceof Error ? error.message : String(error)}`;
      store.notify({ tone: 'error', title: 'The drop was not read', lines: [got] });
      return;
    }
    if (sources.length === 0) {
      store.notify({
        tone: 'error',
        title: 'Nothing to read',
        lines: ['Expected TorchInfo JSON files, got an empty folder.'],
      });
      return;
    }
    const before = store.get();
    const undo = {
      sources: before.artifacts.sources,
      request: before.request,
      userGpus: before.userGpus,
      workloads: before.userWorkloads,
    };
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
        this.settle(result, sources.length);
        if (result.outcomes.some((one) => one.outcome !== 'faulty' && one.outcome !== 'ignored'))
          store.patch({ dropUndo: undo });
      }
    } catch {
      // The worker died; the controller tells, and loads the earlier files again.
    } finally {
      this.cancelCurrent = null;
      store.patch({ loading: null });
    }
  }

  cancel(): void {
    this.cancelCurrent?.();
  }

  private settle(result: IngestResult, dropped: number): void {
    const { store } = this;
    const { outcomes, summary } = result;
    const gpus = pick(outcomes, 'gpu');
    const workloads = pick(outcomes, 'workload').map((one) => one.profile);
    const artifacts = pick(outcomes, 'artifact');
    const reports = pick(outcomes, 'report');
    const faulty = pick(outcomes, 'faulty');
    store.update((state) => ({
      ...state,
      artifacts: {
        ...state.artifacts,
        summary,
        sources: [...state.artifacts.sources, ...result.accepted],
        outcomes,
        rows: artifacts.length > 0 ? { kind: 'none' } : state.artifacts.rows,
        openedReport:
          reports.length > 0
            ? { path: reports.at(-1)!.path, flags: reports.at(-1)!.flags }
            : state.artifacts.openedReport,
      },
      gpus: gpus.reduce(
        (all, { profile }) => [...all.filter((gpu) => gpu.id !== profile.id), profile],
        [...state.gpus],
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
      tab: artifacts.length > 0 || faulty.length > 0 || reports.length > 0 ? 'artifacts' : state.tab,
    }));

    this.tell(result, dropped);
    let { request } = store.get();
    for (const report of reports) request = requestOfReport(report.text, store.get()) ?? request;
    if (workloads.length > 0) request = { ...request, workload: workloads.at(-1)! };
    if (gpus.length > 0) request = { ...request, gpu: gpus.at(-1)!.profile.id };
    this.ask(request);
    if (artifacts.length > 0) void this.loadRows();
  }

  private tell({ outcomes, summary }: IngestResult, dropped: number): void {
    const { store } = this;
    const faulty = pick(outcomes, 'faulty');
    for (const { path, errors } of faulty.slice(0, 3)) {
      store.notify({ tone: 'error', title: `${path} was not used`, lines: sentences(errors, 3) });
    }
    const ignored = pick(outcomes, 'ignored').length;
    const used = outcomes.length - faulty.length - ignored;
    if (used === 0) {
      if (faulty.length === 0)
        store.notify({
          tone: 'error',
          title: 'Nothing to read',
          lines: [`Expected TorchInfo JSON files, profiles or reports, got ${files(dropped)} of other kinds.`],
        });
      return;
    }
    const lines = [
      ...pick(outcomes, 'artifact').map((one) => `${one.path}: ${one.contributed}`),
      ...pick(outcomes, 'gpu').map((one) => `${one.path}: the GPU ${one.profile.name}, now picked`),
      ...pick(outcomes, 'workload').map((one) => `${one.path}: the workload ${one.profile.profile_id}, now picked`),
      ...pick(outcomes, 'report').map((one) => `${one.path}: a report; its settings were taken over`),
      ...(ignored > 0 ? [`${files(ignored)} of other kinds left out`] : []),
    ];
    const suggested = summary && Object.keys(summary.suggested_set).length > 0 && pick(outcomes, 'artifact').length > 0;
    store.notify({
      tone: 'good',
      title: `${files(used)} read`,
      lines: lines.slice(0, 8),
      action: suggested
        ? { label: 'Use the settings of its run', id: 'apply-suggested' }
        : { label: 'Undo', id: 'undo-drop' },
    });
  }

  applySuggested(): void {
    const { artifacts, request } = this.store.get();
    const suggested: Record<string, SettingValue> = artifacts.summary?.suggested_set ?? {};
    this.ask({ ...request, set: { ...request.set, ...suggested } });
  }

  /** The artifact set and the settings before the latest drop. */
  async undo(): Promise<void> {
    const { dropUndo, loading } = this.store.get();
    if (!dropUndo || loading) return;
    this.store.patch({ dropUndo: null });
    try {
      await this.reload(dropUndo.sources);
      this.store.update((state) => ({
        ...state,
        userGpus: dropUndo.userGpus,
        userWorkloads: dropUndo.workloads,
        artifacts: { ...state.artifacts, outcomes: [], openedReport: null },
      }));
      this.ask(dropUndo.request);
      this.store.notify({ tone: 'info', title: 'The last drop was undone', lines: [] });
    } catch {
      // The worker died; told elsewhere.
    }
  }

  async removeAll(): Promise<void> {
    const { artifacts, request, userGpus, userWorkloads } = this.store.get();
    this.store.patch({ dropUndo: { sources: artifacts.sources, request, userGpus, workloads: userWorkloads } });
    await this.reload([]).catch(() => undefined);
  }

  /** Exactly these files are loaded afterwards. */
  async reload(sources: readonly Source[]): Promise<void> {
    const result = await this.engine.restore([...sources]);
    this.store.update((state) => ({
      ...state,
      artifacts: { ...state.artifacts, summary: result.summary, sources: result.accepted, rows: { kind: 'none' } },
    }));
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
