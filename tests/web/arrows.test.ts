// The arrows between rooms point one way: engine <- bindings <- web, and inside the engine as the table below says.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Files below a folder, as paths from the repository. */
const filesOf = (folder: string, pattern: RegExp): string[] => {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split('\\').join('/'))
    .sort();
};

const text = (file: string): string => readFileSync(join(root, file), 'utf8');

// --- C++ ---------------------------------------------------------------------------------------------------------

const sources = filesOf('engine', /\.(cpp|h)$/);

interface Include {
  file: string;
  target: string;
  quoted: boolean;
}

const includesOf = (file: string): Include[] =>
  [...text(file).matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)].map((match) => ({
    file,
    target: match[2]!,
    quoted: match[1] === '"',
  }));

const includes = sources.flatMap(includesOf);

/** engine/<room>/…; architectures/<name>/ counts as architectures. */
const roomOf = (file: string): string => file.split('/')[1]!;

/** The engine file that an include means: from the engine's root, else from the including file's folder. */
const targetOf = ({ file, target }: Include): string | undefined =>
  [posix.join('engine', target), posix.join(posix.dirname(file), target)].find((path) => sources.includes(path));

/** What each room may look at beside itself. `serialization` also holds the service that the bindings call. */
const mayUse: Record<string, readonly string[]> = {
  units: [],
  entities: ['units'],
  operators: ['units', 'entities'],
  kernels: ['units', 'entities', 'operators'],
  hardware: ['units', 'entities', 'kernels'],
  torchinfo: ['units', 'entities', 'operators'],
  measurements: ['units', 'entities'],
  architectures: ['units', 'entities', 'operators', 'kernels', 'torchinfo'],
  estimator: ['units', 'entities', 'operators', 'kernels', 'hardware', 'torchinfo', 'architectures', 'measurements'],
  documents: ['units', 'entities', 'operators', 'kernels', 'torchinfo', 'architectures', 'estimator', 'measurements'],
  serialization: [
    'units',
    'entities',
    'operators',
    'kernels',
    'hardware',
    'torchinfo',
    'architectures',
    'estimator',
    'documents',
    'measurements',
  ],
};

describe('inside the engine', () => {
  it('every file lies in a room that this table knows', () => {
    expect(sources.filter((file) => !(roomOf(file) in mayUse))).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  it('quoted includes are the engine’s own files', () => {
    expect(includes.filter((include) => include.quoted && !targetOf(include))).toEqual([]);
  });

  it('rooms look only where they may', () => {
    const backward = includes.flatMap((include) => {
      const target = targetOf(include);
      if (!target) return [];
      const [from, to] = [roomOf(include.file), roomOf(target)];
      return from === to || mayUse[from]?.includes(to) ? [] : [`${include.file} includes ${target}`];
    });
    expect(backward).toEqual([]);
  });

  it('only serialization knows the JSON library, and no other room sees it through a header', () => {
    const knowing = new Set(includes.filter(({ target }) => target.startsWith('nlohmann/')).map(({ file }) => file));
    expect(knowing.size, 'it is used at all').toBeGreaterThan(0);
    for (let size = 0; size !== knowing.size;) {
      size = knowing.size;
      for (const include of includes) if (knowing.has(targetOf(include) ?? '')) knowing.add(include.file);
    }
    expect([...knowing].filter((file) => roomOf(file) !== 'serialization')).toEqual([]);
  });

  it('only a model’s own folder names it', () => {
    const names = /deepseek[_-]?ocr\//i;
    const outside = includes.filter(
      ({ file, target }) => names.test(target) && !file.startsWith('engine/architectures/'),
    );
    expect(outside).toEqual([]);
  });

  it('no file prints, reads files, asks the clock, starts threads or knows a browser', () => {
    const forbidden =
      /^(iostream|fstream|print|filesystem|chrono|ctime|time\.h|locale|clocale|thread|mutex|future|random|emscripten(\/.*)?)$/;
    const found = includes.filter(({ target, quoted }) => !quoted && forbidden.test(target));
    expect(found.map(({ file, target }) => `${file} includes <${target}>`)).toEqual([]);
    const calls = /\b(?:f?printf|f?puts|putchar|fopen|fwrite|getenv|setlocale)\s*\(/; // snprintf into a buffer is fine
    expect(sources.filter((file) => calls.test(text(file)))).toEqual([]);
  });
});

// --- TypeScript --------------------------------------------------------------------------------------------------

interface Import {
  file: string;
  target: string;
}

const importsOf = (file: string): Import[] =>
  [...text(file).matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'|\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => ({
    file,
    target: match[1] ?? match[2]!,
  }));

/** A relative import as a path from the repository, without query; other imports stay as they are. */
const landing = ({ file, target }: Import): string =>
  target.startsWith('.') ? posix.normalize(posix.join(dirname(file), target.split('?')[0]!)) : target;

const scripts = /\.(ts|tsx|js|mjs)$/;

describe('engine <- bindings <- web', () => {
  it('C++ of the bindings includes the engine, and nothing of the page', () => {
    const bindings = filesOf('bindings', /\.(cpp|h)$/).flatMap(includesOf);
    const outside = bindings.filter(({ target, quoted }) => quoted && !sources.includes(posix.join('engine', target)));
    expect(outside).toEqual([]);
    expect(bindings.filter(({ target }) => target.startsWith('nlohmann/'))).toEqual([]);
  });

  it('bindings import nothing from the page', () => {
    const found = filesOf('bindings', scripts)
      .flatMap(importsOf)
      .map((item) => `${item.file}: ${landing(item)}`);
    expect(found.filter((line) => /: (web|tests|scripts)\//.test(line))).toEqual([]);
  });

  it('the page imports of the bindings only the wire types, the facade and the sheet of a sweep', () => {
    const imports = filesOf('web/src', scripts)
      .flatMap(importsOf)
      .map((item) => ({ ...item, to: landing(item) }));
    const outside = imports
      .filter(({ to, target }) => target.startsWith('.') && !to.startsWith('web/src/'))
      .filter(({ to }) => !/^bindings\/(api|engine|sweep-table|measured-table)(\.d)?(\.ts|\.js)?$/.test(to));
    expect(outside.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('only the worker loads the engine; views get its answers', () => {
    const users = filesOf('web/src', scripts)
      .flatMap(importsOf)
      .filter(({ target }) => target.startsWith('@engine/') || target === '#engine-wasm')
      .map(({ file }) => file);
    expect([...new Set(users)].filter((file) => !/worker/.test(file))).toEqual([]);
  });

  it('the page uses nothing of Node', () => {
    const found = filesOf('web/src', scripts)
      .flatMap(importsOf)
      .filter(({ target }) => target.startsWith('node:'));
    expect(found).toEqual([]);
  });

  it('GPU profiles are data: no code lies beside them', () => {
    expect(filesOf('hwprofiles', /\.(ts|js|mjs|cpp|h|py)$/)).toEqual([]);
  });
});
