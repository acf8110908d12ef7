/** Takes dropped files into the engine: unpacks, routes each document by what the engine says it is, reports every fate. */
import type {
  ArtifactSummary,
  Diagnostic,
  HardwareProfile,
  MeasurementKind,
  MeasurementSummary,
  OCRWorkloadProfile,
  Reply,
} from '../../../bindings/api';
import { LIMITS, LimitError } from './limits';
import type { FileOutcome, IngestResult, Progress, Source } from './protocol';
import { type Budget, type Cancel, Cancelled, gunzip, isGzip, isZip, join, pump, unzip } from './unpack';

/** What ingesting needs of the engine. */
export interface Intake {
  validate(text: string): Reply<{ kind: string; flags: Diagnostic[] }>;
  addGpu(text: string): Reply<HardwareProfile>;
  artifacts(): Reply<ArtifactSummary>;
  beginArtifact(bytes: number): Uint8Array;
  finishArtifact(fileName: string): Reply<ArtifactSummary>;
  cancelArtifact(): void;
  measurementKind(head: string): Reply<MeasurementKind | null>;
  beginMeasurement(): void;
  feedMeasurement(piece: Uint8Array): boolean;
  finishMeasurement(fileName: string): Reply<MeasurementSummary>;
  cancelMeasurement(): void;
  measurements(): Reply<MeasurementSummary>;
}

type Report = (progress: Progress) => void;
interface Run {
  engine: Intake;
  cancel: Cancel;
  budget: Budget;
  report: Report;
  outcomes: FileOutcome[];
  accepted: Source[];
}

const READABLE = /\.(json|txt|log|csv|gz|zip)$/i;
const READABLE_INSIDE = /\.(json|txt|log|csv)(\.gz)?$/i;
const HIDDEN = /(^|\/)(\.|__MACOSX\/)/;

/** A document that is JSON, or was meant to be. */
const isJson = (path: string, text: string): boolean => /\.json(\.gz)?$/i.test(path) || /^\s*[[{]/.test(text);

/** Windows shells write redirected output in UTF-16, and some editors begin a file with a mark. */
export function inUtf8(bytes: Uint8Array): Uint8Array {
  const [first, second, third] = bytes;
  const little = first === 0xff && second === 0xfe;
  if (little || (first === 0xfe && second === 0xff))
    return new TextEncoder().encode(new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes));
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

const fault = (expected: string, got: string, path = ''): Diagnostic => ({ path, expected, got });

export async function ingest(
  engine: Intake,
  sources: readonly Source[],
  cancel: Cancel,
  report: Report,
): Promise<IngestResult> {
  const run: Run = { engine, cancel, budget: { used: 0 }, report, outcomes: [], accepted: [] };
  const alone = sources.length === 1;
  try {
    for (const [fileIndex, source] of sources.entries()) {
      if (cancel.requested) throw new Cancelled();
      if (HIDDEN.test(source.path)) continue;
      if (!alone && !READABLE.test(source.path)) {
        run.outcomes.push({ path: source.path, outcome: 'ignored', reason: 'neither JSON nor text' });
        continue;
      }
      const tell = (bytes: number, totalBytes: number | null): void =>
        report({ path: source.path, fileIndex, fileCount: sources.length, bytes, totalBytes });
      tell(0, source.file.size);
      await takeSource(run, source, alone, tell);
    }
  } catch (error) {
    engine.cancelArtifact();
    engine.cancelMeasurement();
    if (!(error instanceof Cancelled)) throw error;
    return { outcomes: run.outcomes, summary: null, measurements: null, cancelled: true, accepted: [] };
  }
  const summary = engine.artifacts();
  const measured = engine.measurements();
  return {
    outcomes: run.outcomes,
    summary: summary.ok && summary.value.files.length > 0 ? summary.value : null,
    measurements: measured.ok && measured.value.files.length > 0 ? measured.value : null,
    cancelled: false,
    accepted: run.accepted,
  };
}

async function takeSource(
  run: Run,
  source: Source,
  alone: boolean,
  tell: (bytes: number, total: number | null) => void,
): Promise<void> {
  const { budget, cancel } = run;
  const { path, file } = source;
  try {
    const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
    if (isZip(head)) {
      const { entries, skipped } = await unzip(
        file,
        budget,
        cancel,
        (name) => READABLE_INSIDE.test(name) && !HIDDEN.test(name),
        (packed) => tell(packed, file.size),
      );
      for (const name of skipped) {
        if (!HIDDEN.test(name))
          run.outcomes.push({ path: `${path}/${name}`, outcome: 'ignored', reason: 'neither JSON nor text' });
      }
      if (entries.length === 0) {
        run.outcomes.push({
          path,
          outcome: 'faulty',
          errors: [fault('a zip with TorchInfo files', skipped.length > 0 ? 'none in it' : 'an empty zip')],
        });
      }
      const before = run.accepted.length;
      for (const entry of entries) {
        if (cancel.requested) throw new Cancelled();
        await takeDocument(
          run,
          { path: `${path}/${entry.path}`, file: new Blob([entry.bytes]) },
          entries.length === 1,
          () => undefined,
        );
      }
      // The zip stays the source: its entries need no memory between now and an undo.
      if (run.accepted.length > before) run.accepted.splice(before, Infinity, source);
      return;
    }
    await takeDocument(run, source, alone, tell);
  } catch (error) {
    if (error instanceof LimitError) {
      run.outcomes.push({ path, outcome: 'faulty', errors: [fault(error.expected, error.got)] });
    } else if (error instanceof DOMException) {
      // Reading a file of the disk failed: told like any other fault of an input.
      run.outcomes.push({ path, outcome: 'faulty', errors: [fault('a readable file', error.message)] });
    } else {
      throw error;
    }
  }
}

async function takeDocument(
  run: Run,
  source: Source,
  alone: boolean,
  tell: (bytes: number, total: number | null) => void,
): Promise<void> {
  const { engine, budget, cancel } = run;
  const { path, file } = source;
  const packed = isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()));
  if (!packed && file.size > LIMITS.fileBytes)
    throw new LimitError(`at most ${LIMITS.fileBytes} bytes per file`, `${file.size}`);
  if (file.size === 0) {
    run.outcomes.push({ path, outcome: 'faulty', errors: [fault('TorchInfo JSON or text', 'an empty file')] });
    return;
  }

  if (await takeMeasurement(run, source, packed, tell)) return;

  let whole: Uint8Array | null = null;
  if (packed) {
    const chunks: Uint8Array[] = [];
    const bytes = await pump(gunzip(file), budget, cancel, (chunk, soFar) => {
      chunks.push(chunk);
      tell(soFar, null);
    });
    whole = join(chunks, bytes);
  } else if (file.size <= LIMITS.documentBytes) {
    whole = new Uint8Array(await file.arrayBuffer());
    budget.used += whole.length;
    tell(whole.length, whole.length);
  }
  if (whole) whole = inUtf8(whole);
  if (whole && whole.length <= LIMITS.documentBytes) {
    const text = new TextDecoder().decode(whole);
    if (isJson(path, text)) {
      const verdict = engine.validate(text);
      if (verdict.ok && takeProfileOrReport(run, path, text, verdict.value)) return;
      if (!verdict.ok && !isForeign(verdict.errors)) {
        run.outcomes.push({ path, outcome: 'faulty', errors: verdict.errors });
        return;
      }
    }
  }

  const size = whole ? whole.length : file.size;
  const room = engine.beginArtifact(size);
  if (whole) room.set(whole);
  else {
    let at = 0;
    await pump(file.stream() as ReadableStream<Uint8Array>, budget, cancel, (chunk, soFar) => {
      room.set(chunk, at);
      at = soFar;
      tell(soFar, size);
    });
  }
  const reply = engine.finishArtifact(path);
  if (!reply.ok) {
    // Beside artifacts in a folder, other documents are no fault of the user's.
    const foreign = !alone && whole !== null && reply.errors.every((error) => error.path === '');
    run.outcomes.push(
      foreign
        ? { path, outcome: 'ignored', reason: 'a document of another kind' }
        : { path, outcome: 'faulty', errors: reply.errors },
    );
    return;
  }
  run.accepted.push(source);
  const info = reply.value.files.find((entry) => entry.file_name === path) ?? reply.value.files.at(-1);
  run.outcomes.push({
    path,
    outcome: 'artifact',
    kind: info?.kind ?? 'layers',
    contributed: info?.contributed ?? '',
  });
}

