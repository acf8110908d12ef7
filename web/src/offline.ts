/**
 * Works offline after the first visit, and says when a newer version waits.
 * A newer version starts only when the user asks for it (`applyUpdate`).
 */

type Listener = () => void;

const listeners = new Set<Listener>();
let waiting: ServiceWorker | null = null;
/** Another tab applied an update: this page runs on files of the version before. */
let replaced = false;

const announce = (): void => {
  for (const listener of listeners) listener();
};

/** Calls back once a newer version is ready, at once if it already is; returns how to stop listening. */
export function onUpdateAvailable(listener: Listener): () => void {
  listeners.add(listener);
  if (waiting || replaced) listener();
  return () => listeners.delete(listener);
}

/** Starts the newer version: reloads the page. */
export function applyUpdate(): void {
  if (replaced || !waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('SKIP_WAITING');
}

const hold = (worker: ServiceWorker): void => {
  waiting = worker;
  announce();
};

const watch = (registration: ServiceWorkerRegistration): void => {
  const container = navigator.serviceWorker;
  if (registration.waiting && container.controller) hold(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      // Without a controller this is the first visit: nothing older runs, nothing to announce.
      if (worker.state === 'installed' && container.controller) hold(worker);
    });
  });
  let controlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (controlled) {
      replaced = true;
      announce();
    }
    controlled = true;
  });
  document.addEventListener('visibilitychange', () => {
    // Offline is no fault here: the next look comes with the next visit.
    if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
  });
};

const supported = (): boolean =>
  import.meta.env.PROD &&
  import.meta.env.MODE !== 'single' &&
  location.protocol.startsWith('http') &&
  'serviceWorker' in navigator;

/** After the first answer: what is stored for later must not delay what is shown now. */
const whenIdle = (): Promise<void> =>
  new Promise((idle) => {
    const wait = (): void => {
      if ('requestIdleCallback' in globalThis) requestIdleCallback(() => idle(), { timeout: 4000 });
      else setTimeout(idle, 1500);
    };
    if (document.readyState === 'complete') wait();
    else addEventListener('load', wait, { once: true });
  });

const register = async (): Promise<boolean> => {
  if (!supported()) return false;
  await whenIdle();
  try {
    const registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI), {
      updateViaCache: 'none',
    });
    watch(registration);
    const { active } = await navigator.serviceWorker.ready;
    await whenIdle();
    active?.postMessage('KEEP_REST');
    return true;
  } catch (error) {
    console.warn('ModelMeter will not work offline:', error);
    return false;
  }
};

/** Becomes true when the whole page is stored for use without a network; false where that cannot be. */
export const offlineReady: Promise<boolean> = register();
