// `#engine-wasm` of the page in one file: the .wasm travels inside the worker's script, gzipped, as base64.
import base64 from '@engine/modelmeter.wasm?gz64';

/** What `createModelMeter` needs to find its WebAssembly. */
export const engineOptions = async (): Promise<{ wasmBinary: ArrayBuffer }> => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return { wasmBinary: await new Response(unzipped).arrayBuffer() };
};
