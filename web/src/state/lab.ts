/** Sweeps, searches and comparisons: questions beside the one that the page always answers. Kept while tabs change. */
import { lastOf } from './types';
import { signal } from '@preact/signals';
import type { Diagnostic, EngineCalls, SweepRequest } from '../../../bindings/api';
import { EngineClient } from '../worker/client';
import { poolSize, WorkerPool, type Member, type SweepProgress, type SweepResult } from '../worker/pool';
import type { CallName, CallResult, Source } from '../worker/protocol';
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
    let current: SweepState = { kind: 'running', progress: null, last };
    this.sweep.value = current;
    const show = (state: SweepState): void => {
      if (this.sweep.value !== current) return;
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
    return lastOf(this.sweep.value);
  }
}
