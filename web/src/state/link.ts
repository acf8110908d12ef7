/**
 * The whole state in the address: readable, so that a link can be edited by hand.
 * `#v=2&model=…&workload=…&gpu=…&seq_len=703&tab=docs&view.roofline=…`. Links of the first version have no `v`.
 */
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
  /** Names of the files that it was made from. */
  files?: readonly string[];
  /** Zoom, measure and the like of single views, by the view's key. */
  views?: Readonly<Record<string, string>>;
  /** The GPU where it is no shipped one; see `profileText`. */
  gpuProfile?: string;
  /** What of the link could not be read. */
  faults?: readonly string[];
}

export const LINK_VERSION = 2;
const RESERVED = new Set([
  ...['v', 'model', 'artifact', 'file', 'workload', 'gpu', 'gpu_profile', 'tab', 'module', 'doc'],
  ...['baseline', 'run', ...LAB_KEYS],
]);
const VIEW = 'view.';
/** Links with a long list of files stay links. */
const MOST_FILES = 8;

function questionOf(request: EstimateRequest, artifact: string | null, files: readonly string[] = []): URLSearchParams {
  const params = new URLSearchParams();
  params.set('model', request.model);
  // The run of artifacts is their own: nothing to choose.
  if (request.model === ARTIFACT) {
    if (artifact) params.set('artifact', artifact);
    for (const file of files.slice(0, MOST_FILES)) params.append('file', file);
  } else
    params.set('workload', typeof request.workload === 'string' ? request.workload : JSON.stringify(request.workload));
  params.set('gpu', request.gpu);
  for (const [key, value] of Object.entries(request.set)) params.set(key, String(value));
  return params;
}

export function toFragment(link: Link): string {
  const { request, tab, selectedId, document, artifact, files, views = {}, gpuProfile, lab, baseline, runs } = link;
  const params = new URLSearchParams({ v: String(LINK_VERSION) });
  for (const [key, value] of questionOf(request, artifact, files)) params.append(key, value);
  if (gpuProfile) params.set('gpu_profile', gpuProfile);
  if (tab !== 'modules') params.set('tab', tab);
  if (selectedId) params.set('module', selectedId);
  if (tab === 'docs' && document) params.set('doc', document);
  for (const [key, value] of Object.entries(lab ?? {})) params.set(key, value);
  if (baseline) params.set('baseline', questionOf(baseline, null).toString());
  for (const run of runs ?? []) params.append('run', questionOf(run, null).toString());
  for (const [key, value] of Object.entries(views)) params.set(`${VIEW}${key}`, value);
  // Ids hold slashes and brackets; a fragment may show them as they are.
  return params.toString().replace(/%2F/g, '/').replace(/%5B/g, '[').replace(/%5D/g, ']').replace(/%3A/g, ':');
}

const isProfile = (value: unknown): value is OCRWorkloadProfile =>
  typeof value === 'object' && value !== null && 'profile_id' in value;

/** null where the fragment holds no question. Values keep the type of their text until the fields are known. */
export function fromFragment(fragment: string): Link | null {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  if (!params.has('model') && !params.has('gpu') && !params.has('workload')) return null;
  const faults: string[] = [];
  const version = Number(params.get('v') ?? 1);
  if (!(version <= LINK_VERSION))
    faults.push('it was made by a newer version; what this one does not know is left out');
  const set: Record<string, SettingValue> = {};
  const views: Record<string, string> = {};
  for (const [key, value] of params) {
    if (key.startsWith(VIEW)) views[key.slice(VIEW.length)] = value;
    else if (!RESERVED.has(key)) set[key] = value;
  }
  const model = params.get('model') ?? DEFAULT_REQUEST.model;
  let workload: EstimateRequest['workload'] =
    params.get('workload') ?? (model === ARTIFACT ? '' : DEFAULT_REQUEST.workload);
  if (typeof workload === 'string' && workload.startsWith('{')) {
    try {
      const profile: unknown = JSON.parse(workload);
      if (isProfile(profile)) workload = profile;
    } catch {
      // Left as text: the check of the link then says that there is no such workload.
    }
  }
  const tab = params.get('tab');
  const known = TABS.find((one) => one === tab);
  if (tab !== null && !known) faults.push(`tab: expected one of ${TABS.join(', ')}, got "${tab}"`);
  const files = params.getAll('file');
  const gpuProfile = params.get('gpu_profile');
  return {
    request: {
      model,
      workload,
      gpu: params.get('gpu') ?? DEFAULT_REQUEST.gpu,
      set,
    },
    tab: known ?? 'modules',
    selectedId: params.get('module'),
    document: params.get('doc'),
    artifact: params.get('artifact'),
    lab: labFormOf(Object.fromEntries(params)),
    baseline: fromFragment(params.get('baseline') ?? '')?.request ?? null,
    runs: params.getAll('run').flatMap((run) => fromFragment(run)?.request ?? []),
    ...(files.length > 0 ? { files } : {}),
    ...(Object.keys(views).length > 0 ? { views } : {}),
    ...(gpuProfile ? { gpuProfile } : {}),
    ...(faults.length > 0 ? { faults } : {}),
  };
}

/** The link with one GPU's id in place of another's, in every question of it. */
export function withGpu(link: Link, from: string, to: string): Link {
  const moved = (request: EstimateRequest): EstimateRequest =>
    request.gpu === from ? { ...request, gpu: to } : request;
  return {
    ...link,
    request: moved(link.request),
    ...(link.baseline ? { baseline: moved(link.baseline) } : {}),
    ...(link.runs ? { runs: link.runs.map(moved) } : {}),
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
