// The static server behind `npm start`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, staticServer } from '../../scripts/serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'modelmeter-serve-'));
let server: Server;
let port = 0;

/** Sends the path as it stands: fetch would tidy it up first. */
const get = (path: string, method = 'GET'): Promise<{ status: number; type: string; body: string }> =>
  new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
      );
    });
    asked.on('error', failed).end();
  });

beforeAll(async () => {
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site-secret.txt'), 'secret');
  writeFileSync(join(folder, 'site', 'index.html'), '<p>page');
  writeFileSync(join(folder, 'site', 'assets', 'x.wasm'), 'wasm');
  server = staticServer(join(folder, 'site'), '/a/');
  port = Number(new URL(await listen(server, 0, { base: '/a/' })).port);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('the static server', () => {
  it('serves the page and its parts with their types', async () => {
    expect(await get('/a/')).toEqual({ status: 200, type: 'text/html; charset=utf-8', body: '<p>page' });
    expect(await get('/a/index.html?x=1')).toMatchObject({ status: 200 });
    expect(await get('/a/assets/x.wasm')).toMatchObject({ status: 200, type: 'application/wasm', body: 'wasm' });
  });

  it.each([
    '/a/../secret.txt',
    '/a/%2e%2e/secret.txt',
    '/a/..%2fsecret.txt',
    '/a/..%2Fsite-secret.txt',
    '/a/%2e%2e%2fsite-secret.txt',
  ])('never leaves its folder: %s', async (path) =>
    expect(await get(path)).toMatchObject({ status: 404, body: 'not found\n' }),
  );

  it.each(['/', '/a', '/a/assets', '/a/assets/', '/a/none', '/a/%', '/a/%00'])(
    'knows nothing else: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('only reads', async () => {
    expect((await get('/a/', 'POST')).status).toBe(405);
    expect(await get('/a/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('takes the next free port, or says that the asked one is taken', async () => {
    const second = staticServer(folder);
    const address = await listen(second, port, { tries: 20 });
    expect(Number(new URL(address).port)).toBeGreaterThan(port);
    second.close();
    await expect(listen(staticServer(folder), port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
