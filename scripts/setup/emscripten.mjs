// Where Emscripten is, and what CMake must be told about it.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from './which.mjs';

const toolchain = 'cmake/Modules/Platform/Emscripten.cmake';
const packaged = '/usr/share/emscripten';

/**
 * The folder with em++ and its toolchain file: an SDK the user has first, then the distribution's package.
 * @param {Record<string, string | undefined>} [env]
 * @param {(path: string) => boolean} [exists]
 * @param {(name: string, path?: string) => string | null} [which]
 */
export const emscriptenRoot = (env = process.env, exists = existsSync, which = onPath) => {
  const found = which('em++', env.PATH ?? '');
  const candidates = [
    env.EMSDK && join(env.EMSDK, 'upstream', 'emscripten'),
    env.EMSCRIPTEN,
    found && dirname(realpathSync(found)),
    packaged,
  ];
  return (
    candidates.find((folder) => folder && exists(join(folder, toolchain)) && exists(join(folder, 'em++.py'))) ?? null
  );
};

/** Options of `cmake --preset wasm` on this machine: an SDK's own toolchain file; Node as the emulator of tests. */
export const wasmOptions = (folder = emscriptenRoot()) => [
  ...(folder && folder !== packaged ? ['-DCMAKE_TOOLCHAIN_FILE=' + join(folder, toolchain)] : []),
  `-DCMAKE_CROSSCOMPILING_EMULATOR=${process.execPath}`,
];
