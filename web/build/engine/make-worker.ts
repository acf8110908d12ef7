// `#engine-worker` of the page in several files.
import EngineWorker from '../../src/engine.worker.ts?worker';

export const makeEngineWorker = (): Worker => new EngineWorker({ name: 'engine' });
