// `#engine-worker` of the page in one file: a classic worker from a blob, the only kind that file:// allows.
import EngineWorker from '../../src/engine.worker.ts?worker&inline';

export const makeEngineWorker = (): Worker => new EngineWorker({ name: 'engine' });
