// `#engine-wasm` of the page in several files: the browser streams the .wasm beside it.
import wasmUrl from '@engine/modelmeter.wasm?url';

/** What `createModelMeter` needs to find its WebAssembly. */
export const engineOptions = async (): Promise<{ locateFile: () => string }> => ({ locateFile: () => wasmUrl });
