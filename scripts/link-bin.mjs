// `npx modelmeter …` in a checkout: npm links the commands of dependencies, not the package's own.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const command = join(root, 'bindings', 'cli.mjs');
const link = join(root, 'node_modules', '.bin', 'modelmeter');
mkdirSync(dirname(link), { recursive: true });
rmSync(link, { force: true });
if (existsSync(command)) chmodSync(command, 0o755);
symlinkSync('../../bindings/cli.mjs', link);
