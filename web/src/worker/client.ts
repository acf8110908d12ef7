/** The page's side of the worker: typed promises, progress, and a fresh worker where one died. */
import type { CallName, CallResult, IngestResult, Progress, Request, Response, Source } from './protocol';
import type { EngineCalls } from '../../../bindings/api';

export class WorkerDied extends Error {}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: ((progress: Progress) => void) | undefined;
}
interface Listeners {
  onReady(startupMs: number): void;
  /** The worker is gone; every open promise was rejected. The next call starts another one. */
  onDeath(message: string): void;
}

type Unsent<T> = T extends unknown ? Omit<T, 'id'> : never;

export class EngineClient {
  private worker: Worker | null = null;
  private lastId = 0;
  private readonly decoder = new TextDecoder();
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly makeWorker: () => Worker,
    private readonly listeners: Listeners,
  ) {}

  call<N extends CallName>(call: N, ...args: Parameters<EngineCalls[N]>): Promise<CallResult<N>> {
    return this.send({ call, args } as Unsent<Request>).done as Promise<CallResult<N>>;
  }

  /** Reads files into the engine. `cancel` stops between chunks; what was loaded before must then be restored. */
  ingest(sources: Source[], onProgress: (progress: Progress) => void): { done: Promise<IngestResult>; cancel(): void } {
    const { id, done } = this.send({ call: 'ingest', sources }, onProgress);
    return {
      done: done as Promise<IngestResult>,
      cancel: () => this.worker?.postMessage({ id: 0, call: 'cancel', target: id } satisfies Request),
    };
  }

  /** Drops every artifact and loads these files instead. */
  restore(sources: Source[]): Promise<IngestResult> {
    return this.send({ call: 'restore', sources }).done as Promise<IngestResult>;
  }

  start(): void {
    if (this.worker) return;
    const worker = this.makeWorker();
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Response>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.die(event.message || 'the worker could not run');
    };
    worker.onmessageerror = () => this.die('a message could not be read');
  }

  /** Ends the worker; open promises are rejected. */
  stop(): void {
    this.worker?.terminate();
    this.worker = null;
    const open = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of open) reject(new WorkerDied('stopped'));
  }

  private send(
    request: Unsent<Request>,
    onProgress?: (progress: Progress) => void,
  ): { id: number; done: Promise<unknown> } {
    this.start();
    this.lastId += 1;
    const id = this.lastId;
    const done = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject, onProgress }));
    this.worker?.postMessage({ ...request, id });
    return { id, done };
  }

  private receive(response: Response): void {
    if (response.type === 'ready') return this.listeners.onReady(response.startupMs);
    if (response.type === 'dead') return this.die(response.message);
    const waiting = this.waiting.get(response.id);
    if (response.type === 'progress') return waiting?.onProgress?.(response.progress);
    this.waiting.delete(response.id);
    if (response.type === 'json') waiting?.resolve(JSON.parse(this.decoder.decode(response.bytes)));
    else waiting?.resolve(response.value);
  }

  private die(message: string): void {
    this.worker?.terminate();
    this.worker = null;
    const open = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of open) reject(new WorkerDied(message));
    this.listeners.onDeath(message);
  }
}
