/** Several engines for a sweep: chunks of points to whoever is free, progress, cancel. */
import type { Diagnostic, Reply, SweepPlan, SweepRequest, SweepRow, SweepRows } from '../../../bindings/api';

/** One engine of the pool, as `EngineClient` is one. */
export interface Member {
  sweepPlan(request: SweepRequest): Promise<Reply<SweepPlan>>;
  sweepRows(request: SweepRequest, first: number, count: number): Promise<Reply<SweepRows>>;
  stop(): void;
}

export interface SweepProgress {
  done: number;
  points: number;
  pointsPerSecond: number;
  workers: number;
}
export interface SweepResult {
  request: SweepRequest;
  plan: SweepPlan;
  /** In the order of the points. Where it was cancelled, those that were made: undefined elsewhere. */
  rows: (SweepRow | undefined)[];
  done: number;
  seconds: number;
  workers: number;
  cancelled: boolean;
}

/** A chunk should take about so long: short enough to cancel, long enough that messages do not matter. */
const CHUNK_MS = 120;
const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 512;

/** Cores that are left for the page and the engine that answers it. */
export const poolSize = (cores: number | undefined): number => Math.max(1, Math.min(8, (cores ?? 2) - 1));

export class WorkerPool<Session, M extends Member = Member> {
  private members: Promise<M>[] = [];
  private session: Session | null = null;
  private running: { cancelled: boolean } | null = null;

  /** `make` gives an engine that knows what the session has: profiles and artifacts of the user. */
  constructor(
    private readonly make: (session: Session) => Promise<M>,
    private readonly size: number,
    private readonly sameSession: (a: Session, b: Session) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** One sweep at a time: a new one cancels the one before. */
  async sweep(
    request: SweepRequest,
    session: Session,
    onProgress: (progress: SweepProgress) => void,
  ): Promise<Reply<SweepResult>> {
    this.cancel();
    const run = { cancelled: false };
    this.running = run;
    try {
      const first = await this.member(0, session);
      const planned = await first.sweepPlan(request);
      if (!planned.ok) return planned;
      return await this.fill(request, planned.value, session, run, onProgress);
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      if (this.running === run) this.running = null;
    }
  }

  cancel(): void {
    if (this.running) this.running.cancelled = true;
  }

  /** The engine that also answers single questions. */
  first(session: Session): Promise<M> {
    return this.member(0, session);
  }

  /** Ends every engine; the next question starts them again. */
  stop(): void {
    for (const member of this.members)
      void member.then(
        (one) => one.stop(),
        () => undefined,
      );
    this.members = [];
    this.session = null;
  }

  private member(index: number, session: Session): Promise<M> {
    if (this.session === null || !this.sameSession(this.session, session)) {
      this.stop();
      this.session = session;
    }
    const members = this.members;
    const known = members[index];
    if (known) return known;
    const made = this.make(session);
    members[index] = made;
    // One that could not be made is tried again at the next question.
    made.catch(() => {
      if (members[index] === made) delete members[index];
    });
    return made;
  }

  private async fill(
    request: SweepRequest,
    plan: SweepPlan,
    session: Session,
    run: { cancelled: boolean },
    onProgress: (progress: SweepProgress) => void,
  ): Promise<Reply<SweepResult>> {
    const rows = new Array<SweepRow | undefined>(plan.points).fill(undefined);
    const workers = Math.max(1, Math.min(this.size, Math.ceil(plan.points / FIRST_CHUNK)));
    const start = this.now();
    let next = 0;
    let done = 0;
    let faults: Diagnostic[] | null = null;
    const seconds = (): number => (this.now() - start) / 1e3;
    const work = async (index: number): Promise<void> => {
      const member = await this.member(index, session);
      let chunk = FIRST_CHUNK;
      while (next < plan.points && !run.cancelled && faults === null) {
        const first = next;
        const count = Math.min(chunk, plan.points - first);
        next += count;
        const began = this.now();
        const reply = await member.sweepRows(request, first, count);
        if (!reply.ok) {
          faults = reply.errors;
          return;
        }
        reply.value.rows.forEach((row, offset) => (rows[first + offset] = row));
        done += reply.value.rows.length;
        const took = Math.max(1, this.now() - began);
        chunk = Math.max(1, Math.min(LARGEST_CHUNK, Math.round((count * CHUNK_MS) / took)));
        onProgress({ done, points: plan.points, pointsPerSecond: done / Math.max(seconds(), 1e-3), workers });
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, index) => work(index)));
    if (faults !== null) return { ok: false, errors: faults };
    return {
      ok: true,
      value: { request, plan, rows, done, seconds: seconds(), workers, cancelled: done < plan.points },
    };
  }
}
