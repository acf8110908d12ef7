import type { ArtifactSummary, EngineCalls, EstimateRequest, MeasurementSummary, Reply } from './api';

/** The engine in this thread. Every call answers at once; bad input is a reply, never an exception. */
export interface EngineFacade extends EngineCalls {
  /** The reply of `estimate` as JSON in UTF-8, in memory of its own: it crosses to another thread without a copy. */
  estimateBytes(request: EstimateRequest): Uint8Array<ArrayBuffer>;
  /** The report alone as text: "json", "yaml", "csv", "md", "trace". */
  report(request: EstimateRequest, format: string): Reply<string>;
  /**
   * Room for an artifact of `bytes` inside the engine's memory. Fill it before the next call into the engine:
   * the view dies when that memory grows.
   */
  beginArtifact(bytes: number): Uint8Array;
  /** Reads what was filled in. A faulty artifact leaves everything as it was. */
  finishArtifact(fileName: string): Reply<ArtifactSummary>;
  /** Forgets what was filled in. */
  cancelArtifact(): void;
  /** A measurement in pieces, hundreds of MB if need be; false: no more need come, `finishMeasurement` says why. */
  beginMeasurement(): void;
  feedMeasurement(piece: Uint8Array): boolean;
  /** Reads what came. A faulty measurement leaves everything as it was. */
  finishMeasurement(fileName: string): Reply<MeasurementSummary>;
  cancelMeasurement(): void;
  dispose(): void;
}

export interface WasmOptions {
  wasmBinary?: ArrayBuffer | Uint8Array;
  locateFile?: (path: string) => string;
}

export function createEngine(
  createModule: (options?: WasmOptions) => Promise<unknown>,
  options?: WasmOptions,
): Promise<EngineFacade>;
