/** Which models there are: the built-in ones, and the one that the loaded artifacts make. */
import type { ArtifactSummary, EstimateRequest, ModelInfo, SettingField, SettingValue } from '../../../bindings/api';
import type { State } from './types';

/** Id of the model of the loaded artifacts. */
export const ARTIFACT = 'artifact';

type Known = Pick<State, 'catalog' | 'artifacts'>;

export const artifactModel = (state: Pick<State, 'artifacts'>) => state.artifacts.summary?.model ?? null;

export function modelsOf(state: Known): readonly ModelInfo[] {
  const builtIn = state.catalog?.models ?? [];
  const loaded = artifactModel(state);
  return loaded ? [...builtIn, loaded] : builtIn;
}
export const modelOf = (state: Known, id: string): ModelInfo | undefined =>
  modelsOf(state).find((model) => model.id === id);

/** What the picker calls a model: artifacts by the class of their root module, whatever path they were exported under. */
export const modelLabel = (model: ModelInfo): string =>
  model.id === ARTIFACT ? `${model.spec.model_variant || model.name} (from artifacts)` : model.name;

/** Two summaries of one key describe the same model: files may have been added. */
export const modelKey = (summary: ArtifactSummary | null): string =>
  summary?.model ? JSON.stringify([summary.model.name, summary.model.spec.model_id, summary.model_id]) : '';

/** The question is about artifacts that are not loaded. */
export const lacksArtifacts = (state: Pick<State, 'request' | 'artifacts'>): boolean =>
  state.request.model === ARTIFACT && artifactModel(state) === null;

/** Settings of the machine, which hold whatever model runs on it. */
const OF_THE_MACHINE: readonly SettingField['group'][] = ['precision', 'execution', 'conventions'];

/** The question when another model is picked: its latest settings, else its own run with the settings of the machine. */
export function requestFor(
  state: Known & Pick<State, 'request' | 'past'>,
  id: string,
  defaults: EstimateRequest,
): EstimateRequest {
  const { request, past } = state;
  if (request.model === id) return request;
  const earlier = past.findLast((one) => one.model === id);
  if (earlier) return { ...earlier, gpu: request.gpu };
  return freshRequest(state, id, defaults);
}

/** The model as it is: its own run, with the settings of the machine that mean something for it. */
export function freshRequest(
  state: Known & Pick<State, 'request'>,
  id: string,
  defaults: EstimateRequest,
): EstimateRequest {
  const { request } = state;
  const fields = modelOf(state, id)?.fields ?? [];
  const kept: Record<string, SettingValue> = {};
  for (const { key, group } of fields) {
    const value = request.set[key];
    if (value !== undefined && OF_THE_MACHINE.includes(group)) kept[key] = value;
  }
  const workload = id === ARTIFACT ? (artifactModel(state)?.workload.profile_id ?? '') : defaults.workload;
  return { model: id, workload, gpu: request.gpu, set: kept };
}

/** A question about artifacts always means their own run. */
export function atItsOwnRun(state: Pick<State, 'artifacts'>, request: EstimateRequest): EstimateRequest {
  const model = artifactModel(state);
  if (request.model !== ARTIFACT || !model || request.workload === model.workload.profile_id) return request;
  return { ...request, workload: model.workload.profile_id };
}
