/** Edits of the question: pure, so that undo is a list of old questions. */
import type { EstimateRequest, OCRWorkloadProfile, SettingField, SettingValue } from '../../../bindings/api';
import type { State } from './types';

const HISTORY = 200;

export const sameRequest = (a: EstimateRequest, b: EstimateRequest): boolean => requestKey(a) === requestKey(b);

/** One text per question, whatever order the fields were edited in. */
export const requestKey = (request: EstimateRequest): string =>
  JSON.stringify([
    request.model,
    request.workload,
    request.gpu,
    Object.entries(request.set).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/** Takes a new question; the old one can be undone. Quick edits of one field make one step. */
export function edit(state: State, request: EstimateRequest, merge = false): State {
  if (sameRequest(state.request, request)) return state;
  const past = merge && state.past.length > 0 ? state.past : [...state.past, state.request].slice(-HISTORY);
  return { ...state, request, past, future: [] };
}

export function undo(state: State): State {
  const request = state.past.at(-1);
  if (!request) return state;
  return { ...state, request, past: state.past.slice(0, -1), future: [state.request, ...state.future] };
}

export function redo(state: State): State {
  const [request, ...future] = state.future;
  if (!request) return state;
  return { ...state, request, past: [...state.past, state.request], future };
}

export const withSetting = (
  request: EstimateRequest,
  key: string,
  value: SettingValue | undefined,
): EstimateRequest => {
  const { [key]: _, ...rest } = request.set;
  return { ...request, set: value === undefined ? rest : { ...rest, [key]: value } };
};

/** Text as typed, in the field's own type where it reads as one; else as it is, for the engine to judge. */
export function parseSetting(field: SettingField, text: string): SettingValue {
  if (field.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (field.type !== 'integer') return text;
  const digits = text.replace(/[\s,_]/g, '');
  return /^-?\d{1,15}$/.test(digits) ? Number(digits) : text;
}

export const workloadId = (request: EstimateRequest): string =>
  typeof request.workload === 'string' ? request.workload : request.workload.profile_id;

/** What crosses to the engine for a picked workload: built-in ones by id, dropped ones whole. */
export const workloadValue = (id: string, dropped: readonly OCRWorkloadProfile[]): EstimateRequest['workload'] =>
  dropped.find((profile) => profile.profile_id === id) ?? id;
