/** Sweeps, searches and comparisons: questions beside the one that the page always answers. Kept while tabs change. */
import { signal } from '@preact/signals';
import type { ComparedRun, Diagnostic, EstimateRequest, SweepRequest } from '../../../bindings/api';
import { EngineClient } from '../worker/client';
import { poolSize, WorkerPool, type Member, type SweepProgress, type SweepResult } from '../worker/pool';
import type { CallName, CallResult, Source } from '../worker/protocol';
import type { EngineCalls } from '../../../bindings/api';
import type { UserGpu } from './types';

/** What an engine has to know to answer as the page's own does. */
export interface LabSession {
  gpus: readonly UserGpu[];
  sources: readonly Source[];
}

export type SweepState =
  | { kind: 'idle' }
  | { kind: 'running'; progress: SweepProgress | null; last: SweepResult | null }
  | { kind: 'failed'; errors: Diagnostic[]; last: SweepResult | null }
  | { kind: 'done'; last: SweepResult };

/** What the form of the sweep holds. */
export interface SweepForm {
  axes: { key: string; values: string }[];
  metric: string;
  view: 'lines' | 'map';
}

const sameSession = (a: LabSession, b: LabSession): boolean => a.gpus === b.gpus && a.sources === b.sources;

interface LabMember extends Member {
  client: EngineClient;
}

/** An engine of the pool: a client of its own with the user's profiles and files in it. */
async function memberOf(makeWorker: () => Worker, session: LabSession): Promise<LabMember> {
  const client = new EngineClient(makeWorker, { onReady: () => undefined, onDeath: () => undefined });
  for (const gpu of session.gpus) await client.call('addGpu', gpu.text);
  if (session.sources.length > 0) await client.restore([...session.sources]);
  return {
    client,
    sweepPlan: (request) => client.call('sweepPlan', request),
    sweepRows: (request, first, count) => client.call('sweepRows', request, first, count),
    stop: () => client.stop(),
  };
}

export class Lab {
  readonly sweep = signal<SweepState>({ kind: 'idle' });
  readonly form = signal<SweepForm>({
    axes: [{ key: 'batch_size', values: '1..64:x2' }],
    metric: 'total_ms',
    view: 'lines',
  });
  readonly runs = signal<readonly ComparedRun[]>([]);
  private readonly pool: WorkerPool<LabSession, LabMember>;

  constructor(
    makeWorker: () => Worker,
    private readonly session: () => LabSession,
  ) {
    this.pool = new WorkerPool(
      (session) => memberOf(makeWorker, session),
      poolSize(globalThis.navigator?.hardwareConcurrency),
      sameSession,
    );
  }

  /** A single question. Not to the page's own engine: that one is free for what is typed. */
  async call<N extends CallName>(name: N, ...args: Parameters<EngineCalls[N]>): Promise<CallResult<N>> {
    const { client } = await this.pool.first(this.session());
    return client.call(name, ...args);
  }

  async startSweep(request: SweepRequest): Promise<void> {
    const last = this.lastSweep();
    const mine: SweepState = { kind: 'running', progress: null, last };
    let current: SweepState = mine;
    this.sweep.value = mine;
    const still = (): boolean => this.sweep.value === current;
    const show = (state: SweepState): void => {
      if (!still()) return;
      current = state;
      this.sweep.value = state;
    };
    try {
      const reply = await this.pool.sweep(request, this.session(), (progress) =>
        show({ kind: 'running', progress, last }),
      );
      show(reply.ok ? { kind: 'done', last: reply.value } : { kind: 'failed', errors: reply.errors, last });
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      show({ kind: 'failed', errors: [{ path: '', expected: 'an engine that answers', got }], last });
    }
  }
  cancelSweep(): void {
    this.pool.cancel();
  }
  lastSweep(): SweepResult | null {
    const state = this.sweep.value;
    return state.kind === 'idle' ? null : state.last;
  }

  addRun(run: ComparedRun): void {
    const taken = new Set(this.runs.value.map((one) => one.label));
    let label = run.label;
    for (let n = 2; taken.has(label); n += 1) label = `${run.label} (${n})`;
    this.runs.value = [...this.runs.value, { ...run, label }];
  }
  removeRun(index: number): void {
    this.runs.value = this.runs.value.filter((_, at) => at !== index);
  }
  /** The first run is what the others are held against. */
  makeBaseline(index: number): void {
    const run = this.runs.value[index];
    if (run) this.runs.value = [run, ...this.runs.value.filter((_, at) => at !== index)];
  }
}

/** "h200-sxm, batch_size 4": what a run is, in a few words. */
export function labelOf(request: EstimateRequest): string {
  const set = Object.entries(request.set).map(([key, value]) => `${key} ${String(value)}`);
  const workload = typeof request.workload === 'string' ? request.workload : request.workload.profile_id;
  return [request.gpu, workload, ...set].filter((part) => part !== '').join(', ');
}
