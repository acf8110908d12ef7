// The page's service worker. The build puts two constants before this text:
//   VERSION  hash over the names and contents of all files of the build
//   FILES    URLs of what the page needs to start, relative to this file; './' is the page itself
//   LATER    URLs of what is only asked for now and then, such as the page in one file: kept once the page is idle
/* global VERSION, FILES, LATER */
const PREFIX = `modelmeter ${self.registration.scope} `; // pages of one origin share their caches
const CACHE = PREFIX + VERSION;

self.addEventListener('install', (event) => {
  // Names under assets/ tell their contents: what the page has just loaded need not be loaded again.
  const cacheOf = (url) => (url.startsWith('./assets/') ? 'default' : 'reload');
  const requests = FILES.map((url) => new Request(url, { cache: cacheOf(url) }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

// A new version waits until the page asks for it, so that it never changes under an open page.
self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (event.data === 'KEEP_REST') event.waitUntil(keepRest());
});

/** Without a network it is tried again at the next visit. */
const keepRest = async () => {
  const cache = await caches.open(CACHE);
  for (const url of LATER) if (!(await cache.match(url))) await cache.add(url).catch(() => undefined);
};

const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

// The version before this one stays for tabs that still run it and may load a part of it late.
const dropOldCaches = async () => {
  const older = (await ownCaches()).filter((name) => name !== CACHE);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
};

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

const matching = { ignoreSearch: true, ignoreVary: true };

/** Both addresses of the page; everything else is looked up as it stands. */
const keyOf = (request) => {
  const { scope } = self.registration;
  return [scope, `${scope}index.html`].includes(request.url.split(/[?#]/)[0]) ? scope : request;
};

const answer = async (request) => {
  const current = await caches.open(CACHE);
  const found = await current.match(keyOf(request), matching);
  if (found) return found;
  for (const name of await ownCaches()) {
    const older = await (await caches.open(name)).match(request, matching);
    if (older) return older;
  }
  return fetch(request);
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(answer(request));
});
