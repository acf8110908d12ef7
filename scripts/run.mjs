// Running other programs from the scripts.
import { spawn, spawnSync } from 'node:child_process';
import { join, dirname } from 'node:path';
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
  const result = spawnSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28 });
  return result.status === 0 ? result.stdout : null;
};

/** Runs a command, shows its output and keeps it: `{ status, text }`. */
export const capture = (command, { env = {}, cwd = root } = {}) =>
  new Promise((done) => {
    console.log(`\n$ ${command.map((part) => part.replace(`${root}/`, '')).join(' ')}`);
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const keep = (stream) => (chunk) => {
      text += chunk;
      stream.write(chunk);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) => done({ status: 1, text: `${text}\n${program}: ${error.message}` }));
    child.on('close', (status) => done({ status: status ?? 1, text }));
  });
