/** The worker's side: one engine, requests in order, ingestion between them. */
import type { EngineFacade } from '../../../bindings/engine';
import { ingest } from './ingest';
import type { Request, Response } from './protocol';

interface Port {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Response, transfer?: Transferable[]): void;
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function serve(port: Port, starting: Promise<EngineFacade>): void {
  const startedAt = performance.now();
  /** Requests wait for each other: a view into the engine's memory dies when another call grows that memory. */
  let queue: Promise<unknown> = starting.then(
    () => port.postMessage({ id: 0, type: 'ready', startupMs: performance.now() - startedAt }),
    (error) => port.postMessage({ id: 0, type: 'dead', message: message(error) }),
  );
  const cancels = new Map<number, { requested: boolean }>();

  const answer = async (request: Exclude<Request, { call: 'cancel' }>): Promise<unknown> => {
    const engine = await starting;
    if (request.call !== 'ingest' && request.call !== 'restore') {
      const call = engine[request.call] as (...args: unknown[]) => unknown;
      return call(...request.args);
    }
    if (request.call === 'restore') {
      engine.removeArtifacts();
      engine.removeMeasurements();
    }
    const cancel = cancels.get(request.id) ?? { requested: false };
    return ingest(engine, request.sources, cancel, (progress) =>
      port.postMessage({ id: request.id, type: 'progress', progress }),
    );
  };

  port.onmessage = ({ data: request }) => {
    if (request.call === 'cancel') {
      const cancel = cancels.get(request.target);
      if (cancel) cancel.requested = true;
      return;
    }
    if (request.call === 'ingest') cancels.set(request.id, { requested: false });
    queue = queue.then(async () => {
      try {
        if (request.call === 'estimate') {
          const bytes = (await starting).estimateBytes(...request.args);
          port.postMessage({ id: request.id, type: 'json', bytes }, [bytes.buffer]);
          return;
        }
        port.postMessage({ id: request.id, type: 'reply', value: await answer(request) });
      } catch (error) {
        port.postMessage({ id: request.id, type: 'dead', message: message(error) });
      } finally {
        cancels.delete(request.id);
      }
    });
  };
}
