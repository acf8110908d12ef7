/** What hangs on the newest good report and is asked for when it is looked at: explanations, charts' data, documents, comparisons. */
import type { Reply, ReportFiles } from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { ARTIFACT } from './models';
import { requestKey } from './request';
import { sentences } from './sentence';
import type { Store } from './store';
import { lastOf, type Loaded, type State, type Tab } from './types';

/** Parts of the state that are loaded: each knows the question that it answers. */
type Slot = { [K in keyof State]: State[K] extends Loaded<unknown> ? K : never }[keyof State];

/** So long nothing has changed before what costs more than an estimate is asked. */
const STILL_MS = 250;

export class Answers {
  private fitTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
  ) {}

  /** What a view shows beside the report. */
  view(tab: Tab): void {
    if (tab === 'gpu') void this.calibration();
    if (tab === 'docs') void this.files();
    if (tab === 'verify') void this.verification();
    if (tab === 'measured') void this.measured();
    const done = lastOf(this.store.get().run);
    if (!done) return;
    const key = requestKey(done.request);
    if (tab === 'icicle' || tab === 'roofline')
      void this.load('roofline', key, () => this.engine.call('roofline', done.request));
    if (tab === 'categories') void this.load('breakdown', key, () => this.engine.call('breakdown', done.request));
  }

  /** The explanation that is open. */
  figure(): void {
    const subject = this.store.get().why.at(-1);
    const done = lastOf(this.store.get().run);
    if (subject === undefined || !done) return;
    void this.load('figure', `${requestKey(done.request)} ${subject}`, () =>
      this.engine.call('explainFigure', done.request, subject),
    );
  }

  /** Where the calibrated times of the picked GPU come from. */
  private async calibration(): Promise<void> {
    const { request, userGpus } = this.store.get();
    const key = `${request.gpu} ${JSON.stringify(userGpus)}`;
    await this.load('calibration', key, () => this.engine.call('calibration', request.gpu));
  }

  /** What still fits costs many layouts of memory: asked once nothing has changed for a moment, never while dragging. */
  largestFitSoon(): void {
    clearTimeout(this.fitTimer);
    this.fitTimer = setTimeout(() => {
      const done = lastOf(this.store.get().run);
      if (!done) return;
      void this.load('largestFit', requestKey(done.request), () => this.engine.call('largestFit', done.request));
    }, STILL_MS);
  }

  async explanation(moduleId: string): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (!done) return;
    const key = `${requestKey(done.request)} ${moduleId}`;
    await this.load('explanation', key, () => this.engine.call('explain', done.request, moduleId));
  }

  /** What the runtime launches for a module: asked for, not sent along. */
  async kernels(moduleId: string): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (!done) return;
    const key = `${requestKey(done.request)} ${moduleId}`;
    await this.load('kernels', key, () => this.engine.call('kernels', done.request, moduleId));
  }

  /** Files of the newest good report: the layer docs and the download. */
  async files(): Promise<void> {
    const done = lastOf(this.store.get().run);
    if (done) await this.load('files', requestKey(done.request), () => this.engine.call('files', done.request));
  }

  /** The newest good report held against the loaded files. */
  async verification(): Promise<void> {
    const { run, artifacts } = this.store.get();
    const done = lastOf(run);
    // A model that is built in is not compared row by row: its modules are its own.
    if (done?.request.model === ARTIFACT && artifacts.summary)
      await this.load('verification', requestKey(done.request), () => this.engine.call('verify', done.request));
  }

  /** The newest good report held against measured times. */
  async measured(): Promise<void> {
    const { run, measurements } = this.store.get();
    const done = lastOf(run);
    if (done && measurements)
      await this.load('measured', requestKey(done.request), () => this.engine.call('measured', done.request));
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

  /** The predicted run as a Chrome trace; null where nothing can be computed. */
  async traceForDownload(): Promise<{ name: string; text: string } | null> {
    const done = lastOf(this.store.get().run);
    if (!done) return null;
    try {
      const reply = await this.engine.call('trace', done.request);
      if (reply.ok) return { name: `${done.estimate.report.report_id}.trace.json`, text: reply.value };
      this.store.notify({ tone: 'error', title: 'The timeline could not be written', lines: sentences(reply.errors) });
    } catch {
      // The worker died; told elsewhere.
    }
    return null;
  }

  private async load<T>(slot: Slot, key: string, ask: () => Promise<Reply<T>>): Promise<void> {
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
}
