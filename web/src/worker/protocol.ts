/** What page and worker say to each other. The calls derive from `EngineCalls`; nothing is typed twice. */
import type {
  ArtifactInfo,
  ArtifactSummary,
  Diagnostic,
  EngineCalls,
  HardwareProfile,
  MeasurementKind,
  MeasurementSummary,
  OCRWorkloadProfile,
} from '../../../bindings/api';

export type CallName = keyof EngineCalls;
export type CallResult<N extends CallName> = ReturnType<EngineCalls[N]>;

/** One file as it was dropped: the path inside the dropped folder, or its name. */
export interface Source {
  path: string;
  file: Blob;
}

export type Request =
  | { [N in CallName]: { id: number; call: N; args: Parameters<EngineCalls[N]> } }[CallName]
  | { id: number; call: 'ingest'; sources: Source[] }
  | { id: number; call: 'restore'; sources: Source[] }
  | { id: number; call: 'cancel'; target: number };

export interface Progress {
  path: string;
  fileIndex: number;
  fileCount: number;
  bytes: number;
  /** null where the size is known only at the end (compressed files). */
  totalBytes: number | null;
}

/** What became of one file. Sentences about content are the engine's. */
export type FileOutcome =
  | { path: string; outcome: 'artifact'; kind: ArtifactInfo['kind']; contributed: string }
  | { path: string; outcome: 'measurement'; kind: MeasurementKind; contributed: string }
  | { path: string; outcome: 'gpu'; profile: HardwareProfile; text: string }
  | { path: string; outcome: 'workload'; profile: OCRWorkloadProfile }
  | { path: string; outcome: 'report'; text: string; flags: Diagnostic[] }
  | { path: string; outcome: 'faulty'; errors: Diagnostic[] }
  | { path: string; outcome: 'ignored'; reason: string };

export interface IngestResult {
  outcomes: FileOutcome[];
  /** null where no artifact is loaded. */
  summary: ArtifactSummary | null;
  /** null where no measurement is loaded. */
  measurements: MeasurementSummary | null;
  cancelled: boolean;
  /** Files that the artifacts and measurements came from, in order: enough to load the same set again. */
  accepted: Source[];
}

export type Response =
  | { id: number; type: 'reply'; value: unknown }
  /** A large reply as JSON in UTF-8: handed over, not copied, and read once. */
  | { id: number; type: 'json'; bytes: Uint8Array<ArrayBuffer> }
  | { id: number; type: 'progress'; progress: Progress }
  /** The engine trapped: its memory can no longer be trusted. */
  | { id: number; type: 'dead'; message: string }
  | { id: 0; type: 'ready'; startupMs: number };
