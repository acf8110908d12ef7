/** The question in the address: readable, so that a link can be edited by hand. `#model=…&workload=…&gpu=…&seq_len=703&tab=docs` */
import type { EstimateRequest, OCRWorkloadProfile, SettingField, SettingValue } from '../../../bindings/api';
import { LAB_KEYS, labFormOf, type LabForm } from './lab-form';
import { ARTIFACT } from './models';
import { parseSetting } from './request';
import { DEFAULT_REQUEST, TABS, type Tab } from './types';

export interface Link {
  request: EstimateRequest;
  tab: Tab;
  selectedId: string | null;
  document: string | null;
  /** Name of the model from artifacts, which the link itself cannot carry. */
  artifact: string | null;
  /** Compare, Sweep and Solve. */
  lab?: LabForm;
  /** The pinned run, and those to compare: each a question of its own. */
  baseline?: EstimateRequest | null;
  runs?: readonly EstimateRequest[];
}

const RESERVED = new Set([
  'model',
  'artifact',
  'workload',
  'gpu',
  'tab',
  'module',
  'doc',
  'baseline',
  'run',
  ...LAB_KEYS,
]);

function questionOf(request: EstimateRequest, artifact: string | null): URLSearchParams {
  const params = new URLSearchParams();
  params.set('model', request.model);
  // The run of artifacts is their own: nothing to choose.
  if (request.model === ARTIFACT) {
    if (artifact) params.set('artifact', artifact);
  } else
    params.set('workload', typeof request.workload === 'string' ? request.workload : JSON.stringify(request.workload));
  params.set('gpu', request.gpu);
  for (const [key, value] of Object.entries(request.set)) params.set(key, String(value));
  return params;
}

export function toFragment({ request, tab, selectedId, document, artifact, lab, baseline, runs }: Link): string {
  const params = questionOf(request, artifact);
  if (tab !== 'modules') params.set('tab', tab);
  if (selectedId) params.set('module', selectedId);
  if (tab === 'docs' && document) params.set('doc', document);
  for (const [key, value] of Object.entries(lab ?? {})) params.set(key, value);
  if (baseline) params.set('baseline', questionOf(baseline, null).toString());
  for (const run of runs ?? []) params.append('run', questionOf(run, null).toString());
  // Ids hold slashes and brackets; a fragment may show them as they are.
  return params.toString().replace(/%2F/g, '/').replace(/%5B/g, '[').replace(/%5D/g, ']');
}

const isProfile = (value: unknown): value is OCRWorkloadProfile =>
  typeof value === 'object' && value !== null && 'profile_id' in value;

/** null where the fragment holds no question. Values keep the type of their text until the fields are known. */
export function fromFragment(fragment: string): Link | null {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  if (!params.has('model') && !params.has('gpu') && !params.has('workload')) return null;
  const set: Record<string, SettingValue> = {};
  for (const [key, value] of params) if (!RESERVED.has(key)) set[key] = value;
  const model = params.get('model') ?? DEFAULT_REQUEST.model;
  let workload: EstimateRequest['workload'] =
    params.get('workload') ?? (model === ARTIFACT ? '' : DEFAULT_REQUEST.workload);
  if (typeof workload === 'string' && workload.startsWith('{')) {
    try {
      const profile: unknown = JSON.parse(workload);
      if (isProfile(profile)) workload = profile;
    } catch {
      // Left as text: the engine then says that it knows no such workload.
    }
  }
  const tab = params.get('tab');
  return {
    request: {
      model,
      workload,
      gpu: params.get('gpu') ?? DEFAULT_REQUEST.gpu,
      set,
    },
    tab: TABS.find((known) => known === tab) ?? 'modules',
    selectedId: params.get('module'),
    document: params.get('doc'),
    artifact: params.get('artifact'),
    lab: labFormOf(Object.fromEntries(params)),
    baseline: fromFragment(params.get('baseline') ?? '')?.request ?? null,
    runs: params.getAll('run').flatMap((run) => fromFragment(run)?.request ?? []),
  };
}

/** Gives every value of `set` the type of its field. */
export function typed(request: EstimateRequest, fields: readonly SettingField[]): EstimateRequest {
  const set = Object.entries(request.set).map(([key, value]) => {
    const field = fields.find((one) => one.key === key);
    return [key, field && typeof value === 'string' ? parseSetting(field, value) : value] as const;
  });
  return { ...request, set: Object.fromEntries(set) };
}
