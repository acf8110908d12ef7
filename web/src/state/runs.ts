/** Runs beside the current one: the pinned baseline, and those to compare. */
import type { ComparedRun, EstimateRequest } from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { ARTIFACT, lacksArtifacts } from './models';
import { labelOf } from './run-label';
import type { Store } from './store';
import { lastOf } from './types';

/** As many as the engine compares at once, with the baseline and the current run. */
export const MOST_RUNS = 6;

export class Runs {
  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
    private readonly changed: () => void,
  ) {}

  /** From now on later numbers show their difference to the newest good answer. */
  pin(): void {
    const baseline = lastOf(this.store.get().run);
    if (!baseline) return;
    this.store.patch({ baseline, baselineWanted: null, announcement: 'Pinned as the baseline' });
    this.changed();
  }
  unpin(): void {
    this.store.patch({ baseline: null, baselineWanted: null, announcement: 'No baseline any more' });
    this.changed();
  }

  /** Answers the baseline that a link asked for. */
  async recallBaseline(): Promise<void> {
    const { baselineWanted: request, artifacts } = this.store.get();
    if (!request || lacksArtifacts({ request, artifacts })) return;
    const reply = await this.engine.call('estimate', request);
    if (this.store.get().baselineWanted !== request) return;
    if (reply.ok) this.store.patch({ baseline: { request, estimate: reply.value }, baselineWanted: null });
    else this.store.patch({ baselineWanted: null });
  }

  /** The newest good answer as a run that stays as it is. */
  async addCurrent(): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (done) await this.addRequest(done.request);
  }
  /** A run by its question; one of loaded artifacts by its report, which other files do not change. */
  async addRequest(request: EstimateRequest): Promise<void> {
    const label = labelOf(request, this.store.get());
    if (request.model !== ARTIFACT) return this.add([{ label, request }]);
    const reply = await this.engine.call('files', request);
    const report = reply.ok ? reply.value.files.find(({ path }) => path === 'report.json')?.text : undefined;
    if (report !== undefined) this.add([{ label, report }]);
  }
  add(runs: readonly ComparedRun[]): void {
    this.store.update((state) => {
      const all = [...state.runs];
      const taken = new Set(all.map(({ label }) => label));
      for (const run of runs) {
        let { label } = run;
        for (let n = 2; taken.has(label); n += 1) label = `${run.label} (${n})`;
        taken.add(label);
        all.push({ ...run, label });
      }
      return { ...state, runs: all.slice(-MOST_RUNS) };
    });
    this.changed();
  }
  remove(index: number): void {
    this.store.update((state) => ({ ...state, runs: state.runs.filter((_, at) => at !== index) }));
    this.changed();
  }
  clear(): void {
    this.store.patch({ runs: [] });
    this.changed();
  }
}
