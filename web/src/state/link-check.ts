/** What of a link this page knows: the rest is told and left out, so that an old or damaged link still shows what it can. */
import type { EstimateRequest, SettingValue } from '../../../bindings/api';
import { ARTIFACT, lacksArtifacts, modelOf } from './models';
import { DEFAULT_REQUEST, type State } from './types';

/** Keys that the engine takes beside a model's fields. */
const SHORTHAND = new Set(['precision']);

type Known = Pick<State, 'catalog' | 'artifacts' | 'gpus' | 'userWorkloads'>;

export function checked(request: EstimateRequest, state: Known): { request: EstimateRequest; faults: string[] } {
  const faults: string[] = [];
  let { model, workload, gpu } = request;
  if (model !== ARTIFACT && !modelOf(state, model)) {
    faults.push(`model: expected one that is known here, got "${model}"; ${DEFAULT_REQUEST.model} is shown`);
    model = DEFAULT_REQUEST.model;
  }
  const workloads = [...(state.catalog?.workloads ?? []), ...state.userWorkloads].map((one) => one.profile_id);
  if (model !== ARTIFACT && typeof workload === 'string' && !workloads.includes(workload)) {
    const got = workload.startsWith('{') ? 'a damaged one' : `"${workload}"`;
    faults.push(`workload: expected one that is known here, got ${got}; ${String(DEFAULT_REQUEST.workload)} is shown`);
    workload = DEFAULT_REQUEST.workload;
  }
  if (!state.gpus.some((one) => one.id === gpu)) {
    faults.push(`gpu: expected one that is known here, got "${gpu}"; ${DEFAULT_REQUEST.gpu} is shown`);
    gpu = DEFAULT_REQUEST.gpu;
  }
  const known = modelOf(state, model)?.fields;
  const set: Record<string, SettingValue> = {};
  for (const [key, value] of Object.entries(request.set)) {
    // Before its artifacts are there, nobody knows a model's fields.
    if (!known || SHORTHAND.has(key) || known.some((field) => field.key === key)) set[key] = value;
    else faults.push(`${key}: expected a setting of this model, got another one; it was left out`);
  }
  return { request: { model, workload, gpu, set }, faults };
}

/** Whether a module that a link selects is one of the report; true while nobody can know. */
export const hasModule = (state: Pick<State, 'run' | 'request' | 'artifacts'>, id: string): boolean => {
  if (lacksArtifacts(state) || state.run.kind !== 'done') return true;
  return state.run.last.estimate.report.modules.some((one) => one.module_id === id);
};
