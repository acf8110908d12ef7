import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { makeEngineWorker } from '#engine-worker';
import { applyUpdate, onUpdateAvailable } from './offline.ts';

function App() {
  const [update, setUpdate] = useState(false);
  const [models, setModels] = useState('');
  useEffect(() => {
    const worker = makeEngineWorker();
    worker.onmessage = ({ data }: MessageEvent<string>) => setModels(data);
    worker.postMessage(null);
    return () => worker.terminate();
  }, []);
  useEffect(() => onUpdateAvailable(() => setUpdate(true)), []);
  return (
    <main>
      <h1>ModelMeter</h1>
      <p>{models}</p>
      {update && (
        <p role="status">
          A new version is ready. <button onClick={applyUpdate}>Update</button>
        </p>
      )}
    </main>
  );
}

render(<App />, document.getElementById('app')!);
