// A static server for the built page: no dependencies, one folder, no listing.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createGzip } from 'node:zlib';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** What gets smaller by packing. */
const PACKED = /^text\/|json|javascript|wasm|svg/;

/** The file a request names, or null where it leaves the folder or cannot be read as a path. */
const fileOf = (folder, base, url) => {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(base) || path.includes('\0')) return null;
  const file = normalize(join(folder, path.slice(base.length)));
  if (file !== folder && !file.startsWith(folder + sep)) return null;
  return path.endsWith('/') ? join(file, 'index.html') : file;
};

/** Serves `folder` under the path `base` ("/", "/a/b/"). */
export const staticServer = (folder, base = '/') => {
  const root = resolve(folder);
  return createServer(async (request, response) => {
    const fail = (status, text) => response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') return fail(405, 'only GET and HEAD');
    const file = fileOf(root, base, request.url ?? '/');
    const found = file && (await stat(file).catch(() => null));
    if (!found?.isFile()) return fail(404, 'not found');
    const type = types[extname(file)] ?? 'application/octet-stream';
    // As hosts do: the engine is a third of its size on the wire.
    const packed = found.size > 1024 && PACKED.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(200, {
      'content-type': type,
      ...(packed ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : { 'content-length': found.size }),
      // names under assets/ carry a hash of their contents
      'cache-control': file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    if (request.method === 'HEAD') return response.end();
    const bytes = createReadStream(file).on('error', () => response.destroy());
    if (packed) bytes.pipe(createGzip({ level: 4 })).pipe(response);
    else bytes.pipe(response);
  });
};

/** Listens on `port`, or on the next free one if `tries` allows; gives the address. */
export const listen = async (server, port, { host = '127.0.0.1', base = '/', tries = 1 } = {}) => {
  for (let left = tries; ; left -= 1, port += 1) {
    try {
      await new Promise((done, failed) => server.once('error', failed).listen(port, host, done));
      return `http://${host}:${server.address().port}${base}`;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || left <= 1) throw error;
    }
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'dist', port = '4173', base = '/'] = process.argv.slice(2);
  console.log(await listen(staticServer(folder, base), Number(port), { base }));
}