const HEAD_BYTES = 64 * 1024;

/** The first bytes of a file, unpacked, as text. */
async function headOf(file: Blob, packed: boolean): Promise<string> {
  if (!packed) return new TextDecoder().decode(inUtf8(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())));
  const reader = gunzip(file).getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes < HEAD_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      bytes += value.length;
    }
  } catch {
    return ''; // told where the file is read
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return new TextDecoder().decode(inUtf8(join(chunks, bytes)).subarray(0, HEAD_BYTES));
}

/** A measurement goes to the engine in pieces: a trace of hundreds of MB never lies in memory as a whole. */
async function takeMeasurement(
  { engine, budget, cancel, outcomes, accepted }: Run,
  source: Source,
  packed: boolean,
  tell: (bytes: number, total: number | null) => void,
): Promise<boolean> {
  const { path, file } = source;
  const kind = engine.measurementKind(await headOf(file, packed));
  if (!kind.ok || kind.value === null) return false;
  engine.beginMeasurement();
  let reading = true;
  const stream = packed ? gunzip(file) : (file.stream() as ReadableStream<Uint8Array>);
  try {
    await pump(stream, budget, cancel, (chunk, soFar) => {
      reading = reading && engine.feedMeasurement(chunk);
      tell(soFar, packed ? null : file.size);
    });
  } catch (error) {
    engine.cancelMeasurement();
    throw error;
  }
  const reply = engine.finishMeasurement(path);
  if (!reply.ok) {
    outcomes.push({ path, outcome: 'faulty', errors: reply.errors });
    return true;
  }
  accepted.push(source);
  const contributed = reply.value.files.find((one) => one.file_name === path)?.contributed ?? '';
  outcomes.push({ path, outcome: 'measurement', kind: kind.value, contributed });
  return true;
}

/** Sound JSON that is no profile and no report: it may be an artifact. */
const isForeign = (errors: readonly Diagnostic[]): boolean =>
  errors.every((error) => error.path === '' && error.got === 'another JSON document');

function takeProfileOrReport(
  run: Run,
  path: string,
  text: string,
  verdict: { kind: string; flags: Diagnostic[] },
): boolean {
  if (verdict.kind === 'hardware_profile') {
    const added = run.engine.addGpu(text);
    run.outcomes.push(
      added.ok
        ? { path, outcome: 'gpu', profile: added.value, text }
        : { path, outcome: 'faulty', errors: added.errors },
    );
    return true;
  }
  if (verdict.kind === 'workload_profile') {
    run.outcomes.push({ path, outcome: 'workload', profile: JSON.parse(text) as OCRWorkloadProfile });
    return true;
  }
  if (verdict.kind === 'report') {
    run.outcomes.push({ path, outcome: 'report', text, flags: verdict.flags });
    return true;
  }
  return false;
}
