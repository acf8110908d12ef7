/** The engine as Emscripten emits it (build/wasm/modelmeter.mjs); the typed facade over it is in bindings/. */
declare module '@engine/modelmeter.mjs' {
  export default function createModelMeter(options?: {
    wasmBinary?: ArrayBuffer | Uint8Array;
    locateFile?: (path: string) => string;
    onAbort?: (reason: unknown) => void;
  }): Promise<Record<string, unknown>>;
}
declare module '@engine/modelmeter.wasm?url' {
  const url: string;
  export default url;
}
declare module '*?gz64' {
  const base64: string;
  export default base64;
}
