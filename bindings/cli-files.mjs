/** Files for the command line: reading them, and loading artifacts into the engine. */
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';

/** The input is at fault: told on stderr, exit 1. */
export class InputError extends Error {}

/** "layers_flat[12].input_size: expected array of ints, got string" */
export const sentence = (d) =>
  `${d.path ? `${d.path}: ` : ''}expected ${d.expected}, got ${d.got}${d.suggested ? ` (try ${d.suggested})` : ''}`;

/** The value of a reply; its errors end the command. */
export function unwrap(reply, source) {
  if (reply.ok) return reply.value;
  throw new InputError(reply.errors.map((error) => (source ? `${source}: ` : '') + sentence(error)).join('\n'));
}

export const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Bytes of a file, unpacked; "-" is stdin. Text in UTF-16, as Windows shells redirect it, becomes UTF-8. */
export function readBytes(path) {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    return inUtf8(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  } catch (error) {
    throw new InputError(`${path}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
  }
}

function inUtf8(bytes) {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (little || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return Buffer.from(new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes), 'utf8');
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** The first 64 KiB of a file, unpacked, as text. A file that cannot be read has none. */
export function headOf(path) {
  const head = Buffer.alloc(64 * 1024);
  try {
    const file = openSync(path, 'r');
    const bytes = head.subarray(0, readSync(file, head, 0, head.length, 0));
    closeSync(file);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = packed ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
    return new TextDecoder().decode(plain.subarray(0, head.length));
  } catch {
    return '';
  }
}

export const readText = (path) => new TextDecoder().decode(readBytes(path));

/** What the exporter writes; other files of a folder are left alone. */
const OF_THE_EXPORTER = /^(torchinfo-(layers|unique-layers|stages)|flops)\.json(\.gz)?$/;

/** The text table says less than the layers file: in a folder it only stands in for it. */
function artifactsIn(folder) {
  const names = readdirSync(folder).sort();
  const found = names.filter((name) => OF_THE_EXPORTER.test(name));
  const layers = found.some((name) => name.startsWith('torchinfo-layers.'));
  if (!layers && names.includes('torchinfo-summary.txt')) found.push('torchinfo-summary.txt');
  return found.map((name) => join(folder, name));
}

/** Hands one file to the engine; gives the reply. */
export function offer(engine, path) {
  const bytes = readBytes(path);
  engine.beginArtifact(bytes.length).set(bytes);
  return engine.finishArtifact(path === '-' ? 'stdin' : path);
}

/** Loads artifact files and folders of them, and says what each contributed. Gives the summary. */
export function loadArtifacts(engine, paths) {
  for (const path of paths) {
    const folder = path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory();
    const files = folder ? artifactsIn(path) : [path];
    if (files.length === 0) {
      throw new InputError(
        `${path}: expected torchinfo-layers.json, torchinfo-unique-layers.json, torchinfo-stages.json or torchinfo-summary.txt, got none of them`,
      );
    }
    for (const file of files) {
      const summary = unwrap(offer(engine, file), file === '-' ? 'stdin' : file);
      console.error(`${file === '-' ? 'stdin' : file}: ${summary.files.at(-1).contributed}`);
    }
  }
  const summary = unwrap(engine.artifacts());
  for (const finding of summary.findings) console.error(`${finding.severity}: ${finding.title}`);
  return summary;
}
