// What the builds and tests need from the system, how each is recognised, and the Debian package that brings it.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from '../run.mjs';
import { chromiumPath } from './chromium.mjs';
import { emscriptenRoot } from './emscripten.mjs';
import { onPath } from './which.mjs';

const header = (name) => ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, name)));

const cmakeIsNew = () => {
  const [, major = 0, minor = 0] = /version (\d+)\.(\d+)/.exec(output(['cmake', '--version']) ?? '') ?? [];
  return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 25);
};

/** Whether clang++-14 can link with these sanitizers: its runtime is a package of its own. */
export const clangLinksWith = (sanitizers) => {
  if (!onPath('clang++-14')) return false;
  const folder = mkdtempSync(join(tmpdir(), 'modelmeter-'));
  try {
    const source = join(folder, 'probe.cpp');
    writeFileSync(source, 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n');
    const shared = sanitizers.includes('fuzzer') ? [] : ['-shared', '-fPIC'];
    return output(['clang++-14', `-fsanitize=${sanitizers}`, ...shared, source, '-o', join(folder, 'probe')]) !== null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const clangRuntime = () => {
  const folder = '/usr/lib/llvm-14/lib/clang';
  return existsSync(folder) && readdirSync(folder).some((version) => existsSync(join(folder, version, 'lib', 'linux')));
};

/** Catch2 2.x: one header, and the CMake script beside its package. */
export const hasCatch2 = () => header('catch2/catch.hpp') && existsSync('/usr/lib/cmake/Catch2/Catch.cmake');

const build = [
  { what: 'CMake 3.25 or newer', package: 'cmake', present: cmakeIsNew },
  { what: 'Ninja', package: 'ninja-build', present: () => onPath('ninja') !== null },
  { what: 'Emscripten (em++)', package: 'emscripten', present: () => emscriptenRoot() !== null },
  { what: 'nlohmann/json.hpp', package: 'nlohmann-json3-dev', present: () => header('nlohmann/json.hpp') },
];
const test = [
  { what: 'Catch2 2.x', package: 'catch2', present: hasCatch2 },
  { what: 'g++', package: 'g++', present: () => onPath('g++') !== null },
  { what: 'clang++-14', package: 'clang-14', present: () => onPath('clang++-14') !== null },
  { what: "clang 14's sanitizer runtime", package: 'libclang-rt-14-dev', present: clangRuntime },
  { what: 'Chromium', package: 'chromium', present: () => chromiumPath() !== null },
];

/** What a purpose needs and this machine lacks. */
export const missingTools = (purpose) =>
  (purpose === 'test' ? [...build, ...test] : build).filter((tool) => !tool.present());
