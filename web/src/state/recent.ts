/** Recent sessions: what was looked at in this browser, newest first. They stay in this browser. */
import type { State } from './types';
import { ARTIFACT, artifactModel, modelLabel, modelOf } from './models';
import { sameRequest, workloadId } from './request';
import { DEFAULT_REQUEST } from './types';

const KEY = 'modelmeter/recent/1';
export const MOST_RECENT = 20;

export interface Recent {
  /** One entry for each model, workload and GPU: the latest settings count. */
  id: string;
  /** ISO 8601. */
  time: string;
  model: string;
  workload: string;
  gpu: string;
  /** Settings that differed from the workload's. */
  changes: number;
  /** Files that a reopened session needs. */
  files: readonly string[];
  /** The whole state, as an address carries it. */
  fragment: string;
}

export function recentOf(state: State, fragment: string, time: Date): Recent | null {
  const { request, wanted } = state;
  // The first visit's example is a click away in any case.
  if (sameRequest(request, DEFAULT_REQUEST)) return null;
  const model = modelOf(state, request.model);
  const artifact = request.model === ARTIFACT ? (artifactModel(state)?.name ?? wanted ?? '') : '';
  return {
    id: JSON.stringify([request.model, artifact, workloadId(request), request.gpu]),
    time: time.toISOString(),
    model: model ? modelLabel(model) : artifact || request.model,
    workload: request.model === ARTIFACT ? 'as recorded' : workloadId(request),
    gpu: state.gpus.find((gpu) => gpu.id === request.gpu)?.name ?? request.gpu,
    changes: Object.keys(request.set).length,
    files: request.model === ARTIFACT ? (state.artifacts.summary?.files.map((file) => file.file_name) ?? []) : [],
    fragment,
  };
}

export const withRecent = (all: readonly Recent[], one: Recent): Recent[] =>
  [one, ...all.filter((other) => other.id !== one.id)].slice(0, MOST_RECENT);

const isRecent = (value: unknown): value is Recent => {
  const one = value as Recent | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    [one.id, one.time, one.model, one.workload, one.gpu, one.fragment].every((text) => typeof text === 'string') &&
    typeof one.changes === 'number' &&
    Array.isArray(one.files)
  );
};

export function recallRecent(storage: Pick<Storage, 'getItem'> | null): Recent[] {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter(isRecent).slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}
/** None left: nothing remains of them. */
export function rememberRecent(all: readonly Recent[], storage: Pick<Storage, 'setItem' | 'removeItem'> | null): void {
  try {
    if (all.length > 0) storage?.setItem(KEY, JSON.stringify(all));
    else storage?.removeItem(KEY);
  } catch {
    // Full or forbidden: nothing is lost but the memory.
  }
}
