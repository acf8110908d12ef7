/**
 * A session inside a page: what an HTML report carries beside the page and the engine. It stands in a data block, which no
 * browser executes, as JSON whose long parts are gzipped and in base64: names in it can never become markup.
 */
import type { OCRWorkloadProfile } from '../../../bindings/api';
import type { Source } from '../worker/protocol';
import type { Preferences, UserGpu } from './types';

export const SESSION_ID = 'session';
const VERSION = 1;

/** What a report shows when it is opened. */
export interface Session {
  /** The whole view, as an address carries it. */
  fragment: string;
  userGpus: readonly UserGpu[];
  userWorkloads: readonly OCRWorkloadProfile[];
  preferences: Preferences;
  /** The files that the model was made from. */
  sources: readonly Source[];
}

interface Packed {
  version: number;
  /** Base64 of gzipped JSON. */
  state: string;
  files: { path: string; gz: string }[];
}

const through = async (blob: Blob, pair: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await new Response(
      blob.stream().pipeThrough(pair as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>),
    ).arrayBuffer(),
  );

const CHUNK = 0x8000;
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** A file as gzip or zip bytes: what is packed already stays as it is. */
async function packed(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isPacked = (head[0] === 0x1f && head[1] === 0x8b) || (head[0] === 0x50 && head[1] === 0x4b);
  return isPacked ? new Uint8Array(await file.arrayBuffer()) : through(file, new CompressionStream('gzip'));
}

/** The text of the data block. No "<" stands in it. */
export async function toBlock({ sources, ...state }: Session): Promise<string> {
  const value: Packed = {
    version: VERSION,
    state: base64(await through(new Blob([JSON.stringify(state)]), new CompressionStream('gzip'))),
    files: await Promise.all(sources.map(async ({ path, file }) => ({ path, gz: base64(await packed(file)) }))),
  };
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** null where there is none; throws where there is one that cannot be read. */
export async function fromBlock(text: string): Promise<Session | null> {
  if (text.trim() === '') return null;
  const value = JSON.parse(text) as Packed;
  if (value.version !== VERSION)
    throw new Error(`expected a session of version ${VERSION}, got ${String(value.version)}`);
  const state = await through(new Blob([bytesOf(value.state)]), new DecompressionStream('gzip'));
  return {
    ...(JSON.parse(new TextDecoder().decode(state)) as Omit<Session, 'sources'>),
    // Gzipped files are read as such, whatever their name says.
    sources: value.files.map(({ path, gz }) => ({ path, file: new Blob([bytesOf(gz)]) })),
  };
}

/** A page in one file with a session in it; the block is the last element of its name, behind all scripts of the page. */
export function withSession(template: string, block: string, title: string): string {
  const mark = `id="${SESSION_ID}">`;
  const at = template.lastIndexOf(mark) + mark.length;
  if (at < mark.length || template[at] !== '<')
    throw new Error('expected a page with room for a session, got another one');
  const page = template.slice(0, at) + block + template.slice(at);
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page.replace(/<title>[^<]*<\/title>/, () => `<title>${text}</title>`);
}
