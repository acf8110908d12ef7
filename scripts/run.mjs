// Running other programs from the scripts.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A program of node_modules, started through node itself: a process in between would outlive a kill. */
export const local = (name, ...args) => [process.execPath, join(root, 'node_modules', ...name.split('/')), ...args];

/** Runs a command in the repository and shows its output; gives the exit code. */
export const run = (command, { env = {}, cwd = root, quiet = false } = {}) => {
  if (!quiet) console.log(`\n$ ${command.map((part) => part.replace(`${root}/`, '')).join(' ')}`);
  const [program, ...args] = command;
  const stdio = ['ignore', 'inherit', 'inherit'];
  const { status, error } = spawnSync(program, args, { cwd, env: { ...process.env, ...env }, stdio });
  if (error) console.error(`${program}: ${error.message}`);
  return status ?? 1;
};

/** Runs a command that has to work; ends the whole script with its exit code where it does not. */
export const must = (command, options) => {
  const status = run(command, options);
  if (status !== 0) process.exit(status);
};

/** The output of a command, or null where it fails. */
export const output = (command, { cwd = root, env = {} } = {}) => {
  const [program, ...args] = command;
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return result.status === 0 ? result.stdout : null;
};
