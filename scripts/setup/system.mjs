// Installs what is missing with apt where this user may, and else says exactly what to install.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output, run } from '../run.mjs';
import { dependenciesToUnpackFor, emscriptenRoute, parseNodejs } from './node-route.mjs';
import { missingTools } from './tools.mjs';
import { onPath } from './which.mjs';

/**
 * The words before a command that needs root: none as root, sudo where it works or can ask for a password, null where
 * neither does.
 */
const privilege = () => {
  if (process.getuid?.() === 0) return [];
  if (!onPath('sudo')) return null;
  if (output(['sudo', '-n', 'true']) !== null) return ['sudo', '-n'];
  return process.stdin.isTTY ? ['sudo'] : null;
};

const nodejsPackage = () =>
  parseNodejs(output(['dpkg-query', '-W', '-f=${db:Status-Status} ${Multi-Arch}\n', 'nodejs']));

const unpackSteps = ['emscripten', 'node-acorn'];

/** Commands that a person without this script would type. */
const instructions = (packages, route) => {
  if (route !== 'unpack') return [`sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`];
  return [
    `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    `cd "$(mktemp -d)" && apt-get download ${unpackSteps.join(' ')}`,
    'for file in *.deb; do sudo dpkg-deb -x "$file" /; done',
  ];
};

const apt = (as, ...args) =>
  run([...as, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'Dpkg::Use-Pty=0', '-q', ...args]);

/** Lays the packages' files down without registering them: apt refuses them beside this machine's nodejs. */
const unpack = (as) => {
  const folder = mkdtempSync(join(tmpdir(), 'modelmeter-'));
  chmodSync(folder, 0o755);
  try {
    if (run(['apt-get', '-q', 'download', ...unpackSteps], { cwd: folder }) !== 0) return 1;
    const files = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    return Math.max(...files.map((name) => run([...as, 'dpkg-deb', '-x', join(folder, name), '/'])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const describe = (tools) => tools.map((tool) => `  ${tool.what} (package ${tool.package})`).join('\n');

/** Sees to everything that `purpose` ('build' or 'test') needs from the system; false where something is still missing. */
export const ensureSystem = (purpose) => {
  const missing = missingTools(purpose);
  if (missing.length === 0) return true;
  console.log(`Missing on this machine:\n${describe(missing)}`);

  const needsEmscripten = missing.some((tool) => tool.package === 'emscripten');
  const route = needsEmscripten ? emscriptenRoute(nodejsPackage()) : 'install';
  const named = missing.map((tool) => tool.package).filter((name) => route === 'install' || name !== 'emscripten');
  const packages = () =>
    route === 'unpack' ? [...named, ...dependenciesToUnpackFor(output(['apt-cache', 'show', 'emscripten']))] : named;

  const as = privilege();
  if (as === null || !onPath('apt-get')) {
    console.error(
      onPath('apt-get')
        ? `\nInstalling packages needs root, or sudo that works without a question. Run this, then start again:\n  sudo apt-get update\n  ${instructions(packages(), route).join('\n  ')}`
        : '\nThis is no Debian or Ubuntu: install the above with your package manager, then start again.',
    );
    return false;
  }
  apt(as, 'update'); // a stale list may still do
  apt(as, 'install', '-y', '--no-install-recommends', '--no-remove', ...packages());
  if (route === 'unpack') unpack(as);

  const left = missingTools(purpose);
  if (left.length > 0) console.error(`\nStill missing after the installation:\n${describe(left)}`);
  return left.length === 0;
};
