// node_modules as package-lock.json wants it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../run.mjs';

const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return null;
  }
};

/** Whether every package that must be there is, in the locked version. Optional ones depend on the machine. */
export const modulesAreCurrent = (locked, installed) =>
  installed !== null &&
  Object.entries(locked).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional === true),
  );

/** npm as this process was started by it, else from the PATH. */
const npm = () => {
  const script = process.env.npm_execpath;
  return script && existsSync(script) && /\.c?js$/.test(script) ? [process.execPath, script] : ['npm'];
};

/** Runs `npm ci` where node_modules is missing or outdated; false where that fails. */
export const ensureModules = () => {
  const locked = packagesOf(join(root, 'package-lock.json')) ?? {};
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (modulesAreCurrent(locked, installed)) return true;
  return run([...npm(), 'ci', '--no-audit', '--no-fund']) === 0;
};
