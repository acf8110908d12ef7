// Debian's emscripten needs node-acorn, which needs a `nodejs` package that other architectures may use ("Multi-Arch:
// allowed"). Debian's own nodejs carries that mark, NodeSource's does not: there apt refuses to install emscripten.

/**
 * How the emscripten package gets onto this machine.
 * @param {{ installed: boolean, multiArch: string }} nodejs the `nodejs` package as dpkg knows it
 * @returns {'install' | 'unpack'} 'unpack': its files are laid down without registering the package
 */
export const emscriptenRoute = ({ installed, multiArch }) =>
  installed && multiArch !== 'allowed' ? 'unpack' : 'install';

/** Reads `dpkg-query -W -f='${db:Status-Status} ${Multi-Arch}\n' nodejs`; null where dpkg knows no such package. */
export const parseNodejs = (text) => {
  const [status = '', multiArch = ''] = (text ?? '').trim().split(/\s+/);
  return { installed: status === 'installed', multiArch };
};

/** What Debian 12's emscripten depends on, for a machine whose package lists were never fetched. */
const debian12 = ['binaryen', 'clang-14', 'lld-14', 'llvm-14', 'python3'];

/**
 * Names of what emscripten depends on, its Node packages left out, from `apt-cache show emscripten`.
 * Alternatives ("a | b") count by their first name.
 */
export const dependenciesToUnpackFor = (text) => {
  const line = /^Depends:\s*(.*)$/m.exec(text ?? '')?.[1];
  if (line === undefined) return debian12;
  return line
    .split(',')
    .map((part) => part.trim().split(/[\s:|(]/)[0] ?? '')
    .filter((name) => name && name !== 'nodejs' && !name.startsWith('node-'));
};
