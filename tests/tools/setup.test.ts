// The decisions of `npm start` and `npm test` about a machine.
import { describe, expect, it } from 'vitest';
import { emscriptenRoot, wasmOptions } from '../../scripts/setup/emscripten.mjs';
import { modulesAreCurrent } from '../../scripts/setup/modules.mjs';
import { dependenciesToUnpackFor, emscriptenRoute, parseNodejs } from '../../scripts/setup/node-route.mjs';

describe('how emscripten gets onto a machine with this nodejs package', () => {
  const route = (dpkg: string | null) => emscriptenRoute(parseNodejs(dpkg));

  it('Debian’s own, which other architectures may use: apt', () =>
    expect(route('installed allowed\n')).toBe('install'));
  it('NodeSource’s, without that mark: unpacked, apt would refuse', () => expect(route('installed \n')).toBe('unpack'));
  it('one with another mark: unpacked as well', () => expect(route('installed foreign\n')).toBe('unpack'));
  it('none, Node lies outside dpkg: apt, which brings Debian’s', () => expect(route(null)).toBe('install'));
  it('one that was removed again: apt', () => expect(route('config-files allowed\n')).toBe('install'));
});

it('what emscripten needs, its Node packages left out', () => {
  const shown =
    'Package: emscripten\nDepends: binaryen, clang-14, lld-14 (>= 1:14) | lld, llvm-14, node-acorn, nodejs (>= 12), python3:any\n';
  expect(dependenciesToUnpackFor(shown)).toEqual(['binaryen', 'clang-14', 'lld-14', 'llvm-14', 'python3']);
  expect(dependenciesToUnpackFor(null), 'lists never fetched').toContain('clang-14');
});

describe('which Emscripten builds', () => {
  const toolchain = '/cmake/Modules/Platform/Emscripten.cmake';
  const machine = (...folders: string[]) => {
    const files = folders.flatMap((folder) => [folder + toolchain, `${folder}/em++.py`]);
    return (path: string) => files.includes(path);
  };
  const nowhere = () => null;

  it('an SDK named by EMSDK comes before the package', () => {
    const exists = machine('/opt/emsdk/upstream/emscripten', '/usr/share/emscripten');
    expect(emscriptenRoot({ EMSDK: '/opt/emsdk' }, exists, nowhere)).toBe('/opt/emsdk/upstream/emscripten');
  });
  it('else the package', () => {
    expect(emscriptenRoot({ EMSDK: '/gone' }, machine('/usr/share/emscripten'), nowhere)).toBe('/usr/share/emscripten');
  });
  it('else none', () => expect(emscriptenRoot({}, machine(), nowhere)).toBeNull());

  it('an SDK brings its own toolchain file, the package is what the preset names', () => {
    expect(wasmOptions('/sdk')[0]).toBe(`-DCMAKE_TOOLCHAIN_FILE=/sdk${toolchain}`);
    expect(wasmOptions('/usr/share/emscripten').join()).not.toContain('TOOLCHAIN');
  });
});

describe('whether node_modules is as locked', () => {
  const locked = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  it('yes: an optional package of another platform may lack', () => {
    expect(modulesAreCurrent(locked, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });
  it('no: missing', () => expect(modulesAreCurrent(locked, null)).toBe(false));
  it('no: another version', () => {
    expect(modulesAreCurrent(locked, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
  });
  it('no: a package lacks', () => expect(modulesAreCurrent(locked, {})).toBe(false));
});
