// Configuring a preset on this machine.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must, root } from './run.mjs';
import { emscriptenRoot, wasmOptions } from './setup/emscripten.mjs';
import { hasCatch2 } from './setup/tools.mjs';

const cached = (preset, name) => {
  try {
    const text = readFileSync(join(root, 'build', preset, 'CMakeCache.txt'), 'utf8');
    return new RegExp(`^${name}(?::[A-Z]+)?=(.*)$`, 'm').exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
};

/** A build folder made for another place or another Emscripten cannot be reused. */
export const dropForeign = (preset) => {
  const home = cached(preset, 'CMAKE_HOME_DIRECTORY');
  const toolchain = cached(preset, 'CMAKE_TOOLCHAIN_FILE');
  const other = preset === 'wasm' && toolchain !== null && !toolchain.startsWith(`${emscriptenRoot()}/`);
  if (home !== null && (home !== root || other)) rmSync(join(root, 'build', preset), { recursive: true });
};

export const configureCommand = (preset) => [
  'cmake',
  '--preset',
  preset,
  `-DBUILD_TESTING=${hasCatch2() ? 'ON' : 'OFF'}`,
  ...(preset === 'wasm' ? wasmOptions() : []),
];

/** `cmake --preset`; ends the process where it fails. */
export const configure = (preset) => {
  dropForeign(preset);
  must(configureCommand(preset));
};
